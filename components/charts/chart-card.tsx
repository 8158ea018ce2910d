'use client';

import type { ReactNode } from 'react';
import { Card } from '@/components/ui/card';
import { useTurned } from '@/lib/use-turned';
import { TableToggle } from './table-toggle';

/** A card whose chart turns into a table of the same numbers; which of the two stands in the address. */
export function ChartCard({
  id,
  title,
  note,
  legend,
  chart,
  table,
  children,
}: {
  /** One of its page, for the address. */
  id: string;
  title: string;
  note?: ReactNode;
  legend?: ReactNode;
  chart: ReactNode;
  table: ReactNode;
  children?: ReactNode;
}) {
  const [asTable, turn] = useTurned('tables', id);
  return (
    <Card
      title={title}
      note={note}
      action={
        <>
          {legend}
          <TableToggle asTable={asTable} onTurn={turn} />
        </>
      }
    >
      {asTable ? table : chart}
      {children}
    </Card>
  );
}
