import { bucketAnchor, dayAnchor } from '@/domain/detection/anchors';
import type { AuthenticationSignal, Candidate } from '@/domain/detection/candidate';
import { factsOf, outcomeOf, sourceOf } from '@/domain/detection/duo-verdicts';
import { candidateOf, type Statement } from '@/domain/detection/merge-candidates';

/**
 * What is a threat by itself: how far each is believed, and in how many UTC days it counts once. The first three are
 * reasons of a denial; the last is Trust Monitor's mark of priority, which Duo gives by the account's own risk profile. An anomalous push means that somebody has the password, so every day of it counts. An anonymous address is often
 * the person's own privacy service, and a denied network often a hotel: both repeat by the hour while they last, and one
 * of them in 30 days says all. Source: `reason` in Duo's Admin API documentation, "Authentication Logs".
 */
const THREATS = {
  anomalous_push: { confidence: 1, days: 1 },
  anonymous_ip: { confidence: 0.6, days: 30 },
  denied_network: { confidence: 0.3, days: 30 },
  priority: { confidence: 1, days: 30 },
} as const;

export type ThreatReason = keyof typeof THREATS;

/** Of a device that the person's baseline knows, whatever the reason: it is nearly always the person. */
const KNOWN_DEVICE_CONFIDENCE = 0.2;

/** What the person's baseline says of the device that asked; `unknown` as long as no baseline was asked. */
export type DeviceStanding = 'known' | 'unknown';

/**
 * `security_threat_detected` from one authentication: Duo refused it for a reason that is a threat in itself. An approval
 * with such a reason raises nothing.
 */
export function detectSecurityThreat(
  signal: AuthenticationSignal,
  device: DeviceStanding = 'unknown',
): readonly Candidate[] {
  const { record } = signal;
  const reason = threatReason(record.reason);
  if (reason === null || (record.result !== 'denied' && record.result !== 'fraud')) return [];
  const source = {
    ...sourceOf(signal, 'denial', 'enforced', null),
    confidence: confidenceOf(reason, device),
  };
  return [
    threatOf(reason, { source, facts: factsOf(record), outcome: outcomeOf(record) }, record.occurredAt),
  ];
}

/**
 * The threat of a reason, at the instant of the sign-in (epoch ms): one with every other of its reason and days.
 * `details` tells priorities apart that Duo gave for different reasons.
 */
export function threatOf(
  reason: ThreatReason,
  statement: Statement,
  at: number,
  details: readonly string[] = [],
): Candidate {
  const { days } = THREATS[reason];
  const bucket = days === 1 ? dayAnchor(at) : bucketAnchor(days, at);
  const named = [reason, ...[...details].sort()].join('+');
  return {
    ...candidateOf('security_threat_detected', `reason:${named}:${bucket}`, statement),
    occurredAt: at,
  };
}

/** How far a threat of this reason is believed, in (0, 1]. */
export function confidenceOf(reason: ThreatReason, device: DeviceStanding): number {
  return device === 'known' ? KNOWN_DEVICE_CONFIDENCE : THREATS[reason].confidence;
}

const DENIAL_REASONS: readonly ThreatReason[] = ['anomalous_push', 'anonymous_ip', 'denied_network'];

/** The threat that a reason names, or null. */
function threatReason(reason: string | null): ThreatReason | null {
  return DENIAL_REASONS.find((one) => one === reason?.toLowerCase()) ?? null;
}

/** How far a denial for this reason is believed, in (0, 1]; undefined for a reason that is no threat. */
export function denialConfidence(reason: string | null, device: DeviceStanding): number | undefined {
  const threat = threatReason(reason);
  return threat === null ? undefined : confidenceOf(threat, device);
}
