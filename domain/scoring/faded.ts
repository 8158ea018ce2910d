import { attackFactor } from './attack-factor';
import type { Criticality, ScoringPolicy } from './policy';
import type { ScoredEvent } from './scored-event';

/** Half-lives after which an event of the highest weight is worth less than a millionth of a point. */
export const FADED_HALF_LIVES = 24;

/**
 * Days that detectors look back at most, by any settings: sign-ins behind an event are no habit of anybody, and would be
 * learnt without it. Charts of counts, with the period before theirs, are shorter.
 */
const LEARNT_DAYS = 500;
/** Days of the longest chart that reckons scores. */
const SCORED_DAYS = 181;

/**
 * For how many days events are kept at least: scores of the longest chart are reckoned from what came before it, as far as
 * it had not faded then, and no baseline may take what an attacker did for a habit.
 */
export function leastEventDays(policies: readonly Pick<ScoringPolicy, 'halfLifeDays'>[]): number {
  const halfLife = Math.max(0, ...policies.map(({ halfLifeDays }) => halfLifeDays));
  return Math.max(LEARNT_DAYS, Math.ceil(SCORED_DAYS + FADED_HALF_LIVES * halfLife));
}

/**
 * Whether a person reads the same without some of their events: the same number in the same band, now. Of thousands who
 * lose what has faded there is one whose number lies on an edge; theirs go a little later.
 *
 * @param events all that count, and those of them that are to stay
 */
export function readsTheSame(
  events: readonly ScoredEvent[],
  staying: readonly ScoredEvent[],
  policy: ScoringPolicy,
  criticality: Criticality,
  at: number,
): boolean {
  const before = attackFactor(events, policy, criticality, at);
  const after = attackFactor(staying, policy, criticality, at);
  return (
    before.shown === after.shown &&
    before.band === after.band &&
    Math.abs(before.uncapped - after.uncapped) < 0.0001
  );
}
