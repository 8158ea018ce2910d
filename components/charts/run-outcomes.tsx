'use client';

import { useId, useMemo, useState } from 'react';
import { EmptyState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import type { FeedCharts } from '@/domain/views/feed-quality';
import type { RunOutcome } from '@/domain/run-words';
import {
  OUTCOME_WORDS,
  type OutcomeBar,
  type OutcomeChart,
  prepareOutcomes,
} from '@/lib/charts/prepare-outcomes';
import { useZone } from '@/lib/clock';
import { formatCount } from '@/lib/format/number';
import { ChartCard } from './chart-card';
import styles from './charts.module.css';
import { ExactTime } from './exact-time';
import { BarBreak, GapBands, GapPattern, GapSwatch } from './gap-marks';
import { percent } from './percent';
import { AxisLines, AxisNumbers, Ticks } from './value-axis';

/** What was answered recedes; what failed stands out, by colour and by pattern. */
const COLORS: Readonly<Record<RunOutcome, { readonly color: string; readonly striped: boolean }>> = {
  answered: { color: 'var(--p-neutral-bar)', striped: false },
  refused: { color: 'var(--p-bad-line)', striped: false },
  rate_limited: { color: 'var(--p-warn-line)', striped: false },
  vendor_fault: { color: 'var(--p-bad-line)', striped: true },
  network: { color: 'var(--p-ink)', striped: true },
  own: { color: 'var(--p-ink)', striped: false },
};

/** Runs by how they fared with the vendor: answered, refused, rate limited, its own fault, network. */
export function OutcomesCard({ charts }: { charts: FeedCharts }) {
  const zone = useZone();
  const model = useMemo(() => prepareOutcomes(charts, zone), [charts, zone]);
  const any = model.totals.some(({ runs }) => runs > 0);
  return (
    <ChartCard
      id="outcomes"
      title="HTTP outcomes"
      note={noteOf(model)}
      legend={
        <div className={styles.legend}>
          {model.totals.map(({ outcome }) => (
            <span className={styles.key} key={outcome}>
              <Swatch outcome={outcome} />
              {OUTCOME_WORDS[outcome]}
            </span>
          ))}
          {model.gaps.length > 0 && (
            <span className={styles.key}>
              <GapSwatch />
              Gap
            </span>
          )}
        </div>
      }
      chart={
        any ? (
          <Bars model={model} />
        ) : (
          <EmptyState title="No run has ended in this time.">
            Each run appears here by how it fared: answered, refused, rate limited, or not reached.
          </EmptyState>
        )
      }
      table={<OutcomeTable model={model} />}
    />
  );
}

function noteOf({ axis }: OutcomeChart): string {
  return axis.broken === 0 ? 'runs' : 'runs; bars with a break are taller than the scale';
}

function Swatch({ outcome }: { outcome: RunOutcome }) {
  const { color, striped } = COLORS[outcome];
  const background = striped
    ? `repeating-linear-gradient(45deg, ${color} 0 2px, transparent 2px 4px)`
    : color;
  return <span className={styles.swatch} style={{ background }} />;
}

function Bars({ model }: { model: OutcomeChart }) {
  const base = useId();
  const [hovered, setHovered] = useState<OutcomeBar | null>(null);
  const fillOf = (outcome: RunOutcome) =>
    COLORS[outcome].striped ? `url(#${base}-${outcome})` : COLORS[outcome].color;
  return (
    <>
      <div className={`${styles.plot ?? ''} ${styles.gutter ?? ''}`} onPointerLeave={() => setHovered(null)}>
        <svg height={150} role="img" aria-labelledby={`${base}-title`}>
          <title id={`${base}-title`}>{model.summary}</title>
          <defs>
            <GapPattern id={`${base}-gap`} />
            {model.totals
              .filter(({ outcome }) => COLORS[outcome].striped)
              .map(({ outcome }) => (
                <pattern
                  key={outcome}
                  id={`${base}-${outcome}`}
                  width="5"
                  height="5"
                  patternUnits="userSpaceOnUse"
                  patternTransform="rotate(45)"
                >
                  <rect width="5" height="5" fill={COLORS[outcome].color} fillOpacity="0.2" />
                  <rect width="2.5" height="5" fill={COLORS[outcome].color} />
                </pattern>
              ))}
          </defs>
          <AxisLines axis={model.axis} />
          <GapBands gaps={model.gaps} pattern={`${base}-gap`} />
          {model.bars.map((bar) => (
            <g key={bar.key}>
              {bar.parts.map((part) => (
                <rect
                  key={part.outcome}
                  x={percent(bar.x + bar.width * 0.08)}
                  width={percent(bar.width * 0.84)}
                  y={percent(1 - part.to)}
                  height={percent(part.to - part.from)}
                  fill={fillOf(part.outcome)}
                />
              ))}
              {bar.broken && <BarBreak bar={bar} />}
              <rect
                className={styles.slot}
                x={percent(bar.x)}
                width={percent(bar.width)}
                y="0"
                height="100%"
                onPointerEnter={() => setHovered(bar)}
              />
            </g>
          ))}
        </svg>
        <AxisNumbers axis={model.axis} />
        {hovered !== null && <Tip bar={hovered} model={model} />}
      </div>
      <Ticks ticks={model.ticks} gutter />
    </>
  );
}

function Tip({ bar, model }: { bar: OutcomeBar; model: OutcomeChart }) {
  const side =
    bar.x > 0.5 ? { right: percent(1 - bar.x + 0.005) } : { left: percent(bar.x + bar.width + 0.005) };
  return (
    <div className={styles.tip} style={side} aria-hidden="true">
      <strong>{bar.label}</strong>
      {bar.runs === 0 && <div>nothing ran</div>}
      {bar.runs > 0 &&
        model.totals.map(({ outcome }) => (
          <div key={outcome}>
            <Swatch outcome={outcome} />
            {OUTCOME_WORDS[outcome]}
            <b>{formatCount(bar.counts[outcome])}</b>
          </div>
        ))}
    </div>
  );
}

function OutcomeTable({ model }: { model: OutcomeChart }) {
  return (
    <div className={styles.tableBox} role="region" aria-label="HTTP outcomes, as a table" tabIndex={0}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {model.totals.map(({ outcome }) => (
              <th scope="col" className={table.num} key={outcome}>
                {OUTCOME_WORDS[outcome]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...model.bars].reverse().map((bar) => (
            <tr key={bar.key}>
              <th scope="row">
                <ExactTime from={Date.parse(bar.key)}>{bar.label}</ExactTime>
              </th>
              {model.totals.map(({ outcome }) => (
                <td className={table.num} key={outcome}>
                  {bar.runs === 0 ? 'no run' : formatCount(bar.counts[outcome])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
