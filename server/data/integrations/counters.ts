import type { Transaction } from '@/server/data/database';
import { NOT_DISMISSED } from '@/server/data/detection/mark-events';
import { EVENTS_OF_NOW, type EventTables } from '@/server/data/events/event-tables';
import { Prisma } from '@/server/data/generated/client';

/** Milliseconds of one row of the counters; buckets begin on quarters of an hour in UTC. */
const BUCKET_MS = 900_000;

/** Events of one kind from one integration in one bar. */
export interface EventCount {
  /** Index of the bar from the start of the window. */
  readonly bar: number;
  readonly kind: string;
  readonly integrationId: string;
  readonly events: number;
}

/**
 * Events by bar, kind and integration from the counters. `from` and `barMs` are on 15-minute edges; epoch ms. Where the
 * window ends within a quarter of an hour, the events of what it has of that are counted themselves.
 */
export async function countEventsByBar(
  accountId: string,
  tx: Transaction,
  window: { from: number; to: number; barMs: number },
  tables: EventTables = EVENTS_OF_NOW,
): Promise<EventCount[]> {
  const quarter = Math.floor(window.to / BUCKET_MS) * BUCKET_MS;
  const rest =
    quarter === window.to
      ? Prisma.empty
      : Prisma.sql`UNION ALL SELECT "occurredAt", "kind", "integrationId", 1 FROM "identity_event" e
          WHERE "accountId" = ${accountId}::uuid AND "retractedAt" IS NULL AND ${NOT_DISMISSED}
            AND "occurredAt" >= ${new Date(Math.max(window.from, quarter))} AND "occurredAt" < ${new Date(window.to)}`;
  return tx.$queryRaw<EventCount[]>`
    ${tables} SELECT floor(date_part('epoch', c."at" - ${new Date(window.from)}::timestamptz) * 1000 / ${window.barMs}::float8)::int AS bar,
      c."kind", c."integrationId", sum(c."events")::int AS events
    FROM (
      SELECT "bucket" AS "at", "kind", "integrationId", "events" FROM "event_counter"
      WHERE "accountId" = ${accountId}::uuid AND "bucket" >= ${new Date(window.from)} AND "bucket" < ${new Date(quarter)}
      ${rest}
    ) c
    GROUP BY 1, 2, 3 HAVING sum(c."events") <> 0`;
}

/** People with standing events that count, by kind, and over all kinds under the kind null. Half open window, epoch ms. */
export async function countPeopleByKind(
  accountId: string,
  tx: Transaction,
  window: { from: number; to: number },
  tables: EventTables = EVENTS_OF_NOW,
): Promise<Map<string | null, number>> {
  const rows = await tx.$queryRaw<{ kind: string | null; people: bigint }[]>`
    ${tables} SELECT "kind", count(DISTINCT "personId") AS people FROM "identity_event" e
    WHERE "accountId" = ${accountId}::uuid AND "retractedAt" IS NULL AND ${NOT_DISMISSED}
      AND "occurredAt" >= ${new Date(window.from)} AND "occurredAt" < ${new Date(window.to)}
    GROUP BY ROLLUP ("kind")`;
  return new Map(rows.map((row) => [row.kind, Number(row.people)]));
}

/** People with standing events that count, by the integration these came from. Half open window, epoch ms. */
export async function countPeopleBySource(
  accountId: string,
  tx: Transaction,
  window: { from: number; to: number },
  tables: EventTables = EVENTS_OF_NOW,
): Promise<Map<string, number>> {
  const rows = await tx.$queryRaw<{ integrationId: string; people: number }[]>`
    ${tables} SELECT "integrationId", count(DISTINCT "personId")::int AS people FROM "identity_event" e
    WHERE "accountId" = ${accountId}::uuid AND "retractedAt" IS NULL AND ${NOT_DISMISSED}
      AND "occurredAt" >= ${new Date(window.from)} AND "occurredAt" < ${new Date(window.to)}
    GROUP BY 1`;
  return new Map(rows.map((row) => [row.integrationId, row.people]));
}

