'use client';

import { useId, useMemo, useState } from 'react';
import table from '@/components/ui/table.module.css';
import type { VolumeView } from '@/domain/views/feed-quality';
import { prepareVolume, type VolumeBar, type VolumeChart } from '@/lib/charts/prepare-volume';
import { useZone } from '@/lib/clock';
import { formatCount } from '@/lib/format/number';
import { ChartCard } from './chart-card';
import styles from './charts.module.css';
import own from './feed-charts.module.css';
import { ExactTime } from './exact-time';
import { BarBreak, BreakNumber, GapPattern, GapSwatch } from './gap-marks';
import { percent } from './percent';
import { AxisLines, AxisNumbers, Ticks } from './value-axis';

/** The last 24 hours of a stream beside what is usual for each hour of this weekday. */
export function VolumeCard({ view }: { view: VolumeView }) {
  const zone = useZone();
  const model = useMemo(() => prepareVolume(view, zone), [view, zone]);
  const known = model.bars.some(({ range }) => range !== null);
  return (
    <ChartCard
      id={`volume-${view.stream}`}
      title={`${view.label}, hour by hour`}
      note={noteOf(known, model)}
      legend={
        <div className={styles.legend}>
          {known && (
            <span className={styles.key}>
              <span
                className={styles.swatch}
                style={{ height: 3, background: 'var(--p-ink)', borderRadius: 0 }}
              />
              Usual
            </span>
          )}
          {model.bars.some(({ height }) => height === null) && (
            <span className={styles.key}>
              <GapSwatch />
              Not read
            </span>
          )}
        </div>
      }
      chart={<Bars model={model} />}
      table={<VolumeTable model={model} />}
    />
  );
}

function noteOf(known: boolean, { axis }: VolumeChart): string {
  const said = known ? 'against the same hour of the weeks before' : 'too few weeks to say what is usual';
  return axis.broken === 0 ? said : `${said}; bars with a break are taller than the scale`;
}

function Bars({ model }: { model: VolumeChart }) {
  const base = useId();
  const [hovered, setHovered] = useState<VolumeBar | null>(null);
  return (
    <>
      <div className={`${styles.plot ?? ''} ${styles.gutter ?? ''}`} onPointerLeave={() => setHovered(null)}>
        <svg height={140} role="img" aria-labelledby={`${base}-title`}>
          <title id={`${base}-title`}>{model.summary}</title>
          <defs>
            <GapPattern id={`${base}-gap`} />
          </defs>
          <AxisLines axis={model.axis} />
          {model.bars.map((bar) => {
            const x = percent(bar.x + bar.width * 0.08);
            const width = percent(bar.width * 0.84);
            return (
              <g key={bar.key}>
                {bar.range !== null && (
                  <rect
                    className={own.usualRange}
                    x={percent(bar.x)}
                    width={percent(bar.width)}
                    y={percent(1 - bar.range.to)}
                    height={percent(bar.range.to - bar.range.from)}
                  />
                )}
                <rect
                  x={bar.height === null ? percent(bar.x) : x}
                  width={bar.height === null ? percent(bar.width) : width}
                  y={bar.height === null ? '0' : percent(1 - bar.height)}
                  height={bar.height === null ? '100%' : percent(bar.height)}
                  fill={bar.height === null ? `url(#${base}-gap)` : 'var(--p-group-authentication)'}
                />
                {bar.broken && <BarBreak bar={bar} />}
                {bar.range !== null && (
                  <line
                    className={own.usual}
                    x1={percent(bar.x + bar.width * 0.08)}
                    x2={percent(bar.x + bar.width * 0.92)}
                    y1={percent(1 - bar.range.usual)}
                    y2={percent(1 - bar.range.usual)}
                  />
                )}
                <rect
                  className={styles.slot}
                  x={percent(bar.x)}
                  width={percent(bar.width)}
                  y="0"
                  height="100%"
                  onPointerEnter={() => setHovered(bar)}
                />
              </g>
            );
          })}
        </svg>
        <AxisNumbers axis={model.axis} />
        {model.bars.map(
          (bar) => bar.broken && <BreakNumber key={bar.key} bar={bar} value={bar.signals ?? 0} />,
        )}
        {hovered !== null && <Tip bar={hovered} />}
      </div>
      <Ticks
        gutter
        ticks={model.bars.flatMap((bar) => (bar.tick === null ? [] : [{ x: bar.x, label: bar.tick }]))}
      />
    </>
  );
}

function Tip({ bar }: { bar: VolumeBar }) {
  const side =
    bar.x > 0.5 ? { right: percent(1 - bar.x + 0.005) } : { left: percent(bar.x + bar.width + 0.005) };
  return (
    <div className={styles.tip} style={side} aria-hidden="true">
      <strong>{bar.label}</strong>
      <div>{bar.signals === null ? 'not read' : <Pair label="Records" value={bar.signals} />}</div>
      {bar.usual !== null && (
        <div>
          <Pair label="Usual" value={bar.usual} />
        </div>
      )}
    </div>
  );
}

function Pair({ label, value }: { label: string; value: number }) {
  return (
    <>
      {label}
      <b>{formatCount(value)}</b>
    </>
  );
}

function VolumeTable({ model }: { model: VolumeChart }) {
  return (
    <div className={styles.tableBox} role="region" aria-label="Volume by hour, as a table" tabIndex={0}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Hour</th>
            <th scope="col" className={table.num}>
              Records
            </th>
            <th scope="col" className={table.num}>
              Usual
            </th>
          </tr>
        </thead>
        <tbody>
          {[...model.bars].reverse().map((bar) => (
            <tr key={bar.key}>
              <th scope="row">
                <ExactTime from={Date.parse(bar.key)}>{bar.label}</ExactTime>
              </th>
              <td className={table.num}>{bar.signals === null ? 'not read' : formatCount(bar.signals)}</td>
              <td className={table.num}>{bar.usual === null ? '–' : formatCount(bar.usual)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
