'use client';

import { Button } from '@mantine/core';

/** Turns what is drawn into a table of the same numbers, and back. */
export function TableToggle({ asTable, onTurn }: { asTable: boolean; onTurn: () => void }) {
  return (
    <Button variant="default" size="compact-sm" aria-pressed={asTable} onClick={onTurn}>
      {asTable ? 'Chart' : 'Table'}
    </Button>
  );
}
