import { CONNECTORS } from '@/domain/connectors/catalogue';
import type { Database, Transaction } from '@/server/data/database';
import { Prisma } from '@/server/data/generated/client';
import type { StreamKey } from '@/server/data/integrations/stream-lease';
import { type PackedRecord, packMany, unpackRecord } from './raw-codec';

const STREAM_NUMBERS = new Map(
  CONNECTORS.flatMap(({ streams }) => streams.map(({ id, storageNumber }) => [id, storageNumber] as const)),
);

/** The name of a stored stream number. */
export function streamName(number: number): string {
  return [...STREAM_NUMBERS].find(([, value]) => value === number)?.[0] ?? `stream ${number}`;
}

/** What people call the stream of a stored number. */
export function streamLabel(number: number): string {
  const stream = CONNECTORS.flatMap(({ streams }) => streams).find(
    ({ storageNumber }) => storageNumber === number,
  );
  return stream?.label ?? `Stream ${number}`;
}

/** The number a stream is stored under. Throws for a stream that storage does not know. */
export function streamNumber(stream: string): number {
  const number = STREAM_NUMBERS.get(stream);
  if (number === undefined) throw new Error(`The stream ${stream} has no number in storage.`);
  return number;
}

/** A record on its way into storage. `key` is 16 bytes and the identity of the signal in its account. */
export interface NewSignal {
  readonly key: Buffer;
  /** Epoch milliseconds. */
  readonly occurredAt: number;
  readonly packed: PackedRecord;
  readonly personId: string | null;
  readonly username: string | null;
  readonly txid: string | null;
  readonly result: string | null;
  readonly reason: string | null;
  readonly factor: string | null;
  readonly application: string | null;
  readonly ip: string | null;
  readonly country: string | null;
  readonly trustLevel: string | null;
  readonly action: string | null;
  readonly actor: string | null;
}

/** Packs raw records of a stream as they are stored, in their order. */
export async function packRecords(stream: string, texts: readonly string[]): Promise<PackedRecord[]> {
  return texts.length === 0 ? [] : packMany(streamNumber(stream), texts);
}

const madeMonths = new WeakMap<Database, Set<string>>();

/** Makes the monthly partitions that these instants need and the two after each. Remembered once committed. */
export async function ensurePartitions(database: Database, instants: readonly number[]): Promise<void> {
  const made = madeMonths.get(database) ?? new Set();
  madeMonths.set(database, made);
  const months = new Set(instants.map((at) => new Date(at).toISOString().slice(0, 7)));
  const missing = [...months].filter((month) => !made.has(month));
  if (missing.length === 0) return;
  await database.inGlobal(async (tx) => {
    for (const month of missing) {
      await tx.$executeRaw`
        SELECT ensure_signal_partition((${`${month}-01`}::date + make_interval(months => ahead))::date)
        FROM generate_series(0, 2) AS ahead`;
    }
  });
  for (const month of missing) made.add(month);
}

const KEEP_FIRST = Prisma.sql`ON CONFLICT DO NOTHING`;
const TAKE_NEWER = Prisma.sql`ON CONFLICT ("accountId", "occurredAt", "signalKey") DO UPDATE
  SET "raw" = excluded."raw", "dictionary" = excluded."dictionary", "receivedAt" = excluded."receivedAt",
    "result" = excluded."result", "reason" = excluded."reason", "action" = excluded."action",
    "actor" = excluded."actor", "personId" = coalesce(excluded."personId", "signal"."personId")
  WHERE "signal"."raw" IS DISTINCT FROM excluded."raw"`;

/** Keys in hex: of signals that were not there, and of those that took a newer form of themselves. */
export interface StoredSignals {
  readonly added: ReadonlySet<string>;
  readonly updated: ReadonlySet<string>;
}

/**
 * Stores the signals that are not there yet, all in one statement. `mutable` records take the place of an older form
 * of themselves; of others the first form stays. `backfill` marks what is never scored.
 */
