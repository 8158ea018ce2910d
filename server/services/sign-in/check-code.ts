import { Refusal } from '@/domain/refusal';
import type { Transaction } from '@/server/data/database';
import { noteTotpStep, openTotpSecret, useRecoveryCode } from '@/server/data/members/second-factors';
import { recoveryCodeHash, totpStep } from '@/server/platform/one-time-code';
import type { Vault } from '@/server/platform/secrets-vault';

const WRONG = 'This code is not right, or was used already. Wait for the next one in your app and type that.';
const NO_APP =
  'This is none of your recovery codes, or it was used already, and you have no authenticator app here. Use your passkey; where it is blocked and no code is left, an administrator resets your second factor.';

/** What a code of somebody turned out to be. */
export type CodeKind = 'code' | 'recovery code';

/**
 * Uses a code of a member up, of their app or one of the recovery codes. Neither works twice.
 * @throws Refusal invalid_input of the field `code`
 */
export async function checkCode(
  tx: Transaction,
  vault: Vault,
  { memberId, code, now }: { readonly memberId: string; readonly code: string; readonly now: number },
): Promise<CodeKind> {
  const totp = await openTotpSecret(tx, vault, memberId, 'confirmed');
  const digits = code.replace(/\s/g, '');
  if (totp !== null) {
    const step = await totpStep(totp.secret, digits, { afterStep: totp.lastStep, now });
    if (step !== null && (await noteTotpStep(tx, memberId, { id: totp.id, step, at: now }))) return 'code';
  }
  if (await useRecoveryCode(tx, memberId, recoveryCodeHash(memberId, code), now)) return 'recovery code';
  throw Refusal.invalid('code', totp === null ? NO_APP : WRONG);
}
