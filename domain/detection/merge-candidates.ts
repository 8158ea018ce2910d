import type { VerdictForce } from '@/domain/authentication-record';
import type {
  Candidate,
  CandidateFacts,
  CandidateSource,
  Outcome,
  ToldAct,
} from '@/domain/detection/candidate';
import { DETECTOR_VERSION } from '@/domain/detection/candidate';
import type { EventKind } from '@/domain/event-catalogue';

/** How far a verdict of Duo's own is believed, in (0, 1]. */
export const CONFIDENCE: Readonly<Record<VerdictForce, number>> = {
  enforced: 1,
  shadow: 0.5,
  preview: 0.5,
  suppressed: 0.3,
};

/** A statement of one record for one event, with what is told of it. */
export interface Statement {
  readonly source: CandidateSource;
  readonly facts: CandidateFacts;
  readonly outcome: Outcome;
}

/** The candidate that one statement makes. */
export function candidateOf(
  kind: EventKind,
  anchor: string,
  { source, facts, outcome }: Statement,
): Candidate {
  return {
    kind,
    anchor,
    occurredAt: source.occurredAt,
    confidence: confidenceOf([source]),
    sources: [source],
    facts,
    outcome,
    detectorVersion: DETECTOR_VERSION,
  };
}

/**
 * One person's candidates with those of equal kind and anchor made one, sorted by kind and anchor. The same whatever
 * the order and the grouping in which they come, and however often one comes.
 */
export function mergeCandidates(candidates: readonly Candidate[]): readonly Candidate[] {
  const groups = new Map<string, [Candidate, ...Candidate[]]>();
  for (const candidate of candidates) {
    const key = `${candidate.kind} ${candidate.anchor}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [candidate]);
    else group.push(candidate);
  }
  return [...groups.values()]
    .map(mergeAll)
    .sort((a, b) => compare(a.kind, b.kind) || compare(a.anchor, b.anchor));
}

/** The verdict that speaks for the event: taken back wins, else the most forceful. */
export function verdictOf(sources: readonly CandidateSource[]): VerdictForce {
  return FORCES.find((force) => sources.some((source) => source.verdict === force)) ?? 'enforced';
}

const FORCES: readonly VerdictForce[] = ['suppressed', 'enforced', 'shadow', 'preview'];

/** Confidence of the highest source, except that one which Duo took back decides. */
export function confidenceOf(sources: readonly CandidateSource[]): number {
  if (verdictOf(sources) === 'suppressed') return CONFIDENCE.suppressed;
  return sources.reduce(
    (highest, { confidence, verdict }) => Math.max(highest, confidence ?? CONFIDENCE[verdict]),
    -Infinity,
  );
}

/** Reports say themselves how far they are to be believed; of several of one event the surest counts. */
function isReport({ place }: CandidateSource): boolean {
  return place === 'reported';
}

/** All at once: one event may rest on thousands of records. */
function mergeAll(group: readonly [Candidate, ...Candidate[]]): Candidate {
  const [first, ...others] = group;
  if (others.length === 0) return first;
  const lead = others.reduce((one, other) => (compareLead(one, other) <= 0 ? one : other), first);
  // Only what Parapet derived itself is measured, whoever saw the event first.
  const measured =
    lead.facts.measured ?? group.find(({ facts }) => facts.measured !== undefined)?.facts.measured;
  const sources = uniqueSources(group.flatMap((one) => one.sources));
  const most = (of: (one: Candidate) => number): number =>
    group.reduce((sum, one) => Math.max(sum, of(one)), -Infinity);
  return {
    ...lead,
    occurredAt: -most(({ occurredAt }) => -occurredAt),
    sources,
    confidence: sources.every(isReport) ? most(({ confidence }) => confidence) : confidenceOf(sources),
    facts: {
      ...lead.facts,
      ...toldBy(sources),
      names: uniqueTexts(group.flatMap(({ facts }) => facts.names)),
      ...(measured === undefined ? {} : { measured }),
    },
    outcome: outcomeOf(new Set(group.map(({ outcome }) => outcome))),
    detectorVersion: most(({ detectorVersion }) => detectorVersion),
  };
}

/** What records of one act tell together: each thing as the earliest has it that tells it. Nothing for other sources. */
export function toldBy(
  sources: readonly CandidateSource[],
): Partial<Pick<CandidateFacts, 'actor' | 'target' | 'ip' | 'country' | 'reason'>> {
  const told = sources.flatMap((source) => source.told ?? []);
  const [first] = told;
  if (first === undefined || told.length < sources.length) return {};
  const earliest = (tell: (act: ToldAct) => string | null): string | null =>
    told.map(tell).find((value) => value !== null) ?? null;
  return {
    actor: earliest(({ actor }) => actor),
    target: earliest(({ target }) => target),
    ip: earliest(({ ip }) => ip),
    country: earliest(({ country }) => country),
    reason: first.act,
  };
}

/** Got in, if any record says so; refused, if any says that and none the first. */
function outcomeOf(outcomes: ReadonlySet<Outcome>): Outcome {
  if (outcomes.has('got_in')) return 'got_in';
  return outcomes.has('refused') ? 'refused' : 'unknown';
}

/** The facts are those of the earliest source; the rest of the order only makes ties come out the same. */
function compareLead(a: Candidate, b: Candidate): number {
  const [first] = a.sources;
  const [second] = b.sources;
  if (first === undefined || second === undefined) return first === undefined ? 1 : -1;
  return compareSources(first, second) || compare(factsKey(a.facts), factsKey(b.facts));
}

function factsKey(facts: CandidateFacts): string {
  return JSON.stringify([
    facts.ip,
    facts.city,
    facts.country,
    facts.application,
    facts.factor,
    facts.reason,
    facts.actor,
    facts.target,
  ]);
}

function uniqueSources(sources: readonly CandidateSource[]): readonly CandidateSource[] {
  const sorted = [...sources].sort(compareSources);
  return sorted.filter((source, index) => {
    const before = sorted[index - 1];
    return before === undefined || compareSources(before, source) !== 0;
  });
}

function compareSources(a: CandidateSource, b: CandidateSource): number {
  return (
    a.occurredAt - b.occurredAt ||
    compare(a.signalKey, b.signalKey) ||
    compare(a.place, b.place) ||
    compare(a.detectorName ?? '', b.detectorName ?? '') ||
    compare(a.verdict, b.verdict)
  );
}

function uniqueTexts(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort(compare);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
