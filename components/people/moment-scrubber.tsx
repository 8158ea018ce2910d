'use client';

import { useEffect, useRef, useState } from 'react';
import { ExactTime } from '@/components/charts/exact-time';
import { percent } from '@/components/charts/percent';
import type { Profile } from '@/domain/views/person';
import { useAddress } from '@/lib/address';
import { useNow, useZone } from '@/lib/clock';
import { formatDay, formatMoment } from '@/lib/format/moment';
import { formatScore } from '@/lib/format/number';
import { courseSpan, scoreOn, scrubbedTo, scrubSpan } from '@/lib/scrub';
import styles from './moment.module.css';

/** A pause in moving after which the page follows. */
const PAUSE_MS = 300;

/** Moves the whole page to another moment, which is in the address: as far as the chart above it has been. */
export function MomentScrubber({ profile }: { profile: Profile }) {
  const address = useAddress();
  const zone = useZone();
  const now = useNow();
  const [moved, setMoved] = useState<number | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const shown = profile.asOf === null ? null : Date.parse(profile.asOf);
  const course = [...profile.series.past, ...profile.series.future];
  const chart = courseSpan(course);
  if (chart === null) return null;
  // By the minute: a scale that moves each second is hard to hold.
  const span = scrubSpan(chart, shown === null ? Date.parse(profile.at) : Math.floor(now / 60_000) * 60_000);
  const value = moved ?? shown ?? span.to;
  const at = scrubbedTo(value, span, now);
  const score = at === null ? null : scoreOn(course, at);
  const words =
    at === null
      ? 'Now'
      : `${formatMoment(at, zone, now, false)}${moved === null || score === null ? '' : `, attack factor ${formatScore(score)}`}`;

  const move = (to: number) => {
    setMoved(to);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const past = scrubbedTo(to, span, Date.now());
      address.set({ at: past === null ? null : new Date(past).toISOString(), event: null });
      setMoved(null);
    }, PAUSE_MS);
  };

  return (
    <div className={styles.scrubber} style={{ width: percent(span.width) }}>
      <input
        type="range"
        aria-label="Moment that the page shows"
        aria-valuetext={words}
        min={span.from}
        max={span.to}
        step={span.step}
        value={value}
        onChange={(changed) => move(Number(changed.currentTarget.value))}
      />
      <span className={styles.scrubberEnds} aria-hidden="true">
        <span>{formatDay(span.from, zone)}</span>
        <b>{at === null ? words : <ExactTime from={at}>{words}</ExactTime>}</b>
        <span>{span.to < now - span.step ? formatDay(span.to, zone) : 'now'}</span>
      </span>
    </div>
  );
}
