'use client';

import { useMemo } from 'react';
import { Moment } from '@/components/ui/moment';
import { BAND_FACTS } from '@/domain/bands';
import { EVENT_CATALOGUE } from '@/domain/event-catalogue';
import type { Profile } from '@/domain/views/person';
import { prepareWaterfall, type WaterfallRow } from '@/lib/charts/prepare-waterfall';
import styles from './charts.module.css';
import { percent } from './percent';

function fillOf(tone: WaterfallRow['tone']): string {
  return tone === 'covered' || tone === 'cap'
    ? 'var(--p-neutral-bar)'
    : `var(--p-band-${BAND_FACTS[tone].index})`;
}

/** What the attack factor is made of. Each bar is a button that opens the evidence. It is a table in itself. */
export function WaterfallChart({
  waterfall,
  onOpen,
}: {
  waterfall: Profile['waterfall'];
  onOpen: (eventId: string) => void;
}) {
  const model = useMemo(
    () => prepareWaterfall(waterfall, (kind) => EVENT_CATALOGUE[kind].label.toLowerCase()),
    [waterfall],
  );
  return (
    <div className={styles.fall}>
      <ol aria-label={model.summary}>
        {model.rows.map((row) => (
          <li key={row.key}>
            <Row row={row} onOpen={onOpen} />
          </li>
        ))}
      </ol>
      <div className={styles.fallRow}>
        <span className={styles.fallTotal}>Attack factor now</span>
        <span />
        <span className={styles.fallNumber}>{model.total}</span>
      </div>
    </div>
  );
}

function Row({ row, onOpen }: { row: WaterfallRow; onOpen: (eventId: string) => void }) {
  const { eventId } = row;
  const inside = (
    <>
      <span>
        <span className={styles.fallLabel}>{row.label}</span>
        <span className={styles.fallWhy}>
          {row.occurredAt !== null && (
            <>
              <Moment at={row.occurredAt} as="relative" /> ·{' '}
            </>
          )}
          {row.why}
        </span>
      </span>
      <svg className={styles.fallPlot} width="100%" height="14" aria-hidden="true" focusable="false">
        <line x1="0" x2="100%" y1="13.5" y2="13.5" className={styles.grid} />
        <rect
          x={percent(row.x)}
          width={row.width === 0 ? '2' : percent(Math.max(row.width, 0.004))}
          height="12"
          rx="1.5"
          fill={fillOf(row.tone)}
        />
      </svg>
      <span className={styles.fallNumber}>{row.printed}</span>
    </>
  );
  if (eventId === null) return <div className={styles.fallRow}>{inside}</div>;
  return (
    <button
      type="button"
      className={styles.fallRow}
      data-row
      title={row.without === null ? undefined : `Without this event: ${row.without}`}
      onClick={() => onOpen(eventId)}
    >
      {inside}
    </button>
  );
}
