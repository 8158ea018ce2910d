import { transactionAnchor } from '@/domain/detection/anchors';
import { detectBypassStatus } from '@/domain/detection/bypass-enabled';
import type { Candidate, CandidateFacts, Outcome } from '@/domain/detection/candidate';
import { kindOfExplanation } from '@/domain/detection/duo-detector-names';
import { factsOf, outcomeOf } from '@/domain/detection/duo-verdicts';
import { candidateOf, mergeCandidates, type Statement } from '@/domain/detection/merge-candidates';
import { detectDeviceRegistration } from '@/domain/detection/risky-device-registration';
import { confidenceOf, threatOf } from '@/domain/detection/security-threat';
import type { TrustMonitorRecord } from '@/domain/stream-record';

/** One event of Trust Monitor as detectors take it. `signalKey` in hex. */
export interface TrustMonitorSignal {
  readonly signalKey: string;
  readonly record: TrustMonitorRecord;
}

/**
 * What Duo's Trust Monitor says. Of a sign-in, each explanation raises the kind that it stands for, anchored by the
 * sign-in's id: with Duo's verdicts and what Parapet derives of the same authentication it is one event. Names that are
 * not known become `other_duo_detection` and are kept. Bypasses and registrations are kinds of their own, and an event
 * that Duo gives priority is also a `security_threat_detected`. Duo enforces what it surfaces: confidence 1. When its
 * state changes later, the same is raised, equal. Source: Duo's Admin API documentation, "Trust Monitor".
 */
export function detectTrustMonitor(integrationId: string, signal: TrustMonitorSignal): readonly Candidate[] {
  return mergeCandidates([...byType(integrationId, signal), ...priorityOf(signal)]);
}

function byType(integrationId: string, signal: TrustMonitorSignal): readonly Candidate[] {
  switch (signal.record.type) {
    case 'bypass_status':
      return detectBypassStatus(signal);
    case 'device_registration':
      return detectDeviceRegistration(integrationId, signal);
    default:
      return detectSignIn(integrationId, signal);
  }
}

/** Names of an address that hides where somebody is: the same threat as a denial for it, and one event with it. */
const ANONYMOUS = /^anonymous_(ip|network)$/i;

function detectSignIn(integrationId: string, signal: TrustMonitorSignal): readonly Candidate[] {
  const { authentication, explanations, type, priority } = signal.record;
  const at = instantOfSubject(signal.record);
  const anchor = transactionAnchor(integrationId, authentication?.txid ?? null, signal.signalKey);
  // An event that explains nothing is known by its type; where it has priority, that says it.
  const names = explanations.length > 0 || priority ? explanations : [type];
  return names.map((name) => {
    const statement = statementOf(signal, name);
    if (ANONYMOUS.test(name)) {
      const confidence = confidenceOf('anonymous_ip', 'unknown');
      return threatOf('anonymous_ip', { ...statement, source: { ...statement.source, confidence } }, at);
    }
    return { ...candidateOf(kindOfExplanation(name), anchor, statement), occurredAt: at };
  });
}

function priorityOf(signal: TrustMonitorSignal): readonly Candidate[] {
  const { record } = signal;
  if (!record.priority) return [];
  const statement = statementOf(signal, null);
  const facts = { ...statement.facts, names: [...record.priorityReasons].sort() };
  return [threatOf('priority', { ...statement, facts }, instantOfSubject(record), record.priorityReasons)];
}

/** The instant (epoch ms) of what an event is about: a sign-in, a bypass; its surfacing where it tells none. */
function instantOfSubject({ authentication, enabledAt, occurredAt }: TrustMonitorRecord): number {
  return authentication?.occurredAt ?? enabledAt ?? occurredAt;
}

function statementOf({ signalKey, record }: TrustMonitorSignal, name: string | null): Statement {
  const { authentication, occurredAt, enabledBy, enabledFor } = record;
  const facts: CandidateFacts =
    authentication === null ? { ...NOTHING, actor: enabledBy?.name ?? null } : factsOf(authentication);
  const outcome: Outcome = authentication === null ? 'unknown' : outcomeOf(authentication);
  return {
    source: { signalKey, place: 'trust_monitor', verdict: 'enforced', detectorName: name, occurredAt },
    facts: { ...facts, target: enabledFor?.name ?? null, names: name === null ? [] : [name] },
    outcome,
  };
}

const NOTHING: CandidateFacts = {
  ip: null,
  city: null,
  country: null,
  application: null,
  factor: null,
  reason: null,
  actor: null,
  target: null,
  names: [],
};
