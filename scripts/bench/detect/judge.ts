import { EVENT_CATALOGUE, type EventKind } from '@/domain/event-catalogue';
import type { FoundEvent } from '@/domain/detection/reconcile';
import { AFTERWARDS_MS, type Instance } from './stage-campaigns';

/** What became of one kind over all attacks and everybody's life. */
export interface KindFigures {
  /** Attacks on one person that had to raise it. */
  readonly expected: number;
  readonly raised: number;
  /** Events of it that no attack accounts for, and whose statement is not true either. */
  readonly falsePositives: number;
  /** Events whose statement is true of somebody whom nobody attacked: a laptop that is new, a client that retries. */
  readonly trueOfLife: number;
  /** Events without an attack that rest on a verdict of Duo's alone: Duo's mistakes, and not those of a detector here. */
  readonly saidByDuoAlone: number;
  /** Null where nothing of the kind was raised. */
  readonly precision: number | null;
  /** The same with everything counted as false that no attack accounts for. */
  readonly precisionAsAttack: number | null;
  /** Null where nothing had to be raised. */
  readonly recall: number | null;
}

export interface Judged {
  readonly kinds: Readonly<Partial<Record<EventKind, KindFigures>>>;
  /** Expected and not raised, by campaign and kind. */
  readonly missed: Readonly<Record<string, number>>;
}

/**
 * Compares events with what was staged. An event of a kind that an attack on its person must raise, within the attack or
 * an hour after it, is a true positive; of a kind that the attack may raise, neither true nor false. Any other event is a
 * false positive, but for two cases that are counted apart: kinds of place and habit state a fact ("a device that is not
 * among theirs"), as does a burst that is named a client that retries by itself, and the simulated life may have made it
 * true; and what only Duo says is Duo's to answer for.
 *
 * @param truths kinds that are true of a signal, by its key
 */
export function judge(
  events: readonly FoundEvent[],
  instances: readonly Instance[],
  truths: ReadonlyMap<string, readonly EventKind[]>,
  withDuo: boolean,
): Judged {
  const byPerson = new Map<string, Instance[]>();
  for (const instance of instances)
    byPerson.set(instance.person, [...(byPerson.get(instance.person) ?? []), instance]);
  const tallies = new Map<EventKind, Tally>();
  const tallyOf = (kind: EventKind): Tally => {
    const known = tallies.get(kind) ?? {
      true: 0,
      false: 0,
      life: 0,
      duo: 0,
      expected: 0,
      met: new Set<Instance>(),
    };
    tallies.set(kind, known);
    return known;
  };
  for (const event of events) {
    const { kind } = event.candidate;
    const tally = tallyOf(kind);
    const near = (byPerson.get(event.personId) ?? []).filter((instance) => overlaps(event, instance));
    const musts = near.filter((instance) => mustOf(instance, withDuo).has(kind));
    if (musts.length > 0) {
      tally.true += 1;
      for (const instance of musts) tally.met.add(instance);
    } else if (!near.some((instance) => mayBe(kind, instance))) {
      if (isTrueOfLife(event, truths)) tally.life += 1;
      else if (event.candidate.sources.every(({ place }) => place === 'rbfs' || place === 'trust'))
        tally.duo += 1;
      else tally.false += 1;
    }
  }
  const missed: Record<string, number> = {};
  for (const instance of instances) {
    for (const kind of mustOf(instance, withDuo)) {
      const tally = tallyOf(kind);
      tally.expected += 1;
      if (tally.met.has(instance)) continue;
      const name = `${instance.campaign}: ${kind}`;
      missed[name] = (missed[name] ?? 0) + 1;
    }
  }
  return {
    kinds: Object.fromEntries(
      [...tallies].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, tally]) => [kind, figuresOf(tally)]),
    ),
    missed,
  };
}

interface Tally {
  true: number;
  false: number;
  life: number;
  duo: number;
  expected: number;
  readonly met: Set<Instance>;
}

function figuresOf(tally: Tally): KindFigures {
  return {
    expected: tally.expected,
    raised: tally.met.size,
    falsePositives: tally.false,
    trueOfLife: tally.life,
    saidByDuoAlone: tally.duo,
    precision: share(tally.true, tally.true + tally.false),
    precisionAsAttack: share(tally.true, tally.true + tally.false + tally.life + tally.duo),
    recall: share(tally.met.size, tally.expected),
  };
}

export function mustOf({ must, mustWithDuo }: Instance, withDuo: boolean): ReadonlySet<EventKind> {
  return withDuo ? new Set([...must, ...mustWithDuo]) : must;
}

function overlaps({ candidate }: FoundEvent, { from, to }: Instance): boolean {
  const last = candidate.sources.at(-1)?.occurredAt ?? candidate.occurredAt;
  return last >= from && candidate.occurredAt <= to + AFTERWARDS_MS;
}

function mayBe(kind: EventKind, { may, must, mustWithDuo }: Instance): boolean {
  return may.has(kind) || must.has(kind) || mustWithDuo.has(kind);
}

function isTrueOfLife(
  { candidate: { kind, facts, sources } }: FoundEvent,
  truths: ReadonlyMap<string, readonly EventKind[]>,
): boolean {
  const statesFact =
    ['place', 'habit'].includes(EVENT_CATALOGUE[kind].family) || facts.measured?.['retryLoop'] === true;
  return statesFact && sources.some(({ signalKey }) => truths.get(signalKey)?.includes(kind));
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : Number((part / whole).toFixed(3));
}