export async function insertSignals(
  accountId: string,
  tx: Transaction,
  { integrationId, stream }: StreamKey,
  receivedAt: number,
  records: readonly NewSignal[],
  { mutable, backfill }: { readonly mutable: boolean; readonly backfill: boolean },
): Promise<StoredSignals> {
  if (records.length === 0) return { added: new Set(), updated: new Set() };
  // In the order of the key: two integrations of one Duo account may bring the same records at once, and each would
  // otherwise wait for the other.
  const signals = [...records].sort((a, b) => a.occurredAt - b.occurredAt || Buffer.compare(a.key, b.key));
  const number = streamNumber(stream);
  const columns = JSON.stringify(
    signals.map(({ key: _key, packed, occurredAt, ...rest }) => ({
      ...rest,
      occurredAt: new Date(occurredAt).toISOString(),
      dictionary: packed.dictionary,
    })),
  );
  const keys = signals.map((signal) => new Uint8Array(signal.key));
  const raws = signals.map((signal) => signal.packed.bytes);
  const before = mutable ? await storedKeys(accountId, tx, signals) : new Set<string>();
  const rows = await tx.$queryRaw<{ key: string }[]>`
    INSERT INTO "signal" ("accountId", "occurredAt", "signalKey", "integrationId", "stream", "personId", "receivedAt",
      "username", "txid", "result", "reason", "factor", "application", "ip", "country", "trustLevel", "action", "actor",
      "backfill", "dictionary", "raw")
    SELECT ${accountId}::uuid, r."occurredAt", r."key", ${integrationId}::uuid, ${number}::smallint, r."personId",
      ${new Date(receivedAt)}::timestamptz, r."username", r."txid", r."result", r."reason", r."factor",
      r."application", r."ip"::inet, r."country", r."trustLevel", r."action", r."actor",
      ${backfill ? true : null}::boolean, r."dictionary", r."raw"
    FROM ROWS FROM (
      jsonb_to_recordset(${columns}::jsonb) AS ("occurredAt" timestamptz, "personId" uuid, "username" text,
        "txid" text, "result" text, "reason" text, "factor" text, "application" text, "ip" text, "country" text,
        "trustLevel" text, "action" text, "actor" text, "dictionary" smallint),
      unnest(${keys}::bytea[]),
      unnest(${raws}::bytea[])
    ) AS r("occurredAt", "personId", "username", "txid", "result", "reason", "factor", "application", "ip", "country",
      "trustLevel", "action", "actor", "dictionary", "key", "raw")
    ${mutable ? TAKE_NEWER : KEEP_FIRST}
    RETURNING encode("signalKey", 'hex') AS key`;
  const written = rows.map((row) => row.key);
  return {
    added: new Set(written.filter((key) => !before.has(key))),
    updated: new Set(written.filter((key) => before.has(key))),
  };
}

/** Those of the signals that are here already, by key in hex. */
async function storedKeys(
  accountId: string,
  tx: Transaction,
  signals: readonly NewSignal[],
): Promise<Set<string>> {
  // One look into the primary key for each: events of a month must not cost reading all signals of a month.
  const rows = await tx.$queryRaw<{ key: string }[]>`
    SELECT encode(w."key", 'hex') AS key
    FROM unnest(${signals.map((signal) => new Uint8Array(signal.key))}::bytea[],
      ${signals.map((signal) => new Date(signal.occurredAt).toISOString())}::timestamptz[]) AS w("key", "at")
    CROSS JOIN LATERAL (
      SELECT FROM "signal" s WHERE s."accountId" = ${accountId}::uuid AND s."occurredAt" = w."at"
        AND s."signalKey" = w."key" LIMIT 1
    ) here`;
  return new Set(rows.map((row) => row.key));
}

/**
 * How many signals of a stream in a window are here, and the newest one's instant. Both ends are in it; epoch ms. What was
 * erased or is not kept was here as well: the vendor counts it, and it is not asked for again.
 */
export async function storedInWindow(
  accountId: string,
  tx: Transaction,
  key: StreamKey,
  window: { from: number; to: number },
): Promise<{ signals: number; newest: number | null }> {
  const within = Prisma.sql`w."accountId" = ${accountId}::uuid AND w."integrationId" = ${key.integrationId}::uuid
    AND w."stream" = ${streamNumber(key.stream)}::smallint
    AND w."occurredAt" >= ${new Date(window.from)} AND w."occurredAt" <= ${new Date(window.to)}`;
  const [row] = await tx.$queryRaw<{ signals: bigint; newest: Date | null }[]>`
    SELECT sum("signals") AS signals, max("newest") AS newest FROM (
      SELECT count(*) AS "signals", max("occurredAt") AS "newest" FROM "signal" w WHERE ${within}
      UNION ALL
      SELECT count(*), max("occurredAt") FROM "erased_record" w WHERE ${within}
        AND NOT EXISTS (SELECT FROM "signal" s WHERE s."accountId" = w."accountId" AND s."occurredAt" = w."occurredAt"
          AND s."signalKey" = w."signalKey")) here`;
  return { signals: Number(row?.signals ?? 0), newest: row?.newest?.getTime() ?? null };
}

/** One assessment or lock-out of a person, as the window of a detector needs it. */
export interface AssessmentRow {
  readonly personId: string;
  readonly signalKey: string;
  /** Epoch milliseconds. */
  readonly occurredAt: number;
  readonly text: string;
}

/**
 * The assessments and lock-outs of people on whole UTC days from `from` to `to`, with the one just before in each
 * integration, and on to the day of the one just after in whichever has it last: as much as decides every fall of trust on
 * those days, and no more. What a backfill brought is left out: nothing may rest on it, and it comes in any order.
 */
