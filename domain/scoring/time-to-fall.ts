import { BAND_FACTS, SCORE_CAP, type Band } from '@/domain/bands';
import type { AttackFactor } from './attack-factor';
import { bandFloorHeats, bandFromHeat } from './heat';
import type { ScoringPolicy } from './policy';
import { DAY_MS } from './scored-event';

/** When a score passes a mark if nothing more happens. */
export interface Fall {
  /** Epoch milliseconds: the first at which the score is below the mark. */
  readonly at: number;
  /** Days from now, exact. */
  readonly days: number;
}

/** The band that a person leaves next. */
export interface BandFall extends Fall {
  readonly band: Band;
}

/** Days until an uncapped value has decayed to `mark`: h · log₂(value/mark); 0 when it is there already. */
export function daysUntilBelow(mark: number, uncapped: number, policy: ScoringPolicy): number {
  return uncapped > mark ? policy.halfLifeDays * Math.log2(uncapped / mark) : 0;
}

/** The last instant that a Date can hold, in epoch milliseconds. */
const LAST_INSTANT = 8.64e15;

/** Milliseconds by which the formula and the comparison of heats may disagree; in practice at most one. */
const MOST_CORRECTION = 8;

/**
 * When the score at `at` falls below the band it is in, if nothing more happens. Null in Very Low, and where no instant
 * can be named: half-lives before the events of a heat, its value is beyond what a double holds.
 */
export function fallsBelow(factor: AttackFactor, policy: ScoringPolicy, at: number): BandFall | null {
  const { band, heat, uncapped } = factor;
  if (band === 'very_low' || heat === null) return null;
  const days = daysUntilBelow(BAND_FACTS[band].lowerEdge, uncapped, policy);
  let below = Math.max(at + 1, Math.ceil(at + days * DAY_MS));
  if (!isInstant(below)) return null;
  const holds = (instant: number) => bandFromHeat(heat, bandFloorHeats(policy, instant)) === band;
  // The edge lies between two milliseconds; the comparison that lists make decides which is the first one below.
  for (let step = 0; step < MOST_CORRECTION && holds(below); step += 1) below += 1;
  for (let step = 0; step < MOST_CORRECTION && below > at + 1 && !holds(below - 1); step += 1) below -= 1;
  return { band, at: below, days };
}

/** When a score that stands at the cap begins to fall, if nothing more happens; null below the cap, or as above. */
export function leavesCap(factor: AttackFactor, policy: ScoringPolicy, at: number): Fall | null {
  if (factor.uncapped <= SCORE_CAP) return null;
  const days = daysUntilBelow(SCORE_CAP, factor.uncapped, policy);
  const leaves = Math.floor(at + days * DAY_MS) + 1;
  return isInstant(leaves) ? { at: leaves, days } : null;
}

function isInstant(at: number): boolean {
  return Math.abs(at) <= LAST_INSTANT;
}
