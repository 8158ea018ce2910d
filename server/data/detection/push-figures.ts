import type { PushFigures } from '@/domain/push-outage';
import type { Transaction } from '@/server/data/database';
import { streamNumber } from '@/server/data/signals/signals';

/** Pushes among the sign-ins of an integration in a stretch of time (half open, epoch milliseconds). */
export async function pushFigures(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  window: { readonly from: number; readonly to: number },
): Promise<PushFigures> {
  const [row] = await tx.$queryRaw<PushFigures[]>`
    SELECT count(*)::int AS pushes, count(*) FILTER (WHERE unanswered)::int AS unanswered,
      count(DISTINCT who)::int AS people, count(DISTINCT who) FILTER (WHERE unanswered)::int AS "peopleUnanswered"
    FROM (
      SELECT coalesce("personId"::text, "username") AS who,
        coalesce("reason", '') IN ('no_response', 'error') AS unanswered
      FROM "signal"
      WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${integrationId}::uuid
        AND "stream" = ${streamNumber('authentication')}::smallint
        AND "occurredAt" >= ${new Date(window.from)} AND "occurredAt" < ${new Date(window.to)}
        AND "factor" ILIKE '%push%'
    ) pushes`;
  return row ?? { pushes: 0, unanswered: 0, people: 0, peopleUnanswered: 0 };
}

/** Sign-ins of a stretch of time, and how many of them carry the vendor's assessment of trust. */
export async function assessedSignIns(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  window: { readonly from: number; readonly to: number },
): Promise<{ signIns: number; assessed: number }> {
  const [row] = await tx.$queryRaw<{ signIns: number; assessed: number }[]>`
    SELECT count(*)::int AS "signIns", count("trustLevel")::int AS assessed FROM "signal"
    WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${integrationId}::uuid
      AND "stream" = ${streamNumber('authentication')}::smallint
      AND "occurredAt" >= ${new Date(window.from)} AND "occurredAt" < ${new Date(window.to)}`;
  return row ?? { signIns: 0, assessed: 0 };
}
