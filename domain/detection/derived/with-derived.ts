import type { Candidate } from '@/domain/detection/candidate';
import { confidenceOf } from '@/domain/detection/merge-candidates';
import { eventKey, type Reconciliation, reconcile, type StandingEvent } from '@/domain/detection/reconcile';
import { isJudged, judgedConfidence } from './damp-verdict';
import { gatherSaid, saidByOthers } from './said-of';
import type { Sighting } from './sighting';

/**
 * Compares what was derived of one person with what stands. Where somebody else reports the same event, or speaks of an
 * authentication that it rests on, it is one event: what is no longer derived leaves it, and what others said stays, each
 * of the authentication that it was said of.
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
  const here = found.filter(({ occurredAt }) => occurredAt >= from);
  const keys = new Set(here.map((candidate) => eventKey({ personId, candidate })));
  const touched = standing.filter((event) => keys.has(eventKey(event)) || event.candidate.occurredAt >= from);
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
