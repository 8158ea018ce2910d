'use client';

import { Button, TextInput } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useState } from 'react';
import { useAddress } from '@/lib/address';
import { useNow, useZone } from '@/lib/clock';
import { fromLocalInput, toLocalInput } from '@/lib/format/local-input';
import { momentFault } from '@/lib/queries/past';
import styles from './past.module.css';

/** A way to see the page as it was at another moment; which one is in the address. */
export function ChooseMoment({
  at,
  asOf,
}: {
  /** The instant that the page is of. */
  at: string;
  /** The same where it is a past one that was asked for. */
  asOf: string | null;
}) {
  const [open, setOpen] = useState(false);
  if (!open)
    return (
      <Button
        variant="default"
        leftSection={<IconHistory size={16} stroke={2} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        {asOf === null ? 'As of another moment' : 'Another moment'}
      </Button>
    );
  return <MomentForm at={at} onClose={() => setOpen(false)} />;
}

function MomentForm({ at: shown, onClose }: { at: string; onClose: () => void }) {
  const address = useAddress();
  const zone = useZone();
  const now = useNow();
  const [text, setText] = useState(() => toLocalInput(Date.parse(shown), zone));
  const [asked, setAsked] = useState(false);
  const at = fromLocalInput(text, zone);
  const fault = momentFault(at, now);
  return (
    <form
      className={styles.moment}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setAsked(true);
        if (at === null || fault !== null) return;
        address.set({ at: new Date(at).toISOString(), event: null }, 'push');
        onClose();
      }}
    >
      <TextInput
        type="datetime-local"
        label={`As of, in ${zone}`}
        name="at"
        autoFocus
        value={text}
        error={asked ? fault : null}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit">Show</Button>
      <Button variant="default" onClick={onClose}>
        Cancel
      </Button>
    </form>
  );
}
