import { BAND_FACTS, type Band } from '@/domain/bands';
import { isDismissal, type Verdict } from '@/domain/dispositions/disposition';
import { attackFactorFromHeat } from '@/domain/scoring/attack-factor';
import { heatOf } from '@/domain/scoring/heat';
import type { ScoringPolicy } from '@/domain/scoring/policy';
import type { DispositionEffect } from '@/domain/views/disposition';
import type { Transaction } from '@/server/data/database';
import {
  type ChangedEvent,
  changedEvents,
  dismissalChanges,
  markEvents,
  type MarkedEvents,
} from '@/server/data/detection/mark-events';
import type { DispositionRow } from '@/server/data/events/dispositions';
import { standingEventsOf, type StoredScoredEvent } from '@/server/data/events/identity-events';
import { lockPeople } from '@/server/data/people/merge-people';
import { peopleByIds } from '@/server/data/people/person-list';
import { criticalitiesOf } from '@/server/data/scoring/person-heat';
import { currentPolicy } from '@/server/data/scoring/scoring-policies';
import { presentFactor } from '@/server/services/people/present-person';
import { rescorePeople } from '@/server/services/scoring/rescore-people';

/** People whose change is named; all of them are counted. */
const MOST_MOVES = 20;

/** What was decided, and what it did. */
export interface DecidedEvents {
  readonly changed: readonly ChangedEvent[];
  readonly effect: DispositionEffect;
}

/**
 * Puts events, such as those that a disposition covers or did until now, under what decides of them, and scores their
 * people anew.
 * The caller holds the dispositions of the account.
 */
export async function decideAnew(
  accountId: string,
  tx: Transaction,
  which: MarkedEvents,
  now: number,
): Promise<DecidedEvents> {
  const ahead = await changedEvents(accountId, tx, which, {});
  const effect = await effectOf(accountId, tx, ahead, now);
  const people = [...new Set(dismissalChanges(ahead).map(({ personId }) => personId))];
  await lockPeople(accountId, tx, people);
  const changed = await markEvents(accountId, tx, which);
  await rescorePeople(accountId, tx, people);
  return { changed, effect };
}

/** What these changes do to scores and bands at an instant (epoch milliseconds). Changes nothing. */
export async function effectOf(
  accountId: string,
  tx: Transaction,
  changed: readonly ChangedEvent[],
  now: number,
): Promise<DispositionEffect> {
  const moving = dismissalChanges(changed);
  const people = [...new Set(moving.map(({ personId }) => personId))].sort();
  const { number, policy } = await currentPolicy(accountId, tx);
  const events = await standingEventsOf(accountId, tx, people);
  const criticalities = await criticalitiesOf(accountId, tx, people);
  const after = new Map(changed.map((event) => [event.id, event.after]));
  const scoreOf = (personId: string, verdictOf: (event: StoredScoredEvent) => Verdict | null) => {
    const counting = (events.get(personId) ?? []).filter((event) => !isDismissal(verdictOf(event)));
    const heat = heatOf(counting, policy, criticalities.get(personId) ?? 'standard');
    return scoreAt(heat, policy, now);
  };
  const moves = people.map((personId) => ({
    personId,
    events: moving.filter((event) => event.personId === personId).length,
    from: scoreOf(personId, (event) => event.disposition),
    to: scoreOf(personId, (event) =>
      after.has(event.id) ? (after.get(event.id) ?? null) : event.disposition,
    ),
  }));
  const named = [...moves].sort((a, b) => sizeOf(b) - sizeOf(a)).slice(0, MOST_MOVES);
  const rows = await peopleByIds(
    accountId,
    tx,
    number,
    named.map(({ personId }) => personId),
  );
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return {
    at: new Date(now).toISOString(),
    events: changed.length,
    dismissed: moving.filter((event) => isDismissal(event.after)).length,
    counted: moving.filter((event) => !isDismissal(event.after)).length,
    people: people.length,
    fall: moves.filter(({ from, to }) => step(to.band) < step(from.band)).length,
    rise: moves.filter(({ from, to }) => step(to.band) > step(from.band)).length,
    moves: named.map(({ personId, ...move }) => ({
      person: { id: personId, name: names.get(personId) ?? '' },
      ...move,
    })),
  };
}

function scoreAt(heat: number | null, policy: ScoringPolicy, now: number) {
  return presentFactor(attackFactorFromHeat(heat, policy, now));
}

function step(band: Band): number {
  return BAND_FACTS[band].index;
}

function sizeOf({ from, to }: { from: { uncapped: number }; to: { uncapped: number } }): number {
  return Math.abs(from.uncapped - to.uncapped);
}

/** What the audit log says of a decision: what stood before and after of the events that it changed. */
export function auditedChange(disposition: DispositionRow, { changed, effect }: DecidedEvents) {
  return {
    before: { events: tally(changed.map(({ before }) => before)) },
    after: {
      verdict: disposition.verdict,
      scope: disposition.scope,
      eventId: disposition.eventId,
      personId: disposition.personId,
      kind: disposition.kind,
      network: disposition.network,
      application: disposition.application,
      reason: disposition.reason,
      expiresAt: disposition.expiresAt?.toISOString() ?? null,
      inForce: disposition.approvedAt !== null && disposition.undoneAt === null,
      events: tally(changed.map(({ after }) => after)),
      people: effect.people,
      fall: effect.fall,
      rise: effect.rise,
    },
  };
}

/** How many events stand under each verdict, as in `{"undecided": 3}`. */
export function tally(verdicts: readonly (Verdict | null)[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const verdict of verdicts) {
    const name = verdict ?? 'undecided';
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
