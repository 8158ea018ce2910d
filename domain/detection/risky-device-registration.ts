import { bucketAnchor } from '@/domain/detection/anchors';
import type { Candidate } from '@/domain/detection/candidate';
import { factsOf } from '@/domain/detection/duo-verdicts';
import { candidateOf } from '@/domain/detection/merge-candidates';
import type { TrustMonitorRecord } from '@/domain/stream-record';

/** A takeover enrols in a day or two, and often more than one device: one event a person in so many days. */
const DAYS = 7;

/** Anchor of registrations: one for each person and fixed bucket of seven UTC days. `at` in epoch milliseconds. */
export function registrationAnchor(at: number): string {
  return bucketAnchor(DAYS, at);
}

/**
 * `risky_device_registration` as Trust Monitor reports it: a device was enrolled that Duo finds risky, such as one whose
 * system is outdated. The names of its explanations (`REGISTER_…`) are kept and say why. Source: Duo's Admin API
 * documentation, "Trust Monitor", type `device_registration`.
 */
export function detectDeviceRegistration({
  signalKey,
  record,
}: {
  readonly signalKey: string;
  readonly record: TrustMonitorRecord;
}): readonly Candidate[] {
  const { authentication, explanations, occurredAt } = record;
  const at = authentication?.occurredAt ?? occurredAt;
  const names = explanations.length > 0 ? explanations : [null];
  const facts =
    authentication === null
      ? { ip: null, city: null, country: null, application: null, factor: null }
      : factsOf(authentication);
  return names.map((name) => {
    const candidate = candidateOf('risky_device_registration', registrationAnchor(at), {
      source: { signalKey, place: 'trust_monitor', verdict: 'enforced', detectorName: name, occurredAt },
      facts: { ...facts, reason: null, actor: null, target: null, names: name === null ? [] : [name] },
      // A registration is no sign-in: whether they got in is told by the events around it.
      outcome: 'unknown',
    });
    return { ...candidate, occurredAt: at };
  });
}
