'use client';

import { useId, useMemo, useState } from 'react';
import type { TimeBucket } from '@/domain/views/dashboard';
import { EmptyState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import {
  prepareEventsOverTime,
  type EventsOverTime,
  type TimeBar,
} from '@/lib/charts/prepare-events-over-time';
import { useZone } from '@/lib/clock';
import { formatCount } from '@/lib/format/number';
import { ChartCard } from './chart-card';
import styles from './charts.module.css';
import { GROUP_COLORS } from './group-colors';
import { percent } from './percent';
import { AxisLines, AxisNumbers, Ticks } from './value-axis';

/** Identity events by group over the range, stacked. */
export function EventsOverTimeCard({
  buckets,
  height = 160,
}: {
  buckets: readonly TimeBucket[];
  height?: number;
}) {
  const zone = useZone();
  const model = useMemo(() => prepareEventsOverTime(buckets, zone), [buckets, zone]);
  return (
    <ChartCard
      title="Events over time"
      note={model.utcDays ? 'days in UTC' : undefined}
      legend={
        <div className={styles.legend}>
          {model.groups.map(({ group, label }) => (
            <span className={styles.key} key={group}>
              <span className={styles.swatch} style={{ background: GROUP_COLORS[group] }} />
              {label}
            </span>
          ))}
        </div>
      }
      chart={
        model.bars.length === model.gaps ? (
          <EmptyState title="No feed covered this time.">
            Bars appear here from the moment an integration is enabled; what lies before stays a gap, not a
            zero.
          </EmptyState>
        ) : (
          <Bars model={model} height={height} />
        )
      }
      table={<BarsTable model={model} />}
    />
  );
}

function Bars({ model, height }: { model: EventsOverTime; height: number }) {
  const base = useId();
  const [hovered, setHovered] = useState<TimeBar | null>(null);
  return (
    <>
      <div className={`${styles.plot ?? ''} ${styles.gutter ?? ''}`} onPointerLeave={() => setHovered(null)}>
        <svg height={height} role="img" aria-labelledby={`${base}-title`}>
          <title id={`${base}-title`}>{model.summary}</title>
          <defs>
            {model.groups.map(({ group }) => (
              <pattern
                key={group}
                id={`${base}-${group}`}
                width="6"
                height="6"
                patternUnits="userSpaceOnUse"
                patternTransform="rotate(45)"
              >
                <rect width="6" height="6" fill={GROUP_COLORS[group]} fillOpacity="0.28" />
                <rect width="3" height="6" fill={GROUP_COLORS[group]} />
              </pattern>
            ))}
            <pattern
              id={`${base}-gap`}
              width="8"
              height="8"
              patternUnits="userSpaceOnUse"
              patternTransform="rotate(45)"
            >
              <rect width="1" height="8" fill="var(--p-line-strong)" />
            </pattern>
          </defs>
          <AxisLines axis={model.axis} />
          {model.bars.map((bar) => (
            <g key={bar.key}>
              {bar.gap && (
                <rect
                  x={percent(bar.x)}
                  width={percent(bar.width)}
                  y="0"
                  height="100%"
                  fill={`url(#${base}-gap)`}
                />
              )}
              {bar.parts.map((part) => (
                <rect
                  key={part.group}
                  x={percent(bar.x + bar.width * 0.05)}
                  width={percent(bar.width * 0.9)}
                  y={percent(1 - part.to)}
                  height={percent(part.to - part.from)}
                  fill={bar.complete ? GROUP_COLORS[part.group] : `url(#${base}-${part.group})`}
                />
              ))}
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
      <Ticks
        gutter
        ticks={model.bars.flatMap((bar) =>
          bar.tick === null ? [] : [{ x: bar.x + bar.width * 0.05, label: bar.tick }],
        )}
      />
    </>
  );
}

function Tip({ bar, model }: { bar: TimeBar; model: EventsOverTime }) {
  const side =
    bar.x > 0.5 ? { right: percent(1 - bar.x + 0.005) } : { left: percent(bar.x + bar.width + 0.005) };
  return (
    <div className={styles.tip} style={side} aria-hidden="true">
      <strong>{bar.label}</strong>
      {bar.gap && <div>No feed covered this time</div>}
      {!bar.gap &&
        model.groups.map(({ group, label }) => (
          <div key={group}>
            <span className={styles.swatch} style={{ background: GROUP_COLORS[group] }} />
            {label}
            <b>{formatCount(bar.counts[group] ?? 0)}</b>
          </div>
        ))}
      {!bar.complete && <div>still filling</div>}
    </div>
  );
}

function BarsTable({ model }: { model: EventsOverTime }) {
  return (
    <div className={styles.tableBox} role="region" aria-label="Events over time, as a table" tabIndex={0}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{model.utcDays ? 'Day (UTC)' : 'Time'}</th>
            {model.groups.map(({ group, label }) => (
              <th scope="col" className={table.num} key={group}>
                {label}
              </th>
            ))}
            <th scope="col" className={table.num}>
              All
            </th>
          </tr>
        </thead>
        <tbody>
          {[...model.bars].reverse().map((bar) => (
            <tr key={bar.key}>
              <th scope="row">
                {bar.label}
                {!bar.complete && <span className={table.soft}> · still filling</span>}
              </th>
              {model.groups.map(({ group }) => {
                const count = bar.counts[group];
                return (
                  <td className={table.num} key={group}>
                    {count === null ? 'no data' : formatCount(count)}
                  </td>
                );
              })}
              <td className={`${table.num ?? ''} ${table.strong ?? ''}`}>
                {bar.gap ? 'no data' : formatCount(bar.total)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
