import type { Transaction } from '@/server/data/database';
import { Prisma } from '@/server/data/generated/client';
import { isFromNetwork } from './signal-address';
import type { ValueColumn } from './signal-values';

/** Records that one search may look at before it is too wide: about a tenth of a second's reading. */
export const MOST_READ = 50_000;
/** The same of records that have to be unpacked, which takes longer. */
export const MOST_UNPACKED = 2_000;

/** What a signal must be, or with `negated` must not be. */
export type Condition = { readonly negated: boolean } & (
  | { readonly kind: 'people'; readonly ids: readonly string[] }
  | { readonly kind: 'username'; readonly pattern: string }
  | { readonly kind: 'network'; readonly network: string }
  | {
      readonly kind: 'values';
      readonly any: readonly { readonly field: ValueColumn; readonly value: string }[];
    }
  /** The record says nothing of it. */
  | { readonly kind: 'unsaid'; readonly field: ValueColumn }
  | { readonly kind: 'streams'; readonly numbers: readonly number[] }
  | { readonly kind: 'integrations'; readonly ids: readonly string[] }
  | { readonly kind: 'transaction'; readonly pattern: string }
);

/** By which index the signals are found, newest or oldest first. */
export type Access =
  | { readonly by: 'time' }
  | { readonly by: 'people'; readonly ids: readonly string[] }
  | { readonly by: 'network'; readonly network: string };

/** Where a page begins, and which way it goes. */
export interface SignalCursor {
  /** Epoch milliseconds. */
  readonly at: number;
  /** Key of the signal, in hex. */
  readonly key: string;
  readonly toward: 'older' | 'newer';
}

/** One way of finding signals: an index, and what else must hold. Instants are epoch milliseconds, half open. */
export interface SignalQuery {
  readonly access: Access;
  readonly conditions: readonly Condition[];
  readonly from: number;
  readonly to: number;
}

/** A stored signal as it is listed. */
export interface SignalRowData {
  readonly occurredAt: Date;
  readonly key: string;
  readonly integrationId: string;
  readonly stream: number;
  readonly personId: string | null;
  readonly receivedAt: Date;
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
  readonly backfill: boolean | null;
}

/** With the record itself, packed. */
export interface PackedSignalRow extends SignalRowData {
  readonly dictionary: number;
  readonly raw: Uint8Array;
}

/** Columns of signal `s` as they are listed. */
export const SIGNAL_COLUMNS = Prisma.sql`s."occurredAt", encode(s."signalKey", 'hex') AS key, s."integrationId",
  s."stream", s."personId", s."receivedAt", s."username", s."txid", s."result", s."reason", s."factor",
  s."application", host(s."ip") AS ip, s."country", s."trustLevel", s."action", s."actor", s."backfill"`;

/**
 * From here on each search of the transaction is planned for its own values: a plan for any value reads whole months
 * where one value needs a few rows. Compiling costs more than it gains on rows so few.
 */
export async function planEachSearch(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT set_config('plan_cache_mode', 'force_custom_plan', true), set_config('jit', 'off', true)`;
}

/**
 * Signals of a query beside a cursor, with their records: the newest first, or going to the newer ones the oldest first.
 */
export async function findSignals(
  accountId: string,
  tx: Transaction,
  query: SignalQuery,
  cursor: SignalCursor | null,
  limit: number,
): Promise<PackedSignalRow[]> {
  return tx.$queryRaw<PackedSignalRow[]>`
    SELECT ${SIGNAL_COLUMNS}, s."dictionary", s."raw" FROM ${matching(accountId, query, cursor, limit)}
    ${ordered(cursor)} LIMIT ${limit}`;
}

/** One signal with its record; null where there is none. */
export async function findSignal(
  accountId: string,
  tx: Transaction,
  at: number,
  key: string,
): Promise<PackedSignalRow | null> {
  const [row] = await tx.$queryRaw<PackedSignalRow[]>`
    SELECT ${SIGNAL_COLUMNS}, s."dictionary", s."raw" FROM "signal" s WHERE s."accountId" = ${accountId}::uuid
      AND s."occurredAt" = ${new Date(at)} AND s."signalKey" = ${new Uint8Array(Buffer.from(key, 'hex'))}`;
  return row ?? null;
}

/**
 * Where reading stopped because there was more than a search may read: the nearest instant that was left out, in epoch
 * milliseconds; null where all was read.
 */
export async function readUpTo(
  accountId: string,
  tx: Transaction,
  query: SignalQuery,
  cursor: SignalCursor | null,
): Promise<number | null> {
  const end = cursor?.toward === 'newer' ? Prisma.sql`min` : Prisma.sql`max`;
  const [row] = await tx.$queryRaw<{ at: Date | null }[]>`
    SELECT ${end}(s."occurredAt") AS at FROM ${driver(query)} CROSS JOIN LATERAL (
      SELECT s."occurredAt" FROM "signal" s WHERE ${within(accountId, query, cursor)}
      ${ordered(cursor)} OFFSET ${readEach(query)} LIMIT 1) s`;
  return row?.at?.getTime() ?? null;
}

/** How many signals come from a network in a window, counted up to a bound. */
export async function countFromNetwork(
  accountId: string,
  tx: Transaction,
  network: string,
  { from, to }: { readonly from: number; readonly to: number },
  most: number,
): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (SELECT FROM "signal" s WHERE s."accountId" = ${accountId}::uuid
      AND ${isFromNetwork(network)} AND s."occurredAt" >= ${new Date(from)} AND s."occurredAt" < ${new Date(to)}
      LIMIT ${most}) found`;
  return row?.count ?? 0;
}

