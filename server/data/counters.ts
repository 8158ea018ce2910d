import type { Transaction } from './database';

/** Events of one kind from one integration in one bar. */
export interface EventCount {
  /** Index of the bar from the start of the window. */
  readonly bar: number;
  readonly kind: string;
  readonly integrationId: string;
  readonly events: number;
}

/** Events by bar, kind and integration from the counters. `from` and `barMs` are on 15-minute edges; epoch ms. */
export async function countEventsByBar(
  accountId: string,
  tx: Transaction,
  window: { from: number; to: number; barMs: number },
): Promise<EventCount[]> {
  return tx.$queryRaw<EventCount[]>`
    SELECT floor(extract(epoch FROM "bucket" - ${new Date(window.from)}::timestamptz) * 1000 / ${window.barMs})::int AS bar,
      "kind", "integrationId", sum("events")::int AS events
    FROM "event_counter"
    WHERE "accountId" = ${accountId}::uuid AND "bucket" >= ${new Date(window.from)} AND "bucket" < ${new Date(window.to)}
    GROUP BY 1, 2, 3 HAVING sum("events") <> 0`;
}

/** People with standing events by kind, and over all kinds under the kind null. Half open window, epoch ms. */
export async function countPeopleByKind(
  accountId: string,
  tx: Transaction,
  window: { from: number; to: number },
): Promise<Map<string | null, number>> {
  const rows = await tx.$queryRaw<{ kind: string | null; people: bigint }[]>`
    SELECT "kind", count(DISTINCT "personId") AS people FROM "identity_event"
    WHERE "accountId" = ${accountId}::uuid AND "retractedAt" IS NULL
      AND "occurredAt" >= ${new Date(window.from)} AND "occurredAt" < ${new Date(window.to)}
    GROUP BY ROLLUP ("kind")`;
  return new Map(rows.map((row) => [row.kind, Number(row.people)]));
}

/** People with standing events in the window, of one kind or any, with how many. */
export async function countEventsByPerson(
  accountId: string,
  tx: Transaction,
  window: { from: number; to: number },
  kind: string | null,
): Promise<Map<string, number>> {
  const rows = await tx.$queryRaw<{ personId: string; events: bigint }[]>`
    SELECT "personId", count(*) AS events FROM "identity_event"
    WHERE "accountId" = ${accountId}::uuid AND "retractedAt" IS NULL
      AND "occurredAt" >= ${new Date(window.from)} AND "occurredAt" < ${new Date(window.to)}
      AND (${kind}::text IS NULL OR "kind" = ${kind})
    GROUP BY "personId"`;
  return new Map(rows.map((row) => [row.personId, Number(row.events)]));
}

/** Milliseconds of one row of the counters; buckets begin on quarters of an hour in UTC. */
const BUCKET_MS = 900_000;

/**
 * Signals since an instant (epoch ms), by integration. Counted in whole buckets from the one that holds the instant, so
 * up to 15 minutes more than asked for, and never less.
 */
export async function countSignalsSince(
  accountId: string,
  tx: Transaction,
  since: number,
): Promise<Map<string, number>> {
  const from = new Date(Math.floor(since / BUCKET_MS) * BUCKET_MS);
  const rows = await tx.$queryRaw<{ integrationId: string; signals: bigint }[]>`
    SELECT "integrationId", sum("signals") AS signals FROM "signal_counter"
    WHERE "accountId" = ${accountId}::uuid AND "bucket" >= ${from} GROUP BY "integrationId"`;
  return new Map(rows.map((row) => [row.integrationId, Number(row.signals)]));
}
