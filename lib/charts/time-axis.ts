import { formatClock, formatDay, formatMoment } from '@/lib/format/moment';
import { labelEvery } from './axis';

const DAY_MS = 86_400_000;

/** A stretch of time of equal bars. Epoch milliseconds. */
export interface TimeAxis {
  readonly from: number;
  readonly to: number;
  readonly bucketMs: number;
}

/** Words under a chart: about `wanted` of them, clocks where all is one day, else days. */
export function timeTicks(
  { from, to, bucketMs }: TimeAxis,
  zone: string,
  wanted = 6,
): { x: number; label: string }[] {
  const count = Math.max(1, Math.round((to - from) / bucketMs));
  const every = labelEvery(count, wanted);
  const short = to - from <= 2 * DAY_MS;
  let shown = '';
  return Array.from({ length: count }, (_, index) => index)
    .filter((index) => index % every === 0)
    .flatMap((index) => {
      const at = from + index * bucketMs;
      const label = short ? formatClock(at, zone, false) : formatDay(at, zone);
      if (label === shown) return [];
      shown = label;
      return [{ x: index / count, label }];
    });
}

/** A bar in words: its beginning and its end, as short as can be. */
export function bucketWords(start: number, bucketMs: number, zone: string, now: number): string {
  if (bucketMs >= DAY_MS) return formatDay(start, zone);
  return `${formatMoment(start, zone, now, false)} to ${formatClock(start + bucketMs, zone, false)}`;
}

/** A stretch on the axis as fractions of its width, cut to what is shown; null where nothing of it is. */
export function stretchOn(
  { from, to }: TimeAxis,
  stretch: { readonly from: number; readonly to: number },
): { x: number; width: number } | null {
  if (stretch.to < from || stretch.from > to) return null;
  const start = Math.max(from, stretch.from);
  const end = Math.min(to, stretch.to);
  return { x: (start - from) / (to - from), width: (end - start) / (to - from) };
}
