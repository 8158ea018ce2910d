import type { SystemAct, SystemRule, SystemSource } from '@/domain/detection/high-risk-system-event';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Records of one act in several logs lie at most so far apart: the older log tells whole seconds. */
const ONE_ACT_MS = 2 * MINUTE_MS;

/** Deleting policies is an event when so many go within so long: one is housekeeping, three take the protection away. */
const DELETED_POLICIES = 3;
const DELETED_WITHIN_MS = HOUR_MS;

/** So many records of a run are kept, the earliest: a program that is refused each minute goes on for weeks. */
const MOST_SOURCES = 100;

/** Records that are one event: of one rule and key, each close to the next. */
export interface SystemRun {
  readonly rule: SystemRule;
  readonly key: string;
  /** Epoch milliseconds of the first record and of the last. */
  readonly occurredAt: number;
  readonly lastAt: number;
  /** The earliest, sorted by time, then key. */
  readonly sources: readonly SystemSource[];
  /** Whether it is an event already. Less than enough is kept until there is enough, and not shown. */
  readonly raised: boolean;
}

/** A run as it is stored. */
export interface StandingRun extends SystemRun {
  readonly id: string;
}

export interface JoinedRuns {
  /** Runs that are new (without an id) or changed. */
  readonly write: readonly (SystemRun & { readonly id: string | null })[];
  /** Runs that turned out to be a part of another: of `into`, by the position in `write` where that one is. */
  readonly superseded: readonly { readonly id: string; readonly into: number }[];
}

/** How far (ms) a record may lie from a run to belong to it. */
export function reachOf(rule: SystemRule): number {
  return rule === 'policies_deleted' ? DELETED_WITHIN_MS : ONE_ACT_MS;
}

/**
 * Joins acts with the runs that stand. What stands in the end is the same whatever the order in which the records come
 * and however often; only which of several joined runs gives its id depends on what was there: the earliest.
 *
 * @param standing every stored run of the acts' rules and keys that an act lies within reach of
 */
export function joinRuns(standing: readonly StandingRun[], acts: readonly SystemAct[]): JoinedRuns {
  const groups = new Map<string, (SystemRun & { id: string | null })[]>();
  for (const run of [...standing, ...acts.map(runOf)]) {
    const name = `${run.rule} ${run.key}`;
    groups.set(name, [...(groups.get(name) ?? []), run]);
  }
  const stored = new Map(standing.map((run) => [run.id, run]));
  const write: (SystemRun & { id: string | null })[] = [];
  const superseded: { id: string; into: number }[] = [];
  for (const runs of groups.values()) {
    for (const parts of chains(runs)) {
      const joined = join(parts);
      const ids = parts.flatMap(({ id }) => id ?? []);
      const before = joined.id === null ? undefined : stored.get(joined.id);
      if (before !== undefined && ids.length === 1 && saysTheSame(before, joined)) continue;
      for (const id of ids) if (id !== joined.id) superseded.push({ id, into: write.length });
      write.push(joined);
    }
  }
  return { write, superseded };
}

/** What an event says: each thing as the earliest record has it that tells it. */
export function factsOfRun({ sources }: Pick<SystemRun, 'sources'>) {
  const earliest = (tell: (source: SystemSource) => string | null): string | null =>
    sources.map(tell).find((value) => value !== null) ?? null;
  return {
    actor: earliest(({ actor }) => actor),
    subject: earliest(({ subject }) => subject),
    ip: earliest(({ ip }) => ip),
    country: earliest(({ country }) => country),
    /** Different things that were acted on, in the order of time. */
    subjects: [...new Set(sources.flatMap(({ subject }) => subject ?? []))],
  };
}

function runOf({ rule, key, source }: SystemAct): SystemRun & { id: null } {
  const { occurredAt } = source;
  return {
    id: null,
    rule,
    key,
    occurredAt,
    lastAt: occurredAt,
    sources: [source],
    raised: isEnough(rule, [source]),
  };
}

/** Runs that reach each other, in order of time. */
function chains<Run extends SystemRun>(runs: readonly Run[]): Run[][] {
  const found: Run[][] = [];
  let end = -Infinity;
  for (const run of [...runs].sort((a, b) => a.occurredAt - b.occurredAt)) {
    const chain = found.at(-1);
    if (chain === undefined || run.occurredAt - end > reachOf(run.rule)) found.push([run]);
    else chain.push(run);
    end = Math.max(end, run.lastAt);
  }
  return found;
}

function join(parts: readonly (SystemRun & { id: string | null })[]): SystemRun & { id: string | null } {
  const [first] = parts;
  if (first === undefined) throw new Error('A chain holds a run.');
  const named = parts
    .filter(({ id }) => id !== null)
    .sort((a, b) => a.occurredAt - b.occurredAt || ((a.id ?? '') < (b.id ?? '') ? -1 : 1));
  const sources = uniqueSources(parts.flatMap((part) => part.sources)).slice(0, MOST_SOURCES);
  return {
    id: named[0]?.id ?? null,
    rule: first.rule,
    key: first.key,
    occurredAt: Math.min(...parts.map(({ occurredAt }) => occurredAt)),
    lastAt: Math.max(...parts.map(({ lastAt }) => lastAt)),
    sources,
    raised: isEnough(first.rule, sources),
  };
}

function uniqueSources(sources: readonly SystemSource[]): SystemSource[] {
  const byKey = new Map(sources.map((source) => [source.signalKey, source]));
  return [...byKey.values()].sort(
    (a, b) => a.occurredAt - b.occurredAt || (a.signalKey < b.signalKey ? -1 : 1),
  );
}

/** One act is enough, except of deleted policies. */
function isEnough(rule: SystemRule, sources: readonly SystemSource[]): boolean {
  if (rule !== 'policies_deleted') return true;
  const deletions: { readonly name: string; readonly at: number }[] = [];
  const lastOf = new Map<string, number>();
  for (const { subject, occurredAt } of sources) {
    const name = subject?.trim().toLowerCase() ?? '';
    const last = lastOf.get(name);
    if (last === undefined || occurredAt - last > ONE_ACT_MS) deletions.push({ name, at: occurredAt });
    lastOf.set(name, occurredAt);
  }
  return deletions.some(({ at }, index) => {
    const last = deletions[index + DELETED_POLICIES - 1];
    return last !== undefined && last.at - at <= DELETED_WITHIN_MS;
  });
}

function saysTheSame(a: SystemRun, b: SystemRun): boolean {
  return (
    a.raised === b.raised &&
    a.occurredAt === b.occurredAt &&
    a.lastAt === b.lastAt &&
    a.sources.length === b.sources.length &&
    a.sources.every(({ signalKey }, index) => signalKey === b.sources[index]?.signalKey)
  );
}
