'use client';

import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Card } from '@/components/ui/card';

/** A card whose chart turns into a table of the same numbers. */
export function ChartCard({
  title,
  note,
  legend,
  chart,
  table,
  children,
}: {
  title: string;
  note?: ReactNode;
  legend?: ReactNode;
  chart: ReactNode;
  table: ReactNode;
  children?: ReactNode;
}) {
  const [asTable, setAsTable] = useState(false);
  return (
    <Card
      title={title}
      note={note}
      action={
        <>
          {legend}
          <Button
            variant="default"
            size="compact-sm"
            aria-pressed={asTable}
            onClick={() => setAsTable(!asTable)}
          >
            {asTable ? 'Chart' : 'Table'}
          </Button>
        </>
      }
    >
      {asTable ? table : chart}
      {children}
    </Card>
  );
}
