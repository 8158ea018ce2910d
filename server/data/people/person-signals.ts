import { REGISTERING_ACTIONS } from '@/domain/detection/derived/registration-act';
import type { Transaction } from '@/server/data/database';
import { Prisma } from '@/server/data/generated/client';
import { AUTHENTICATION, REGISTERING } from '@/server/data/signals/authentication-signals';
import { unpackRecord } from '@/server/data/signals/raw-codec';
import { streamNumber } from '@/server/data/signals/signals';

/** One stored authentication of a person, or a registration that another log tells of. */
export interface StoredAuthentication {
  readonly stream: string;
  readonly personId: string;
  readonly integrationId: string;
  /** Hex. */
  readonly signalKey: string;
  /** Epoch milliseconds. */
  readonly occurredAt: number;
  readonly isHistory: boolean;
  readonly text: string;
}

/** Records that are read from PostgreSQL at once: a few megabytes, whoever has them. */
const AT_ONCE = 2_000;
const EVIDENCE_AT_ONCE = 500;

/** What the derived detectors read of the table. */
const READ = Prisma.sql`(s."stream" = ${streamNumber(AUTHENTICATION)}::smallint
  OR s."stream" = ANY(${REGISTERING.map(streamNumber)}::smallint[])
    AND lower(s."action") = ANY(${[...REGISTERING_ACTIONS]}))`;

/** Somebody whose signals are wanted from an instant on (epoch milliseconds), and at most how many they are. */
export interface WantedSignals {
  readonly personId: string;
  readonly from: number;
  readonly signals: number;
}

/**
 * The authentications and registrations of people, of each the oldest first. Never more than a few thousand are in memory:
 * whoever reads them takes out what is needed, and lets go of the texts.
 */
export async function* authenticationsOf(
  accountId: string,
  tx: Transaction,
  wanted: readonly WantedSignals[],
): AsyncGenerator<StoredAuthentication> {
  for (const group of groupsOf(wanted)) {
    let after: { at: Date; key: string } | null = null;
    for (;;) {
      const rows: Row[] = await readChunk(accountId, tx, group, after);
      for (const row of rows) yield storedOf(row);
      const last = rows.at(-1);
      if (last === undefined || rows.length < AT_ONCE) break;
      after = { at: last.occurredAt, key: last.key };
    }
  }
}

/** People whose signals are few are asked for together. */
function groupsOf(wanted: readonly WantedSignals[]): WantedSignals[][] {
  const groups: WantedSignals[][] = [];
  let sum = Infinity;
  for (const one of wanted) {
    sum += one.signals;
    if (sum >= AT_ONCE) {
      groups.push([]);
      sum = one.signals;
    }
    groups.at(-1)?.push(one);
  }
  return groups;
}

interface Row {
  readonly personId: string;
  readonly integrationId: string;
  readonly key: string;
  readonly occurredAt: Date;
  readonly backfill: boolean | null;
  readonly stream: number;
  readonly dictionary: number;
  readonly raw: Uint8Array;
}

const COLUMNS = Prisma.sql`s."integrationId", encode(s."signalKey", 'hex') AS key, s."occurredAt", s."backfill",
  s."stream", s."dictionary", s."raw"`;

async function readChunk(
  accountId: string,
  tx: Transaction,
  group: readonly WantedSignals[],
  after: { readonly at: Date; readonly key: string } | null,
): Promise<Row[]> {
  const beyond =
    after === null
      ? Prisma.empty
      : Prisma.sql`AND s."occurredAt" >= ${after.at}
          AND (s."occurredAt", s."signalKey") > (${after.at}::timestamptz, decode(${after.key}, 'hex'))`;
  return tx.$queryRaw<Row[]>`
    SELECT p."personId", ${COLUMNS}
    FROM unnest(${group.map(({ personId }) => personId)}::uuid[],
      ${group.map(({ from }) => new Date(from).toISOString())}::timestamptz[]) AS p("personId", "from")
    JOIN "signal" s ON s."accountId" = ${accountId}::uuid AND s."personId" = p."personId"
      AND s."occurredAt" >= p."from" AND ${READ} ${beyond}
    ORDER BY s."occurredAt", s."signalKey" LIMIT ${AT_ONCE}`;
}

