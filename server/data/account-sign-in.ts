import type { Transaction } from './database';
import { findSecondFactors } from './second-factors';

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

/** Whether the account asks this member for a second factor at this moment and they have none. */
export async function owesSecondFactor(
  accountId: string,
  tx: Transaction,
  memberId: string,
  now: number,
): Promise<boolean> {
  const from = await secondFactorFrom(accountId, tx);
  if (from === null || from.getTime() > now) return false;
  const { totp, passkeys } = await findSecondFactors(tx, memberId);
  return totp === null && passkeys === 0;
}
