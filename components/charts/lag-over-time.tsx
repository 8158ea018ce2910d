'use client';

import { useId, useMemo, useState } from 'react';
import { EmptyState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import type { FeedCharts } from '@/domain/views/feed-quality';
import { type LagChart, type LagPoint, prepareLag } from '@/lib/charts/prepare-lag';
import { useZone } from '@/lib/clock';
import { formatDuration } from '@/lib/format/duration';
import { ChartCard } from './chart-card';
import styles from './charts.module.css';
import own from './feed-charts.module.css';
import { ExactTime } from './exact-time';
import { GapBands, GapPattern, GapSwatch } from './gap-marks';
import { percent } from './percent';
import { Ticks } from './value-axis';

/** How far behind the feed was when a run ended, on a logarithmic scale, with gaps drawn where they lie. */
export function LagCard({ charts }: { charts: FeedCharts }) {
  const zone = useZone();
  const model = useMemo(() => prepareLag(charts, zone), [charts, zone]);
  const any = model.points.some(({ height }) => height !== null);
  return (
    <ChartCard
      id="lag"
      title="Lag"
      note="logarithmic scale; longest of each bar"
      legend={
        <div className={styles.legend}>
          {model.expected !== null && (
            <span className={styles.key}>
              <span className={own.expectedSwatch} />
              the vendor’s own delay
            </span>
          )}
          {model.gaps.length > 0 && (
            <span className={styles.key}>
              <GapSwatch />
              Gap
            </span>
          )}
        </div>
      }
      chart={
        any || model.gaps.length > 0 ? (
          <Line model={model} />
        ) : (
          <EmptyState title="Nothing to measure in this time.">
            The lag appears here as soon as a live run has ended. Times in which nothing ran stay empty.
          </EmptyState>
        )
      }
      table={<LagTable model={model} />}
    />
  );
}

function Line({ model }: { model: LagChart }) {
  const base = useId();
  const [hovered, setHovered] = useState<LagPoint | null>(null);
  return (
    <>
      <div className={`${styles.plot ?? ''} ${own.wideGutter ?? ''}`} onPointerLeave={() => setHovered(null)}>
        <svg height={150} role="img" aria-labelledby={`${base}-title`}>
          <title id={`${base}-title`}>{model.summary}</title>
          <defs>
            <GapPattern id={`${base}-gap`} />
          </defs>
          {model.lines.map(({ fraction, label }) => (
            <line
              key={label}
              className={styles.grid}
              x1="0"
              x2="100%"
              y1={percent(1 - fraction)}
              y2={percent(1 - fraction)}
            />
          ))}
          <GapBands gaps={model.gaps} pattern={`${base}-gap`} />
          {model.expected !== null && (
            <line
              className={own.expected}
              x1="0"
              x2="100%"
              y1={percent(1 - model.expected)}
              y2={percent(1 - model.expected)}
            />
          )}
          <svg viewBox="0 0 1000 100" preserveAspectRatio="none" width="100%" height="100%">
            <path className={own.lag} d={model.path} />
          </svg>
          {model.dots.map((dot) => (
            <circle
              key={dot.key}
              cx={percent(dot.x + dot.width / 2)}
              cy={percent(1 - (dot.height ?? 0))}
              r="2.5"
              fill="var(--p-group-authentication)"
            />
          ))}
          {model.points.map((point) => (
            <rect
              key={point.key}
              className={styles.slot}
              x={percent(point.x)}
              width={percent(point.width)}
              y="0"
              height="100%"
              onPointerEnter={() => setHovered(point)}
            />
          ))}
        </svg>
        {model.lines.map(({ fraction, label }) => (
          <span
            key={label}
            className={own.timeAxis}
            style={{ top: percent(1 - fraction) }}
            aria-hidden="true"
          >
            {label}
          </span>
        ))}
        {hovered !== null && <Tip point={hovered} />}
      </div>
      <Ticks ticks={model.ticks} gutter />
    </>
  );
}

function Tip({ point }: { point: LagPoint }) {
  const side =
    point.x > 0.5
      ? { right: percent(1 - point.x + 0.005) }
      : { left: percent(point.x + point.width + 0.005) };
  return (
    <div className={styles.tip} style={side} aria-hidden="true">
      <strong>{point.label}</strong>
      <div>{point.lagMs === null ? 'no live run ended' : <Lag ms={point.lagMs} />}</div>
    </div>
  );
}

function Lag({ ms }: { ms: number }) {
  return (
    <>
      Behind<b>{formatDuration(ms)}</b>
    </>
  );
}

function LagTable({ model }: { model: LagChart }) {
  return (
    <div className={styles.tableBox} role="region" aria-label="Lag, as a table" tabIndex={0}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col" className={table.num}>
              Longest lag
            </th>
          </tr>
        </thead>
        <tbody>
          {[...model.points].reverse().map((point) => (
            <tr key={point.key}>
              <th scope="row">
                <ExactTime from={Date.parse(point.key)}>{point.label}</ExactTime>
              </th>
              <td className={table.num}>{point.lagMs === null ? 'no data' : formatDuration(point.lagMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
