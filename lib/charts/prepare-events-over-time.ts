import { EVENT_GROUP_LABELS, EVENT_GROUPS, type EventGroup } from '@/domain/event-catalogue';
import type { FeedGap, TimeBucket } from '@/domain/views/dashboard';
import { formatClock, formatDay, isUtcMidnight } from '@/lib/format/moment';
import { formatCount, formatCountOf } from '@/lib/format/number';
import { countAxis, type ValueAxis } from './axis';
import { stretchOn, timeTicks } from './time-axis';

const DAY_MS = 86_400_000;

export interface BarPart {
  readonly group: EventGroup;
  readonly count: number;
  /** From below, as fractions of the height of the chart. */
  readonly from: number;
  readonly to: number;
}

/** What was not collected, as a stretch of the width of the chart. */
export interface MissingStretch {
  readonly key: string;
  readonly x: number;
  readonly width: number;
  readonly gap: FeedGap;
}

export interface TimeBar {
  readonly key: string;
  /** Half open, ISO 8601. */
  readonly start: string;
  readonly end: string;
  /** Left edge and width of the slot, as fractions of the width of the chart. */
  readonly x: number;
  readonly width: number;
  readonly label: string;
  readonly complete: boolean;
  /** A gap: nothing was found and not all of that time was read, so the count is unknown, not zero. */
  readonly gap: boolean;
  readonly total: number;
  /** All groups in the same bar of the period before; null where that is not known, or not asked for. */
  readonly before: number | null;
  /** The time that is counted in it, half open, ISO 8601; null with it. */
  readonly beforeSpan: { readonly from: string; readonly to: string } | null;
  readonly counts: Readonly<Record<EventGroup, number | null>>;
  /** What was not collected of its time. */
  readonly missing: readonly FeedGap[];
  readonly parts: readonly BarPart[];
}

export interface EventsOverTime {
  readonly bars: readonly TimeBar[];
  readonly axis: ValueAxis;
  readonly total: number;
  readonly gaps: number;
  readonly missing: readonly MissingStretch[];
  /** Words under the axis, at fractions of its width. */
  readonly ticks: readonly { readonly x: number; readonly label: string }[];
  /** The period before, as steps in a box of 1000 by 100, y downwards; empty where it is not known, or not asked for. */
  readonly beforePath: string;
  /** Groups that have a count anywhere, in the order in which they are stacked. */
  readonly groups: readonly { readonly group: EventGroup; readonly label: string; readonly total: number }[];
  /** Whether the bars are days of UTC, whatever the zone of the viewer; the first and the last may be part of one. */
  readonly utcDays: boolean;
  readonly summary: string;
}

/** A gap of a second is given a hair's breadth, so that it is seen. */
const HAIR = 0.003;

/**
 * Turns buckets of identity events into bars. Missing stays a gap, zero is a bar without height; what a feed did not collect
 * lies over the bars that it touches. With `previous` the period before is drawn as a line, on the same scale.
 */
export function prepareEventsOverTime(
  buckets: readonly TimeBucket[],
  zone: string,
  {
    gaps: found = [],
    previous = null,
  }: {
    gaps?: readonly FeedGap[];
    /** The time to compare with; null for no comparison. */
    previous?: { readonly from: string; readonly to: string } | null;
  } = {},
): EventsOverTime {
  const totals = buckets.map(totalOf);
  const beforeOf = ({ before }: TimeBucket): number | null => (previous === null ? null : before);
  const axis = countAxis(Math.max(0, ...totals, ...buckets.map((bucket) => beforeOf(bucket) ?? 0)));
  const from = Date.parse(buckets[0]?.start ?? '');
  const to = Date.parse(buckets.at(-1)?.end ?? '');
  const utcDays = areUtcDays(buckets);
  const bars = buckets.map((bucket, index): TimeBar => {
    const start = Date.parse(bucket.start);
    const end = Date.parse(bucket.end);
    return {
      key: bucket.start,
      start: bucket.start,
      end: bucket.end,
      x: (start - from) / (to - from),
      width: (end - start) / (to - from),
      label: labelOf(bucket, utcDays ? 'UTC' : zone, utcDays && isUtcDay(bucket)),
      complete: bucket.complete,
      gap: EVENT_GROUPS.every((group) => bucket[group] === null),
      total: totals[index] ?? 0,
      before: beforeOf(bucket),
      beforeSpan: previous === null || bucket.before === null ? null : spanBefore(start, end, from, previous),
      missing: found.filter((gap) => Date.parse(gap.from) < end && Date.parse(gap.to) > start),
      counts: {
        authentication: bucket.authentication,
        trust_monitor: bucket.trust_monitor,
        identity_platform: bucket.identity_platform,
      },
      parts: partsOf(bucket, axis.top),
    };
  });
  const total = totals.reduce((sum, count) => sum + count, 0);
  const gaps = bars.filter((bar) => bar.gap).length;
  return {
    bars,
    axis,
    total,
    gaps,
    missing: found.flatMap((gap) => {
      const axisOfTime = { from, to, bucketMs: to - from };
      const place = stretchOn(axisOfTime, { from: Date.parse(gap.from), to: Date.parse(gap.to) });
      return place === null ? [] : [{ key: gap.id, ...place, width: Math.max(place.width, HAIR), gap }];
    }),
    ticks: timeTicks({ from, to }, utcDays ? 'UTC' : zone, 7),
    beforePath: stepsOf(bars, axis.top),
    groups: EVENT_GROUPS.map((group) => ({
      group,
      label: EVENT_GROUP_LABELS[group],
      total: buckets.reduce((sum, bucket) => sum + (bucket[group] ?? 0), 0),
    })),
    utcDays,
    summary: summaryOf(bars, {
      ...{ total, gaps, utcDays },
      open: found.filter(({ refilledAt }) => refilledAt === null).length,
    }),
  };
}

