'use client';

import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import { Sheet } from '@/components/ui/sheet';
import { useAddress } from '@/lib/address';
import { SIGNAL_COLUMNS, type SignalColumn, writeColumns } from '@/lib/signal-filter';
import styles from './signals.module.css';

/** Which columns the table has; kept in the address. */
export function ColumnChoice({ columns }: { columns: readonly SignalColumn[] }) {
  const address = useAddress();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" size="sm" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Columns
      </Button>
      <Sheet open={open} onClose={() => setOpen(false)} title="Columns of the table" side="centre">
        <div className={styles.form}>
          <div className={styles.columns}>
            {SIGNAL_COLUMNS.map(({ id, label }) => (
              <Checkbox
                key={id}
                label={label}
                checked={columns.includes(id)}
                onChange={(event) => {
                  const rest = columns.filter((column) => column !== id);
                  const next = event.currentTarget.checked ? [...rest, id] : rest;
                  address.set({ columns: writeColumns(next) });
                }}
              />
            ))}
          </div>
          <Button variant="default" onClick={() => address.set({ columns: null })}>
            As at first
          </Button>
        </div>
      </Sheet>
    </>
  );
}
