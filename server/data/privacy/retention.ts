import { KEEP_EVERYTHING, type Retention, type RetentionKind } from '@/domain/retention';
import type { Transaction } from '@/server/data/database';
import { Prisma } from '@/server/data/generated/client';
import { countOldBaselines, oldestBaseline, removeOldBaselines } from './old-baselines';

/** Kinds that are rows of one table, each with its instant. */
const TABLES = {
  runs: { table: 'run', at: 'startedAt' },
  quarantine: { table: 'quarantine', at: 'firstSeenAt' },
  directory: { table: 'directory_change', at: 'at' },
  notifications: { table: 'notification', at: 'at' },
  audit: { table: 'audit_entry', at: 'at' },
  events: { table: 'identity_event', at: 'occurredAt' },
} as const satisfies Partial<Record<RetentionKind, { table: string; at: string }>>;

/** What an account keeps for how long, and who said so. */
export async function retentionOf(
  accountId: string,
  tx: Transaction,
): Promise<{ days: Retention; setAt: number | null; setByName: string | null }> {
  const row = await tx.retention.findUnique({ where: { accountId } });
  if (row === null) return { days: KEEP_EVERYTHING, setAt: null, setByName: null };
  return {
    days: {
      records: row.recordDays,
      runs: row.runDays,
      quarantine: row.quarantineDays,
      directory: row.directoryDays,
      events: row.eventDays,
      notifications: row.notificationDays,
      audit: row.auditDays,
      baselines: row.baselineDays,
    },
    setAt: row.setAt.getTime(),
    setByName: row.setByName,
  };
}

/** Puts down how long an account keeps what. */
export async function putRetention(
  accountId: string,
  tx: Transaction,
  { records, runs, quarantine, directory, events, notifications, audit, baselines }: Retention,
  set: { readonly at: number; readonly byName: string },
): Promise<void> {
  const fields = {
    ...{ recordDays: records, runDays: runs, quarantineDays: quarantine, directoryDays: directory },
    ...{ eventDays: events, auditDays: audit, baselineDays: baselines, notificationDays: notifications },
    ...{ setAt: new Date(set.at), setByName: set.byName },
  };
  await tx.retention.upsert({ where: { accountId }, create: { accountId, ...fields }, update: fields });
}

/** The oldest of a kind (epoch milliseconds); null where there is none. */
export async function oldestOf(
  accountId: string,
  tx: Transaction,
  kind: RetentionKind,
): Promise<number | null> {
  if (kind === 'baselines') return oldestBaseline(accountId, tx);
  const [row] =
    kind === 'records'
      ? await tx.$queryRaw<{ at: Date | null }[]>`
          SELECT min("bucket") AS at FROM "signal_counter" WHERE "accountId" = ${accountId}::uuid`
      : await tx.$queryRaw<{ at: Date | null }[]>`
          SELECT min(${column(kind)}) AS at FROM ${table(kind)} WHERE "accountId" = ${accountId}::uuid`;
  return row?.at?.getTime() ?? null;
}

/** How many of a kind are older than an instant. Records are counted by quarters of an hour. */
export async function countOlder(
  accountId: string,
  tx: Transaction,
  kind: Exclude<RetentionKind, 'events'>,
  before: number,
): Promise<number> {
  if (kind === 'baselines') return countOldBaselines(accountId, tx, before);
  const at = new Date(before);
  const [row] =
    kind === 'records'
      ? await tx.$queryRaw<{ count: bigint }[]>`
          SELECT coalesce(sum("signals"), 0) AS count FROM "signal_counter"
          WHERE "accountId" = ${accountId}::uuid AND "bucket" < ${quarterBefore(before)}`
      : await tx.$queryRaw<{ count: bigint }[]>`
          SELECT count(*) AS count FROM ${table(kind)}
          WHERE "accountId" = ${accountId}::uuid AND ${column(kind)} < ${at}
            ${among(kind)}`;
  return Number(row?.count ?? 0);
}

/**
 * Removes up to about `limit` of a kind that are older than an instant, oldest first. Returns how many went: 0 where none
 * is left. Events and the audit log are more than rows: each goes in a way of its own.
 */
export async function removeOlder(
  accountId: string,
  tx: Transaction,
  kind: Exclude<RetentionKind, 'events' | 'audit'>,
  before: number,
  limit: number,
): Promise<number> {
  if (kind === 'baselines') return removeOldBaselines(accountId, tx, before, limit);
  if (kind === 'records') return removeOlderRecords(accountId, tx, before, limit);
  return tx.$executeRaw`
    DELETE FROM ${table(kind)} WHERE ctid = ANY(ARRAY(SELECT ctid FROM ${table(kind)}
      WHERE "accountId" = ${accountId}::uuid AND ${column(kind)} < ${new Date(before)}
        ${among(kind)}
      LIMIT ${limit}))`;
}

/** Whole quarters of an hour go, with their counters, by which they are found, and with what search knows of their days. */
async function removeOlderRecords(
  accountId: string,
  tx: Transaction,
  before: number,
  limit: number,
): Promise<number> {
  const end = quarterBefore(before);
  const buckets = await tx.$queryRaw<{ bucket: Date }[]>`
    SELECT "bucket" FROM (
      SELECT "bucket", sum(sum("signals")) OVER (ORDER BY "bucket") - sum("signals") AS before
      FROM "signal_counter" WHERE "accountId" = ${accountId}::uuid AND "bucket" < ${end}
      GROUP BY "bucket" ORDER BY "bucket" LIMIT 2000
    ) counted WHERE before < ${limit} ORDER BY "bucket"`;
  const last = buckets.at(-1);
  if (last === undefined) return 0;
  const gone = await tx.$executeRaw`
    DELETE FROM "signal" WHERE "accountId" = ${accountId}::uuid
      AND "occurredAt" < ${last.bucket}::timestamptz + interval '15 minutes'`;
  const counted = await tx.$executeRaw`
    DELETE FROM "signal_counter" WHERE "accountId" = ${accountId}::uuid AND "bucket" <= ${last.bucket}`;
  await tx.$executeRaw`
    DELETE FROM "signal_value" WHERE "accountId" = ${accountId}::uuid
      AND "day" < floor(extract(epoch FROM ${last.bucket}::timestamptz) / 86400)`;
  return Math.max(gone, counted);
}

const QUARTER_MS = 900_000;

function quarterBefore(at: number): Date {
  return new Date(Math.floor(at / QUARTER_MS) * QUARTER_MS);
}

function table(kind: keyof typeof TABLES): Prisma.Sql {
  return Prisma.raw(`"${TABLES[kind].table}"`);
}

/** A run that goes on stays; so does who was joined with whom, by which old links and entries of the audit log are found. */
function among(kind: RetentionKind): Prisma.Sql {
  if (kind === 'runs') return Prisma.sql`AND "finishedAt" IS NOT NULL`;
  return kind === 'directory' ? Prisma.sql`AND "field" <> 'joined'` : Prisma.empty;
}

function column(kind: keyof typeof TABLES): Prisma.Sql {
  return Prisma.raw(`"${TABLES[kind].at}"`);
}
