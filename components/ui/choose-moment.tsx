'use client';

import { Button, TextInput } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
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
  const opener = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);
  // Only once it is closed there is a button that can have the focus.
  useEffect(() => {
    if (wasOpen.current && !open) opener.current?.focus();
    wasOpen.current = open;
  }, [open]);
  if (!open)
    return (
      <Button
        ref={opener}
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
  const [first] = useState(() => Math.min(Date.parse(shown), now));
  // Null as long as nothing is typed: then the moment that is shown stays as it is, to the millisecond.
  const [typed, setTyped] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  return (
    <form
      className={styles.moment}
      noValidate
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        const at = typed === null ? first : fromLocalInput(typed, zone);
        // By the true time: the clock of the page may be held still.
        const wrong = momentFault(at, Date.now());
        setFault(wrong);
        if (at === null || wrong !== null) return;
        address.set({ at: new Date(at).toISOString(), event: null }, 'push');
        onClose();
      }}
    >
      <TextInput
        type="datetime-local"
        step={1}
        label={`As of, in ${zone}`}
        name="at"
        autoFocus
        value={typed ?? toLocalInput(first, zone, 'second')}
        error={fault}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setFault(null);
        }}
      />
      <Button type="submit">Show</Button>
      <Button variant="default" onClick={onClose}>
        Cancel
      </Button>
    </form>
  );
}
