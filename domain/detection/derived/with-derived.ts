import type { Candidate, CandidateSource } from '@/domain/detection/candidate';
import { confidenceOf, mergeCandidates } from '@/domain/detection/merge-candidates';
import {
  eventKey,
  type FoundEvent,
  type Reconciliation,
  reconcile,
  type StandingEvent,
} from '@/domain/detection/reconcile';
import { isJudged, judgedConfidence } from './damp-verdict';
import type { Sighting } from './sighting';

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
 * @param sightings the person's authentications by signal key: what a vendor says of one is judged beside their habits
 */
export function reconcileDerived(
  found: readonly FoundEvent[],
  standing: readonly StandingEvent[],
  from: number,
  sightings: ReadonlyMap<string, Sighting>,
): Reconciliation {
  const here = found.filter(({ candidate }) => candidate.occurredAt >= from);
  const keys = new Set(here.map(eventKey));
  const touched = standing.filter((event) => keys.has(eventKey(event)) || event.candidate.occurredAt >= from);
  const reported = new Map(
    touched.flatMap((event) => {
      const rest = withoutDerived(event.candidate);
      if (rest === null) return [];
      const candidate = judged(rest, sightings);
      return [[eventKey(event), { personId: event.personId, candidate }] as const];
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

/** With each statement about a sign-in believed as far as the person's habits allow. */
export function judged(candidate: Candidate, sightings: ReadonlyMap<string, Sighting>): Candidate {
  if (!candidate.sources.some(isJudged)) return candidate;
  const sources = candidate.sources.map((source) => {
    const sighting = isJudged(source) ? sightings.get(source.signalKey) : undefined;
    if (sighting === undefined) return source;
    const { confidence: _confidence, ...rest } = source;
    const confidence = judgedConfidence(candidate.kind, source, sighting);
    return confidence === undefined ? rest : { ...rest, confidence };
  });
  return { ...candidate, sources, confidence: confidenceOf(sources) };
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
