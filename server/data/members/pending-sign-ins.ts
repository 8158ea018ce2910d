import { type MemberId, memberIdSchema } from '@/domain/identifiers';
import type { Transaction } from '@/server/data/database';

/** A sign-in whose password was right and that waits for the second factor. */
export interface PendingSignIn {
  readonly id: string;
  readonly secretHash: string;
  readonly memberId: MemberId;
  /** Version of the member when the password was right: another password since then makes it worth nothing. */
  readonly sessionVersion: number;
  readonly attempts: number;
  readonly expiresAt: Date;
}

/** Keeps a sign-in that waits, and forgets those that have waited too long. */
export async function insertPendingSignIn(
  tx: Transaction,
  pending: Omit<PendingSignIn, 'attempts'>,
  now: number,
): Promise<void> {
  await tx.pendingSignIn.deleteMany({ where: { expiresAt: { lt: new Date(now) } } });
  await tx.pendingSignIn.create({ data: { ...pending } });
}

/** Counts a try at a sign-in that waits, and returns it as it was; null where there is none with this id. */
export async function countPendingTry(tx: Transaction, id: string): Promise<PendingSignIn | null> {
  const [row] = await tx.pendingSignIn.updateManyAndReturn({
    where: { id },
    data: { attempts: { increment: 1 } },
  });
  return row === undefined
    ? null
    : { ...row, memberId: memberIdSchema.parse(row.memberId), attempts: row.attempts - 1 };
}

/** Ends a sign-in that waits; whether it was there: it works once. */
export async function deletePendingSignIn(tx: Transaction, id: string): Promise<boolean> {
  return (await tx.pendingSignIn.deleteMany({ where: { id } })).count > 0;
}
