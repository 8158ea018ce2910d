import type { Transaction } from '@/server/data/database';
import { isNarrowed, narrowed, type PeopleNarrowing } from './people-narrowing';
import { sourceOf } from './people-source';
import { AS_OF_NOW, type PeopleTables } from './people-tables';
import { countAllPeople } from './person-list';

/** How many people a narrowing leaves. */
export async function countPeople(
  accountId: string,
  tx: Transaction,
  policy: number,
  narrowing: PeopleNarrowing,
  tables: PeopleTables = AS_OF_NOW,
): Promise<number> {
  if (!isNarrowed(narrowing) && tables === AS_OF_NOW) return countAllPeople(accountId, tx);
  const [row] = await tx.$queryRaw<{ count: bigint }[]>`
    ${tables} SELECT count(*) AS count FROM ${sourceOf('person', accountId, policy, narrowing)} AND ${narrowed(narrowing)}`;
  return Number(row?.count ?? 0);
}

/** The ids of whom a narrowing leaves, in their own order, `most` of them or all. */
export async function idsOfPeople(
  accountId: string,
  tx: Transaction,
  policy: number,
  narrowing: PeopleNarrowing,
  most: number | null,
  tables: PeopleTables = AS_OF_NOW,
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    ${tables} SELECT p."id" FROM ${sourceOf('person', accountId, policy, narrowing)} AND ${narrowed(narrowing)}
    ORDER BY p."id" LIMIT ${most}`;
  return rows.map(({ id }) => id);
}
