import type { Transaction } from '@/server/data/database';
import { Prisma } from '@/server/data/generated/client';

/** A watchlist as it is stored. */
export interface StoredWatchlist {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** What it narrows people to, unread; null where people are named by hand. */
  readonly rule: unknown;
  readonly createdAt: Date;
  readonly createdByName: string;
}

const COLUMNS = {
  id: true,
  name: true,
  description: true,
  rule: true,
  createdAt: true,
  createdByName: true,
} as const;

/** Keeps every other member from changing watchlists until this transaction ends, so that names and lists stay as read. */
export async function holdWatchlists(accountId: string, tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('watchlists:' || ${accountId}, 0))`;
}

/** Every watchlist, by name. */
export async function listWatchlistRows(accountId: string, tx: Transaction): Promise<StoredWatchlist[]> {
  return tx.watchlist.findMany({ where: { accountId }, select: COLUMNS, orderBy: { nameKey: 'asc' } });
}

/** One watchlist; null where there is none. */
export async function findWatchlist(
  accountId: string,
  tx: Transaction,
  id: string,
): Promise<StoredWatchlist | null> {
  return tx.watchlist.findUnique({ where: { accountId_id: { accountId, id } }, select: COLUMNS });
}

/** The watchlist of a name, whatever its case; null where there is none. */
export async function watchlistNamed(
  accountId: string,
  tx: Transaction,
  name: string,
): Promise<StoredWatchlist | null> {
  return tx.watchlist.findUnique({
    where: { accountId_nameKey: { accountId, nameKey: name.toLowerCase() } },
    select: COLUMNS,
  });
}

/** What is said of a watchlist, and its rule where it has one. */
export interface WatchlistWords {
  readonly name: string;
  readonly description: string;
  readonly rule: Readonly<Record<string, string>> | null;
}

/** Makes a watchlist, without anybody on it. */
export async function insertWatchlist(
  accountId: string,
  tx: Transaction,
  list: WatchlistWords & { readonly id: string; readonly createdAt: number; readonly createdByName: string },
): Promise<void> {
  await tx.watchlist.create({
    data: {
      ...list,
      accountId,
      nameKey: list.name.toLowerCase(),
      rule: list.rule ?? Prisma.DbNull,
      createdAt: new Date(list.createdAt),
    },
  });
}

/** Says something else of a watchlist. */
export async function updateWatchlist(
  accountId: string,
  tx: Transaction,
  id: string,
  { name, description, rule }: WatchlistWords,
): Promise<void> {
  await tx.watchlist.update({
    where: { accountId_id: { accountId, id } },
    data: { name, nameKey: name.toLowerCase(), description, rule: rule ?? Prisma.DbNull },
  });
}

/** Removes a watchlist with who is on it. */
export async function removeWatchlistRow(accountId: string, tx: Transaction, id: string): Promise<void> {
  await tx.watchlist.delete({ where: { accountId_id: { accountId, id } } });
}

/** How many people each watchlist names by hand, by its id. */
export async function countMembers(accountId: string, tx: Transaction): Promise<Map<string, number>> {
  const rows = await tx.watchlistMember.groupBy({
    by: ['watchlistId'],
    where: { accountId },
    _count: { personId: true },
  });
  return new Map(rows.map((row) => [row.watchlistId, row._count.personId]));
}

/** Puts people on a watchlist; returns who were not on it. Who is no longer there is left out. */
export async function addMembers(
  accountId: string,
  tx: Transaction,
  watchlistId: string,
  personIds: readonly string[],
  by: { readonly at: number; readonly name: string },
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ personId: string }[]>`
    INSERT INTO "watchlist_member" ("accountId", "watchlistId", "personId", "addedAt", "addedByName")
    SELECT p."accountId", ${watchlistId}::uuid, p."id", ${new Date(by.at)}, ${by.name}
    FROM "person" p WHERE p."accountId" = ${accountId}::uuid AND p."id" = ANY(${[...personIds]}::uuid[])
    ORDER BY p."id" FOR SHARE
    ON CONFLICT DO NOTHING RETURNING "personId"`;
  return rows.map(({ personId }) => personId);
}

/** Takes people off a watchlist; returns who were on it. */
export async function removeMembers(
  accountId: string,
  tx: Transaction,
  watchlistId: string,
  personIds: readonly string[],
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ personId: string }[]>`
    DELETE FROM "watchlist_member" WHERE "accountId" = ${accountId}::uuid AND "watchlistId" = ${watchlistId}::uuid
      AND "personId" = ANY(${[...personIds]}::uuid[]) RETURNING "personId"`;
  return rows.map(({ personId }) => personId);
}

/** The watchlists that name a person by hand. */
export async function watchlistsOfPerson(
  accountId: string,
  tx: Transaction,
  personId: string,
): Promise<ReadonlySet<string>> {
  const rows = await tx.watchlistMember.findMany({
    where: { accountId, personId },
    select: { watchlistId: true },
  });
  return new Set(rows.map((row) => row.watchlistId));
}

/** Who turned out to be somebody else is on the watchlists as them, but for one that is being removed. */
export async function mergeWatchlists(
  accountId: string,
  tx: Transaction,
  pairs: readonly { readonly from: string; readonly to: string }[],
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "watchlist_member" ("accountId", "watchlistId", "personId", "addedAt", "addedByName")
    SELECT DISTINCT ON (w."watchlistId", m."to") w."accountId", w."watchlistId", m."to", w."addedAt", w."addedByName"
    FROM jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) AS m("from" uuid, "to" uuid)
    JOIN "watchlist_member" w ON w."accountId" = ${accountId}::uuid AND w."personId" = m."from"
    JOIN (SELECT "id" FROM "watchlist" WHERE "accountId" = ${accountId}::uuid ORDER BY "id" FOR KEY SHARE) l
      ON l."id" = w."watchlistId"
    ORDER BY w."watchlistId", m."to", w."addedAt"
    ON CONFLICT DO NOTHING`;
}
