const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** The stretch of time that a scrubber moves over, in epoch milliseconds; `to` is now. */
export interface ScrubSpan {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** Thirty days up to now in steps of an hour; further back where the moment that is shown lies before them. */
export function scrubSpan(now: number, at: number | null): ScrubSpan {
  const to = Math.ceil(now / HOUR_MS) * HOUR_MS;
  const from = to - 30 * DAY_MS;
  return at === null || at >= from
    ? { from, to, step: HOUR_MS }
    : { from: Math.floor((at - DAY_MS) / HOUR_MS) * HOUR_MS, to, step: HOUR_MS };
}

/** The past moment that a place on the scrubber stands for; null for now, which is its end. */
export function scrubbedTo(value: number, { to, step }: ScrubSpan, now: number): number | null {
  return value > to - step || value >= now ? null : value;
}

/** The score that a course has at a moment: that of the last point before it; null where it does not reach. */
export function scoreOn(
  points: readonly { readonly at: string; readonly score: number }[],
  at: number,
): number | null {
  const first = points[0];
  if (first === undefined || Date.parse(first.at) > at) return null;
  return points.findLast((point) => Date.parse(point.at) <= at)?.score ?? null;
}
