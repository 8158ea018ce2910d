import type { AuthenticationRecord } from '@/domain/authentication-record';
import { dayAnchor, transactionAnchor } from '@/domain/detection/anchors';
import type {
  AuthenticationSignal,
  Candidate,
  CandidateFacts,
  CandidateSource,
  Outcome,
} from '@/domain/detection/candidate';
import { kindOfDetector } from '@/domain/detection/duo-detector-names';
import { candidateOf, mergeCandidates } from '@/domain/detection/merge-candidates';

/**
 * The identity events that Duo itself reports in one authentication: by its detectors (in both of their places), by
 * the mark of fraud, and by a low trust assessment that its risk policy acted on. Each kind comes once for the
 * authentication. The signal must belong to a person: names that Duo does not know raise nothing here.
 */
export function detectDuoVerdicts(integrationId: string, signal: AuthenticationSignal): readonly Candidate[] {
  const { record } = signal;
  const anchor = transactionAnchor(integrationId, record.txid, signal.signalKey);
  const facts = factsOf(record);
  const outcome = outcomeOf(record);
  const candidates = record.verdicts.map(({ detector, force, place }) =>
    candidateOf(kindOfDetector(detector), anchor, {
      source: sourceOf(signal, place, force, detector),
      facts: { ...facts, names: [detector] },
      outcome,
    }),
  );
  if (record.result === 'fraud' || record.reason === 'user_marked_fraud') {
    const source = sourceOf(signal, 'result', 'enforced', null);
    candidates.push(candidateOf('user_marked_fraud', anchor, { source, facts, outcome }));
  }
  const { trust } = record;
  if (trust?.level === 'LOW' && trust.policyEnabled && !trust.preview) {
    const source = sourceOf(signal, 'assessment', 'enforced', null);
    candidates.push(
      candidateOf('risk_policy_triggered', dayAnchor(record.occurredAt), { source, facts, outcome }),
    );
  }
  return mergeCandidates(candidates);
}

/** The source that stands for one statement of a record. */
export function sourceOf(
  { signalKey, record }: AuthenticationSignal,
  place: CandidateSource['place'],
  verdict: CandidateSource['verdict'],
  detectorName: string | null,
): CandidateSource {
  return { signalKey, place, verdict, detectorName, occurredAt: record.occurredAt };
}

/** What an event tells of the record behind it. */
export function factsOf(record: AuthenticationRecord): CandidateFacts {
  const { access, applicationName, factor, reason } = record;
  const { ip, city, country } = access;
  return {
    ip,
    city,
    country,
    application: applicationName,
    factor,
    reason,
    actor: null,
    target: null,
    names: [],
  };
}

/** Did they get in? A mark of fraud is a refusal: Duo denies what the person reports. */
export function outcomeOf({ result }: AuthenticationRecord): Outcome {
  if (result === 'success') return 'got_in';
  return result === 'other' ? 'unknown' : 'refused';
}
