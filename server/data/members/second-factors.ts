import type { Transaction } from '@/server/data/database';
import type { Vault } from '@/server/platform/secrets-vault';
import { totpKeyPlace } from './wrapped-sign-in';

/** What a member has beside the password. */
export interface SecondFactors {
  readonly totp: { readonly confirmedAt: Date; readonly lastUsedAt: Date | null } | null;
  /** Passkeys that let their owner in. */
  readonly passkeys: number;
  /** Passkeys that let nobody in any more, as they may have been copied. */
  readonly blockedPasskeys: number;
  readonly recoveryCodesLeft: number;
}

/** Whether there is a second factor that can be used. */
export function isUsable({ totp, passkeys }: SecondFactors): boolean {
  return totp !== null || passkeys > 0;
}

/**
 * Whether the password alone is not enough. So it is where all there is was blocked, too: somebody with a copy of the
 * passkey must not open by blocking it what it guarded.
 */
export function isGuarded(factors: SecondFactors): boolean {
  return isUsable(factors) || factors.blockedPasskeys > 0;
}

/** What a member has beside the password; none of it a secret. */
export async function findSecondFactors(tx: Transaction, memberId: string): Promise<SecondFactors> {
  const row = await tx.totpSecret.findFirst({
    where: { memberId, confirmedAt: { not: null } },
    select: { confirmedAt: true, lastUsedAt: true },
  });
  const { confirmedAt = null, lastUsedAt = null } = row ?? {};
  return {
    totp: confirmedAt === null ? null : { confirmedAt, lastUsedAt },
    passkeys: await tx.passkey.count({ where: { memberId, blockedAt: null } }),
    blockedPasskeys: await tx.passkey.count({ where: { memberId, blockedAt: { not: null } } }),
    recoveryCodesLeft: await tx.recoveryCode.count({ where: { memberId, usedAt: null } }),
  };
}

/** Keeps a new secret, sealed, in place of others that were never confirmed; the one in use stays in use. */
export async function putTotpSecret(
  tx: Transaction,
  vault: Vault,
  wish: { readonly memberId: string; readonly id: string; readonly secret: string; readonly at: number },
): Promise<void> {
  const { memberId, id, secret, at } = wish;
  await tx.totpSecret.deleteMany({ where: { memberId, confirmedAt: null } });
  const rowId = `${memberId}/${id}`;
  const dataKey = vault.newDataKey();
  await tx.totpSecret.create({
    data: {
      memberId,
      id,
      wrappedKey: Uint8Array.from(vault.wrap(dataKey, totpKeyPlace(memberId, id))),
      ciphertext: Uint8Array.from(
        vault.encryptField(dataKey, { table: 'totp_secret', rowId, field: 'secret' }, secret),
      ),
      createdAt: new Date(at),
    },
  });
}

/** A secret in clear, for the one comparison that needs it. Never log or return it. */
export interface OpenedTotp {
  readonly id: string;
  readonly secret: string;
  readonly lastStep: number;
  readonly createdAt: Date;
}

/**
 * The secret that is in use, or the one that waits to be confirmed; null where there is none, or where it cannot be
 * opened. Holds the row until the transaction ends, so that a code is compared once at a time.
 */
export async function openTotpSecret(
  tx: Transaction,
  vault: Vault,
  memberId: string,
  which: 'confirmed' | 'waiting',
): Promise<OpenedTotp | null> {
  await tx.$executeRaw`SELECT FROM "totp_secret" WHERE "memberId" = ${memberId}::uuid FOR UPDATE`;
  const row = await tx.totpSecret.findFirst({
    where: { memberId, confirmedAt: which === 'confirmed' ? { not: null } : null },
  });
  if (row === null) return null;
  const rowId = `${memberId}/${row.id}`;
  const dataKey = vault.unwrap(row.wrappedKey, totpKeyPlace(memberId, row.id));
  if (!dataKey.ok) return null;
  const binding = { table: 'totp_secret', rowId, field: 'secret' };
  const opened = vault.decryptField(dataKey.value, binding, row.ciphertext);
  if (!opened.ok) return null;
  return { id: row.id, secret: opened.value, lastStep: row.lastStep, createdAt: row.createdAt };
}

/** A code of this step was used: neither it nor an older one is taken again. */
export async function noteTotpStep(
  tx: Transaction,
  memberId: string,
  { id, step, at }: { readonly id: string; readonly step: number; readonly at: number },
): Promise<boolean> {
  const used = await tx.totpSecret.updateMany({
    where: { memberId, id, lastStep: { lt: step } },
    data: { lastStep: step, lastUsedAt: new Date(at) },
  });
  return used.count > 0;
}

/** The secret is in use from now on, in place of the one before. */
export async function confirmTotpSecret(
  tx: Transaction,
  memberId: string,
  id: string,
  at: number,
): Promise<void> {
  await tx.totpSecret.deleteMany({ where: { memberId, id: { not: id } } });
  await tx.totpSecret.updateMany({ where: { memberId, id }, data: { confirmedAt: new Date(at) } });
}

/** Takes the authenticator app away; whether there was one. */
export async function deleteTotpSecrets(tx: Transaction, memberId: string): Promise<boolean> {
  return (await tx.totpSecret.deleteMany({ where: { memberId } })).count > 0;
}

/** Keeps recovery codes by their hashes, in place of all that there were. None are kept where the list is empty. */
export async function putRecoveryCodes(
  tx: Transaction,
  memberId: string,
  hashes: readonly string[],
): Promise<void> {
  await tx.recoveryCode.deleteMany({ where: { memberId } });
  if (hashes.length > 0)
    await tx.recoveryCode.createMany({ data: hashes.map((codeHash) => ({ memberId, codeHash })) });
}

/** Uses a recovery code up; whether it was one that nobody had used. */
export async function useRecoveryCode(
  tx: Transaction,
  memberId: string,
  codeHash: string,
  at: number,
): Promise<boolean> {
  const used = await tx.recoveryCode.updateMany({
    where: { memberId, codeHash, usedAt: null },
    data: { usedAt: new Date(at) },
  });
  return used.count > 0;
}

/** Which of the members have a second factor that can be used, and which only such as are blocked. */
export async function secondFactorsOf(
  tx: Transaction,
  memberIds: readonly string[],
): Promise<ReadonlyMap<string, 'on' | 'blocked'>> {
  const among = { in: [...memberIds] };
  const apps = await tx.totpSecret.findMany({
    where: { memberId: among, confirmedAt: { not: null } },
    select: { memberId: true },
  });
  const passkeys = await tx.passkey.findMany({
    where: { memberId: among },
    select: { memberId: true, blockedAt: true },
  });
  const states = new Map<string, 'on' | 'blocked'>();
  for (const { memberId, blockedAt } of passkeys)
    if (blockedAt === null || !states.has(memberId))
      states.set(memberId, blockedAt === null ? 'on' : 'blocked');
  for (const { memberId } of apps) states.set(memberId, 'on');
  return states;
}

/** Takes every second factor of a member away, recovery codes too; whether they had one. */
export async function deleteSecondFactors(tx: Transaction, memberId: string): Promise<boolean> {
  const hadApp = await deleteTotpSecrets(tx, memberId);
  const passkeys = await tx.passkey.deleteMany({ where: { memberId } });
  await putRecoveryCodes(tx, memberId, []);
  return hadApp || passkeys.count > 0;
}
