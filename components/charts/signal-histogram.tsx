'use client';

import { useId, useMemo, useState } from 'react';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import type { SignalHistogram } from '@/domain/views/signal';
import {
  prepareSignalHistogram,
  type SignalBar,
  type SignalBars,
} from '@/lib/charts/prepare-signal-histogram';
import { useZone } from '@/lib/clock';
import { formatCount, formatCountOf } from '@/lib/format/number';
import { ChartCard } from './chart-card';
import styles from './charts.module.css';
import { ExactTime, TipTime } from './exact-time';
import { FillingPattern } from './filling-pattern';
import { GapBands, GapPattern, GapSwatch } from './gap-marks';
import { percent } from './percent';
import { AxisLines, AxisNumbers, Ticks } from './value-axis';

/** Raw records over the time of a search; a bar narrows the search to its time. */
export function SignalHistogramCard({
  histogram,
  onChoose,
}: {
  histogram: SignalHistogram;
  onChoose: (from: number, to: number) => void;
}) {
  const zone = useZone();
  const model = useMemo(() => prepareSignalHistogram(histogram, zone), [histogram, zone]);
  if (model.bars.length > 0 && model.bars.every(({ signals }) => signals === null)) {
    return (
      <Card title="Records over time" note="not counted">
        <EmptyState title="These records were not counted." centred>
          That would mean reading too much at once. Choose a shorter time, or add a condition on a person, an
          application, a device or an address.
        </EmptyState>
      </Card>
    );
  }
  return (
    <ChartCard
      id="records"
      title="Records over time"
      note={
        histogram.whole
          ? formatCountOf(histogram.total, 'record', 'records')
          : `${formatCount(histogram.total)} counted; grey bars were not, for that would mean reading too much`
      }
      legend={
        <div className={styles.legend}>
          {model.bars.some(isFilling) && (
            <span className={styles.key}>
              <span className={`${styles.swatch ?? ''} ${styles.fillingSwatch ?? ''}`} />
              Still filling
            </span>
          )}
          {model.missing.length > 0 && (
            <span className={styles.key}>
              <GapSwatch />
              Not collected
            </span>
          )}
        </div>
      }
      chart={<Bars model={model} onChoose={onChoose} />}
      table={<BarsTable model={model} onChoose={onChoose} />}
    />
  );
}

/** Whether more will come into a bar: it is hatched, as it may look too low. */
function isFilling({ complete, signals }: SignalBar): boolean {
  return !complete && signals !== null && signals > 0;
}

interface Chosen {
  readonly model: SignalBars;
  readonly onChoose: (from: number, to: number) => void;
}

function Bars({ model, onChoose }: Chosen) {
  const base = useId();
  const [hovered, setHovered] = useState<SignalBar | null>(null);
  return (
    <>
      <div className={`${styles.plot ?? ''} ${styles.gutter ?? ''}`} onPointerLeave={() => setHovered(null)}>
        <svg height={110} role="img" aria-labelledby={`${base}-title`}>
          <title id={`${base}-title`}>{model.summary}</title>
          <defs>
            <GapPattern id={`${base}-gap`} />
            <FillingPattern id={`${base}-filling`} color="var(--p-accent)" ink={0.75} />
          </defs>
          <AxisLines axis={model.axis} />
          <GapBands gaps={model.missing} pattern={`${base}-gap`} />
          {model.bars.map((bar) => (
            <g key={bar.key}>
              {bar.signals === null ? (
                <rect
                  x={percent(bar.x)}
                  width={percent(bar.width)}
                  y="0"
                  height="100%"
                  fill="var(--p-line-strong)"
                  fillOpacity={0.35}
                />
              ) : (
                <rect
                  x={percent(bar.x + bar.width * 0.08)}
                  width={percent(bar.width * 0.84)}
                  y={percent(1 - bar.height)}
                  height={percent(bar.height)}
                  fill={isFilling(bar) ? `url(#${base}-filling)` : 'var(--p-accent)'}
                  fillOpacity={isFilling(bar) ? 1 : 0.75}
                />
              )}
              <rect
                className={styles.slot}
                style={{ cursor: 'pointer' }}
                x={percent(bar.x)}
                width={percent(bar.width)}
                y="0"
                height="100%"
                onPointerEnter={() => setHovered(bar)}
                onClick={() => onChoose(bar.from, bar.to)}
              />
            </g>
          ))}
        </svg>
        <AxisNumbers axis={model.axis} />
        {hovered !== null && <Tip bar={hovered} />}
      </div>
      <Ticks ticks={model.ticks} gutter />
    </>
  );
}

function Tip({ bar }: { bar: SignalBar }) {
  const side =
    bar.x > 0.5 ? { right: percent(1 - bar.x + 0.005) } : { left: percent(bar.x + bar.width + 0.005) };
  return (
    <div className={styles.tip} style={side} aria-hidden="true">
      <TipTime from={bar.from} to={bar.to} label={bar.label} />
      <div>
        {bar.signals === null ? 'not counted' : 'records'}
        {bar.signals !== null && <b>{formatCount(bar.signals)}</b>}
      </div>
      {bar.lacks && <div>not all collected</div>}
      {!bar.complete && <div>still filling</div>}
    </div>
  );
}

function BarsTable({ model, onChoose }: Chosen) {
  return (
    <div className={styles.tableBox} role="region" aria-label="Records over time, as a table" tabIndex={0}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col" className={table.num}>
              Records
            </th>
          </tr>
        </thead>
        <tbody>
          {[...model.bars].reverse().map((bar) => (
            <tr key={bar.key} data-opens>
              <th scope="row">
                <button type="button" className={table.opener} onClick={() => onChoose(bar.from, bar.to)}>
                  <ExactTime from={bar.from} to={bar.to}>
                    {bar.label}
                  </ExactTime>
                </button>
                {!bar.complete && <span className={table.soft}> · still filling</span>}
                {bar.lacks && <span className={table.soft}> · not all collected</span>}
              </th>
              <td className={table.num}>{bar.signals === null ? 'not counted' : formatCount(bar.signals)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
