import type { EventKind } from '@/domain/event-catalogue';
import type { Criticality, ScoringPolicy } from './policy';
import { DAY_MS, instantOf, type ScoredEvent } from './scored-event';

/** One event of a kind at its rank: the first in the list is the strongest. */
export interface RankedEvent {
  readonly event: ScoredEvent;
  readonly instant: number;
  /** w · c · 2^−((T − t)/h) at the instant T of the standing. */
  readonly value: number;
}

/** The events of one kind, and what their damped sum does in the attack factor. */
export interface RankedKind {
  readonly kind: EventKind;
  readonly events: readonly RankedEvent[];
  /** D_k at T. */
  readonly damped: number;
  readonly role: KindRole;
}

export type KindRole =
  | { readonly is: 'leads' }
  | { readonly is: 'shared' }
  | { readonly is: 'same_cause_as'; readonly kind: EventKind };

/**
 * Everything the attack factor is made of, reckoned at the newest event that scores. Between events time only scales
 * the whole, so any later value follows from this without looking at the events again.
 */
export interface Standing {
  /** T, epoch milliseconds. */
  readonly newest: number;
  /** m·A(T): above 0. */
  readonly uncapped: number;
  /** By damped value descending, then by id: the first leads. Kinds that do not score are left out. */
  readonly kinds: readonly RankedKind[];
}

/**
 * Reckons the standing of one person, or null when no event scores.
 *
 * The result does not depend on the order of `events`, to the last bit: values are sorted before they are added.
 *
 * @param events distinct events, dismissed ones left out
 * @param until epoch milliseconds; later events do not count yet
 */
export function standingOf(
  events: readonly ScoredEvent[],
  policy: ScoringPolicy,
  criticality: Criticality,
  until = Infinity,
): Standing | null {
  const newest = newestScoring(events, policy, until);
  if (newest === null) return null;
  const ranked = rankedByKind(events, policy, until, newest);
  const sums: KindSum[] = [];
  for (const [kind, list] of ranked)
    sums.push({ kind, events: list, damped: dampedSum(list, policy.dampingExponent) });
  sums.sort((a, b) => b.damped - a.damped || compareText(a.kind, b.kind));

  const leaderOf = new Map<string, EventKind>();
  const kinds: RankedKind[] = [];
  let led = 0;
  let others = 0;
  for (const sum of sums) {
    const family = familiesOf(policy).get(sum.kind) ?? sum.kind;
    const leader = leaderOf.get(family);
    if (leader !== undefined) {
      kinds.push({ ...sum, role: { is: 'same_cause_as', kind: leader } });
      continue;
    }
    const first = leaderOf.size === 0;
    leaderOf.set(family, sum.kind);
    if (first) led = sum.damped;
    else others += sum.damped;
    kinds.push({ ...sum, role: { is: first ? 'leads' : 'shared' } });
  }
  return { newest, uncapped: policy.multipliers[criticality] * (led + policy.share * others), kinds };
}

interface KindSum {
  readonly kind: EventKind;
  readonly events: readonly RankedEvent[];
  readonly damped: number;
}

function newestScoring(events: readonly ScoredEvent[], policy: ScoringPolicy, until: number): number | null {
  let newest = -Infinity;
  for (const event of events) {
    const instant = instantOf(event);
    if (instant > newest && instant <= until && policy.weights[event.kind] * event.confidence > 0)
      newest = instant;
  }
  return newest === -Infinity ? null : newest;
}

function rankedByKind(
  events: readonly ScoredEvent[],
  policy: ScoringPolicy,
  until: number,
  newest: number,
): Map<EventKind, RankedEvent[]> {
  const halfLifeMs = policy.halfLifeDays * DAY_MS;
  const byKind = new Map<EventKind, RankedEvent[]>();
  for (const event of events) {
    const fresh = policy.weights[event.kind] * event.confidence;
    const instant = instantOf(event);
    if (instant > until || !(fresh > 0)) continue;
    const ranked = { event, instant, value: fresh * Math.pow(2, (instant - newest) / halfLifeMs) };
    const list = byKind.get(event.kind);
    if (list === undefined) byKind.set(event.kind, [ranked]);
    else list.push(ranked);
  }
  for (const list of byKind.values()) if (list.length > 1) list.sort(strongestFirst);
  return byKind;
}

/** Ties go to the newer event, then to the lower id, so that the same event gets the same bar every time. */
function strongestFirst(a: RankedEvent, b: RankedEvent): number {
  return b.value - a.value || b.instant - a.instant || compareText(a.event.id ?? '', b.event.id ?? '');
}

function dampedSum(ranked: readonly RankedEvent[], exponent: number): number {
  let sum = 0;
  let rank = 0;
  for (const { value } of ranked) {
    rank += 1;
    sum += rank === 1 ? value : value / Math.pow(rank, exponent);
  }
  return sum;
}

/** By code unit, the same on every machine; a locale's order would not be. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

const familiesByPolicy = new WeakMap<ScoringPolicy, ReadonlyMap<EventKind, string>>();

/** Family of each kind that shares one. Remembered per policy, which is never changed once it exists. */
function familiesOf(policy: ScoringPolicy): ReadonlyMap<EventKind, string> {
  const known = familiesByPolicy.get(policy);
  if (known !== undefined) return known;
  const families = new Map<EventKind, string>();
  for (const [family, kinds] of Object.entries(policy.families))
    for (const kind of kinds) families.set(kind, family);
  familiesByPolicy.set(policy, families);
  return families;
}
