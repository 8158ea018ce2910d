import { dayAnchor } from '@/domain/detection/anchors';
import { bypassOf } from '@/domain/detection/bypass-enabled';
import type { Candidate, CandidateSource, ToldAct } from '@/domain/detection/candidate';
import { mergeCandidates } from '@/domain/detection/merge-candidates';
import { DAY_MS } from '@/domain/scoring/scored-event';

/** Records of several logs that tell of one act lie at most so far apart, in ms: the older log tells whole seconds. */
const ONE_ACT_MS = 120_000;

/** Anchors of the days beside a bypass's own whose records may belong to the same act; none far from midnight. */
export function neighbouringDays({ kind, sources }: Candidate): readonly string[] {
  if (kind !== 'bypass_enabled') return [];
  return sources.flatMap(({ told }) => {
    if (told === undefined) return [];
    const sinceMidnight = told.at % DAY_MS;
    if (sinceMidnight <= ONE_ACT_MS) return [dayAnchor(told.at - DAY_MS)];
    return DAY_MS - sinceMidnight <= ONE_ACT_MS ? [dayAnchor(told.at + DAY_MS)] : [];
  });
}

/**
 * One person's candidates, where bypasses count on the day on which each act began: records just after midnight belong to
 * the last record just before it. The same whatever the order of arrival, as long as all records of both days are among
 * the candidates.
 */
export function settleBypassDays(candidates: readonly Candidate[]): readonly Candidate[] {
  const acts = candidates.flatMap((candidate) => actsOf(candidate) ?? []);
  if (acts.length === 0) return candidates;
  const rest = candidates.filter((candidate) => actsOf(candidate) === null);
  const settled = acts.map(({ source, told }) => {
    const midnight = Math.floor(told.at / DAY_MS) * DAY_MS;
    const before = Math.max(...acts.map(({ told: { at } }) => (at < midnight ? at : -Infinity)));
    const began = told.at - before <= ONE_ACT_MS ? before : told.at;
    return bypassOf(source, told.at, dayAnchor(began));
  });
  return mergeCandidates([...rest, ...settled]);
}

interface Act {
  readonly source: CandidateSource;
  readonly told: ToldAct;
}

/** The acts that a bypass gathers; null for what another system reported, and for every other kind. */
function actsOf({ kind, sources }: Candidate): readonly Act[] | null {
  if (kind !== 'bypass_enabled') return null;
  const acts = sources.flatMap((source) =>
    source.told === undefined ? [] : [{ source, told: source.told }],
  );
  return acts.length === sources.length ? acts : null;
}
