import type { Transaction } from '@/server/data/database';

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

/** Addresses that begin so, among the newest signals; the most frequent first. */
export async function recentAddresses(
  accountId: string,
  tx: Transaction,
  begins: string,
  limit: number,
): Promise<{ ip: string; signals: number }[]> {
  return tx.$queryRaw<{ ip: string; signals: number }[]>`
    SELECT host("ip") AS ip, count(*)::int AS signals FROM (
      SELECT "ip" FROM "signal" WHERE "accountId" = ${accountId}::uuid
      ORDER BY "occurredAt" DESC, "signalKey" DESC LIMIT ${NEWEST}) newest
    WHERE "ip" IS NOT NULL AND starts_with(host("ip"), ${begins}) GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${limit}`;
}