/** Signals of any of the queries by the bucket they lie in, each once. Buckets are epoch milliseconds. */
export async function countMatching(
  accountId: string,
  tx: Transaction,
  queries: readonly SignalQuery[],
  bucketMs: number,
): Promise<Map<number, number>> {
  if (queries.length === 0) return new Map();
  const parts = queries.map(
    (query) =>
      Prisma.sql`SELECT s."occurredAt", s."signalKey" FROM ${matching(accountId, query, null, MOST_READ)}`,
  );
  const rows = await tx.$queryRaw<{ bucket: number; signals: number }[]>`
    SELECT floor(extract(epoch FROM "occurredAt") * 1000 / ${bucketMs}::float8)::float8 * ${bucketMs}::float8 AS bucket,
      count(*)::int AS signals
    FROM (${Prisma.join(parts, ' UNION ')}) matching GROUP BY 1`;
  return new Map(rows.map(({ bucket, signals }) => [bucket, signals]));
}

/** What is read for each of those whom the index is asked for. */
function readEach({ access }: SignalQuery): number {
  return access.by === 'people' ? Math.max(1_000, Math.floor(MOST_READ / access.ids.length)) : MOST_READ;
}

/**
 * The signals `s` that match. The inner query reads by one index, in order and no more than may be read; the next one
 * takes what matches. Neither is merged into the other because of its limit, so the index is the one that was chosen.
 */
function matching(
  accountId: string,
  query: SignalQuery,
  cursor: SignalCursor | null,
  limit: number,
): Prisma.Sql {
  return Prisma.sql`${driver(query)} CROSS JOIN LATERAL (
    SELECT * FROM (
      SELECT * FROM "signal" s WHERE ${within(accountId, query, cursor)} ${ordered(cursor)} LIMIT ${readEach(query)}
    ) s WHERE ${holds(query.conditions)} ${ordered(cursor)} LIMIT ${limit}) s`;
}

function driver({ access }: SignalQuery): Prisma.Sql {
  return access.by === 'people'
    ? Prisma.sql`unnest(${[...access.ids]}::uuid[]) AS w("id")`
    : Prisma.sql`(SELECT 1) AS w("id")`;
}

function within(accountId: string, query: SignalQuery, cursor: SignalCursor | null): Prisma.Sql {
  const { access, from, to } = query;
  const parts = [
    Prisma.sql`s."accountId" = ${accountId}::uuid AND s."occurredAt" >= ${new Date(from)}
      AND s."occurredAt" < ${new Date(to)}`,
  ];
  if (access.by === 'people') parts.push(Prisma.sql`s."personId" = w."id"`);
  if (access.by === 'network')
    parts.push(
      access.network.includes('/')
        ? isFromNetwork(access.network)
        : Prisma.sql`s."ip" = ${access.network}::inet`,
    );
  if (cursor !== null) {
    const at = new Date(cursor.at);
    const key = new Uint8Array(Buffer.from(cursor.key, 'hex'));
    parts.push(
      cursor.toward === 'older'
        ? Prisma.sql`s."occurredAt" <= ${at} AND (s."occurredAt" < ${at} OR s."signalKey" < ${key})`
        : Prisma.sql`s."occurredAt" >= ${at} AND (s."occurredAt" > ${at} OR s."signalKey" > ${key})`,
    );
  }
  return Prisma.join(parts, ' AND ');
}

function ordered(cursor: SignalCursor | null): Prisma.Sql {
  return cursor?.toward === 'newer'
    ? Prisma.sql`ORDER BY s."occurredAt", s."signalKey"`
    : Prisma.sql`ORDER BY s."occurredAt" DESC, s."signalKey" DESC`;
}

/** Whether the conditions hold of signal `s`. What a record does not say is not what was asked for. */
function holds(conditions: readonly Condition[]): Prisma.Sql {
  if (conditions.length === 0) return Prisma.sql`true`;
  const parts = conditions.map((condition) => {
    const positive = Prisma.sql`coalesce(${isSo(condition)}, false)`;
    return condition.negated ? Prisma.sql`NOT ${positive}` : positive;
  });
  return Prisma.join(parts, ' AND ');
}

function isSo(condition: Condition): Prisma.Sql {
  switch (condition.kind) {
    case 'people':
      return Prisma.sql`s."personId" = ANY(${[...condition.ids]}::uuid[])`;
    case 'username':
      return Prisma.sql`s."username" ILIKE ${condition.pattern}`;
    case 'network':
      return isFromNetwork(condition.network);
    case 'values':
      return isOneOf(condition.any);
    case 'unsaid':
      return Prisma.sql`coalesce(s.${Prisma.raw(`"${condition.field}"`)}, '') = ''`;
    case 'streams':
      return Prisma.sql`s."stream" = ANY(${[...condition.numbers]}::smallint[])`;
    case 'integrations':
      return Prisma.sql`s."integrationId" = ANY(${[...condition.ids]}::uuid[])`;
    case 'transaction':
      return Prisma.sql`s."txid" ILIKE ${condition.pattern}`;
  }
}

function isOneOf(any: readonly { readonly field: ValueColumn; readonly value: string }[]): Prisma.Sql {
  if (any.length === 0) return Prisma.sql`false`;
  const fields = [...new Set(any.map(({ field }) => field))];
  const parts = fields.map((field) => {
    const values = any.flatMap((one) => (one.field === field ? [one.value] : []));
    return Prisma.sql`coalesce(s.${Prisma.raw(`"${field}"`)} = ANY(${values}::text[]), false)`;
  });
  return Prisma.sql`(${Prisma.join(parts, ' OR ')})`;
}
