import { randomUUID } from 'node:crypto';

import type { Transaction } from '@/server/data/database';
import { Prisma, type Quarantine } from '@/server/data/generated/client';

/** A record that could not be read. `hash` is 16 bytes and names it within its stream. */
export interface UnreadableRecord {
  readonly hash: Buffer;
  /** Exactly as the vendor sent it. */
  readonly bytes: Buffer;
  readonly reason: string;
  readonly detail: string;
}

/** Keeps records that could not be read, whole, once each. Returns how many were new. */
export async function quarantineRecords(
  accountId: string,
  tx: Transaction,
  key: { integrationId: string; stream: string },
  at: number,
  rejected: readonly UnreadableRecord[],
): Promise<number> {
  if (rejected.length === 0) return 0;
  const { count } = await tx.quarantine.createMany({
    data: rejected.map((record) => ({
      accountId,
      id: randomUUID(),
      integrationId: key.integrationId,
      stream: key.stream,
      hash: Uint8Array.from(record.hash),
      reason: record.reason,
      detail: record.detail,
      raw: Uint8Array.from(record.bytes),
      firstSeenAt: new Date(at),
    })),
    skipDuplicates: true,
  });
  return count;
}

/** A record in quarantine, without its bytes. */
export interface QuarantineRow {
  readonly id: string;
  readonly stream: string;
  readonly reason: string;
  readonly detail: string;
  /** Bytes. */
  readonly size: number;
  readonly firstSeenAt: Date;
}

/** Which records are meant: some by id, all of one reason, or all. */
export interface QuarantineChoice {
  readonly ids?: readonly string[] | undefined;
  readonly reason?: string | undefined;
}

/** Where a page of the quarantine begins: after this record. */
export interface QuarantineCursor {
  /** Epoch milliseconds. */
  readonly firstSeenAt: number;
  readonly id: string;
}

function wanted(accountId: string, integrationId: string, { ids, reason }: QuarantineChoice): Prisma.Sql {
  return Prisma.sql`"accountId" = ${accountId}::uuid AND "integrationId" = ${integrationId}::uuid
    AND (${ids ?? null}::uuid[] IS NULL OR "id" = ANY (${ids ?? null}::uuid[]))
    AND (${reason ?? null}::text IS NULL OR "reason" = ${reason ?? null})`;
}

/** Records in quarantine, newest first, after a keyset cursor. */
export async function listQuarantined(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  choice: QuarantineChoice,
  after: QuarantineCursor | null,
  limit: number,
): Promise<QuarantineRow[]> {
  const at = after === null ? null : new Date(after.firstSeenAt);
  return tx.$queryRaw<QuarantineRow[]>`
    SELECT "id", "stream", "reason", "detail", octet_length("raw")::int AS size, "firstSeenAt"
    FROM "quarantine" WHERE ${wanted(accountId, integrationId, choice)}
      AND (${at}::timestamptz IS NULL
        OR ("firstSeenAt", "id") < (${at}::timestamptz, ${after?.id ?? null}::uuid))
    ORDER BY "firstSeenAt" DESC, "id" DESC LIMIT ${limit}::int`;
}

/** How many records an integration has in quarantine, by reason. */
export async function countQuarantined(
  accountId: string,
  tx: Transaction,
  integrationId: string,
): Promise<{ reason: string; records: number }[]> {
  const rows = await tx.quarantine.groupBy({
    by: ['reason'],
    where: { accountId, integrationId },
    _count: { _all: true },
  });
  return rows
    .map(({ reason, _count }) => ({ reason, records: _count._all }))
    .sort((a, b) => b.records - a.records || (a.reason < b.reason ? -1 : 1));
}

/** A record in quarantine with its bytes. */
export interface QuarantinedRecord extends QuarantineRow {
  readonly bytes: Buffer;
}

/** One record in quarantine, whole; null when the integration has none of that id. */
export async function findQuarantined(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  id: string,
): Promise<QuarantinedRecord | null> {
  const row = await tx.quarantine.findFirst({ where: { accountId, integrationId, id } });
  return row === null ? null : withBytes(row);
}

/**
 * Records that are to be read again, whole and locked, oldest place in the list first; no more than fit into
 * `mostBytes`, and at least one. The streams they belong to are locked before, in order, as a poll does.
 */
export async function takeQuarantined(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  choice: QuarantineChoice,
  after: QuarantineCursor | null,
  { limit, mostBytes }: { readonly limit: number; readonly mostBytes: number },
): Promise<QuarantinedRecord[]> {
  const listed = await listQuarantined(accountId, tx, integrationId, choice, after, limit);
  let bytes = 0;
  const fitting = listed.filter((row, index) => {
    bytes += row.size;
    return index === 0 || bytes <= mostBytes;
  });
  const streams = [...new Set(fitting.map(({ stream }) => stream))].sort();
  await tx.$queryRaw`
    SELECT 1 FROM "stream" WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${integrationId}::uuid
      AND "stream" = ANY (${streams}::text[]) ORDER BY "stream" FOR NO KEY UPDATE`;
  const rows = await tx.quarantine.findMany({
    where: { accountId, integrationId, id: { in: fitting.map(({ id }) => id) } },
    orderBy: [{ firstSeenAt: 'desc' }, { id: 'desc' }],
  });
  return rows.map(withBytes);
}

function withBytes(row: Quarantine): QuarantinedRecord {
  const { id, stream, reason, detail, firstSeenAt } = row;
  const bytes = Buffer.from(row.raw);
  return { id, stream, reason, detail, firstSeenAt, bytes, size: bytes.length };
}

/** Says anew why a record could not be read. */
export async function renameReason(
  accountId: string,
  tx: Transaction,
  id: string,
  { reason, detail }: { readonly reason: string; readonly detail: string },
): Promise<void> {
  await tx.quarantine.updateMany({ where: { accountId, id }, data: { reason, detail } });
}

/**
 * Takes records out of quarantine, and off the counts of their streams, which are locked before, in order, as a poll does.
 * Returns how many there were by reason.
 */
export async function removeQuarantined(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  choice: QuarantineChoice,
): Promise<{ reason: string; records: number }[]> {
  await tx.$executeRaw`
    SELECT FROM "stream" WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${integrationId}::uuid
      AND "stream" IN (SELECT "stream" FROM "quarantine" WHERE ${wanted(accountId, integrationId, choice)})
    ORDER BY "stream" FOR NO KEY UPDATE`;
  const removed = await tx.$queryRaw<{ stream: string; reason: string; records: number }[]>`
    WITH gone AS (
      DELETE FROM "quarantine" WHERE ${wanted(accountId, integrationId, choice)} RETURNING "stream", "reason"
    )
    SELECT "stream", "reason", count(*)::int AS records FROM gone GROUP BY 1, 2 ORDER BY 1, 2`;
  const streams = new Map<string, number>();
  for (const { stream, records } of removed) streams.set(stream, (streams.get(stream) ?? 0) + records);
  for (const [stream, records] of streams) {
    await tx.$executeRaw`
      UPDATE "stream" SET "quarantined" = greatest(0, "quarantined" - ${records}::int)
      WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${integrationId}::uuid AND "stream" = ${stream}`;
  }
  const reasons = new Map<string, number>();
  for (const { reason, records } of removed) reasons.set(reason, (reasons.get(reason) ?? 0) + records);
  return [...reasons].map(([reason, records]) => ({ reason, records }));
}
