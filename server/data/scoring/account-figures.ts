import { z } from 'zod';
import type { AccountFigures } from '@/domain/directory';
import type { Transaction } from '@/server/data/database';
import { toJson } from '@/server/data/json';
import { streamNumber } from '@/server/data/signals/signals';

const KEEP_DAYS = 400;
const BUCKET_MS = 900_000;

const count = z.number().nullable().catch(null);
const figuresSchema = z.object({
  edition: z.string().nullable().catch(null),
  users: count,
  usersPendingDeletion: count,
  administrators: count,
  applications: count,
  telephonyCredits: count,
  retentionDays: count,
  attempts: z
    .object({
      from: z.number(),
      to: z.number(),
      success: z.number(),
      failure: z.number(),
      fraud: z.number(),
      error: z.number(),
    })
    .nullable()
    .catch(null),
});

/** Sign-ins of a stretch of time by how they ended. */
export interface AttemptCounts {
  readonly success: number;
  readonly failure: number;
  readonly fraud: number;
  readonly error: number;
}

/** The vendor's own count of sign-ins beside what is stored of the same time. Epoch milliseconds; half open. */
export interface AttemptComparison {
  readonly from: number;
  readonly to: number;
  readonly vendor: AttemptCounts;
  readonly ours: AttemptCounts;
  readonly equal: boolean;
  /** Whether the whole stretch was collected. Where it was not, a difference says nothing. */
  readonly complete: boolean;
}

/** What the vendor last said of the whole account. */
export interface LatestFigures {
  /** Epoch milliseconds of the answer. */
  readonly at: number;
  readonly figures: Omit<AccountFigures, 'attempts'>;
  /** Null where the vendor gave no count. */
  readonly attempts: AttemptComparison | null;
}

/** Keeps one answer of the vendor, for 400 days, and what it says of edition and retention with the integration. */
export async function insertFigures(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  figures: AccountFigures,
  now: number,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "account_figures" ("accountId", "integrationId", "at", "body")
    VALUES (${accountId}::uuid, ${integrationId}::uuid, ${new Date(now)}, ${JSON.stringify(toJson(figures))}::jsonb)
    ON CONFLICT DO NOTHING`;
  await tx.accountFigures.deleteMany({
    where: { accountId, integrationId, at: { lt: new Date(now - KEEP_DAYS * 86_400_000) } },
  });
  await tx.integration.updateMany({
    where: { accountId, id: integrationId },
    data: {
      retentionDays: figures.retentionDays,
      ...(figures.edition === null ? {} : { edition: figures.edition }),
    },
  });
}

/**
 * The newest figures of an integration, null before there are any, with its count of sign-ins compared with what is
 * stored at this moment: a record that comes late makes them equal.
 */
export async function latestFigures(
  accountId: string,
  tx: Transaction,
  integrationId: string,
): Promise<LatestFigures | null> {
  const row = await tx.accountFigures.findFirst({
    where: { accountId, integrationId },
    orderBy: { at: 'desc' },
  });
  if (row === null) return null;
  const { attempts, ...figures } = figuresSchema.parse(row.body);
  return {
    at: row.at.getTime(),
    figures,
    attempts: attempts === null ? null : await compare(accountId, tx, integrationId, attempts),
  };
}

/** The stream whose records the vendor counts as attempts. */
const COUNTED_STREAM = 'authentication';

async function compare(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  { from, to, ...vendor }: AttemptCounts & { readonly from: number; readonly to: number },
): Promise<AttemptComparison> {
  const stream = streamNumber(COUNTED_STREAM);
  const window = { from: new Date(from), to: new Date(to) };
  // Counters are by quarter hours; a day in another zone may not end on one.
  const onEdges = from % BUCKET_MS === 0 && to % BUCKET_MS === 0;
  const rows = onEdges
    ? await tx.$queryRaw<{ result: string; signals: bigint }[]>`
        SELECT "result", sum("signals") AS signals FROM "signal_counter"
        WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${integrationId}::uuid
          AND "stream" = ${stream}::smallint AND "bucket" >= ${window.from} AND "bucket" < ${window.to}
        GROUP BY "result"`
    : await tx.$queryRaw<{ result: string; signals: bigint }[]>`
        SELECT coalesce("result", 'other') AS result, count(*) AS signals FROM "signal"
        WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${integrationId}::uuid
          AND "stream" = ${stream}::smallint AND "occurredAt" >= ${window.from} AND "occurredAt" < ${window.to}
        GROUP BY 1`;
  const of = (...results: readonly string[]) =>
    rows.reduce((sum, row) => (results.includes(row.result) ? sum + Number(row.signals) : sum), 0);
  const ours = {
    success: of('success'),
    failure: of('denied', 'failure'),
    fraud: of('fraud'),
    error: of('error'),
  };
  const collected = await tx.stream.findFirst({
    where: { accountId, integrationId, stream: COUNTED_STREAM },
    select: { enabledAt: true, completeUntil: true },
  });
  return {
    from,
    to,
    vendor,
    ours,
    equal:
      ours.success === vendor.success &&
      ours.failure === vendor.failure &&
      ours.fraud === vendor.fraud &&
      ours.error === vendor.error,
    complete:
      collected !== null &&
      collected.enabledAt.getTime() <= from &&
      (collected.completeUntil?.getTime() ?? -Infinity) >= to,
  };
}
