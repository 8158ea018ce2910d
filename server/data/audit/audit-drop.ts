import type { Transaction } from '@/server/data/database';
import type { AuditHead } from './audit-chain';

/** The last entry of the audit log's beginning that is older than an instant (epoch milliseconds); null for none. */
export async function lastOlderEntry(
  accountId: string,
  tx: Transaction,
  before: number,
): Promise<AuditHead | null> {
  const younger = await tx.auditEntry.findFirst({
    where: { accountId, at: { gte: new Date(before) } },
    orderBy: { seq: 'asc' },
    select: { seq: true },
  });
  const row = await tx.auditEntry.findFirst({
    where: { accountId, ...(younger === null ? {} : { seq: { lt: younger.seq } }) },
    orderBy: { seq: 'desc' },
    select: { seq: true, hash: true },
  });
  return row === null ? null : { seq: row.seq, hash: Buffer.from(row.hash) };
}

/** When the oldest entry was written (epoch milliseconds), and which it is; null before the first. */
export async function oldestEntry(
  accountId: string,
  tx: Transaction,
): Promise<{ at: number; seq: bigint } | null> {
  const row = await tx.auditEntry.findFirst({
    where: { accountId },
    orderBy: { seq: 'asc' },
    select: { at: true, seq: true },
  });
  return row === null ? null : { at: row.at.getTime(), seq: row.seq };
}

/**
 * Drops the audit log up to an entry. PostgreSQL does it only where the entry `by`, of this transaction, says so, and for
 * nothing of the last year.
 */
export async function dropFromAudit(tx: Transaction, through: bigint, by: bigint): Promise<number> {
  const [row] = await tx.$queryRaw<{ gone: number }[]>`SELECT drop_from_audit(${through}, ${by}) AS gone`;
  return row?.gone ?? 0;
}