/** Signals of a window of whole quarters of an hour (epoch milliseconds, half open), by integration. */
export async function countSignalsIn(
  accountId: string,
  tx: Transaction,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<Map<string, number>> {
  const rows = await tx.$queryRaw<{ integrationId: string; signals: bigint }[]>`
    SELECT "integrationId", sum("signals") AS signals FROM "signal_counter"
    WHERE "accountId" = ${accountId}::uuid AND "bucket" >= ${new Date(from)} AND "bucket" < ${new Date(to)}
    GROUP BY "integrationId"`;
  return new Map(rows.map((row) => [row.integrationId, Number(row.signals)]));
}

/** Signals in one hour. */
export interface HourCount {
  /** Whole hours before the end of the newest: 0 is the hour that ends at `end`. */
  readonly hoursBack: number;
  readonly signals: number;
}

/**
 * Signals of one stream by hour, back from `end` (epoch milliseconds, on an edge of 15 minutes). Only
 * hours whose place in their week is at most `hoursOfDay` before that of `end` are counted, `weeks` weeks back.
 */
export async function countSignalsByHour(
  accountId: string,
  tx: Transaction,
  key: { readonly integrationId: string; readonly stream: number },
  end: number,
  { weeks, hoursOfDay }: { readonly weeks: number; readonly hoursOfDay: number },
): Promise<HourCount[]> {
  const from = new Date(end - (weeks * 168 + hoursOfDay) * 3_600_000);
  return tx.$queryRaw<HourCount[]>`
    SELECT "hoursBack", sum("signals")::int AS signals
    FROM (
      SELECT "signals",
        ceil(extract(epoch FROM ${new Date(end)}::timestamptz - "bucket") / 3600)::int - 1 AS "hoursBack"
      FROM "signal_counter"
      WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${key.integrationId}::uuid
        AND "stream" = ${key.stream}::smallint AND "bucket" >= ${from} AND "bucket" < ${new Date(end)}
    ) hours
    WHERE "hoursBack" % 168 < ${hoursOfDay}::int
    GROUP BY 1`;
}

/**
 * Signals of streams in the hour before an instant (epoch milliseconds, on an edge of 15 minutes) and in the same hour of so
 * many weeks before, by integration and weeks back, as in `<id> 3`.
 */
export async function countHourOverWeeks(
  accountId: string,
  tx: Transaction,
  hours: readonly { readonly integrationId: string; readonly stream: number; readonly end: number }[],
  weeks: number,
): Promise<Map<string, number>> {
  const asked = JSON.stringify(
    hours.map(({ end, ...key }) => ({ ...key, end: new Date(end).toISOString() })),
  );
  const rows = await tx.$queryRaw<{ integrationId: string; week: number; signals: number }[]>`
    SELECT h."integrationId", w AS week, o."signals"
    FROM jsonb_to_recordset(${asked}::jsonb) AS h("integrationId" uuid, "stream" smallint, "end" timestamptz)
    CROSS JOIN generate_series(0, ${weeks}::int) w
    -- Each hour by itself from the index: joined, PostgreSQL reads the counters of all time.
    CROSS JOIN LATERAL (SELECT sum(c."signals")::int AS "signals" FROM "signal_counter" c
      WHERE c."accountId" = ${accountId}::uuid AND c."integrationId" = h."integrationId"
        AND c."bucket" >= h."end" - w * interval '168 hours' - interval '1 hour'
        AND c."bucket" < h."end" - w * interval '168 hours' AND c."stream" = h."stream") o
    WHERE o."signals" IS NOT NULL`;
  return new Map(rows.map(({ integrationId, week, signals }) => [`${integrationId} ${week}`, signals]));
}

/** Counters that are asked for: all of these must hold. */
export interface CounterNarrowing {
  readonly streams: readonly { readonly numbers: readonly number[]; readonly negated: boolean }[];
  readonly integrations: readonly { readonly ids: readonly string[]; readonly negated: boolean }[];
  readonly results: readonly { readonly values: readonly string[]; readonly negated: boolean }[];
}

/**
 * Signals by bars of a width, by the beginning of the bar. Window and width are whole quarters of an hour; all in epoch
 * milliseconds.
 */
export async function countSignalsByBucket(
  accountId: string,
  tx: Transaction,
  window: { readonly from: number; readonly to: number },
  bucketMs: number,
  { streams, integrations, results }: CounterNarrowing,
): Promise<Map<number, number>> {
  const wanted = [
    ...streams.map(
      ({ numbers, negated }) => Prisma.sql`("stream" = ANY(${[...numbers]}::smallint[])) <> ${negated}`,
    ),
    ...integrations.map(
      ({ ids, negated }) => Prisma.sql`("integrationId" = ANY(${[...ids]}::uuid[])) <> ${negated}`,
    ),
    ...results.map(
      ({ values, negated }) => Prisma.sql`("result" = ANY(${[...values]}::text[])) <> ${negated}`,
    ),
    Prisma.sql`true`,
  ];
  const rows = await tx.$queryRaw<{ start: number; signals: number }[]>`
    SELECT floor(extract(epoch FROM "bucket") * 1000 / ${bucketMs}::float8)::float8 * ${bucketMs}::float8 AS start,
      sum("signals")::float8 AS signals
    FROM "signal_counter"
    WHERE "accountId" = ${accountId}::uuid AND "integrationId" IN (SELECT "id" FROM "integration"
        WHERE "accountId" = ${accountId}::uuid)
      AND "bucket" >= ${new Date(window.from)} AND "bucket" < ${new Date(window.to)}
      AND ${Prisma.join(wanted, ' AND ')}
    GROUP BY 1`;
  return new Map(rows.map(({ start, signals }) => [start, signals]));
}

/** How often each kind fired from one integration, in all and since an instant, and when last. */
export interface KindFired {
  readonly kind: string;
  readonly events: number;
  readonly lastAt: Date | null;
}

/** Standing events of one integration by kind since an instant (epoch ms), with the newest of each. */
export async function countKindsFired(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  since: number,
): Promise<KindFired[]> {
  return tx.$queryRaw<KindFired[]>`
    SELECT "kind", count(*) FILTER (WHERE "occurredAt" >= ${new Date(since)})::int AS events,
      max("occurredAt") AS "lastAt"
    FROM "identity_event"
    WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${integrationId}::uuid AND "retractedAt" IS NULL
    GROUP BY "kind"`;
}

/** Names of the vendor's detections that Parapet has no kind for, with how often each came. */
export async function countUnknownNames(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  since: number,
): Promise<{ name: string; events: number }[]> {
  return tx.$queryRaw<{ name: string; events: number }[]>`
    SELECT n."name", count(*)::int AS events
    FROM "identity_event" e, jsonb_array_elements_text(e."facts" -> 'names') AS n("name")
    WHERE e."accountId" = ${accountId}::uuid AND e."integrationId" = ${integrationId}::uuid
      AND e."kind" = 'other_duo_detection' AND e."retractedAt" IS NULL AND e."occurredAt" >= ${new Date(since)}
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 50`;
}

/** Standing events of an account by kind since an instant (epoch milliseconds), and how many of them were dismissed. */
export async function countFired(
  accountId: string,
  tx: Transaction,
  since: number,
): Promise<{ kind: string; fired: number; dismissed: number }[]> {
  return tx.$queryRaw<{ kind: string; fired: number; dismissed: number }[]>`
    SELECT "kind", count(*)::int AS fired,
      count(*) FILTER (WHERE "disposition" IN ('benign', 'false_positive'))::int AS dismissed
    FROM "identity_event"
    WHERE "accountId" = ${accountId}::uuid AND "retractedAt" IS NULL AND "occurredAt" >= ${new Date(since)}
    GROUP BY "kind"`;
}
