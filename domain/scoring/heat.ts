import { BAND_FACTS, type Band } from '@/domain/bands';
import type { Criticality, ScoringPolicy } from './policy';
import { DAY_MS, type ScoredEvent } from './scored-event';
import { standingOf, type Standing } from './standing';

/**
 * Heat is the constant L of m·A(t) = 2^(L − t/h), with t in days since the epoch below: one double that orders people
 * by attack factor at any instant. This file is the only place that turns heat into a band or a value, so a list that
 * compares stored heats and a page that prints one cannot disagree.
 */
const HEAT_EPOCH_MS = Date.UTC(2020, 0, 1);

/**
 * Rounding of a heat and of an edge, relative to t/h: four roundings of half a unit each, doubled. Without it a value
 * that is exactly on the edge of a band (6.0 at its own instant) could fall below it on the way through the logarithm.
 */
const HEAT_ROUNDING = 4 * Number.EPSILON;

/** t/h: the instant in half-lives since the epoch of heat. */
function halfLivesAt(policy: ScoringPolicy, at: number): number {
  return (at - HEAT_EPOCH_MS) / DAY_MS / policy.halfLifeDays;
}

/** By how much two heats may differ at `at` and still mean the same value. */
export function heatSlack(policy: ScoringPolicy, at: number): number {
  return HEAT_ROUNDING * (Math.abs(halfLivesAt(policy, at)) + 4);
}

/** The canonical heat of a standing: log₂(m·A(T)) + T/h. */
export function heatOfStanding(standing: Standing, policy: ScoringPolicy): number {
  return Math.log2(standing.uncapped) + halfLivesAt(policy, standing.newest);
}

/**
 * The heat to store for a person: the same to the last bit whatever the order of `events`; null when none scores.
 *
 * @param events distinct events, dismissed ones left out
 */
export function heatOf(
  events: readonly ScoredEvent[],
  policy: ScoringPolicy,
  criticality: Criticality,
): number | null {
  const standing = standingOf(events, policy, criticality);
  return standing === null ? null : heatOfStanding(standing, policy);
}

/** m·A at `at` (epoch milliseconds) from a heat, before the cap; 0 without heat. */
export function uncappedFromHeat(heat: number | null, policy: ScoringPolicy, at: number): number {
  return heat === null ? 0 : Math.pow(2, heat - halfLivesAt(policy, at));
}

/** The heat whose value at `at` (epoch milliseconds) is `value` (above 0). For edges of bands use `bandFloorHeats`. */
export function heatAtValue(value: number, policy: ScoringPolicy, at: number): number {
  return Math.log2(value) + halfLivesAt(policy, at);
}

/** The ends of each band as heats at one instant. */
export interface BandFloorHeats {
  readonly low: number;
  readonly medium: number;
  readonly high: number;
  readonly very_high: number;
}

/**
 * The floors of all bands at `at`. A person is in the highest band whose floor is at or below their heat; below `low`,
 * or without heat, in Very Low. A query that counts uses these very numbers with >= and <, and so agrees exactly with
 * `bandFromHeat`.
 */
export function bandFloorHeats(policy: ScoringPolicy, at: number): BandFloorHeats {
  const slack = heatSlack(policy, at);
  const floor = (band: Band) => heatAtValue(BAND_FACTS[band].lowerEdge, policy, at) - slack;
  return { low: floor('low'), medium: floor('medium'), high: floor('high'), very_high: floor('very_high') };
}

/** The band of a stored heat, by the comparison that counts and lists make. */
export function bandFromHeat(heat: number | null, floors: BandFloorHeats): Band {
  if (heat === null || heat < floors.low) return 'very_low';
  if (heat < floors.medium) return 'low';
  if (heat < floors.high) return 'medium';
  return heat < floors.very_high ? 'high' : 'very_high';
}

/** The heats of one band: at or above `from`, below `below`; null is no bound. Very Low also holds people without heat. */
export interface HeatRange {
  readonly from: number | null;
  readonly below: number | null;
}

/** The range on stored heat that is `band` at the instant of `floors`. */
export function heatRangeOf(band: Band, floors: BandFloorHeats): HeatRange {
  switch (band) {
    case 'very_low':
      return { from: null, below: floors.low };
    case 'low':
      return { from: floors.low, below: floors.medium };
    case 'medium':
      return { from: floors.medium, below: floors.high };
    case 'high':
      return { from: floors.high, below: floors.very_high };
    case 'very_high':
      return { from: floors.very_high, below: null };
  }
}
