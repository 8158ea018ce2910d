import type { Transaction } from '@/server/data/database';

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
 * The members of an account who are to add a second factor before anything else, by the same rule as `owesSecondFactor`. Those whom
 * the account's provider knows are not among them: what it asks of people is for it to ask.
 */
export async function membersOwingSecondFactor(
  accountId: string,
  tx: Transaction,
  now: number,
): Promise<ReadonlySet<string>> {
  const rows = await tx.$queryRaw<{ memberId: string }[]>`
    SELECT s."memberId"::text FROM "membership" s
    WHERE s."accountId" = ${accountId}::uuid AND s."endedAt" IS NULL
      AND NOT EXISTS (SELECT FROM "totp_secret" t WHERE t."memberId" = s."memberId" AND t."confirmedAt" IS NOT NULL)
      AND NOT EXISTS (SELECT FROM "passkey" k WHERE k."memberId" = s."memberId" AND k."blockedAt" IS NULL)
      AND (EXISTS (SELECT FROM "passkey" k WHERE k."memberId" = s."memberId")
        OR EXISTS (SELECT FROM "account_sign_in" a WHERE a."accountId" = s."accountId"
          AND a."secondFactorFrom" <= ${new Date(now)}))
      AND NOT EXISTS (SELECT FROM "single_sign_on" p JOIN "single_sign_on_member" k
        ON k."accountId" = p."accountId" AND k."issuer" = p."issuer"
        WHERE p."accountId" = s."accountId" AND k."memberId" = s."memberId")`;
  return new Set(rows.map(({ memberId }) => memberId));
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
  // Asked on every request, so in one question.
  const [row] = await tx.$queryRaw<{ usable: boolean; blocked: boolean; asked: boolean }[]>`
    SELECT
      EXISTS (SELECT FROM "totp_secret" WHERE "memberId" = ${memberId}::uuid AND "confirmedAt" IS NOT NULL)
        OR EXISTS (SELECT FROM "passkey" WHERE "memberId" = ${memberId}::uuid AND "blockedAt" IS NULL) AS usable,
      EXISTS (SELECT FROM "passkey" WHERE "memberId" = ${memberId}::uuid AND "blockedAt" IS NOT NULL) AS blocked,
      EXISTS (SELECT FROM "account_sign_in" WHERE "accountId" = ${accountId}::uuid
        AND "secondFactorFrom" <= ${new Date(now)}) AS asked`;
  return row !== undefined && !row.usable && (row.blocked || row.asked);
}
