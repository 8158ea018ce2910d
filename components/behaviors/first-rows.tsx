'use client';

import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import table from '@/components/ui/table.module.css';
import { formatCount } from '@/lib/format/number';
import { useTurned } from '@/lib/use-turned';

const FIRST = 10;

/** The first rows of a long table, and a button for the others: a box that scrolls within a page hides that it does. */
export function FirstRows<Row>({
  rows,
  what,
  children,
}: {
  rows: readonly Row[];
  /** What the rows are, in the plural. */
  what: string;
  children: (shown: readonly Row[]) => ReactNode;
}) {
  const [all, turn] = useTurned('all', what.replaceAll(' ', '-'));
  return (
    <>
      {children(all ? rows : rows.slice(0, FIRST))}
      {rows.length > FIRST && (
        <div className={table.more}>
          <Button variant="default" size="compact-md" aria-expanded={all} onClick={turn}>
            {all ? `Show the first ${FIRST} ${what}` : `Show all ${formatCount(rows.length)} ${what}`}
          </Button>
        </div>
      )}
    </>
  );
}
