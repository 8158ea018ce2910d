import type { Transaction } from '@/server/data/database';

/** How many streams of an integration are scheduled, and how many were due longer ago than `forMs` and not taken up. */
export async function countOverdue(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  forMs: number,
): Promise<{ scheduled: number; overdue: number }> {
  const [row] = await tx.$queryRaw<{ scheduled: number; overdue: number }[]>`
    SELECT count(*)::int AS scheduled,
      (count(*) FILTER (WHERE "nextRunAt" < now() - ${forMs} * interval '1 millisecond'))::int AS overdue
    FROM "stream_due" WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${integrationId}::uuid`;
  return row ?? { scheduled: 0, overdue: 0 };
}
