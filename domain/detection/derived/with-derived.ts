import type { Candidate, CandidateSource } from '@/domain/detection/candidate';
import { confidenceOf, mergeCandidates } from '@/domain/detection/merge-candidates';
import {
  eventKey,
  type FoundEvent,
  type Reconciliation,
  reconcile,
  type StandingEvent,
} from '@/domain/detection/reconcile';

export function isDerived({ place }: Pick<CandidateSource, 'place'>): boolean {
  return place === 'derived';
}

/**
 * Compares what was derived of one person with what stands. Where somebody else reports the same event, it is one event:
 * what is no longer derived leaves it, and what others said stays.
 *
 * @param found all that is derived from `from` on
 * @param standing the person's standing events, of any origin
 * @param from epoch milliseconds: events before it are left alone
 */
export function reconcileDerived(
  found: readonly FoundEvent[],
  standing: readonly StandingEvent[],
  from: number,
): Reconciliation {
  const here = found.filter(({ candidate }) => candidate.occurredAt >= from);
  const keys = new Set(here.map(eventKey));
  const touched = standing.filter(
    (event) =>
      keys.has(eventKey(event)) ||
      (event.candidate.occurredAt >= from && event.candidate.sources.some(isDerived)),
  );
  const reported = new Map(
    touched.flatMap((event) => {
      const rest = withoutDerived(event.candidate);
      return rest === null ? [] : [[eventKey(event), { personId: event.personId, candidate: rest }] as const];
    }),
  );
  const merged = here.map((event) => {
    const other = reported.get(eventKey(event));
    if (other === undefined) return event;
    const [candidate = event.candidate] = mergeCandidates([event.candidate, other.candidate]);
    return { personId: event.personId, candidate };
  });
  const left = [...reported.values()].filter((event) => !keys.has(eventKey(event)));
  return reconcile([...merged, ...left], touched);
}

/** What others said of the event; null where nobody else did. */
function withoutDerived(candidate: Candidate): Candidate | null {
  const sources = candidate.sources.filter((source) => !isDerived(source));
  const [first] = sources;
  if (first === undefined) return null;
  if (sources.length === candidate.sources.length) return candidate;
  const { measured: _measured, ...facts } = candidate.facts;
  return { ...candidate, sources, facts, occurredAt: first.occurredAt, confidence: confidenceOf(sources) };
}
