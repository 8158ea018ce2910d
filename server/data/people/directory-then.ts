import { type UserFacts, userFactsSchema } from '@/domain/people/directory-facts';
import {
  type DirectoryEntry,
  type DirectoryStanding,
  directoryStanding,
} from '@/domain/people/directory-standing';
import type { Transaction } from '@/server/data/database';

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
  const users = await tx.directoryObject.findMany({
    where: { accountId, personId, part: 'users' },
    select: { integrationId: true, objectId: true, facts: true, firstSeenAt: true, goneAt: true },
  });
  if (users.length === 0) return { now: null, then: null };
  const changes = await tx.directoryChange.findMany({
    where: { accountId, personId, part: 'users', OR: [{ at: { gt: new Date(at) } }, { field: 'left' }] },
    select: { integrationId: true, objectId: true, at: true, field: true, before: true },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
  });
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

/** A user as they were at an instant, before those of these changes that came later; the newest is the first. */
function takenBack(
  entry: DirectoryEntry,
  changes: readonly { readonly field: string; readonly before: unknown; readonly at: Date }[],
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
