import { RANGES } from './ranges';
import type { Range } from './views/dashboard';

/** A range as instants, on the edges of its bars. All in epoch milliseconds. */
export interface RangeWindow {
  readonly from: number;
  /** End of the bar that is still filling. */
  readonly to: number;
  readonly bucketMs: number;
  /** Start of the period of the same length before. */
  readonly previousFrom: number;
  /** As far into the last bar of that period as the present is into its own: only so far may the two be compared. */
  readonly previousTo: number;
}

/**
 * The window of a range at an instant. It ends with the bar that the instant is in and begins on the edge of a bar, so
 * that a count, the bars it is made of and the list behind it cover the same time.
 */
export function rangeWindow(range: Range, at: number): RangeWindow {
  const { hours, bucketMinutes } = RANGES[range];
  const length = hours * 3_600_000;
  const bucketMs = bucketMinutes * 60_000;
  const to = (Math.floor(at / bucketMs) + 1) * bucketMs;
  const from = to - length;
  return { from, to, bucketMs, previousFrom: from - length, previousTo: at - length };
}
