'use client';

import { type ReactNode, useId, useMemo } from 'react';
import { BAND_FACTS } from '@/domain/bands';
import type { HumanRiskProfile } from '@/domain/views/human-risk';
import type { Profile } from '@/domain/views/person';
import table from '@/components/ui/table.module.css';
import { prepareScoreSeries, type ScoreSeries } from '@/lib/charts/prepare-score-series';
import { useZone } from '@/lib/clock';
import { formatDecimal } from '@/lib/format/number';
import { ChartCard } from './chart-card';
import styles from './charts.module.css';
import { ExactTime } from './exact-time';
import { GapBands, GapPattern, GapSwatch } from './gap-marks';
import { percent } from './percent';
import { Ticks } from './value-axis';

/** The attack factor over time on the colours of the bands, and dotted what comes if nothing more happens. */
export function ScoreOverTimeCard({
  series,
  gaps,
  at,
  past = false,
  children,
}: {
  series: Profile['series'];
  gaps: Profile['gaps'];
  at: string;
  /** `at` is a past moment. */
  past?: boolean;
  children?: ReactNode;
}) {
  const zone = useZone();
  const model = useMemo(
    () => prepareScoreSeries(series, { at, past }, zone, 'Attack factor', gaps),
    [series, at, past, zone, gaps],
  );
  return (
    <ChartCard
      id="score"
      title="Score over time"
      note={past ? 'dotted: if nothing more had happened' : 'dotted: if nothing more happens'}
      legend={model.gaps.length > 0 && <GapKey />}
      chart={<Lines model={model} word={past ? 'then' : 'now'} />}
      table={<ScoreTable model={model} what="Attack factor" past={past} />}
    >
      {children}
    </ChartCard>
  );
}

function GapKey() {
  return (
    <span className={styles.key} title="Not collected, or only later: the score may be too low from there on">
      <GapSwatch />
      Gap of the feed
    </span>
  );
}

/** The human risk score by UTC day. It is not projected: what somebody does next is theirs. */
export function RiskOverTimeCard({
  course,
  gaps,
  at,
  past: isPast = false,
}: {
  course: HumanRiskProfile['course'];
  gaps: Profile['gaps'];
  at: string;
  /** `at` is a past moment. */
  past?: boolean;
}) {
  const zone = useZone();
  const model = useMemo(() => {
    const past = course.map(({ day, score }) => ({ at: day, score }));
    // The score of the day is that of the moment: it runs on to it.
    const today = past.at(-1);
    if (today !== undefined && Date.parse(today.at) < Date.parse(at)) past.push({ at, score: today.score });
    return prepareScoreSeries({ past, future: [] }, { at, past: isPast }, zone, 'Human risk score', gaps);
  }, [course, at, isPast, zone, gaps]);
  return (
    <ChartCard
      id="human-risk"
      title="Human risk score over time"
      note="by UTC day, at most 90 days"
      legend={model.gaps.length > 0 && <GapKey />}
      chart={<Lines model={model} word={isPast ? 'then' : 'now'} />}
      table={<ScoreTable model={model} what="Human risk score" past={isPast} />}
    />
  );
}

function Lines({ model, word }: { model: ScoreSeries; word: string }) {
  const id = useId();
  return (
    <>
      <div className={styles.plot}>
        <svg height={230} role="img" aria-labelledby={id}>
          <title id={id}>{model.summary}</title>
          {model.bands.map((band) => (
            <rect
              key={band.band}
              x="0"
              width="100%"
              y={percent(1 - band.to)}
              height={percent(band.to - band.from)}
              fill={`color-mix(in srgb, var(--p-band-${band.index}) var(--p-band-wash), transparent)`}
            />
          ))}
          {model.gaps.length > 0 && (
            <defs>
              <GapPattern id={`${id}-gap`} />
            </defs>
          )}
          <GapBands gaps={model.gaps} pattern={`${id}-gap`} />
          <svg viewBox="0 0 1000 100" preserveAspectRatio="none" width="100%" height="100%">
            <path className={styles.future} d={model.future} />
            <path className={styles.line} d={model.past} />
          </svg>
          <line className={styles.nowLine} x1={percent(model.now)} x2={percent(model.now)} y1="0" y2="100%" />
          {model.last !== null && (
            <circle cx={percent(model.last.x)} cy={percent(model.last.y)} r="3" fill="var(--p-ink)" />
          )}
        </svg>
        {model.bands.map((band) => (
          <span
            key={band.band}
            className={styles.bandWord}
            style={{ top: percent(1 - band.to) }}
            aria-hidden="true"
          >
            {BAND_FACTS[band.band].label}
          </span>
        ))}
        <span className={styles.nowWord} style={{ left: percent(model.now) }} aria-hidden="true">
          {word}
        </span>
      </div>
      <Ticks ticks={model.ticks} />
    </>
  );
}

function ScoreTable({ model, what, past }: { model: ScoreSeries; what: string; past: boolean }) {
  return (
    <div className={styles.tableBox} role="region" aria-label={`${what} over time, as a table`} tabIndex={0}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Moment</th>
            <th scope="col" className={table.num}>
              {what}
            </th>
          </tr>
        </thead>
        <tbody>
          {[...model.rows].reverse().map((row) => (
            <tr key={`${row.at}${row.projected ? 'p' : ''}`}>
              <th scope="row">
                <ExactTime from={Date.parse(row.at)}>{row.label}</ExactTime>
                {row.projected && (
                  <span className={table.soft}>
                    {past ? ' · if nothing more had happened' : ' · if nothing more happens'}
                  </span>
                )}
              </th>
              <td className={table.num}>{formatDecimal(row.score, 2)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
