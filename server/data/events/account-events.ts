import { createHash } from 'node:crypto';
import { z } from 'zod';
import { DETECTOR_VERSION } from '@/domain/detection/candidate';
import { SYSTEM_RULES, type SystemAct, type SystemRule } from '@/domain/detection/high-risk-system-event';
import { reachOf, type StandingRun, type SystemRun } from '@/domain/detection/system-runs';
import type { Transaction } from '@/server/data/database';
import { Prisma } from '@/server/data/generated/client';

const runSchema = z.object({
  id: z.string(),
  rule: z.enum(SYSTEM_RULES),
  key: z.string(),
  occurredAt: z.date().transform((at) => at.getTime()),
  lastAt: z.date().transform((at) => at.getTime()),
  raised: z.boolean(),
  sources: z.array(
    z.object({
      signalKey: z.string(),
      occurredAt: z.number(),
      actor: z.string().nullable(),
      subject: z.string().nullable(),
      ip: z.string().nullable(),
      country: z.string().nullable(),
    }),
  ),
});

/** The id of an event follows from the first record that made it. */
export function accountEventIdOf(accountId: string, integrationId: string, run: SystemRun): string {
  const first = run.sources[0]?.signalKey ?? '';
  const hex = createHash('sha256')
    .update(JSON.stringify(['account_event', accountId, integrationId, run.rule, run.key, first]))
    .digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * The standing runs of an integration within whose reach an act lies. Until the transaction ends nobody else joins acts
 * of this integration: two logs tell of one act, and their pages may come at once.
 */
export async function runsAround(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  acts: readonly SystemAct[],
): Promise<StandingRun[]> {
  await tx.$executeRaw`
    SELECT pg_advisory_xact_lock(hashtextextended('account-events:' || ${integrationId}, 0))`;
  const wanted = acts.map(({ rule, key, source: { occurredAt } }) => ({
    rule,
    key,
    from: new Date(occurredAt - reachOf(rule)).toISOString(),
    to: new Date(occurredAt + reachOf(rule)).toISOString(),
  }));
  const rows = await tx.$queryRaw<object[]>`
    SELECT DISTINCT ON (e."id") e."id", e."rule", e."key", e."occurredAt", e."lastAt", e."raised", e."sources"
    FROM jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb)
      AS w("rule" text, "key" text, "from" timestamptz, "to" timestamptz)
    JOIN "account_event" e ON e."accountId" = ${accountId}::uuid AND e."integrationId" = ${integrationId}::uuid
      AND e."rule" = w."rule" AND e."key" = w."key" AND e."occurredAt" <= w."to" AND e."lastAt" >= w."from"
      AND e."retractedAt" IS NULL`;
  return rows.map((row) => runSchema.parse(row));
}

/** A run under its id. */
export type StoredRun = SystemRun & { readonly id: string };

/**
 * Writes runs, new or changed, and ends those that turned out to be a part of another, which gets their evidence.
 * `now` in epoch milliseconds.
 */
export async function writeRuns(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  runs: readonly StoredRun[],
  superseded: readonly { readonly id: string; readonly into: string }[],
  now: number,
): Promise<void> {
  const rows = JSON.stringify(
    runs.map((run) => ({
      ...run,
      occurredAt: new Date(run.occurredAt).toISOString(),
      lastAt: new Date(run.lastAt).toISOString(),
    })),
  );
  await tx.$executeRaw`
    INSERT INTO "account_event" ("accountId", "id", "integrationId", "rule", "key", "occurredAt", "lastAt", "raised",
      "sources", "detectorVersion", "recordedAt")
    SELECT ${accountId}::uuid, r."id", ${integrationId}::uuid, r."rule", r."key", r."occurredAt", r."lastAt", r."raised",
      r."sources", ${String(DETECTOR_VERSION)}, ${new Date(now)}
    FROM jsonb_to_recordset(${rows}::jsonb) AS r("id" uuid, "rule" text, "key" text, "occurredAt" timestamptz,
      "lastAt" timestamptz, "raised" boolean, "sources" jsonb)
    ON CONFLICT ("accountId", "id") DO UPDATE SET "occurredAt" = excluded."occurredAt", "lastAt" = excluded."lastAt",
      "raised" = excluded."raised", "sources" = excluded."sources", "detectorVersion" = excluded."detectorVersion"`;
  if (superseded.length === 0) return;
  const pairs = JSON.stringify(superseded);
  await tx.$executeRaw`
    UPDATE "account_event" e SET "retractedAt" = ${new Date(now)}
    FROM jsonb_to_recordset(${pairs}::jsonb) AS p("id" uuid)
    WHERE e."accountId" = ${accountId}::uuid AND e."id" = p."id"`;
  await tx.$executeRaw`
    INSERT INTO "evidence" ("accountId", "eventId", "signalKey", "stream", "occurredAt", "sha256", "dictionary", "raw")
    SELECT e."accountId", p."into", e."signalKey", e."stream", e."occurredAt", e."sha256", e."dictionary", e."raw"
    FROM jsonb_to_recordset(${pairs}::jsonb) AS p("id" uuid, "into" uuid)
    JOIN "evidence" e ON e."accountId" = ${accountId}::uuid AND e."eventId" = p."id"
    ON CONFLICT DO NOTHING`;
}

/** An event of the account with the name of its integration. */
export interface ListedAccountEvent extends StandingRun {
  readonly integrationId: string;
  readonly integrationName: string;
  readonly detectorVersion: string;
}

const SELECTION = Prisma.sql`SELECT e."id", e."rule", e."key", e."occurredAt", e."lastAt", e."raised", e."sources",
    e."detectorVersion", e."integrationId", coalesce(i."name", 'a deleted integration') AS "integrationName"
  FROM "account_event" e
  LEFT JOIN "integration" i ON i."accountId" = e."accountId" AND i."id" = e."integrationId"`;

const listedSchema = runSchema.extend({
  integrationId: z.string(),
  integrationName: z.string(),
  detectorVersion: z.string(),
});

/** What stands and is enough to be an event, newest first, after a keyset cursor. */
export async function listAccountEventRows(
  accountId: string,
  tx: Transaction,
  filter: {
    readonly rule?: SystemRule | undefined;
    readonly integrationId?: string | undefined;
    /** Epoch milliseconds, half open. */
    readonly from?: number | undefined;
    readonly to?: number | undefined;
    /** Only those that were recorded after this instant, in epoch milliseconds. */
    readonly recordedSince?: number | undefined;
  },
  after: { readonly occurredAt: number; readonly id: string } | null,
  limit: number,
): Promise<ListedAccountEvent[]> {
  const wanted = [
    Prisma.sql`e."accountId" = ${accountId}::uuid AND e."retractedAt" IS NULL AND e."raised"`,
    ...(filter.rule === undefined ? [] : [Prisma.sql`e."rule" = ${filter.rule}`]),
    ...(filter.integrationId === undefined
      ? []
      : [Prisma.sql`e."integrationId" = ${filter.integrationId}::uuid`]),
    ...(filter.from === undefined ? [] : [Prisma.sql`e."occurredAt" >= ${new Date(filter.from)}`]),
    ...(filter.to === undefined ? [] : [Prisma.sql`e."occurredAt" < ${new Date(filter.to)}`]),
    ...(filter.recordedSince === undefined
      ? []
      : [Prisma.sql`e."recordedAt" > ${new Date(filter.recordedSince)}`]),
    ...(after === null
      ? []
      : [
          Prisma.sql`(e."occurredAt", e."id") < (${new Date(after.occurredAt)}::timestamptz, ${after.id}::uuid)`,
        ]),
  ];
  const rows = await tx.$queryRaw<object[]>`
    ${SELECTION} WHERE ${Prisma.join(wanted, ' AND ')}
    ORDER BY e."occurredAt" DESC, e."id" DESC LIMIT ${limit}`;
  return rows.map((row) => listedSchema.parse(row));
}

/** How many stand and were recorded after an instant (epoch milliseconds). */
export async function countAccountEventsSince(
  accountId: string,
  tx: Transaction,
  since: number,
): Promise<number> {
  return tx.accountEvent.count({
    where: { accountId, retractedAt: null, raised: true, recordedAt: { gt: new Date(since) } },
  });
}

/** Those that stand and rest on a signal, by its key in hex. */
export async function accountEventRowsOfSignal(
  accountId: string,
  tx: Transaction,
  signalKey: string,
): Promise<ListedAccountEvent[]> {
  const rows = await tx.$queryRaw<object[]>`
    ${SELECTION} WHERE e."accountId" = ${accountId}::uuid AND e."retractedAt" IS NULL AND e."raised"
      AND e."sources" @> jsonb_build_array(jsonb_build_object('signalKey', ${signalKey}::text))
    ORDER BY e."occurredAt" DESC, e."id" DESC`;
  return rows.map((row) => listedSchema.parse(row));
}

/** One that stands, or null. */
export async function findAccountEventRow(
  accountId: string,
  tx: Transaction,
  id: string,
): Promise<ListedAccountEvent | null> {
  const [row] = await tx.$queryRaw<object[]>`
    ${SELECTION} WHERE e."accountId" = ${accountId}::uuid AND e."id" = ${id}::uuid AND e."retractedAt" IS NULL
      AND e."raised"`;
  return row === undefined ? null : listedSchema.parse(row);
}

/** How many events of the account since an instant (epoch ms), from one integration or any, and the newest one's instant. */
export async function countAccountEvents(
  accountId: string,
  tx: Transaction,
  integrationId: string | null,
  since: number,
): Promise<{ events: number; lastAt: Date | null }> {
  const [row] = await tx.$queryRaw<{ events: number; lastAt: Date | null }[]>`
    SELECT count(*) FILTER (WHERE "occurredAt" >= ${new Date(since)})::int AS events, max("occurredAt") AS "lastAt"
    FROM "account_event" WHERE "accountId" = ${accountId}::uuid
      AND (${integrationId}::uuid IS NULL OR "integrationId" = ${integrationId}::uuid)
      AND "retractedAt" IS NULL AND "raised"`;
  return row ?? { events: 0, lastAt: null };
}

/** Removes up to `limit` events of the account that came from an integration, with their evidence. Returns how many. */
export async function purgeAccountEvents(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  limit: number,
): Promise<number> {
  const gone = await tx.$queryRaw<{ id: string }[]>`
    DELETE FROM "account_event" WHERE "accountId" = ${accountId}::uuid AND "id" = ANY(ARRAY(
      SELECT "id" FROM "account_event"
      WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${integrationId}::uuid LIMIT ${limit}))
    RETURNING "id"`;
  if (gone.length === 0) return 0;
  await tx.$executeRaw`
    DELETE FROM "evidence" WHERE "accountId" = ${accountId}::uuid
      AND "eventId" = ANY(${gone.map(({ id }) => id)}::uuid[])`;
  return gone.length;
}
