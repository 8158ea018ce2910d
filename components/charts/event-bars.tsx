'use client';

import { useRouter } from 'next/navigation';
import { useId, useState } from 'react';
import type { EventsOverTime, TimeBar } from '@/lib/charts/prepare-events-over-time';
import { type EventLink, eventsHref } from '@/lib/event-links';
import { formatCount } from '@/lib/format/number';
import { leave } from '@/lib/leaving';
import styles from './charts.module.css';
import { TipTime } from './exact-time';
import { FillingPattern } from './filling-pattern';
import { GapBands, GapPattern } from './gap-marks';
import { GROUP_COLORS } from './group-colors';
import { percent } from './percent';
import { AxisLines, AxisNumbers, Ticks } from './value-axis';

/** Bars of identity events, stacked by group. A bar opens its events; by keyboard the table has the same links. */
export function EventBars({
  model,
  height,
  of,
}: {
  model: EventsOverTime;
  height: number;
  /** What is counted; a bar leads on with it, so that the time of the page stays chosen. */
  of: Pick<EventLink, 'kind' | 'range'>;
}) {
  const base = useId();
  const router = useRouter();
  const [hovered, setHovered] = useState<TimeBar | null>(null);
  const gutter = model.bars.length > 200 ? 0 : 0.05;
  return (
    <>
      <div className={`${styles.plot ?? ''} ${styles.gutter ?? ''}`} onPointerLeave={() => setHovered(null)}>
        <svg height={height} role="img" aria-labelledby={`${base}-title`}>
          <title id={`${base}-title`}>{model.summary}</title>
          <defs>
            {model.groups.map(({ group }) => (
              <FillingPattern key={group} id={`${base}-${group}`} color={GROUP_COLORS[group]} />
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
            <GapPattern id={`${base}-missing`} />
          </defs>
          <AxisLines axis={model.axis} />
          <GapBands gaps={model.missing} pattern={`${base}-missing`} />
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
                  x={percent(bar.x + bar.width * gutter)}
                  width={percent(bar.width * (1 - 2 * gutter))}
                  y={percent(1 - part.to)}
                  height={percent(part.to - part.from)}
                  fill={bar.complete ? GROUP_COLORS[part.group] : `url(#${base}-${part.group})`}
                />
              ))}
            </g>
          ))}
          {model.beforePath !== '' && (
            <svg viewBox="0 0 1000 100" preserveAspectRatio="none" width="100%" height="100%">
              <path className={styles.before} d={model.beforePath} />
            </svg>
          )}
          {model.bars.map((bar) => (
            <rect
              key={bar.key}
              className={styles.slot}
              data-opens={bar.total > 0 || undefined}
              x={percent(bar.x)}
              width={percent(bar.width)}
              y="0"
              height="100%"
              onPointerEnter={() => setHovered(bar)}
              onClick={() => {
                if (bar.total > 0)
                  leave(() => router.push(eventsHref({ ...of, from: bar.start, to: bar.end })));
              }}
            />
          ))}
        </svg>
        <AxisNumbers axis={model.axis} />
        {hovered !== null && <Tip bar={hovered} model={model} />}
      </div>
      <Ticks gutter ticks={model.ticks} />
    </>
  );
}

function Tip({ bar, model }: { bar: TimeBar; model: EventsOverTime }) {
  const side =
    bar.x > 0.5 ? { right: percent(1 - bar.x + 0.005) } : { left: percent(bar.x + bar.width + 0.005) };
  const [missing] = bar.missing;
  return (
    <div className={styles.tip} style={side} aria-hidden="true">
      <TipTime
        from={Date.parse(bar.start)}
        to={Date.parse(bar.end)}
        label={model.utcDays ? `${bar.label} (UTC)` : bar.label}
      />
      {bar.gap && (
        <div>{missing === undefined ? 'No feed covered this time' : 'Nothing found in what was read'}</div>
      )}
      {!bar.gap &&
        model.groups.map(({ group, label }) => (
          <div key={group}>
            <span className={styles.swatch} style={{ background: GROUP_COLORS[group] }} />
            {label}
            <b>{bar.counts[group] === null ? 'not known' : formatCount(bar.counts[group])}</b>
          </div>
        ))}
      {bar.before !== null && (
        <div>
          <span className={styles.beforeSwatch} />
          Period before
          <b>{formatCount(bar.before)}</b>
        </div>
      )}
      {!bar.complete && (
        <div>{bar.before === null ? 'still filling' : 'still filling; both up to the same time'}</div>
      )}
      {missing !== undefined && (
        <div>
          {missing.streamLabel} of {missing.integration.name}:{' '}
          {missing.refilledAt === null ? 'not all collected' : 'collected later'}
        </div>
      )}
    </div>
  );
}
