import { FEED_STATES, type FeedState } from '@/domain/notifications/feed-state';
import type { Transaction } from '@/server/data/database';

/** How each feed stood when it last changed, by the id of its integration. */
export async function feedStates(accountId: string, tx: Transaction): Promise<Map<string, FeedState>> {
  const rows = await tx.$queryRaw<{ integrationId: string; state: string }[]>`
    SELECT DISTINCT ON ("integrationId") "integrationId"::text, "state" FROM "feed_change"
    WHERE "accountId" = ${accountId}::uuid ORDER BY "integrationId", "at" DESC`;
  return new Map(rows.map(({ integrationId, state }) => [integrationId, stateOf(state)]));
}

/** A feed stands like this from an instant (epoch milliseconds) on. */
export async function putFeedState(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  state: FeedState,
  at: number,
): Promise<void> {
  const key = { accountId, integrationId, at: new Date(at) };
  await tx.feedChange.upsert({
    where: { accountId_integrationId_at: key },
    create: { ...key, state },
    update: { state },
  });
}

/** Changes of feeds since an instant (epoch milliseconds), each with the state before it, oldest first. */
export async function feedChangesSince(
  accountId: string,
  tx: Transaction,
  since: number,
): Promise<
  {
    readonly integrationId: string;
    readonly at: Date;
    readonly from: FeedState | null;
    readonly to: FeedState;
  }[]
> {
  const rows = await tx.$queryRaw<{ integrationId: string; at: Date; from: string | null; to: string }[]>`
    SELECT * FROM (
      SELECT "integrationId"::text, "at", "state" AS "to",
        lag("state") OVER (PARTITION BY "integrationId" ORDER BY "at") AS "from"
      FROM "feed_change" WHERE "accountId" = ${accountId}::uuid) c
    WHERE "at" >= ${new Date(since)} ORDER BY "at"`;
  return rows.map(({ from, to, ...row }) => ({
    ...row,
    from: from === null ? null : stateOf(from),
    to: stateOf(to),
  }));
}

/** Forgets changes from before an instant (epoch milliseconds), but for how each feed stands. */
export async function forgetFeedChanges(accountId: string, tx: Transaction, before: number): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM "feed_change" c WHERE c."accountId" = ${accountId}::uuid AND c."at" < ${new Date(before)}
      AND EXISTS (SELECT FROM "feed_change" n WHERE n."accountId" = c."accountId"
        AND n."integrationId" = c."integrationId" AND n."at" > c."at")`;
}

function stateOf(stored: string): FeedState {
  const known = FEED_STATES.find((state) => state === stored);
  if (known === undefined) throw new Error(`The stored state ${stored} of a feed is unknown.`);
  return known;
}
