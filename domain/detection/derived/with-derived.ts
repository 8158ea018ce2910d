import type { Candidate } from '@/domain/detection/candidate';
import { confidenceOf } from '@/domain/detection/merge-candidates';
import { eventKey, type Reconciliation, reconcile, type StandingEvent } from '@/domain/detection/reconcile';
import { isJudged, judgedConfidence } from './damp-verdict';
import { gatherSaid, isDerived, saidByOthers } from './said-of';
import type { Sighting } from './sighting';

/**
 * Compares what was derived of one person with what stands. Where somebody else reports the same event, or speaks of an
 * authentication that it rests on, it is one event: what is no longer derived leaves it, and what others said stays, each
 * of the authentication that it was said of. What rests on sign-ins that are no longer here cannot be looked at again, and
 * stands as it is.
 *
 * @param found all that is derived from `from` on
 * @param standing the person's standing events, of any origin
 * @param from epoch milliseconds: events before it are left alone
 * @param sightings the person's authentications by signal key: what a vendor says of one is judged beside their habits
 */
export function reconcileDerived(
  personId: string,
  found: readonly Candidate[],
  standing: readonly StandingEvent[],
  from: number,
  sightings: ReadonlyMap<string, Sighting>,
): Reconciliation {
  const fixed = new Set(standing.filter(({ candidate }) => !isHere(candidate, sightings)).map(eventKey));
  const keyOf = (candidate: Candidate): string => eventKey({ personId, candidate });
  const here = found.filter((candidate) => candidate.occurredAt >= from && !fixed.has(keyOf(candidate)));
  const keys = new Set(here.map(keyOf));
  const touched = standing.filter(
    (event) =>
      keys.has(eventKey(event)) || (event.candidate.occurredAt >= from && !fixed.has(eventKey(event))),
  );
  const candidates = withSaid(
    here,
    saidByOthers(
      touched.map(({ candidate }) => candidate),
      signalsOf(sightings),
    ),
    sightings,
  );
  return reconcile(
    candidates.map((candidate) => ({ personId, candidate })),
    touched,
  );
}

/** Whether every sign-in that an event was derived from is still here. */
function isHere({ sources }: Candidate, sightings: ReadonlyMap<string, Sighting>): boolean {
  return sources.every((source) => !isDerived(source) || sightings.has(source.signalKey));
}

/** What is derived of one person together with what others say, each believed as far as the person's habits allow. */
export function withSaid(
  found: readonly Candidate[],
  said: readonly Candidate[],
  sightings: ReadonlyMap<string, Sighting>,
): readonly Candidate[] {
  return gatherSaid(
    found,
    said.map((candidate) => judged(candidate, sightings)),
    sightings,
  );
}

/** With each statement about a sign-in believed as far as the person's habits allow. */
function judged(candidate: Candidate, sightings: ReadonlyMap<string, Sighting>): Candidate {
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

function* signalsOf(sightings: ReadonlyMap<string, Sighting>) {
  for (const { signal } of sightings.values()) yield signal;
}
