import type { Transaction } from './database';
import { findSecondFactors, isGuarded, isUsable } from './second-factors';

/** From when on an account asks a second factor of everybody; null where it does not. */
export async function secondFactorFrom(accountId: string, tx: Transaction): Promise<Date | null> {
  const row = await tx.accountSignIn.findUnique({ where: { accountId } });
  return row?.secondFactorFrom ?? null;
}

/** Sets from when on an account asks a second factor of everybody. */
export async function setSecondFactorFrom(
  accountId: string,
  tx: Transaction,
  from: Date | null,
): Promise<void> {
  await tx.accountSignIn.upsert({
    where: { accountId },
    create: { accountId, secondFactorFrom: from },
    update: { secondFactorFrom: from },
  });
}

/**
 * Whether this member is to add a second factor before anything else: all of theirs are blocked, or they have none and the
 * account asks for one at this moment.
 */
export async function owesSecondFactor(
  accountId: string,
  tx: Transaction,
  memberId: string,
  now: number,
): Promise<boolean> {
  const factors = await findSecondFactors(tx, memberId);
  if (isGuarded(factors)) return !isUsable(factors);
  const from = await secondFactorFrom(accountId, tx);
  return from !== null && from.getTime() <= now;
}
