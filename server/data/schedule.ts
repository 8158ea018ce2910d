import type { Trigger } from '@/domain/jobs';
import type { Transaction } from './database';

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

/** When the stream is due next, in ms from PostgreSQL's now, and why. */
export async function scheduleIn(
  tx: Transaction,
  key: DueStream,
  delayMs: number,
  trigger: Trigger,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "stream_due" ("accountId", "integrationId", "stream", "nextRunAt", "trigger", "enqueuedAt")
    VALUES (${key.accountId}::uuid, ${key.integrationId}::uuid, ${key.stream},
      now() + ${Math.max(0, Math.round(delayMs))} * interval '1 millisecond', ${trigger}, NULL)
    ON CONFLICT ("integrationId", "stream") DO UPDATE
      SET "nextRunAt" = excluded."nextRunAt", "trigger" = excluded."trigger", "enqueuedAt" = NULL`;
}

/** Keeps a stream that is being polled from falling due before its lease ends; a dead worker's stream then does. */
export async function postpone(tx: Transaction, key: DueStream, delayMs: number): Promise<void> {
  await tx.$executeRaw`
    UPDATE "stream_due" SET "nextRunAt" = now() + ${delayMs} * interval '1 millisecond', "enqueuedAt" = NULL
    WHERE "integrationId" = ${key.integrationId}::uuid AND "stream" = ${key.stream}`;
}

/** The schedule of a stream, or null when it has none because it is paused or disabled. */
export async function scheduleOf(
  tx: Transaction,
  key: DueStream,
): Promise<{ nextRunAt: number; trigger: string; dueInMs: number } | null> {
  const [row] = await tx.$queryRaw<{ nextRunAt: Date; trigger: string; dueInMs: number }[]>`
    SELECT "nextRunAt", "trigger", (extract(epoch FROM "nextRunAt" - now()) * 1000)::float8 AS "dueInMs"
    FROM "stream_due"
    WHERE "accountId" = ${key.accountId}::uuid AND "integrationId" = ${key.integrationId}::uuid
      AND "stream" = ${key.stream}`;
  return row === undefined
    ? null
    : { nextRunAt: row.nextRunAt.getTime(), trigger: row.trigger, dueInMs: row.dueInMs };
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
 * Puts right what a race or a fault did to the schedule of an account: every stream of an enabled integration is on
 * it, unless it waits for a person; no stream of another is. Returns how many were put back.
 */
export async function restoreSchedule(accountId: string, tx: Transaction): Promise<number> {
  await tx.$executeRaw`
    DELETE FROM "stream_due" d USING "integration" i
    WHERE d."accountId" = ${accountId}::uuid AND i."accountId" = d."accountId" AND i."id" = d."integrationId"
      AND i."state" <> 'enabled'`;
  return tx.$executeRaw`
    INSERT INTO "stream_due" ("accountId", "integrationId", "stream", "nextRunAt", "trigger")
    SELECT s."accountId", s."integrationId", s."stream", now(), 'schedule'
    FROM "stream" s JOIN "integration" i ON i."accountId" = s."accountId" AND i."id" = s."integrationId"
    WHERE s."accountId" = ${accountId}::uuid AND i."state" = 'enabled'
      AND s."errorClass" IS DISTINCT FROM 'credentials'
    ON CONFLICT DO NOTHING`;
}

/** PostgreSQL's clock, in epoch milliseconds. */
export async function databaseNow(tx: Transaction): Promise<number> {
  const [row] = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  if (row === undefined) throw new Error('PostgreSQL did not tell the time.');
  return row.now.getTime();
}
