import type { Transaction } from '@/server/data/database';
import { directoryStandingsAt, peopleMovedSince } from '@/server/data/people/directory-then';
import { connectedBetween } from '@/server/data/people/past-people';
import {
  AS_OF_NOW,
  type PeopleTables,
  type PlacedPerson,
  tablesOf,
} from '@/server/data/people/people-tables';
import { groupsOfPeopleAt } from '@/server/data/people/person-directory';
import { peopleByIds } from '@/server/data/people/person-list';
import { currentPolicy, type NumberedPolicy, policyAt } from '@/server/data/scoring/scoring-policies';
import { type Moment, placedThen } from './grounds';
import { reckonedPeople } from './reckoned-people';

/** People who are read at once. */
const BATCH = 10_000;

/** Everybody at a moment: the policy that was in force, and the tables that lists and counts are read from. */
export interface PeopleAt extends NumberedPolicy {
  readonly tables: PeopleTables;
}

/**
 * Everybody at a moment, in the reading that was asked for, by the rules of a profile (`groundsOf`). What is stored of now holds
 * for whom nothing has changed since; the others are reckoned from their events by the functions that score.
 * @throws Refusal where more events than can be read for one question would have to be
 */
export async function peopleAt(
  accountId: string,
  tx: Transaction,
  { at, past }: Moment,
  now: number,
): Promise<PeopleAt> {
  const current = await currentPolicy(accountId, tx);
  if (past === null) return { ...current, tables: AS_OF_NOW };
  const numbered = await policyAt(accountId, tx, at);
  const hasStoredHeat = numbered.number === current.number;
  const moment = { ...numbered, at, reading: past, hasStoredHeat };
  const tables = tablesOf(accountId, {
    at,
    policy: numbered.number,
    hasStoredHeat,
    reckoned: await reckonedPeople(accountId, tx, moment, now),
    then:
      past === 'then'
        ? {
            placed: await placedSince(accountId, tx, current, at),
            isBeforeSome: at < ((await connectedBetween(accountId, tx))?.last.getTime() ?? at),
          }
        : null,
  });
  return { ...numbered, tables };
}

/** What directories said then of those of whom they have said something else since. */
async function placedSince(
  accountId: string,
  tx: Transaction,
  { number }: NumberedPolicy,
  at: number,
): Promise<PlacedPerson[]> {
  const ids = await peopleMovedSince(accountId, tx, at);
  const placed: PlacedPerson[] = [];
  for (let from = 0; from < ids.length; from += BATCH) {
    const people = await peopleByIds(accountId, tx, number, ids.slice(from, from + BATCH));
    const standings = await directoryStandingsAt(
      accountId,
      tx,
      people.map(({ id }) => id),
      at,
    );
    const groups = await groupsOfPeopleAt(accountId, tx, people, at);
    for (const person of people) {
      const standing = standings.get(person.id);
      const then = standing === undefined ? person : placedThen(person, standing);
      placed.push({
        id: person.id,
        name: then.name,
        username: then.username,
        email: then.email,
        groups: groups.get(person.id) ?? person.groups,
        status: then.status,
        enrolled: then.enrolled,
        inDirectory: then.inDirectorySince !== null,
        leftDirectoryAt: then.leftDirectoryAt,
      });
    }
  }
  return placed;
}
