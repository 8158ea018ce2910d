import type { Transaction } from '@/server/data/database';
import { Prisma } from '@/server/data/generated/client';

/** Somebody as a search finds them. */
export interface FoundPerson {
  readonly id: string;
  readonly name: string;
  readonly username: string;
  readonly email: string | null;
}

/** A text as a pattern of ILIKE: what stands in it, with `*` for any text. */
export function patternOf(text: string): string {
  return text.replace(/[\\%_]/g, (character) => `\\${character}`).replaceAll('*', '%');
}

/** A pattern of ILIKE for what holds a text. */
export function containing(text: string): string {
  return `%${patternOf(text)}%`;
}

/**
 * People one of whose names matches a pattern of ILIKE: name, username, e-mail, or what a vendor calls them. Those who
 * were seen last come first.
 */
export async function peopleLike(
  accountId: string,
  tx: Transaction,
  pattern: string,
  limit: number,
): Promise<FoundPerson[]> {
  return tx.$queryRaw<FoundPerson[]>`
    SELECT "id", "name", "username", "email" FROM "person" p
    WHERE "accountId" = ${accountId}::uuid AND ("name" ILIKE ${pattern} OR "username" ILIKE ${pattern}
      OR "email" ILIKE ${pattern} OR "id" IN (SELECT "personId" FROM "person_alias"
        WHERE "accountId" = ${accountId}::uuid AND "value" ILIKE ${pattern}))
    ORDER BY "lastSeenAt" DESC, "id" LIMIT ${limit}`;
}

/** A phone or computer of the directory. */
export interface FoundDevice {
  readonly objectId: string;
  readonly name: string | null;
  readonly personId: string | null;
}

/** Devices whose name or key matches a pattern of ILIKE. */
export async function devicesLike(
  accountId: string,
  tx: Transaction,
  pattern: string,
  limit: number,
): Promise<FoundDevice[]> {
  return tx.$queryRaw<FoundDevice[]>`
    SELECT "objectId", "name", "personId" FROM "directory_object"
    WHERE "accountId" = ${accountId}::uuid AND "part" IN ('phones', 'endpoints')
      AND ("name" ILIKE ${pattern} OR "objectId" ILIKE ${pattern})
    ORDER BY "seenAt" DESC, "objectId" LIMIT ${limit}`;
}

/** Records among the newest that an address is looked for in while it is typed. */
const NEWEST = 5_000;

/** What a column says of the newest signals. */
function amongNewest(accountId: string, columns: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(SELECT ${columns} FROM "signal" WHERE "accountId" = ${accountId}::uuid
    ORDER BY "occurredAt" DESC, "signalKey" DESC LIMIT ${NEWEST}) newest`;
}

/** Addresses that begin so, among the newest signals; the most frequent first. */
export async function recentAddresses(
  accountId: string,
  tx: Transaction,
  begins: string,
  limit: number,
): Promise<{ ip: string; signals: number }[]> {
  return tx.$queryRaw<{ ip: string; signals: number }[]>`
    SELECT host("ip") AS ip, count(*)::int AS signals FROM ${amongNewest(accountId, Prisma.sql`"ip"`)}
    WHERE "ip" IS NOT NULL AND starts_with(host("ip"), ${begins}) GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${limit}`;
}

/**
 * Networks that begin so with at least two addresses among the newest signals, as large as one provider gives to one place
 * (a /24, of version 6 a /48); those with the most addresses first.
 */
export async function recentNetworks(
  accountId: string,
  tx: Transaction,
  begins: string,
  limit: number,
): Promise<{ network: string; addresses: number }[]> {
  return tx.$queryRaw<{ network: string; addresses: number }[]>`
    SELECT "network"::text AS network, count(DISTINCT "ip")::int AS addresses
    FROM ${amongNewest(
      accountId,
      Prisma.sql`"ip", network(set_masklen("ip", CASE family("ip") WHEN 4 THEN 24 ELSE 48 END)) AS "network"`,
    )}
    WHERE "ip" IS NOT NULL AND starts_with("network"::text, ${begins})
    GROUP BY 1 HAVING count(DISTINCT "ip") > 1 ORDER BY 2 DESC, 1 LIMIT ${limit}`;
}

/** Ids of transactions that begin so, among the newest signals; the newest first. */
export async function recentTransactions(
  accountId: string,
  tx: Transaction,
  begins: string,
  limit: number,
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ txid: string }[]>`
    SELECT "txid" FROM ${amongNewest(accountId, Prisma.sql`"txid", "occurredAt"`)}
    WHERE "txid" IS NOT NULL AND starts_with(lower("txid"), ${begins.toLowerCase()})
    GROUP BY 1 ORDER BY max("occurredAt") DESC, 1 LIMIT ${limit}`;
  return rows.map(({ txid }) => txid);
}
