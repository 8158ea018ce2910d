import { attackFactorOfStanding } from './attack-factor';
import type { Criticality, ScoringPolicy } from './policy';
import { instantOf, type ScoredEvent } from './scored-event';
import { standingOf, type Standing } from './standing';
import { leavesCap } from './time-to-fall';

/** One point of the line *score over time*. */
export interface ScorePoint {
  /** Epoch milliseconds. Where the score jumps, two points share one instant: before and after. */
  readonly at: number;
  readonly score: number;
  readonly uncapped: number;
  /** After `now`: what follows if nothing more happens. */
  readonly projected: boolean;
}

export interface SeriesSpan {
  readonly from: number;
  readonly to: number;
  /** Parts into which the span is divided evenly, at least 1; jumps and kinks come on top. */
  readonly steps: number;
  readonly now: number;
}

/**
 * The attack factor from `from` to `to`: even steps, the exact instants at which events lift it, the exact instant at
 * which it leaves the cap, and `now`. Between two points that are not a jump it decays smoothly.
 */
export function scoreSeries(
  events: readonly ScoredEvent[],
  policy: ScoringPolicy,
  criticality: Criticality,
  span: SeriesSpan,
): ScorePoint[] {
  const { from, to, now } = span;
  const marks = evenInstants(span);
  const jumps = jumpInstants(events, policy, from, to);
  const points: ScorePoint[] = [];
  let start = from;
  for (const end of [...jumps, null]) {
    const standing = standingOf(events, policy, criticality, start);
    for (const at of segmentInstants(start, end ?? to, marks, standing, policy)) {
      const { score, uncapped } = attackFactorOfStanding(standing, policy, at);
      points.push({ at, score, uncapped, projected: at > now });
    }
    if (end !== null) start = end;
  }
  return points;
}

function evenInstants({ from, to, steps, now }: SeriesSpan): number[] {
  const parts = Math.max(1, Math.floor(steps));
  const even = Array.from({ length: parts + 1 }, (_, part) =>
    Math.round(from + ((to - from) * part) / parts),
  );
  return now > from && now < to ? [...even, now] : even;
}

/** Instants after `from` at which something that scores begins to count, ascending, each once. */
function jumpInstants(
  events: readonly ScoredEvent[],
  policy: ScoringPolicy,
  from: number,
  to: number,
): number[] {
  const instants = events
    .filter((event) => policy.weights[event.kind] * event.confidence > 0)
    .map(instantOf)
    .filter((instant) => instant > from && instant <= to);
  return [...new Set(instants)].sort((a, b) => a - b);
}

function segmentInstants(
  start: number,
  end: number,
  marks: readonly number[],
  standing: Standing | null,
  policy: ScoringPolicy,
): number[] {
  const kink = leavesCap(attackFactorOfStanding(standing, policy, start), policy, start);
  const inside = [...marks, ...(kink === null ? [] : [kink.at])].filter((at) => at > start && at < end);
  return [...new Set([start, ...inside, end])].sort((a, b) => a - b);
}
