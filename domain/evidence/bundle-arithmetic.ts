import { attackFactor } from '@/domain/scoring/attack-factor';
import { type Contribution, contributions, withoutEvent } from '@/domain/scoring/contributions';
import type { Criticality, ScoringPolicy } from '@/domain/scoring/policy';
import type { ScoredEvent } from '@/domain/scoring/scored-event';
import { fallsBelow, leavesCap } from '@/domain/scoring/time-to-fall';
import type { BundleArithmetic, BundleEvent } from './evidence-bundle';

/** Each *without this event* takes a whole recomputation. */
const MOST_WITHOUT = 1000;

/** How the attack factor at `at` (epoch milliseconds) follows from the counted events of a bundle, number by number. */
export function bundleArithmetic(
  events: readonly BundleEvent[],
  policy: ScoringPolicy,
  criticality: Criticality,
  at: number,
): BundleArithmetic {
  const scored = events.filter(({ counted }) => counted).map(scoredOf);
  const factor = attackFactor(scored, policy, criticality, at);
  const cap = leavesCap(factor, policy, at);
  const fall = fallsBelow(factor, policy, at);
  return {
    heat: factor.heat,
    uncapped: Math.min(factor.uncapped, Number.MAX_VALUE),
    score: factor.score,
    shown: factor.shown,
    band: factor.band,
    leavesCap: cap === null ? null : { at: iso(cap.at), days: cap.days },
    fallsBelow: fall === null ? null : { band: fall.band, at: iso(fall.at), days: fall.days },
    contributions: contributions(scored, policy, criticality, at).map((part, index) => {
      const without = index < MOST_WITHOUT ? withoutEvent(scored, part.event, policy, criticality, at) : null;
      return {
        event: part.event.id ?? '',
        kind: part.kind,
        weight: policy.weights[part.kind],
        confidence: part.event.confidence,
        value: part.value,
        undamped: part.undamped,
        rank: part.rank,
        ...reasonOf(part),
        without: without === null ? null : { uncapped: without.uncapped, shown: without.shown },
      };
    }),
  };
}

function scoredOf({ id, kind, occurredAt, receivedAt, confidence }: BundleEvent): ScoredEvent {
  return { id, kind, occurredAt: Date.parse(occurredAt), receivedAt: Date.parse(receivedAt), confidence };
}

function reasonOf({
  reason,
}: Contribution): Pick<BundleArithmetic['contributions'][number], 'reason' | 'sameCauseAs'> {
  return reason.is === 'same_cause_as'
    ? { reason: 'same_cause', sameCauseAs: reason.kind }
    : { reason: reason.is, sameCauseAs: null };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
