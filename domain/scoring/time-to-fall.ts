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

/** When the score at `at` falls below the band it is in, if nothing more happens; null in Very Low. */
export function fallsBelow(factor: AttackFactor, policy: ScoringPolicy, at: number): BandFall | null {
  const { band, heat, uncapped } = factor;
  if (band === 'very_low' || heat === null) return null;
  const days = daysUntilBelow(BAND_FACTS[band].lowerEdge, uncapped, policy);
  const holds = (instant: number) => bandFromHeat(heat, bandFloorHeats(policy, instant)) === band;
  // The edge lies between two milliseconds; the comparison that lists make decides which is the first one below.
  let below = Math.max(at + 1, Math.ceil(at + days * DAY_MS));
  while (holds(below)) below += 1;
  while (below > at + 1 && !holds(below - 1)) below -= 1;
  return { band, at: below, days };
}

/** When a score that stands at the cap begins to fall, if nothing more happens; null below the cap. */
export function leavesCap(factor: AttackFactor, policy: ScoringPolicy, at: number): Fall | null {
  if (factor.uncapped <= SCORE_CAP) return null;
  const days = daysUntilBelow(SCORE_CAP, factor.uncapped, policy);
  return { at: Math.floor(at + days * DAY_MS) + 1, days };
}