/** The same bar of the period before, which may end within it. */
function spanBefore(
  start: number,
  end: number,
  first: number,
  previous: { readonly from: string; readonly to: string },
): { from: string; to: string } {
  const back = first - Date.parse(previous.from);
  const to = Math.min(end - back, Date.parse(previous.to));
  return { from: new Date(start - back).toISOString(), to: new Date(to).toISOString() };
}

function partsOf(bucket: TimeBucket, top: number): BarPart[] {
  const parts: BarPart[] = [];
  let below = 0;
  for (const group of EVENT_GROUPS) {
    const count = bucket[group] ?? 0;
    if (count === 0) continue;
    parts.push({ group, count, from: below / top, to: (below + count) / top });
    below += count;
  }
  return parts;
}

function stepsOf(bars: readonly TimeBar[], top: number): string {
  let drawing = false;
  return bars
    .map(({ x, width, before }) => {
      if (before === null) {
        drawing = false;
        return '';
      }
      const y = rounded((1 - before / top) * 100);
      const step = `${drawing ? 'L' : 'M'}${rounded(x * 1000)} ${y}L${rounded((x + width) * 1000)} ${y}`;
      drawing = true;
      return step;
    })
    .join('');
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

function totalOf(bucket: TimeBucket): number {
  return EVENT_GROUPS.reduce((sum, group) => sum + (bucket[group] ?? 0), 0);
}

/** Days of UTC, of which a range that begins within one has a part at each end. */
function areUtcDays(buckets: readonly TimeBucket[]): boolean {
  const inner = buckets.length > 2 ? buckets.slice(1, -1) : buckets;
  return inner.length > 0 && inner.every(isUtcDay);
}

function isUtcDay(bucket: TimeBucket): boolean {
  const start = Date.parse(bucket.start);
  return isUtcMidnight(start) && Date.parse(bucket.end) - start === DAY_MS;
}

function labelOf(bucket: TimeBucket, zone: string, wholeDay: boolean): string {
  const start = Date.parse(bucket.start);
  const day = formatDay(start, zone);
  if (wholeDay) return day;
  return `${day} ${formatClock(start, zone, false)} to ${formatClock(Date.parse(bucket.end), zone, false)}`;
}

function summaryOf(
  bars: readonly TimeBar[],
  { total, gaps, open, utcDays }: Pick<EventsOverTime, 'total' | 'gaps' | 'utcDays'> & { open: number },
): string {
  const highest = bars.reduce<TimeBar | null>(
    (best, bar) => (best === null || bar.total > best.total ? bar : best),
    null,
  );
  const uncovered =
    gaps === 0 ? '' : ` ${gaps} of ${bars.length} bars are gaps: not all of their time was read.`;
  const lacking = open === 0 ? '' : ` ${open} stretches within it were not collected.`;
  const missing = `${uncovered}${lacking}`;
  if (highest === null || total === 0) return `No identity events.${missing}`;
  return `${formatCountOf(total, 'identity event', 'identity events')}, the most on ${highest.label}${utcDays ? ' (UTC)' : ''} with ${formatCount(highest.total)}.${missing}`;
}
