import type { Pace } from './rule';

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** A rule that tells at once does so this often within the span; what comes then is gathered until the span is over. */
export const AT_ONCE_MOST = 3;
export const AT_ONCE_SPAN_MS = 10 * MINUTE_MS;

/**
 * When what waits is told (epoch milliseconds): the oldest of it came at `oldest`, and the rule told of others at `told`,
 * in any order.
 */
export function tellAt(pace: Pace, oldest: number, told: readonly number[]): number {
  switch (pace.every) {
    case 'hour':
      return Math.floor(oldest / HOUR_MS) * HOUR_MS + HOUR_MS;
    case 'day':
      return nextHourOfDay(pace.hour, pace.zone, oldest);
    case 'once': {
      const newest = [...told].sort((a, b) => b - a);
      const last = newest[0];
      const first = newest[AT_ONCE_MOST - 1];
      if (last === undefined || first === undefined || oldest - first > AT_ONCE_SPAN_MS) return oldest;
      return Math.max(oldest, last + AT_ONCE_SPAN_MS);
    }
  }
}

/**
 * The first beginning of an hour of the day in a zone after an instant (epoch milliseconds). On a day that has no such hour,
 * because clocks go forward over it, the end of that gap.
 */
export function nextHourOfDay(hour: number, zone: string, after: number): number {
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    hour: 'numeric',
    minute: 'numeric',
  });
  const minutesAt = (at: number): number => {
    const parts = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    return (parts['hour'] ?? 0) * 60 + (parts['minute'] ?? 0);
  };
  const wanted = hour * 60;
  // Every zone keeps to quarters of an hour, and no day is longer than 25 hours.
  let at = Math.floor(after / QUARTER_MS) * QUARTER_MS;
  let before = minutesAt(at);
  for (let step = 0; step < 26 * 4; step += 1) {
    at += QUARTER_MS;
    const now = minutesAt(at);
    const isMidnight = now < before && before - now > 12 * 60;
    const from = isMidnight ? before - 24 * 60 : before;
    if (from < wanted && now >= wanted) return at;
    before = now;
  }
  return at;
}
