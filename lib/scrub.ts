const HOUR_MS = 3_600_000;

/** The stretch of time that a scrubber moves over, in epoch milliseconds. */
export interface ScrubSpan {
  readonly from: number;
  /** Now, or where the chart ends before that. */
  readonly to: number;
  readonly step: number;
  /** The part of the width of the chart that it takes, from the start: what is beyond now is yet to come. */
  readonly width: number;
}

/**
 * The span of a chart as far as it has been, in steps of an hour back from its end, so that each place of the scrubber lies
 * below its place in the chart.
 */
export function scrubSpan(chart: { readonly from: number; readonly to: number }, now: number): ScrubSpan {
  const to = Math.min(now, chart.to);
  const steps = Math.max(1, Math.floor((to - chart.from) / HOUR_MS));
  const from = to - steps * HOUR_MS;
  return { from, to, step: HOUR_MS, width: Math.min(1, (to - chart.from) / (chart.to - chart.from)) };
}

/** The beginning and end of a course, in epoch milliseconds; null of one without points. */
export function courseSpan(points: readonly { readonly at: string }[]): { from: number; to: number } | null {
  const [first] = points;
  const last = points.at(-1);
  return first === undefined || last === undefined || first.at === last.at
    ? null
    : { from: Date.parse(first.at), to: Date.parse(last.at) };
}

/** The past moment that a place on the scrubber stands for; null for now, which is its end where the chart goes on. */
export function scrubbedTo(value: number, { step }: ScrubSpan, now: number): number | null {
  return value > now - step / 2 ? null : value;
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
