import type { Transaction } from '@/server/data/database';

/**
 * Adds to, or with -1 takes from, the counters of events by kind and 15-minute UTC bucket. They count the events that
 * stand and are not dismissed.
 */
export async function countEvents(
  accountId: string,
  tx: Transaction,
  changes: readonly { kind: string; occurredAt: number; integrationId: string; by: 1 | -1 }[],
): Promise<void> {
  const counts = new Map<string, { bucket: string; kind: string; integrationId: string; events: number }>();
  for (const { kind, occurredAt, integrationId, by } of changes) {
    const bucket = new Date(Math.floor(occurredAt / 900_000) * 900_000).toISOString();
    const key = `${bucket} ${kind} ${integrationId}`;
    const count = counts.get(key) ?? { bucket, kind, integrationId, events: 0 };
    count.events += by;
    counts.set(key, count);
  }
  const rows = [...counts.values()].filter((count) => count.events !== 0);
  if (rows.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO "event_counter" ("accountId", "bucket", "kind", "integrationId", "events")
    SELECT ${accountId}::uuid, r."bucket", r."kind", r."integrationId", r."events"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS r("bucket" timestamptz, "kind" text, "integrationId" uuid, "events" int)
    ORDER BY r."bucket", r."kind", r."integrationId"
    ON CONFLICT ("accountId", "bucket", "kind", "integrationId")
      DO UPDATE SET "events" = "event_counter"."events" + excluded."events"`;
}
