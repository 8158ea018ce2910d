'use client';

import type { ReactNode } from 'react';
import { useZone } from '@/lib/clock';
import { formatExact, formatExactSpan } from '@/lib/format/moment';
import styles from './charts.module.css';

/** What a chart or its table calls an instant or a stretch of time, in epoch milliseconds, with UTC on hover. */
export function ExactTime({
  from,
  to = null,
  children,
}: {
  from: number;
  to?: number | null;
  children: ReactNode;
}) {
  const zone = useZone();
  return (
    <time
      dateTime={new Date(from).toISOString()}
      title={to === null ? formatExact(from, zone) : formatExactSpan(from, to, zone)}
    >
      {children}
    </time>
  );
}

/** The time of a bar in its tip, which no pointer reaches: there UTC stands below, where it is not the viewer's zone. */
export function TipTime({ from, to, label }: { from: number; to: number; label: string }) {
  const zone = useZone();
  return (
    <>
      <strong>{label}</strong>
      {zone !== 'UTC' && <div className={styles.tipUtc}>{formatExactSpan(from, to, 'UTC')}</div>}
    </>
  );
}
