import type { Candidate, Outcome } from '@/domain/detection/candidate';
import { candidateOf } from '@/domain/detection/merge-candidates';
import { EVENT_KINDS, type EventKind } from '@/domain/event-catalogue';
import type { ReportedEventRecord } from '@/domain/stream-record';

/** What only Duo can say of itself, and what is about a system and not about a person. */
const NOT_FROM_OUTSIDE: ReadonlySet<EventKind> = new Set(['other_duo_detection', 'high_risk_system_event']);

/** Kinds that another system may report of a person. */
export const REPORTABLE_KINDS: readonly EventKind[] = EVENT_KINDS.filter(
  (kind) => !NOT_FROM_OUTSIDE.has(kind),
);

const OUTCOMES: Readonly<Record<ReportedEventRecord['outcome'], Outcome>> = {
  approved: 'got_in',
  refused: 'refused',
  unknown: 'unknown',
};

/** One report as detectors take it. `signalKey` in hex. */
export interface ReportedSignal {
  readonly signalKey: string;
  readonly record: ReportedEventRecord;
}

/**
 * The event that another system reports of itself: one for each id that the system gives, and believed as far as the
 * system says.
 */
export function detectReported(integrationId: string, { signalKey, record }: ReportedSignal): Candidate {
  const { eventKind, eventId, occurredAt, reporter, description, ip, country, outcome } = record;
  const candidate = candidateOf(eventKind, `rep:${integrationId}:${eventId}`, {
    source: { signalKey, place: 'reported', verdict: 'enforced', detectorName: reporter, occurredAt },
    facts: {
      ip,
      city: null,
      country,
      application: null,
      factor: null,
      reason: description,
      actor: null,
      target: null,
      names: [reporter],
    },
    outcome: OUTCOMES[outcome],
  });
  return { ...candidate, confidence: candidate.confidence * record.confidence };
}
