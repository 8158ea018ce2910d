import type { Candidate, CandidateFacts } from '@/domain/detection/candidate';
import { transactionAnchor } from '@/domain/detection/anchors';
import { factsOf, outcomeOf, sourceOf } from '@/domain/detection/duo-verdicts';
import { candidateOf, mergeCandidates } from '@/domain/detection/merge-candidates';
import type { EventKind } from '@/domain/event-catalogue';
import type { Sighting, Surroundings } from './sighting';
import type { Thresholds } from './thresholds';

/** What one sighting tells of one kind. */
export interface Finding {
  /** What the kind counts once for in a bucket of days: a country, a device, a provider. */
  readonly subject: string;
  /** In (0, 1]. */
  readonly confidence: number;
  readonly measured?: NonNullable<CandidateFacts['measured']>;
}

/** What a rule may look at beside the sighting. */
export interface RuleContext {
  /** The person's sightings before this one, oldest first, of at least 14 days. */
  readonly before: readonly Sighting[];
  readonly personId: string;
  readonly surroundings: Surroundings;
  readonly thresholds: Thresholds;
}

/** A detector of single sign-ins: each kind counts once for a subject in a fixed bucket of UTC days. */
export interface SightingRule {
  readonly kind: EventKind;
  readonly bucketDays: number;
  /** Whether later findings of the bucket are sources, too, so that none of them becomes a habit. */
  readonly gathers: boolean;
  readonly detect: (sighting: Sighting, context: RuleContext) => Finding | null;
}

/** The candidate that sightings support: anchored at the first of them unless another is named, whose facts it tells. */
export function derived(
  kind: EventKind,
  sightings: readonly [Sighting, ...Sighting[]],
  { confidence, measured }: Omit<Finding, 'subject'>,
  anchoredAt: Sighting = sightings[0],
): Candidate {
  const { integrationId, signalKey, record } = anchoredAt.signal;
  const anchor = transactionAnchor(integrationId, record.txid, signalKey);
  const facts = { ...factsOf(record), actor: anchoredAt.signal.act?.actor ?? null };
  const supportedBy = ({ signal }: Sighting): Candidate =>
    candidateOf(kind, anchor, {
      source: { ...sourceOf(signal, 'derived', 'enforced', null), confidence },
      facts,
      // Who registers a device is no further in for it: that is told by the sign-ins around it.
      outcome: signal.act === undefined ? outcomeOf(signal.record) : 'unknown',
    });
  const [merged = supportedBy(anchoredAt)] = mergeCandidates(sightings.map(supportedBy));
  return measured === undefined ? merged : { ...merged, facts: { ...facts, measured } };
}
