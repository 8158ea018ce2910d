import type { RangeWindow } from './range-window';
import type { Step } from './views/dashboard';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** One bar of a chart over a window, half open, in epoch milliseconds. */
export interface TimeBar {
  readonly from: number;
  readonly to: number;
}

/**
 * The bars of a window: hours, or days of UTC. A window that begins within a day has a shorter bar at each end, so that
 * the bars together are the window and no more.
 */
export function timeBars({ from, to }: Pick<RangeWindow, 'from' | 'to'>, step: Step): TimeBar[] {
  const width = step === 'hour' ? HOUR_MS : DAY_MS;
  const bars: TimeBar[] = [];
  for (let at = from; at < to;) {
    const end = Math.min(to, (Math.floor(at / width) + 1) * width);
    bars.push({ from: at, to: end });
    at = end;
  }
  return bars;
}

/** The index of the bar that an instant lies in; -1 outside of all. */
export function barAt(bars: readonly TimeBar[], at: number): number {
  let low = 0;
  let high = bars.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const bar = bars[middle];
    if (bar === undefined) return -1;
    if (at < bar.from) high = middle - 1;
    else if (at >= bar.to) low = middle + 1;
    else return middle;
  }
  return -1;
}