function storedOf({ personId, integrationId, key, occurredAt, backfill, stream, dictionary, raw }: Row) {
  return {
    stream: REGISTERING.find((id) => streamNumber(id) === stream) ?? AUTHENTICATION,
    personId,
    integrationId,
    signalKey: key,
    occurredAt: occurredAt.getTime(),
    isHistory: backfill === true,
    text: unpackRecord({ dictionary, bytes: raw }),
  };
}

/** A record that an event rests on, by its key (hex) and instant (epoch milliseconds). */
export interface RestsOn {
  readonly eventId: string;
  readonly signalKey: string;
  readonly occurredAt: number;
}

/**
 * The stored records of a person that events rest on, of those that detectors read, as far as they are not kept with
 * their event yet: hundreds at once, for an event may rest on thousands.
 */
export async function* unkeptEvidence(
  accountId: string,
  tx: Transaction,
  personId: string,
  wanted: readonly RestsOn[],
): AsyncGenerator<(StoredAuthentication & Pick<RestsOn, 'eventId'>)[]> {
  for (let at = 0; at < wanted.length; at += EVIDENCE_AT_ONCE) {
    const some = wanted.slice(at, at + EVIDENCE_AT_ONCE);
    const rows = await tx.$queryRaw<(Row & Pick<RestsOn, 'eventId'>)[]>`
      SELECT w."eventId", s."personId", ${COLUMNS}
      FROM unnest(${some.map(({ eventId }) => eventId)}::uuid[], ${some.map(({ signalKey }) => signalKey)}::text[],
        ${some.map(({ occurredAt }) => new Date(occurredAt).toISOString())}::timestamptz[]) AS w("eventId", "key", "at")
      JOIN "signal" s ON s."accountId" = ${accountId}::uuid AND s."occurredAt" = w."at"
        AND s."signalKey" = decode(w."key", 'hex') AND s."personId" = ${personId}::uuid AND ${READ}
      WHERE NOT EXISTS (SELECT FROM "evidence" e WHERE e."accountId" = ${accountId}::uuid
        AND e."eventId" = w."eventId" AND e."signalKey" = decode(w."key", 'hex'))`;
    yield rows.map((row) => ({ ...storedOf(row), eventId: row.eventId }));
  }
}

/** How many signals of any kind each of these people has from an instant on, told up to `most` and one more. */
export async function countSignalsOf(
  accountId: string,
  tx: Transaction,
  wanted: readonly { readonly personId: string; readonly from: number }[],
  most: number,
): Promise<Map<string, number>> {
  if (wanted.length === 0) return new Map();
  const rows = await tx.$queryRaw<{ personId: string; signals: number }[]>`
    SELECT p."personId", (SELECT count(*)::int FROM (SELECT FROM "signal" s WHERE s."accountId" = ${accountId}::uuid
      AND s."personId" = p."personId" AND s."occurredAt" >= p."from" LIMIT ${most + 1}) counted) AS signals
    FROM unnest(${wanted.map(({ personId }) => personId)}::uuid[],
      ${wanted.map(({ from }) => new Date(from).toISOString())}::timestamptz[]) AS p("personId", "from")`;
  return new Map(rows.map(({ personId, signals }) => [personId, signals]));
}

/** What detectors read of a person from an instant on (epoch milliseconds), by UTC day, the newest first. */
export async function countByDay(
  accountId: string,
  tx: Transaction,
  personId: string,
  from: number,
): Promise<{ day: number; signals: number }[]> {
  return tx.$queryRaw<{ day: number; signals: number }[]>`
    SELECT floor(extract(epoch FROM s."occurredAt") / 86400)::int AS day, count(*)::int AS signals
    FROM "signal" s WHERE s."accountId" = ${accountId}::uuid AND s."personId" = ${personId}::uuid
      AND s."occurredAt" >= ${new Date(from)} AND ${READ}
    GROUP BY 1 ORDER BY 1 DESC`;
}

/** The instant from which on detectors read at most `most` records of a person. Epoch milliseconds. */
export async function newestFrom(
  accountId: string,
  tx: Transaction,
  personId: string,
  most: number,
): Promise<number> {
  const [row] = await tx.$queryRaw<{ at: Date }[]>`
    SELECT s."occurredAt" AS at FROM "signal" s
    WHERE s."accountId" = ${accountId}::uuid AND s."personId" = ${personId}::uuid AND ${READ}
    ORDER BY s."occurredAt" DESC OFFSET ${most} LIMIT 1`;
  return row === undefined ? 0 : row.at.getTime() + 1;
}
