import type { MemberId } from '@/domain/identifiers';
import type { Transaction } from '@/server/data/database';

/** What attempts are counted by: the e-mail address (or another subject), the network address, or the two together. */
export interface AttemptKey {
  readonly subject?: string;
  readonly address?: string;
}

/**
 * Makes other attempts at the same subject or from the same address wait until this transaction ends, so that a
 * thousand at once are counted one after another. `address` may be empty.
 */
export async function lockAttempts(tx: Transaction, subject: string, address: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('attempt:' || ${subject}, 1))`;
  if (address !== '')
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('attempt-from:' || ${address}, 2))`;
}

/** Instants (epoch ms) of the newest failures since `since`, newest first, at most `limit`. */
export async function newestFailures(
  tx: Transaction,
  key: AttemptKey,
  since: number,
  limit: number,
): Promise<number[]> {
  const rows = await tx.signInAttempt.findMany({
    where: { ...whereOf(key), succeeded: false, at: { gt: new Date(since) } },
    orderBy: { at: 'desc' },
    take: limit,
    select: { at: true },
  });
  return rows.map((row) => row.at.getTime());
}

/** When an attempt of this key last succeeded (epoch ms), or null. */
export async function lastSuccess(tx: Transaction, key: AttemptKey): Promise<number | null> {
  const row = await tx.signInAttempt.findFirst({
    where: { ...whereOf(key), succeeded: true },
    orderBy: { at: 'desc' },
    select: { at: true },
  });
  return row?.at.getTime() ?? null;
}

function whereOf({ subject, address }: AttemptKey) {
  return {
    ...(subject === undefined ? {} : { email: subject }),
    ...(address === undefined ? {} : { address }),
  };
}

/** An attempt as it is put down before it is judged. */
interface NewAttempt {
  readonly subject: string;
  /** What the network address counts as; `source` is the whole. */
  readonly address: string;
  readonly source: string | null;
  readonly at: number;
  /** Null where the audit log says nothing of it. */
  readonly way: string | null;
  readonly memberId: string | null;
  readonly providerOf: string | null;
}

/** Notes an attempt, as failed until it succeeds. Returns its id. */
export async function insertAttempt(
  tx: Transaction,
  { subject, at, ...attempt }: NewAttempt,
): Promise<bigint> {
  const row = await tx.signInAttempt.create({
    data: { ...attempt, email: subject, at: new Date(at), succeeded: false },
    select: { id: true },
  });
  return row.id;
}

/** The attempt was the right one. */
export async function markSucceeded(tx: Transaction, id: bigint): Promise<void> {
  await tx.signInAttempt.update({ where: { id }, data: { succeeded: true } });
}

/** Forgets failures and successes that are older than the instant given for each. */
export async function deleteAttemptsBefore(
  tx: Transaction,
  before: { readonly failures: number; readonly successes: number },
): Promise<void> {
  await tx.signInAttempt.deleteMany({ where: { succeeded: false, at: { lt: new Date(before.failures) } } });
  await tx.signInAttempt.deleteMany({ where: { succeeded: true, at: { lt: new Date(before.successes) } } });
}

/**
 * Lifts the attempts at a member's subject, so that its count begins anew. What the audit log has still to say of them waits
 * under the member, where nothing counts it.
 */
export async function liftAttempts(tx: Transaction, subject: string, memberId: MemberId): Promise<void> {
  await tx.signInAttempt.updateMany({
    where: {
      ...{ email: subject, told: false, way: { not: null } },
      OR: [{ succeeded: false }, { reason: { not: null } }],
    },
    data: { email: `lifted:${memberId}`, memberId },
  });
  await tx.signInAttempt.deleteMany({ where: { email: subject } });
}
