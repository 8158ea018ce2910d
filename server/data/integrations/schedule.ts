import { FOR_A_PERSON } from '@/domain/integration-status';
import type { Transaction } from '@/server/data/database';
import { Prisma } from '@/server/data/generated/client';

export interface DueStream {
  readonly accountId: string;
  readonly integrationId: string;
  readonly stream: string;
}

/**
 * Streams that are due by PostgreSQL's clock and were not handed to the queue within `againAfterMs`; marks them as
 * handed over. Empty when another process is doing the same at this moment. A queue that loses a job gets it again.
 */
export async function takeDueStreams(
  tx: Transaction,
  againAfterMs: number,
  limit: number,
): Promise<DueStream[]> {
  const [lock] = await tx.$queryRaw<{ held: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtextextended('parapet:tick', 0)) AS held`;
  if (lock?.held !== true) return [];
  return tx.$queryRaw<DueStream[]>`
    UPDATE "stream_due" d SET "enqueuedAt" = now()
    FROM (
      SELECT "integrationId", "stream" FROM "stream_due"
      WHERE "nextRunAt" <= now()
        AND ("enqueuedAt" IS NULL OR "enqueuedAt" < now() - ${againAfterMs} * interval '1 millisecond')
      ORDER BY "nextRunAt" LIMIT ${limit}
    ) due
    WHERE d."integrationId" = due."integrationId" AND d."stream" = due."stream"
    RETURNING d."accountId", d."integrationId", d."stream"`;
}

/**
 * A lane `l` of a stream `s` that would be served when it is due: of a stream that waits for a person only the live one
 * is, and another one that is due would put the stream on the schedule over and over.
 */
const SERVED = Prisma.sql`(l."lane" = 'live' OR s."errorClass" IS NULL OR s."errorClass" <> ALL(${[...FOR_A_PERSON]}))`;

/**
 * Puts a stream on the schedule at the earliest instant at which one of its lanes is due, and not before the vendor's
 * wish to be left alone is over. A stream that is off, or whose integration is not enabled, stays off it.
 */
export async function scheduleStream(tx: Transaction, key: DueStream): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "stream_due" ("accountId", "integrationId", "stream", "nextRunAt", "enqueuedAt")
    SELECT s."accountId", s."integrationId", s."stream", greatest(min(l."dueAt"), s."holdUntil"), NULL
    FROM "stream" s
    JOIN "integration" i ON i."accountId" = s."accountId" AND i."id" = s."integrationId"
    JOIN "lane" l ON l."accountId" = s."accountId" AND l."integrationId" = s."integrationId"
      AND l."stream" = s."stream"
    WHERE s."accountId" = ${key.accountId}::uuid AND s."integrationId" = ${key.integrationId}::uuid
      AND s."stream" = ${key.stream} AND s."enabled" AND i."state" = 'enabled' AND l."dueAt" IS NOT NULL
      AND ${SERVED}
    GROUP BY s."accountId", s."integrationId", s."stream", s."holdUntil"
    ON CONFLICT ("integrationId", "stream") DO UPDATE
      SET "nextRunAt" = excluded."nextRunAt", "enqueuedAt" = NULL`;
}

/** Keeps a stream that is being polled from falling due before its lease ends; a dead worker's stream then does. */
export async function postpone(tx: Transaction, key: DueStream, delayMs: number): Promise<void> {
  await tx.$executeRaw`
    UPDATE "stream_due" SET "nextRunAt" = now() + ${delayMs} * interval '1 millisecond', "enqueuedAt" = NULL
    WHERE "integrationId" = ${key.integrationId}::uuid AND "stream" = ${key.stream}`;
}

/** Lets the next tick hand a stream over again, where a worker was turned away from it. */
export async function handOverAgain(tx: Transaction, key: DueStream): Promise<void> {
  await tx.streamDue.updateMany({
    where: { accountId: key.accountId, integrationId: key.integrationId, stream: key.stream },
    data: { enqueuedAt: null },
  });
}

/** The schedule of a stream, or null when it has none because it is off, paused or waits for a person. */
export async function scheduleOf(
  tx: Transaction,
  key: DueStream,
): Promise<{ nextRunAt: number; dueInMs: number } | null> {
  const [row] = await tx.$queryRaw<{ nextRunAt: Date; dueInMs: number }[]>`
    SELECT "nextRunAt", (extract(epoch FROM "nextRunAt" - now()) * 1000)::float8 AS "dueInMs"
    FROM "stream_due"
    WHERE "accountId" = ${key.accountId}::uuid AND "integrationId" = ${key.integrationId}::uuid
      AND "stream" = ${key.stream}`;
  return row === undefined ? null : { nextRunAt: row.nextRunAt.getTime(), dueInMs: row.dueInMs };
}

/** Takes an integration off the schedule. */
export async function unschedule(tx: Transaction, accountId: string, integrationId: string): Promise<void> {
  await tx.streamDue.deleteMany({ where: { accountId, integrationId } });
}

/** Takes one stream off the schedule: it waits for a person. */
export async function unscheduleStream(tx: Transaction, key: DueStream): Promise<void> {
  await tx.streamDue.deleteMany({
    where: { accountId: key.accountId, integrationId: key.integrationId, stream: key.stream },
  });
}

/**
 * Puts right what a race or a fault did to the schedule of an account: every stream that is on, of an enabled
 * integration, is on it, unless it waits for a person; no other is. Returns how many were put back.
 */
export async function restoreSchedule(accountId: string, tx: Transaction): Promise<number> {
  await tx.$executeRaw`
    DELETE FROM "stream_due" d USING "integration" i, "stream" s
    WHERE d."accountId" = ${accountId}::uuid AND i."accountId" = d."accountId" AND i."id" = d."integrationId"
      AND s."accountId" = d."accountId" AND s."integrationId" = d."integrationId" AND s."stream" = d."stream"
      AND (i."state" <> 'enabled' OR NOT s."enabled")`;
  return tx.$executeRaw`
    INSERT INTO "stream_due" ("accountId", "integrationId", "stream", "nextRunAt")
    SELECT s."accountId", s."integrationId", s."stream",
      greatest(coalesce(min(l."dueAt"), now()), s."holdUntil")
    FROM "stream" s
    JOIN "integration" i ON i."accountId" = s."accountId" AND i."id" = s."integrationId"
    JOIN "lane" l ON l."accountId" = s."accountId" AND l."integrationId" = s."integrationId"
      AND l."stream" = s."stream"
    WHERE s."accountId" = ${accountId}::uuid AND i."state" = 'enabled' AND s."enabled"
      AND s."errorClass" IS DISTINCT FROM 'credentials' AND ${SERVED}
    GROUP BY s."accountId", s."integrationId", s."stream", s."holdUntil"
    ON CONFLICT DO NOTHING`;
}

/** PostgreSQL's clock, in epoch milliseconds. */
export async function databaseNow(tx: Transaction): Promise<number> {
  const [row] = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  if (row === undefined) throw new Error('PostgreSQL did not tell the time.');
  return row.now.getTime();
}
