import { BAND_FACTS, type Band } from '@/domain/bands';
import { attackFactor, type AttackFactor } from './attack-factor';
import type { Criticality, ScoringPolicy } from './policy';
import type { ScoredEvent } from './scored-event';

/** What another policy makes of one person. */
export interface Move {
  readonly personId: string;
  readonly before: AttackFactor;
  readonly after: AttackFactor;
}

/** What another policy makes of everybody, at one instant. */
export interface Replayed {
  readonly people: number;
  readonly events: number;
  readonly before: Readonly<Record<Band, number>>;
  readonly after: Readonly<Record<Band, number>>;
  /** How many change band, by which way. */
  readonly up: number;
  readonly down: number;
  /** Of those who change band the largest moves, as many as were asked for. */
  readonly changed: readonly Move[];
  /** The largest moves of all, within a band or not; nobody whose score stays. */
  readonly largest: readonly Move[];
}

/** Takes people one after the other, in any order, and tells at the end what became of them. */
export interface Replay {
  add(personId: string, events: readonly ScoredEvent[], criticality: Criticality): void;
  result(): Replayed;
}

/** How many moves are kept. */
export interface MostMoves {
  readonly changed: number;
  readonly largest: number;
}

/**
 * Replays stored events under two policies at `at` (epoch milliseconds), by the functions that score them otherwise.
 * Holds counts and the largest moves only, so that it takes any number of people.
 */
export function startReplay(
  policies: { readonly before: ScoringPolicy; readonly after: ScoringPolicy },
  at: number,
  most: MostMoves,
): Replay {
  const before = noPeople();
  const after = noPeople();
  const changed = largestMoves(most.changed);
  const largest = largestMoves(most.largest);
  let people = 0;
  let events = 0;
  let up = 0;
  let down = 0;
  return {
    add: (personId, own, criticality) => {
      const move = {
        personId,
        before: attackFactor(own, policies.before, criticality, at),
        after: attackFactor(own, policies.after, criticality, at),
      };
      people += 1;
      events += own.length;
      before[move.before.band] += 1;
      after[move.after.band] += 1;
      const bands = BAND_FACTS[move.after.band].index - BAND_FACTS[move.before.band].index;
      if (bands > 0) up += 1;
      if (bands < 0) down += 1;
      if (bands !== 0) changed.offer(move);
      if (move.before.score !== move.after.score) largest.offer(move);
    },
    result: () => ({
      people,
      events,
      before,
      after,
      up,
      down,
      changed: changed.sorted(),
      largest: largest.sorted(),
    }),
  };
}

function noPeople(): Record<Band, number> {
  return { very_low: 0, low: 0, medium: 0, high: 0, very_high: 0 };
}

/** By how far the score moves, then the uncapped value, then by id: the same whatever the order of people. */
function byDistance(a: Move, b: Move): number {
  return (
    Math.abs(b.after.score - b.before.score) - Math.abs(a.after.score - a.before.score) ||
    Math.abs(b.after.uncapped - b.before.uncapped) - Math.abs(a.after.uncapped - a.before.uncapped) ||
    (a.personId < b.personId ? -1 : 1)
  );
}

/** Keeps the `most` largest; sorts only when twice as many have gathered. */
function largestMoves(most: number): { offer: (move: Move) => void; sorted: () => Move[] } {
  let kept: Move[] = [];
  const sorted = (): Move[] => (kept = kept.sort(byDistance).slice(0, most));
  return {
    offer: (move) => {
      kept.push(move);
      if (kept.length >= 2 * most) sorted();
    },
    sorted: () => [...sorted()],
  };
}