export async function assessmentsAround(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
  from: number,
  to: number,
): Promise<(AssessmentRow & { readonly integrationId: string })[]> {
  if (personIds.length === 0) return [];
  const rows = await tx.$queryRaw<
    {
      personId: string;
      integrationId: string;
      key: string;
      occurredAt: Date;
      dictionary: number;
      raw: Uint8Array;
    }[]
  >`
    WITH people AS (
      SELECT DISTINCT "personId", "integrationId" FROM "person_alias"
      WHERE "accountId" = ${accountId}::uuid AND "personId" = ANY(${personIds}::uuid[])
    ),
    bounds AS (
      SELECT people."personId", people."integrationId",
        coalesce((SELECT max(s."occurredAt") FROM "signal" s
          WHERE s."accountId" = ${accountId}::uuid AND s."personId" = people."personId"
            AND s."integrationId" = people."integrationId"
            AND s."trustLevel" IN ('LOW', 'NORMAL') AND s."backfill" IS NOT TRUE
            AND s."occurredAt" < ${new Date(from)}), ${new Date(from)}) AS "from",
        max(coalesce(date_trunc('day', (SELECT min(s."occurredAt") FROM "signal" s
          WHERE s."accountId" = ${accountId}::uuid AND s."personId" = people."personId"
            AND s."integrationId" = people."integrationId"
            AND s."trustLevel" IN ('LOW', 'NORMAL') AND s."backfill" IS NOT TRUE
            AND s."occurredAt" >= ${new Date(to)}), 'UTC') + interval '1 day',
          ${new Date(to)})) OVER (PARTITION BY people."personId") AS "to"
      FROM people
    )
    SELECT s."personId", s."integrationId", encode(s."signalKey", 'hex') AS key, s."occurredAt", s."dictionary", s."raw"
    FROM bounds JOIN "signal" s ON s."accountId" = ${accountId}::uuid AND s."personId" = bounds."personId"
      AND s."integrationId" = bounds."integrationId"
      AND s."occurredAt" >= bounds."from" AND s."occurredAt" < bounds."to"
      AND (s."trustLevel" IS NOT NULL OR s."reason" = 'locked_out') AND s."backfill" IS NOT TRUE
    ORDER BY s."occurredAt", s."signalKey"`;
  return rows.map((row) => ({
    personId: row.personId,
    integrationId: row.integrationId,
    signalKey: row.key,
    occurredAt: row.occurredAt.getTime(),
    text: unpackRecord({ dictionary: row.dictionary, bytes: row.raw }),
  }));
}

/** Those of the people who have a LOW assessment at or after their instant (epoch ms): equal ones go by their keys. */
export async function peopleWithLaterLowTrust(
  accountId: string,
  tx: Transaction,
  after: ReadonlyMap<string, number>,
): Promise<string[]> {
  if (after.size === 0) return [];
  const pairs = [...after].map(([personId, at]) => ({ personId, at: new Date(at).toISOString() }));
  const rows = await tx.$queryRaw<{ personId: string }[]>`
    SELECT k."personId" FROM jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) AS k("personId" uuid, "at" timestamptz)
    WHERE EXISTS (SELECT FROM "signal" s WHERE s."accountId" = ${accountId}::uuid AND s."personId" = k."personId"
      AND s."trustLevel" = 'LOW' AND s."backfill" IS NOT TRUE AND s."occurredAt" >= k."at")`;
  return rows.map((row) => row.personId);
}

/** Adds to the counters that charts read: signals by 15-minute UTC bucket and result. */
export async function countSignals(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  stream: string,
  signals: readonly { occurredAt: number; result: string | null }[],
): Promise<void> {
  const counts = new Map<string, { bucket: string; result: string; signals: number }>();
  for (const signal of signals) {
    const bucket = new Date(Math.floor(signal.occurredAt / 900_000) * 900_000).toISOString();
    const result = signal.result ?? 'other';
    const count = counts.get(`${bucket} ${result}`) ?? { bucket, result, signals: 0 };
    count.signals += 1;
    counts.set(`${bucket} ${result}`, count);
  }
  if (counts.size === 0) return;
  await tx.$executeRaw`
    INSERT INTO "signal_counter" ("accountId", "integrationId", "bucket", "stream", "result", "signals")
    SELECT ${accountId}::uuid, ${integrationId}::uuid, r."bucket", ${streamNumber(stream)}::smallint, r."result", r."signals"
    FROM jsonb_to_recordset(${JSON.stringify([...counts.values()])}::jsonb)
      AS r("bucket" timestamptz, "result" text, "signals" int)
    ORDER BY r."bucket", r."result"
    ON CONFLICT ("accountId", "integrationId", "bucket", "stream", "result")
      DO UPDATE SET "signals" = "signal_counter"."signals" + excluded."signals"`;
}
