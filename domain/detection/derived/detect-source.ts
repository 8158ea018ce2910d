import type { EventKind } from '@/domain/event-catalogue';
import { dayOf, HOUR_MS } from './terms';
import type { Thresholds } from './thresholds';

/** How the id begins of whoever stands for somebody who was erased: they count among the people of a network, and are nobody. */
export const STAND_IN = 'erased:';

/** One try from a network, as detectors of sources see it. */
export interface SourceTry {
  readonly signalKey: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Null for a name that the vendor does not know: it counts, and becomes nobody. */
  readonly personId: string | null;
  /** Lower-case user name as the record has it. */
  readonly name: string;
  readonly push: boolean;
  /** R: a push that was not approved on the phone's side. */
  readonly refusedPush: boolean;
  readonly success: boolean;
}

export type SourceKind = Extract<EventKind, 'push_spray' | 'credential_stuffing'>;

/** What one network did to many people on one UTC day. */
export interface SourceAttack {
  readonly kind: SourceKind;
  readonly day: number;
  /** Epoch milliseconds. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** The tries that belong to it, oldest first. */
  readonly tries: readonly SourceTry[];
  /** Names that the vendor does not know, sorted. */
  readonly unknownNames: readonly string[];
  readonly people: number;
}

/** How far before and after a day the tries of a network decide what it did on it. */
export const SOURCE_WINDOW_MS = 24 * HOUR_MS;

/**
 * `push_spray` and `credential_stuffing`: one network pushes many people, or fails for many names, and hardly anybody
 * lets it in. Both are told by UTC day, so that late records fall as early ones. They see only what reaches the second
 * factor, usually after a right password.
 *
 * @param tries of one network that is no egress, in any order; complete for a day before and after the days asked for
 */
export function detectSource(tries: readonly SourceTry[], thresholds: Thresholds): readonly SourceAttack[] {
  const sorted = [...tries].sort(byTime);
  const pushes = sorted.filter(({ push }) => push);
  const others = sorted.filter(({ push, personId }) => !push || personId === null);
  const sprayed = new Set([
    ...within(pushes, HOUR_MS, (tally) => isSpray(tally, thresholds)),
    ...within(pushes, SOURCE_WINDOW_MS, (tally) => isSlowSpray(tally, thresholds)),
  ]);
  const stuffed = within(others, HOUR_MS, (tally) => isStuffing(tally, thresholds));
  return [...byDay('push_spray', sprayed), ...byDay('credential_stuffing', stuffed)];
}

function isSpray({ refusedPeople, failingShare }: Tally, { sprayPeople, sprayFailing }: Thresholds): boolean {
  return refusedPeople() >= sprayPeople && failingShare() >= sprayFailing;
}

function isSlowSpray(
  { refusedPeople, failingShare }: Tally,
  { slowSprayPeople, slowSpraySucceeding }: Thresholds,
): boolean {
  return refusedPeople() >= slowSprayPeople && 1 - failingShare() <= slowSpraySucceeding;
}

function isStuffing(
  { failingNames, failingShare }: Tally,
  { stuffingNames, stuffingFailing }: Thresholds,
): boolean {
  return failingNames() >= stuffingNames && failingShare() >= stuffingFailing;
}

/** What a window of tries holds, kept while it slides. */
class Tally {
  #tries = 0;
  #failing = 0;
  readonly #refused = new Map<string, number>();
  readonly #names = new Map<string, number>();

  readonly refusedPeople = (): number => this.#refused.size;
  readonly failingNames = (): number => this.#names.size;
  readonly failingShare = (): number => (this.#tries === 0 ? 0 : this.#failing / this.#tries);

  add(one: SourceTry, by: 1 | -1): void {
    this.#tries += by;
    if (!one.success) {
      this.#failing += by;
      count(this.#names, one.name, by);
    }
    if (one.refusedPush) count(this.#refused, one.personId ?? `name:${one.name}`, by);
  }
}

function count(counts: Map<string, number>, key: string, by: 1 | -1): void {
  const next = (counts.get(key) ?? 0) + by;
  if (next === 0) counts.delete(key);
  else counts.set(key, next);
}

/** The tries of every trailing window that a rule holds for. */
function within(
  tries: readonly SourceTry[],
  windowMs: number,
  holds: (tally: Tally) => boolean,
): readonly SourceTry[] {
  const found: SourceTry[] = [];
  const tally = new Tally();
  let from = 0;
  let taken = 0;
  tries.forEach((last, index) => {
    tally.add(last, 1);
    for (let first = tries[from]; first !== undefined && last.at - first.at > windowMs; first = tries[from]) {
      tally.add(first, -1);
      from += 1;
    }
    if (!holds(tally)) return;
    for (const one of tries.slice(Math.max(from, taken), index + 1)) found.push(one);
    taken = index + 1;
  });
  return found;
}

function byTime(a: SourceTry, b: SourceTry): number {
  return a.at - b.at || (a.signalKey < b.signalKey ? -1 : 1);
}

function byDay(kind: SourceKind, found: Iterable<SourceTry>): readonly SourceAttack[] {
  const days = new Map<number, SourceTry[]>();
  for (const one of [...found].sort(byTime)) {
    const ofDay = days.get(dayOf(one.at));
    if (ofDay === undefined) days.set(dayOf(one.at), [one]);
    else ofDay.push(one);
  }
  return [...days].map(([day, tries]) => ({
    kind,
    day,
    firstAt: tries[0]?.at ?? 0,
    lastAt: tries.at(-1)?.at ?? 0,
    tries,
    unknownNames: [
      ...new Set(tries.filter(({ personId }) => personId === null).map(({ name }) => name)),
    ].sort(),
    people: new Set(tries.flatMap(({ personId }) => personId ?? [])).size,
  }));
}
