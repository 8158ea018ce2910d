import { SCORE_CAP } from '@/domain/bands';
import type { EventKind } from '@/domain/event-catalogue';
import { attackFactor, attackFactorOfStanding, type AttackFactor } from './attack-factor';
import type { Criticality, ScoringPolicy } from './policy';
import { instantOf, type ScoredEvent } from './scored-event';
import { compareText, standingOf, type KindRole, type RankedKind } from './standing';

/** Why an event contributes what it does; `unscored` is a kind whose weight is 0. */
export type ContributionReason = KindRole | { readonly is: 'unscored' };

/** One bar of the waterfall. */
export interface Contribution<Event extends ScoredEvent = ScoredEvent> {
  readonly event: Event;
  readonly kind: EventKind;
  /** Its damped, shared value times the multiplier, unrounded. All of them sum to m·A. */
  readonly value: number;
  /** What it would be worth alone: w · c · decay · m. */
  readonly undamped: number;
  /** 1 for the strongest of its kind. */
  readonly rank: number;
  readonly reason: ContributionReason;
}

/**
 * What each event adds to m·A at `at` (epoch milliseconds), largest first; ties by kind id, then newest first. Events
 * after `at` are left out. The cap is a bar of its own: `capBar`.
 */
export function contributions<Event extends ScoredEvent>(
  events: readonly Event[],
  policy: ScoringPolicy,
  criticality: Criticality,
  at: number,
): Contribution<Event>[] {
  const places = placesOf(events, policy, criticality, at);
  return events
    .filter((event) => instantOf(event) <= at)
    .map((event) => {
      const place = places.get(event) ?? UNSCORED;
      return { event, kind: event.kind, ...place };
    })
    .sort(
      (a, b) =>
        b.value - a.value ||
        compareText(a.kind, b.kind) ||
        b.undamped - a.undamped ||
        instantOf(b.event) - instantOf(a.event),
    );
}

type Place = Pick<Contribution, 'value' | 'undamped' | 'rank' | 'reason'>;

const UNSCORED: Place = { value: 0, undamped: 0, rank: 1, reason: { is: 'unscored' } };

function placesOf(
  events: readonly ScoredEvent[],
  policy: ScoringPolicy,
  criticality: Criticality,
  at: number,
): Map<ScoredEvent, Place> {
  const places = new Map<ScoredEvent, Place>();
  const standing = standingOf(events, policy, criticality, at);
  if (standing === null) return places;
  // Values are reckoned at the newest event; one factor brings them, summed, to the number that is printed.
  const decay = attackFactorOfStanding(standing, policy, at).uncapped / standing.uncapped;
  const multiplied = decay * policy.multipliers[criticality];
  for (const kind of standing.kinds) {
    const part = partOf(kind, policy);
    kind.events.forEach(({ event, value }, index) => {
      const rank = index + 1;
      const undamped = value * multiplied;
      const damped = rank === 1 ? undamped : undamped / Math.pow(rank, policy.dampingExponent);
      places.set(event, { value: part * damped, undamped, rank, reason: kind.role });
    });
  }
  return places;
}

/** The part of a kind's damped sum that reaches the attack factor. */
function partOf(kind: RankedKind, policy: ScoringPolicy): number {
  switch (kind.role.is) {
    case 'leads':
      return 1;
    case 'shared':
      return policy.share;
    case 'same_cause_as':
      return 0;
  }
}

/** The bar that takes the sum of contributions down to the cap: 0 or negative. */
export function capBar(uncapped: number): number {
  return uncapped > SCORE_CAP ? SCORE_CAP - uncapped : 0;
}

/**
 * The attack factor had `left` not happened. The difference is not the length of its bar: without a leader another
 * family leads, and repeats move up a rank.
 */
export function withoutEvent(
  events: readonly ScoredEvent[],
  left: ScoredEvent,
  policy: ScoringPolicy,
  criticality: Criticality,
  at: number,
): AttackFactor {
  const rest = events.filter((event) => event !== left);
  return attackFactor(rest, policy, criticality, at);
}
