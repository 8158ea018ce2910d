'use client';

import { useAddress } from '@/lib/address';
import { useZone } from '@/lib/clock';
import { fromLocalInput, toLocalInput } from '@/lib/format/local-input';
import { WholeField } from './whole-field';

/** An end of a time of one's own, in the viewer's zone; kept in the address in UTC, from the newest page on. */
export function InstantField({
  name,
  label,
  at,
  size,
}: {
  name: 'from' | 'to';
  label: string;
  at: string | null;
  size: 'xs' | 'sm';
}) {
  const address = useAddress();
  const zone = useZone();
  return (
    <WholeField
      type="datetime-local"
      size={size}
      label={label}
      value={at === null ? '' : toLocalInput(Date.parse(at), zone)}
      onWhole={(typed) => {
        const chosen = fromLocalInput(typed, zone);
        address.set({
          [name]: chosen === null ? null : new Date(chosen).toISOString(),
          since: 'own',
          cursor: null,
        });
      }}
    />
  );
}
