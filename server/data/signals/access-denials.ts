import type { Transaction } from '@/server/data/database';

/** Sign-ins that the access policy stopped. */
export interface DenialCount {
  readonly reason: string;
  /** Empty where the vendor named none. */
  readonly application: string;
  readonly denials: number;
}

/** Milliseconds of one row of the counters; buckets begin on quarters of an hour in UTC. */
const BUCKET_MS = 900_000;

/** Adds denials to the counters that pages read. Instants are epoch milliseconds. */
export async function countDenials(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  denials: readonly {
    readonly occurredAt: number;
    readonly reason: string;
    readonly application: string | null;
  }[],
): Promise<void> {
  if (denials.length === 0) return;
  const counts = new Map<string, { bucket: string; reason: string; application: string; denials: number }>();
  for (const { occurredAt, reason, application } of denials) {
    const bucket = new Date(Math.floor(occurredAt / BUCKET_MS) * BUCKET_MS).toISOString();
    const key = JSON.stringify([bucket, reason, application]);
    const count = counts.get(key) ?? { bucket, reason, application: application ?? '', denials: 0 };
    counts.set(key, { ...count, denials: count.denials + 1 });
  }
  await tx.$executeRaw`
    INSERT INTO "access_denial_counter" AS c ("accountId", "integrationId", "bucket", "reason", "application", "denials")
    SELECT ${accountId}::uuid, ${integrationId}::uuid, r."bucket", r."reason", r."application", r."denials"
    FROM jsonb_to_recordset(${JSON.stringify([...counts.values()])}::jsonb)
      AS r("bucket" timestamptz, "reason" text, "application" text, "denials" int)
    ORDER BY r."bucket", r."reason", r."application"
    ON CONFLICT ("accountId", "integrationId", "bucket", "reason", "application")
      DO UPDATE SET "denials" = c."denials" + excluded."denials"`;
}

/** The edge of the counters that is nearest to an instant (epoch milliseconds). */
export function nearestQuarter(at: number): number {
  return Math.round(at / BUCKET_MS) * BUCKET_MS;
}

/** Denials of a window by reason and application, the most first. Half open, epoch ms, on edges of 15 minutes. */
export async function denialsIn(
  accountId: string,
  tx: Transaction,
  window: { readonly from: number; readonly to: number },
): Promise<DenialCount[]> {
  return tx.$queryRaw<DenialCount[]>`
    SELECT "reason", "application", sum("denials")::int AS denials FROM "access_denial_counter"
    WHERE "accountId" = ${accountId}::uuid AND "bucket" >= ${new Date(window.from)} AND "bucket" < ${new Date(window.to)}
    GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2`;
}

/** Denials by reason and bar of a window, for trends. `barMs` is a multiple of 15 minutes. */
export async function denialsByBar(
  accountId: string,
  tx: Transaction,
  window: { readonly from: number; readonly to: number; readonly barMs: number },
): Promise<{ reason: string; bar: number; denials: number }[]> {
  return tx.$queryRaw`
    SELECT "reason", floor(extract(epoch FROM "bucket" - ${new Date(window.from)}::timestamptz) * 1000 / ${window.barMs})::int AS bar,
      sum("denials")::int AS denials
    FROM "access_denial_counter"
    WHERE "accountId" = ${accountId}::uuid AND "bucket" >= ${new Date(window.from)} AND "bucket" < ${new Date(window.to)}
    GROUP BY 1, 2`;
}
