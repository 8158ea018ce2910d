'use client';

import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAddress } from '@/lib/address';
import { useZone } from '@/lib/clock';
import { fromLocalInput, toLocalInput } from '@/lib/format/local-input';

/**
 * An end of the time that is searched, in the viewer's zone; kept in the address in UTC. What is being typed counts once
 * the field is left or Enter is pressed: a year that is typed anew goes through years in which nothing was ever sent.
 */
export function InstantField({ name, label, at }: { name: 'from' | 'to'; label: string; at: string | null }) {
  const address = useAddress();
  const zone = useZone();
  const shown = at === null ? '' : toLocalInput(Date.parse(at), zone);
  const [typed, setTyped] = useState(shown);
  const [known, setKnown] = useState(shown);
  // Another time was chosen elsewhere: in the chart, by a saved search, by going back.
  if (known !== shown) {
    setKnown(shown);
    setTyped(shown);
  }
  const apply = () => {
    if (typed === shown) return;
    const chosen = fromLocalInput(typed, zone);
    address.set({
      [name]: chosen === null ? null : new Date(chosen).toISOString(),
      since: 'own',
      cursor: null,
    });
  };
  return (
    <TextInput
      size="sm"
      type="datetime-local"
      label={label}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={apply}
      onKeyDown={(event) => {
        if (event.key === 'Enter') apply();
      }}
    />
  );
}
