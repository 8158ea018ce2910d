'use client';

import { useMemo } from 'react';
import { Moment } from '@/components/ui/moment';
import { BAND_FACTS } from '@/domain/bands';
import { EVENT_CATALOGUE } from '@/domain/event-catalogue';
import type { Profile } from '@/domain/views/person';
import { foldWaterfall, prepareWaterfall, type WaterfallRow } from '@/lib/charts/prepare-waterfall';
import { formatCountOf } from '@/lib/format/number';
import { useTurned } from '@/lib/use-turned';
import styles from './waterfall.module.css';
import { percent } from './percent';

function fillOf(tone: WaterfallRow['tone']): string {
  return tone === 'covered' || tone === 'cap'
    ? 'var(--p-neutral-bar)'
    : `var(--p-band-${BAND_FACTS[tone].index})`;
}

/** What the attack factor is made of. Each bar is a button that opens the evidence. It is a table in itself. */
export function WaterfallChart({
  waterfall,
  past = false,
  onOpen,
}: {
  waterfall: Profile['waterfall'];
  /** It is of a past moment. */
  past?: boolean;
  onOpen: (eventId: string) => void;
}) {
  const model = useMemo(
    () => prepareWaterfall(waterfall, (kind) => EVENT_CATALOGUE[kind].label.toLowerCase()),
    [waterfall],
  );
  const fold = useMemo(() => foldWaterfall(model.rows), [model]);
  const [unfolded, turn] = useTurned('all', 'bars');
  const shown = unfolded ? [...fold.shown, ...fold.folded] : fold.shown;
  return (
    <div>
      <ol aria-label={model.summary}>
        {shown.map((row) => (
          <li key={row.key}>
            <Row row={row} onOpen={onOpen} />
          </li>
        ))}
        {fold.folded.length > 0 && (
          <li>
            <FoldRow fold={fold} open={unfolded} onToggle={turn} />
          </li>
        )}
        {fold.cap.map((row) => (
          <li key={row.key}>
            <Row row={row} onOpen={onOpen} />
          </li>
        ))}
      </ol>
      <div className={styles.row}>
        <span className={styles.total}>Attack factor {past ? 'then' : 'now'}</span>
        <span />
        <span className={styles.number}>{model.total}</span>
      </div>
    </div>
  );
}

/** The smaller events in one row, which opens into them. */
function FoldRow({
  fold,
  open,
  onToggle,
}: {
  fold: ReturnType<typeof foldWaterfall>;
  open: boolean;
  onToggle: () => void;
}) {
  const first = fold.folded[0];
  const width = fold.folded.reduce((sum, row) => sum + row.width, 0);
  return (
    <button
      type="button"
      className={styles.row}
      aria-expanded={open}
      data-row
      data-steers={open || undefined}
      onClick={onToggle}
    >
      <span>
        <span className={styles.label}>
          {open ? 'Show fewer' : formatCountOf(fold.folded.length, 'smaller event', 'smaller events')}
        </span>
        <span className={styles.why} data-steers>
          {open ? 'fold the smaller events together' : 'show each of them'}
        </span>
      </span>
      {open ? <span /> : <Plot x={first?.x ?? 0} width={width} fill="var(--p-neutral-bar)" />}
      <span className={styles.number}>{open ? '' : fold.printed}</span>
    </button>
  );
}

function Plot({ x, width, fill }: { x: number; width: number; fill: string }) {
  return (
    <svg className={styles.plot} width="100%" height="14" aria-hidden="true" focusable="false">
      <line x1="0" x2="100%" y1="13.5" y2="13.5" className={styles.base} />
      <rect
        x={percent(x)}
        width={width === 0 ? '2' : percent(Math.max(width, 0.004))}
        height="12"
        rx="1.5"
        fill={fill}
      />
    </svg>
  );
}

function withoutWords(without: string, uncapped: string | null): string {
  const before = uncapped === null ? '' : ` (${uncapped} before the cap)`;
  return `Without this event the attack factor is ${without}${before}`;
}

function Row({ row, onOpen }: { row: WaterfallRow; onOpen: (eventId: string) => void }) {
  const { eventId } = row;
  const inside = (
    <>
      <span>
        <span className={styles.label}>{row.label}</span>
        <span className={styles.why}>
          {row.occurredAt !== null && (
            <>
              <Moment at={row.occurredAt} as="relative" /> ·{' '}
            </>
          )}
          {row.why}
        </span>
      </span>
      <Plot x={row.x} width={row.width} fill={fillOf(row.tone)} />
      <span className={styles.number}>
        {row.printed}
        {row.without !== null && <span className={styles.without}>without it {row.without}</span>}
      </span>
    </>
  );
  if (eventId === null) return <div className={styles.row}>{inside}</div>;
  return (
    <button
      type="button"
      className={styles.row}
      data-row
      title={row.without === null ? undefined : withoutWords(row.without, row.withoutUncapped)}
      onClick={() => onOpen(eventId)}
    >
      {inside}
    </button>
  );
}
