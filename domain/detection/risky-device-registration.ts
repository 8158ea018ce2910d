import { bucketAnchor, transactionAnchor } from '@/domain/detection/anchors';
import type { Candidate } from '@/domain/detection/candidate';
import { factsOf } from '@/domain/detection/duo-verdicts';
import { REGISTRATION_DAYS } from '@/domain/detection/derived/risky-device-registration';
import { candidateOf } from '@/domain/detection/merge-candidates';
import type { TrustMonitorRecord } from '@/domain/stream-record';

/**
 * `risky_device_registration` as Trust Monitor reports it: a device was enrolled that Duo finds risky, such as one whose
 * system is outdated. The names of its explanations (`REGISTER_…`) are kept and say why. It is anchored by the enrolment
 * that it is about, or by its week where it names none, so that what Parapet derives of the same enrolment, or of any of
 * that week, is one event with it. Source: Duo's Admin API
 * documentation, "Trust Monitor", type `device_registration`.
 */
export function detectDeviceRegistration(
  integrationId: string,
  { signalKey, record }: { readonly signalKey: string; readonly record: TrustMonitorRecord },
): readonly Candidate[] {
  const { authentication, explanations, occurredAt } = record;
  const at = authentication?.occurredAt ?? occurredAt;
  const txid = authentication?.txid ?? null;
  const anchor =
    txid === null ? bucketAnchor(REGISTRATION_DAYS, at) : transactionAnchor(integrationId, txid, signalKey);
  const names = explanations.length > 0 ? explanations : [null];
  const facts =
    authentication === null
      ? { ip: null, city: null, country: null, application: null, factor: null }
      : factsOf(authentication);
  return names.map((name) => {
    const candidate = candidateOf('risky_device_registration', anchor, {
      source: { signalKey, place: 'trust_monitor', verdict: 'enforced', detectorName: name, occurredAt },
      facts: { ...facts, reason: null, actor: null, target: null, names: name === null ? [] : [name] },
      // A registration is no sign-in: whether they got in is told by the events around it.
      outcome: 'unknown',
    });
    return { ...candidate, occurredAt: at };
  });
}
