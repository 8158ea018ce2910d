import { SCORE_CAP, shownScore, withinBand, type Band } from '@/domain/bands';
import { bandFloorHeats, bandFromHeat, heatOfStanding, heatSlack, uncappedFromHeat } from './heat';
import type { Criticality, ScoringPolicy } from './policy';
import { DAY_MS, type ScoredEvent } from './scored-event';
import { standingOf, type Standing } from './standing';

/** How much a person is being attacked at one instant. */
export interface AttackFactor {
  /** m·A, before the cap. */
  readonly uncapped: number;
  /** min(10, uncapped), unrounded. */
  readonly score: number;
  /** The number to print: cut to one decimal. */
  readonly shown: number;
  readonly band: Band;
  /** L of m·A(t) = 2^(L − t/h); null when no event scores. */
  readonly heat: number | null;
}

/**
 * The attack factor of one person at `at` (epoch milliseconds), from their identity events.
 *
 * @param events distinct events, dismissed ones left out; those after `at` do not count yet
 */
export function attackFactor(
  events: readonly ScoredEvent[],
  policy: ScoringPolicy,
  criticality: Criticality,
  at: number,
): AttackFactor {
  return attackFactorOfStanding(standingOf(events, policy, criticality, at), policy, at);
}

/**
 * The attack factor at `at` of a standing whose events all lie at or before it. The value comes from the events, band
 * and printed number from the heat, exactly as `attackFactorFromHeat` has them.
 */
export function attackFactorOfStanding(
  standing: Standing | null,
  policy: ScoringPolicy,
  at: number,
): AttackFactor {
  if (standing === null) return attackFactorFromHeat(null, policy, at);
  const fromHeat = attackFactorFromHeat(heatOfStanding(standing, policy), policy, at);
  const decayed = standing.uncapped * Math.pow(2, (standing.newest - at) / (policy.halfLifeDays * DAY_MS));
  const uncapped = withinBand(decayed, fromHeat.band);
  return { ...fromHeat, uncapped, score: Math.min(SCORE_CAP, uncapped) };
}

/** The attack factor at `at` (epoch milliseconds) from a stored heat that holds no event after `at`. */
export function attackFactorFromHeat(heat: number | null, policy: ScoringPolicy, at: number): AttackFactor {
  const band = bandFromHeat(heat, bandFloorHeats(policy, at));
  const uncapped = withinBand(uncappedFromHeat(heat, policy, at), band);
  return {
    uncapped,
    score: Math.min(SCORE_CAP, uncapped),
    shown: shownScore(uncapped, heatSlack(policy, at)),
    band,
    heat,
  };
}
