import type { Transaction } from '@/server/data/database';
import { Prisma } from '@/server/data/generated/client';

const DAY_MS = 86_400_000;
const QUARTER_MS = 900_000;

/**
 * What baselines are made of, and what of it nothing has touched since an instant: habits of people who have not been seen
 * since, and what networks, pushes and factors were used for in days before it.
 */
function untouched(before: number): readonly { readonly table: Prisma.Sql; readonly is: Prisma.Sql }[] {
  const day = Math.floor(before / DAY_MS);
  return [
    {
      table: Prisma.sql`"person_habits"`,
      is: Prisma.sql`t."learnFrom" < ${day} AND EXISTS (SELECT FROM "person" p WHERE p."accountId" = t."accountId"
        AND p."id" = t."personId" AND p."lastSeenAt" < ${new Date(before)})`,
    },
    { table: Prisma.sql`"network_use"`, is: Prisma.sql`t."day" < ${day}` },
    {
      table: Prisma.sql`"push_quarter"`,
      is: Prisma.sql`t."quarter" < ${Math.floor(before / QUARTER_MS)}`,
    },
    { table: Prisma.sql`"person_factor"`, is: Prisma.sql`t."lastDay" < ${new Date(day * DAY_MS)}` },
  ];
}

/** How many rows of baselines nothing has touched since an instant (epoch milliseconds). */
export async function countOldBaselines(accountId: string, tx: Transaction, before: number): Promise<number> {
  let count = 0;
  for (const { table, is } of untouched(before)) {
    const [row] = await tx.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM ${table} t WHERE t."accountId" = ${accountId}::uuid AND ${is}`;
    count += row?.count ?? 0;
  }
  return count;
}

/** Removes up to `limit` of them, of one table after the other. How many went. */
export async function removeOldBaselines(
  accountId: string,
  tx: Transaction,
  before: number,
  limit: number,
): Promise<number> {
  for (const { table, is } of untouched(before)) {
    const removed = await tx.$executeRaw`
      DELETE FROM ${table} WHERE ctid = ANY(ARRAY(SELECT t.ctid FROM ${table} t
        WHERE t."accountId" = ${accountId}::uuid AND ${is} LIMIT ${limit} FOR UPDATE))`;
    if (removed > 0) return removed;
  }
  return 0;
}

/** The oldest day of which a baseline knows (epoch milliseconds); null where there are none. */
export async function oldestBaseline(accountId: string, tx: Transaction): Promise<number | null> {
  const [row] = await tx.$queryRaw<{ at: Date | null }[]>`
    SELECT least(
      (SELECT to_timestamp(min("day")::float8 * 86400) FROM "network_use" WHERE "accountId" = ${accountId}::uuid),
      (SELECT to_timestamp(min("quarter")::float8 * 900) FROM "push_quarter" WHERE "accountId" = ${accountId}::uuid),
      (SELECT min("lastDay") FROM "person_factor" WHERE "accountId" = ${accountId}::uuid),
      (SELECT min(p."lastSeenAt") FROM "person_habits" h JOIN "person" p ON p."accountId" = h."accountId"
        AND p."id" = h."personId" WHERE h."accountId" = ${accountId}::uuid)) AS at`;
  return row?.at?.getTime() ?? null;
}
