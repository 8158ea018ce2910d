'use client';

import { useId, useMemo, useState } from 'react';
import table from '@/components/ui/table.module.css';
import type { GapView } from '@/domain/views/feed-quality';
import type { RunView } from '@/domain/views/run';
import { prepareRunBars, type RunBar, type RunBars } from '@/lib/charts/prepare-run-bars';
import { useZone } from '@/lib/clock';
import { formatCount } from '@/lib/format/number';
import { ChartCard } from './chart-card';
import styles from './charts.module.css';
import { percent } from './percent';
import { BarBreak, BreakNumber, GapPattern, GapSwatch } from './gap-marks';
import { AxisLines, AxisNumbers, Ticks } from './value-axis';

const RESULTS: Readonly<Record<RunBar['state'], string>> = {
  done: 'Done',
  running: 'Running',
  failed: 'Failed',
  cut_off: 'Cut off',
};

const CUT_OFF_SWATCH = { border: '1px dashed var(--p-second)' } as const;

/** Records of the newest runs: new and repeated ones, where a run failed or was cut off, and which found a gap. */
export function RunBarsCard({ runs, gaps = [] }: { runs: readonly RunView[]; gaps?: readonly GapView[] }) {
  const zone = useZone();
  // The newest run says what today is, so that the labels do not change with every second.
  const model = useMemo(
    () => prepareRunBars(runs, gaps, zone, Date.parse(runs.at(-1)?.startedAt ?? '') || 0),
    [runs, gaps, zone],
  );
  return (
    <ChartCard
      id="runs"
      title="Records a run"
      note={noteOf(model)}
      legend={
        <div className={styles.legend}>
          <span className={styles.key}>
            <span className={styles.swatch} style={{ background: 'var(--p-group-authentication)' }} />
            New
          </span>
          <span className={styles.key}>
            <span className={styles.swatch} style={{ background: 'var(--p-neutral-bar)' }} />
            Repeated
          </span>
          {model.failed > 0 && (
            <span className={styles.key}>
              <span className={styles.swatch} style={{ background: 'var(--p-bad-line)' }} />
              Failed
            </span>
          )}
          {model.cutOff > 0 && (
            <span className={styles.key}>
              <span className={styles.swatch} style={CUT_OFF_SWATCH} />
              Cut off
            </span>
          )}
          {model.gaps > 0 && (
            <span className={styles.key}>
              <GapSwatch />
              Gap found
            </span>
          )}
        </div>
      }
      chart={<Bars model={model} />}
      table={<RunTable model={model} />}
    />
  );
}

function noteOf({ failed, axis, bars }: RunBars): string | undefined {
  const broken =
    axis.broken === 0
      ? null
      : `${axis.broken === 1 ? 'one bar is' : `${axis.broken} bars are`} taller than the scale and broken off; the tallest is ${formatCount(Math.max(...bars.map(({ run }) => run.fetched)))}`;
  const said = [failed > 0 ? `${failed} failed` : null, broken].filter((part) => part !== null);
  return said.length === 0 ? undefined : said.join(' · ');
}

function Bars({ model }: { model: RunBars }) {
  const base = useId();
  const [hovered, setHovered] = useState<RunBar | null>(null);
  return (
    <>
      <div className={`${styles.plot ?? ''} ${styles.gutter ?? ''}`} onPointerLeave={() => setHovered(null)}>
        <svg height={130} role="img" aria-labelledby={`${base}-title`}>
          <title id={`${base}-title`}>{model.summary}</title>
          <defs>
            <pattern
              id={`${base}-running`}
              width="6"
              height="6"
              patternUnits="userSpaceOnUse"
              patternTransform="rotate(45)"
            >
              <rect width="6" height="6" fill="var(--p-group-authentication)" fillOpacity="0.28" />
              <rect width="3" height="6" fill="var(--p-group-authentication)" />
            </pattern>
            <GapPattern id={`${base}-gap`} />
          </defs>
          <AxisLines axis={model.axis} />
          {model.bars.map((bar) => {
            const x = percent(bar.x + bar.width * 0.06);
            const width = percent(bar.width * 0.88);
            return (
              <g key={bar.key}>
                <rect
                  x={x}
                  width={width}
                  y={percent(1 - bar.fresh)}
                  height={percent(bar.fresh)}
                  fill={bar.state === 'running' ? `url(#${base}-running)` : 'var(--p-group-authentication)'}
                />
                <rect
                  x={x}
                  width={width}
                  y={percent(1 - bar.fresh - bar.duplicate)}
                  height={percent(bar.duplicate)}
                  fill="var(--p-neutral-bar)"
                />
                {bar.gaps.length > 0 && (
                  <rect
                    x={percent(bar.x)}
                    width={percent(bar.width)}
                    y="0"
                    height="100%"
                    fill={`url(#${base}-gap)`}
                  />
                )}
                {bar.broken && <BarBreak bar={bar} />}
                {bar.state === 'failed' && (
                  <rect x={x} width={width} y="0" height="100%" fill="var(--p-bad-line)" fillOpacity="0.22" />
                )}
                {bar.state === 'failed' && (
                  <rect x={x} width={width} y="97%" height="3%" fill="var(--p-bad-line)" />
                )}
                {bar.state === 'cut_off' && (
                  <rect
                    x={x}
                    width={width}
                    y="0"
                    height="100%"
                    fill="none"
                    stroke="var(--p-second)"
                    strokeDasharray="2 3"
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
          (bar, index) =>
            bar.broken &&
            // Side by side they would cover each other: the hover and the table have them all.
            model.bars.slice(index + 1, index + 4).every((next) => !next.broken) && (
              <BreakNumber key={bar.key} bar={bar} value={bar.run.fetched} />
            ),
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

function Tip({ bar }: { bar: RunBar }) {
  const side =
    bar.x > 0.5 ? { right: percent(1 - bar.x + 0.005) } : { left: percent(bar.x + bar.width + 0.005) };
  return (
    <div className={styles.tip} style={side} aria-hidden="true">
      <strong>{bar.label}</strong>
      <div>
        New<b>{formatCount(bar.run.new)}</b>
      </div>
      <div>
        Repeated<b>{formatCount(bar.run.duplicate)}</b>
      </div>
      {(bar.state === 'failed' || bar.state === 'cut_off') && (
        <div>{bar.run.errorMessage ?? RESULTS[bar.state]}</div>
      )}
      {bar.state === 'running' && <div>still running</div>}
      {bar.gaps.map((gap) => (
        <div key={gap.id}>gap found in {gap.streamLabel}</div>
      ))}
    </div>
  );
}

function RunTable({ model }: { model: RunBars }) {
  return (
    <div className={styles.tableBox} role="region" aria-label="Records a run, as a table" tabIndex={0}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Started</th>
            <th scope="col">Stream</th>
            <th scope="col" className={table.num}>
              New
            </th>
            <th scope="col" className={table.num}>
              Repeated
            </th>
            <th scope="col">Result</th>
          </tr>
        </thead>
        <tbody>
          {[...model.bars].reverse().map((bar) => (
            <tr key={bar.key}>
              <th scope="row">{bar.label}</th>
              <td>{bar.run.streamLabel}</td>
              <td className={table.num}>{formatCount(bar.run.new)}</td>
              <td className={table.num}>{formatCount(bar.run.duplicate)}</td>
              <td>
                {RESULTS[bar.state]}
                {bar.run.errorMessage !== null && <span className={table.sub}>{bar.run.errorMessage}</span>}
                {bar.gaps.map((gap) => (
                  <span className={table.sub} key={gap.id}>
                    Gap found: {gap.why}
                  </span>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
