import type { Reading } from '@/domain/views/person';
import type { Transaction } from '@/server/data/database';
import { eventsKnownAt } from '@/server/data/detection/known-events';
import { NOT_DISMISSED } from '@/server/data/detection/mark-events';
import { Prisma } from '@/server/data/generated/client';

/**
 * What stands before a query of events and counters and says which tables it reads: by the names of `identity_event` and
 * `event_counter` those of a past moment. Empty for this moment.
 */
export type EventTables = Prisma.Sql;

/** The tables as they are. */
export const EVENTS_OF_NOW: EventTables = Prisma.empty;

/** A past moment and the stretch of time that is looked at. Epoch milliseconds, half open. */
export interface PastStretch {
  readonly at: number;
  readonly reading: Reading;
  readonly from: number;
  readonly to: number;
}

/**
 * The tables of a past moment, with what occurred in a stretch of time. As known then: the versions recorded by then under the
 * decisions of then. With hindsight: what stands now and counted by then.
 */
export function eventTablesOf(accountId: string, { at, reading, from, to }: PastStretch): EventTables {
  const within = Prisma.sql`e."occurredAt" >= ${new Date(from)} AND e."occurredAt" < ${new Date(to)}`;
  const events =
    reading === 'then'
      ? eventsKnownAt(accountId, at, within)
      : Prisma.sql`(SELECT * FROM "identity_event" e WHERE e."accountId" = ${accountId}::uuid
          AND e."retractedAt" IS NULL AND ${within} AND least(e."occurredAt", e."receivedAt") <= ${new Date(at)})`;
  return Prisma.sql`
    WITH "identity_event" AS (SELECT * FROM ${events} e),
    "event_counter" AS NOT MATERIALIZED (
      SELECT e."accountId", date_bin('15 minutes', e."occurredAt", '2020-01-01T00:00:00Z') AS "bucket", e."kind",
        e."integrationId", count(*)::int AS "events"
      FROM "identity_event" e WHERE ${NOT_DISMISSED} GROUP BY 1, 2, 3, 4
    )`;
}

/** How many versions of events there are that occurred in a stretch of time; no more than `most` are counted. */
export async function countVersions(
  accountId: string,
  tx: Transaction,
  { from, to }: Pick<PastStretch, 'from' | 'to'>,
  most: number,
): Promise<number> {
  const [row] = await tx.$queryRaw<{ events: number }[]>`
    SELECT count(*)::int AS events FROM (
      SELECT FROM "identity_event" WHERE "accountId" = ${accountId}::uuid
        AND "occurredAt" >= ${new Date(from)} AND "occurredAt" < ${new Date(to)} LIMIT ${most}
    ) e`;
  return row?.events ?? 0;
}
