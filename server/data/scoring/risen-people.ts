import type { Transaction } from '@/server/data/database';
import { Prisma } from '@/server/data/generated/client';

/**
 * Of the people at or above a heat under a policy those whose score may be more than it was at an instant (epoch
 * milliseconds) otherwise than by time, which only lowers it: with an event that was recorded since, or another
 * criticality. Everybody where a decision was made or another policy has come since, because these reach anybody.
 * The hottest first.
 */
export async function peopleWhoMayHaveRisen(
  accountId: string,
  tx: Transaction,
  policy: number,
  floor: number,
  {
    since,
    isAnybody,
    limit,
  }: { readonly since: number; readonly isAnybody: boolean; readonly limit: number },
): Promise<{ id: string; name: string; heat: number }[]> {
  const then = new Date(since);
  const touched = isAnybody
    ? Prisma.sql`true`
    : Prisma.sql`(EXISTS (SELECT FROM "identity_event" e WHERE e."accountId" = h."accountId"
          AND e."personId" = h."personId" AND e."recordedAt" > ${then})
        OR EXISTS (SELECT FROM "criticality_change" c WHERE c."accountId" = h."accountId"
          AND c."personId" = h."personId" AND c."until" > ${then}))`;
  return tx.$queryRaw<{ id: string; name: string; heat: number }[]>`
    SELECT p."id", p."name", h."heat" FROM "person_heat" h
    JOIN "person" p ON p."accountId" = h."accountId" AND p."id" = h."personId"
    WHERE h."accountId" = ${accountId}::uuid AND h."policy" = ${policy} AND h."heat" >= ${floor} AND ${touched}
    ORDER BY h."heat" DESC, p."id" LIMIT ${limit}`;
}

/** Whether a decision about events came into force or was undone after an instant (epoch milliseconds). */
export async function decisionsSince(accountId: string, tx: Transaction, since: number): Promise<boolean> {
  const then = new Date(since);
  const changed = await tx.disposition.findFirst({
    where: { accountId, OR: [{ approvedAt: { gt: then } }, { undoneAt: { gt: then } }] },
    select: { id: true },
  });
  return changed !== null;
}
