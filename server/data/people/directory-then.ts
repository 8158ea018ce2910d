import { type UserFacts, userFactsSchema } from '@/domain/people/directory-facts';
import {
  type DirectoryEntry,
  type DirectoryStanding,
  directoryStanding,
} from '@/domain/people/directory-standing';
import type { Transaction } from '@/server/data/database';
import { groupedByPerson } from './grouped-by-person';

/** What directories say of a person, and what they said at an instant; null for nothing. */
export interface StandingThen {
  readonly now: DirectoryStanding | null;
  readonly then: DirectoryStanding | null;
}

/** What directories said of a person at an instant (epoch milliseconds): that of now with every later change taken back. */
export async function directoryStandingAt(
  accountId: string,
  tx: Transaction,
  personId: string,
  at: number,
): Promise<StandingThen> {
  const standings = await directoryStandingsAt(accountId, tx, [personId], at);
  return standings.get(personId) ?? { now: null, then: null };
}

/** The same of each of these people of whom directories tell. */
export async function directoryStandingsAt(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
  at: number,
): Promise<Map<string, StandingThen>> {
  const among = { accountId, personId: { in: [...personIds] }, part: 'users' };
  const users = await tx.directoryObject.findMany({
    where: among,
    select: {
      personId: true,
      integrationId: true,
      objectId: true,
      facts: true,
      firstSeenAt: true,
      goneAt: true,
    },
  });
  if (users.length === 0) return new Map();
  const changes = await tx.directoryChange.findMany({
    where: { ...among, OR: [{ at: { gt: new Date(at) } }, { field: 'left' }] },
    select: { personId: true, integrationId: true, objectId: true, at: true, field: true, before: true },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
  });
  const changesOf = groupedByPerson(changes);
  return new Map(
    [...groupedByPerson(users)].map(([id, own]) => [id, standingThen(own, changesOf.get(id) ?? [], at)]),
  );
}

type StoredUser = Omit<DirectoryEntry, 'facts' | 'firstSeenAt' | 'goneAt'> & {
  readonly facts: unknown;
  readonly firstSeenAt: Date;
  readonly goneAt: Date | null;
};
type StoredChange = Pick<DirectoryEntry, 'integrationId' | 'objectId'> & {
  readonly at: Date;
  readonly field: string;
  readonly before: unknown;
};

function standingThen(
  users: readonly StoredUser[],
  changes: readonly StoredChange[],
  at: number,
): StandingThen {
  const entries = users.map((user): DirectoryEntry => ({
    integrationId: user.integrationId,
    objectId: user.objectId,
    facts: userFactsSchema.parse(user.facts),
    firstSeenAt: user.firstSeenAt.getTime(),
    goneAt: user.goneAt?.getTime() ?? null,
  }));
  const before = entries.flatMap((entry) => {
    const own = changes.filter(
      ({ integrationId, objectId }) => integrationId === entry.integrationId && objectId === entry.objectId,
    );
    return own.some(({ field }) => field === 'added') ? [] : [takenBack(entry, own, at)];
  });
  return { now: directoryStanding(entries), then: directoryStanding(before) };
}

/** Those of whom directories have said something else since an instant (epoch milliseconds). */
export async function peopleMovedSince(accountId: string, tx: Transaction, at: number): Promise<string[]> {
  const rows = await tx.directoryChange.findMany({
    where: { accountId, part: 'users', at: { gt: new Date(at) }, personId: { not: null } },
    select: { personId: true },
    distinct: ['personId'],
  });
  return rows.flatMap(({ personId }) => personId ?? []);
}

/** A user as they were at an instant, before those of these changes that came later; the newest is the first. */
function takenBack(
  entry: DirectoryEntry,
  changes: readonly Pick<StoredChange, 'field' | 'before' | 'at'>[],
  instant: number,
): DirectoryEntry {
  const facts: Record<keyof UserFacts, unknown> = { ...entry.facts };
  let { goneAt } = entry;
  const lefts = changes.filter(({ field }) => field === 'left').map(({ at }) => at.getTime());
  for (const { field, before, at } of changes) {
    const changedAt = at.getTime();
    if (changedAt <= instant) break;
    if (field === 'left') goneAt = null;
    else if (field === 'returned') goneAt = lefts.find((left) => left < changedAt) ?? entry.firstSeenAt;
    else if (isFact(facts, field)) facts[field] = before;
  }
  return { ...entry, facts: userFactsSchema.catch(entry.facts).parse(facts), goneAt };
}

function isFact(facts: Record<keyof UserFacts, unknown>, field: string): field is keyof UserFacts {
  return Object.hasOwn(facts, field);
}
