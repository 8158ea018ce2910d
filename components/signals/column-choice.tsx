'use client';

import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import { Sheet } from '@/components/ui/sheet';
import { useColumns } from '@/lib/remembered-columns';
import { parseColumns, SIGNAL_COLUMNS } from '@/lib/signal-filter';
import styles from './signals.module.css';

/** Which columns the table has; kept in the address, and for the next time in this browser. */
export function ColumnChoice() {
  const [columns, choose] = useColumns();
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
                  choose(next);
                }}
              />
            ))}
          </div>
          <Button variant="default" onClick={() => choose(parseColumns(null))}>
            Show the usual columns
          </Button>
        </div>
      </Sheet>
    </>
  );
}
