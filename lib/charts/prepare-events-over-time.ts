import { EVENT_GROUP_LABELS, EVENT_GROUPS, type EventGroup } from '@/domain/event-catalogue';
import type { TimeBucket } from '@/domain/views/dashboard';
import { formatClock, formatDay, isUtcMidnight } from '@/lib/format/moment';
import { countAxis, labelEvery, type ValueAxis } from './axis';

const DAY_MS = 86_400_000;

export interface BarPart {
  readonly group: EventGroup;
  readonly count: number;
  /** From below, as fractions of the height of the chart. */
  readonly from: number;
  readonly to: number;
}

export interface TimeBar {
  readonly key: string;
  /** Left edge and width of the slot, as fractions of the width of the chart. */
  readonly x: number;
  readonly width: number;
  readonly label: string;
  /** Text under the axis; null where there is no room. */
  readonly tick: string | null;
  readonly complete: boolean;
  /** A gap: no feed covered that time, so the count is unknown, not zero. */
  readonly gap: boolean;
  readonly total: number;
  readonly counts: Readonly<Record<EventGroup, number | null>>;
  readonly parts: readonly BarPart[];
}

export interface EventsOverTime {
  readonly bars: readonly TimeBar[];
  readonly axis: ValueAxis;
  readonly total: number;
  readonly gaps: number;
  /** Groups that have a count anywhere, in the order in which they are stacked. */
  readonly groups: readonly { readonly group: EventGroup; readonly label: string; readonly total: number }[];
  /** Whether the bars are days of UTC, whatever the zone of the viewer. */
  readonly utcDays: boolean;
  readonly summary: string;
}

/** Turns buckets of identity events into bars. Missing stays a gap, zero is a bar without height. */
export function prepareEventsOverTime(buckets: readonly TimeBucket[], zone: string): EventsOverTime {
  const totals = buckets.map(totalOf);
  const axis = countAxis(Math.max(0, ...totals));
  const width = buckets.length === 0 ? 1 : 1 / buckets.length;
  const utcDays = buckets.length > 0 && buckets.every(isUtcDay);
  const every = labelEvery(buckets.length, 7);
  const bars = buckets.map((bucket, index): TimeBar => {
    const words = wordsOf(bucket, utcDays ? 'UTC' : zone, utcDays);
    return {
      key: bucket.start,
      x: index * width,
      width,
      label: words.label,
      tick: index % every === 0 ? words.tick : null,
      complete: bucket.complete,
      gap: EVENT_GROUPS.every((group) => bucket[group] === null),
      total: totals[index] ?? 0,
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
    groups: EVENT_GROUPS.map((group) => ({
      group,
      label: EVENT_GROUP_LABELS[group],
      total: buckets.reduce((sum, bucket) => sum + (bucket[group] ?? 0), 0),
    })),
    utcDays,
    summary: summaryOf(bars, total, gaps),
  };
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

function totalOf(bucket: TimeBucket): number {
  return EVENT_GROUPS.reduce((sum, group) => sum + (bucket[group] ?? 0), 0);
}

function isUtcDay(bucket: TimeBucket): boolean {
  const start = Date.parse(bucket.start);
  return isUtcMidnight(start) && Date.parse(bucket.end) - start === DAY_MS;
}

function wordsOf(bucket: TimeBucket, zone: string, wholeDay: boolean): { label: string; tick: string } {
  const start = Date.parse(bucket.start);
  const day = formatDay(start, zone);
  if (wholeDay) return { label: day, tick: day };
  const end = Date.parse(bucket.end);
  const clock = formatClock(start, zone, false);
  const short = end - start < 3 * 3_600_000;
  return { label: `${day} ${clock} to ${formatClock(end, zone, false)}`, tick: short ? clock : day };
}

function summaryOf(bars: readonly TimeBar[], total: number, gaps: number): string {
  const highest = bars.reduce<TimeBar | null>(
    (best, bar) => (best === null || bar.total > best.total ? bar : best),
    null,
  );
  const missing = gaps === 0 ? '' : ` ${gaps} of ${bars.length} bars are gaps: no feed covered them.`;
  if (highest === null || total === 0) return `No identity events.${missing}`;
  return `${total} identity events, the most on ${highest.label} with ${highest.total}.${missing}`;
}
