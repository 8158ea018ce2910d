import { authenticatorStrength, weakestFactor } from './authenticator-strength';
import { deviceHealth, deviceStates } from './device-health';
import { importedReading } from './imported-category';
import { mfaEnrolment, worstEnrolment } from './mfa-enrolment';
import type { SoftwareInUse } from './outdated-software';
import type { Posture } from './posture';
import type { PostureStates } from './posture-state';
import { DEFAULT_HUMAN_RISK_WEIGHTS, type HumanRiskWeights, IMPORTED_CATEGORIES } from './risk-category';
import type { RiskReading } from './risk-reading';

/** The human risk score of one person at one instant. */
export interface HumanRisk {
  /** 0 to 10, unrounded; null where no category has data. */
  readonly score: number | null;
  /** Every category, in the order of the catalogue, with what was left out and why. */
  readonly readings: readonly RiskReading[];
  /** Where the person belongs in the counts of the dashboard. */
  readonly states: PostureStates;
}

/**
 * The human risk score: the weighted mean of the categories that have data. It takes no identity event and no sign-in
 * of an attack, so that neither can move it.
 *
 * @param now epoch milliseconds
 */
export function humanRisk(
  posture: Posture,
  inUse: SoftwareInUse,
  now: number,
  weights: HumanRiskWeights = DEFAULT_HUMAN_RISK_WEIGHTS,
): HumanRisk {
  const readings = [
    mfaEnrolment(posture.users),
    authenticatorStrength(posture.factors, now),
    deviceHealth(posture.devices, inUse, now),
    ...IMPORTED_CATEGORIES.map((category) => importedReading(category, posture.imported, now)),
  ];
  const states = {
    enrolment: worstEnrolment(posture.users),
    strength: weakestFactor(posture.factors, now),
    devices: deviceStates(posture.devices, inUse, now),
  };
  return { score: weightedMean(readings, weights), readings, states };
}

/** Null where nothing with a weight has data. */
export function weightedMean(readings: readonly RiskReading[], weights: HumanRiskWeights): number | null {
  let sum = 0;
  let total = 0;
  for (const { category, value } of readings) {
    if (value === null) continue;
    sum += value * weights[category];
    total += weights[category];
  }
  return total === 0 ? null : sum / total;
}

/** What each category adds to the score; these sum to it. Null where it is left out. */
export function riskShares(
  readings: readonly RiskReading[],
  weights: HumanRiskWeights = DEFAULT_HUMAN_RISK_WEIGHTS,
): ReadonlyMap<RiskReading['category'], number | null> {
  const total = readings.reduce(
    (sum, { category, value }) => sum + (value === null ? 0 : weights[category]),
    0,
  );
  return new Map(
    readings.map(({ category, value }) => [
      category,
      value === null || total === 0 ? null : (value * weights[category]) / total,
    ]),
  );
}
