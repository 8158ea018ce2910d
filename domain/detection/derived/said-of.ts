import { bucketAnchor, transactionAnchor } from '@/domain/detection/anchors';
import type { Candidate, CandidateFacts, CandidateSource } from '@/domain/detection/candidate';
import { factsOf, outcomeOf } from '@/domain/detection/duo-verdicts';
import { candidateOf, mergeCandidates } from '@/domain/detection/merge-candidates';
import { REGISTRATION_DAYS } from './risky-device-registration';
import type { PersonSignal, Sighting } from './sighting';

export function isDerived({ place }: Pick<CandidateSource, 'place'>): boolean {
  return place === 'derived';
}

/**
 * What others than Parapet say in these events of one person, each of the authentication that it was said of. A verdict on
 * the fifth push of a burst is taken out of the burst's event, as if nothing had ever been derived.
 *
 * @param signals the person's authentications, as far as they are at hand: a verdict that is alone again tells their facts
 */
export function saidByOthers(
  candidates: readonly Candidate[],
  signals: Iterable<PersonSignal>,
): readonly Candidate[] {
  const mixed = candidates.filter(({ sources }) => sources.some(isDerived));
  if (mixed.length === 0) return candidates;
  const rest = candidates.filter(({ sources }) => !sources.some(isDerived));
  const known = knownBy(signals);
  return mergeCandidates([...rest, ...mixed.flatMap((candidate) => statementsOf(candidate, known))]);
}

/**
 * Derived events of one person with what others say, where they speak of one thing: a verdict of the same kind on any
 * authentication that a derived event rests on is that event. Of two that rest on it, the earlier has it.
 */
export function gatherSaid(
  found: readonly Candidate[],
  said: readonly Candidate[],
  sightings: ReadonlyMap<string, Sighting>,
): readonly Candidate[] {
  const kinds = new Set(said.map(({ kind }) => kind));
  const gathering = new Map<string, string>(found.map(({ kind, anchor }) => [`${kind} ${anchor}`, anchor]));
  // What Trust Monitor says of a registration is about the sign-in before it, or about none: what is derived in its week has it.
  for (const { kind, anchor, occurredAt } of found) {
    const key = `${kind} ${bucketAnchor(REGISTRATION_DAYS, occurredAt)}`;
    if (kind === 'risky_device_registration' && !gathering.has(key)) gathering.set(key, anchor);
  }
  const inOrder = found
    .filter(({ kind, sources }) => sources.length > 1 && kinds.has(kind))
    .sort((a, b) => a.occurredAt - b.occurredAt || (a.anchor < b.anchor ? -1 : 1));
  for (const { kind, anchor, sources } of inOrder) {
    for (const { signalKey } of sources) {
      const signal = sightings.get(signalKey)?.signal;
      const key = signal === undefined ? null : `${kind} ${anchorOf(signal)}`;
      if (key !== null && !gathering.has(key)) gathering.set(key, anchor);
    }
  }
  const gathered = said.map((candidate): Candidate => {
    const anchor =
      gathering.get(`${candidate.kind} ${candidate.anchor}`) ??
      (candidate.sources.every(({ place }) => place === 'trust_monitor')
        ? gathering.get(`${candidate.kind} ${bucketAnchor(REGISTRATION_DAYS, candidate.occurredAt)}`)
        : undefined);
    if (anchor === undefined || anchor === candidate.anchor) return candidate;
    const sources = candidate.sources.map((source) => ({ ...source, about: candidate.anchor }));
    return { ...candidate, anchor, sources };
  });
  return mergeCandidates([...found, ...gathered]);
}

interface Known {
  readonly byKey: ReadonlyMap<string, PersonSignal>;
  readonly byAnchor: ReadonlyMap<string, PersonSignal>;
}

/** Of several records of one authentication the first by time, then key. */
function knownBy(signals: Iterable<PersonSignal>): Known {
  const sorted = [...signals].sort(
    (a, b) => b.record.occurredAt - a.record.occurredAt || (a.signalKey < b.signalKey ? 1 : -1),
  );
  return {
    byKey: new Map(sorted.map((signal) => [signal.signalKey, signal])),
    byAnchor: new Map(sorted.map((signal) => [anchorOf(signal), signal])),
  };
}

function anchorOf({ integrationId, record, signalKey }: PersonSignal): string {
  return transactionAnchor(integrationId, record.txid, signalKey);
}

const TOLD_NOTHING: CandidateFacts = {
  ...{ ip: null, city: null, country: null, application: null, factor: null, reason: null },
  ...{ actor: null, target: null, names: [] },
};

function statementsOf(candidate: Candidate, { byKey, byAnchor }: Known): Candidate[] {
  const { kind, sources, facts, outcome } = candidate;
  const { measured: _measured, ...told } = facts;
  return sources
    .filter((source) => !isDerived(source))
    .map(({ about, ...source }) => {
      const anchor = about ?? candidate.anchor;
      const record = (byKey.get(source.signalKey) ?? byAnchor.get(anchor))?.record;
      // What was said of no sign-in, or of one that is no longer here, tells nothing of its own.
      const rest = about === undefined ? told : TOLD_NOTHING;
      const names = source.detectorName === null ? [] : [source.detectorName];
      const one = candidateOf(kind, anchor, {
        source,
        facts: { ...(record === undefined ? rest : factsOf(record)), names },
        // A registration is no sign-in: a report of it does not say whether they got in.
        outcome:
          kind === 'risky_device_registration'
            ? 'unknown'
            : record === undefined
              ? outcome
              : outcomeOf(record),
      });
      const at = Math.min(one.occurredAt, record?.occurredAt ?? one.occurredAt);
      return { ...one, occurredAt: at, detectorVersion: candidate.detectorVersion };
    });
}
