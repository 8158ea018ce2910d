import type { Transaction } from '@/server/data/database';

/** What of a person is also read without the profile, as programs do. */
export const PARTS_OF_PROFILE = ['habits', 'history', 'care'] as const;

/** When a member last began to look at something, in epoch milliseconds; null for never. */
export async function lastViewing(
  accountId: string,
  tx: Transaction,
  memberId: string,
  subject: string,
): Promise<number | null> {
  const row = await tx.viewing.findUnique({
    where: { accountId_memberId_subject: { accountId, memberId, subject } },
    select: { at: true },
  });
  return row?.at.getTime() ?? null;
}

/** Notes that a member begins to look at something, unless they did after `notSince` at the same moment; says whether. */
export async function putViewing(
  accountId: string,
  tx: Transaction,
  memberId: string,
  subject: string,
  { at, notSince }: { readonly at: number; readonly notSince: number },
): Promise<boolean> {
  const noted = await tx.$executeRaw`
    INSERT INTO "viewing" AS v ("accountId", "memberId", "subject", "at")
    VALUES (${accountId}::uuid, ${memberId}::uuid, ${subject}, ${new Date(at)})
    ON CONFLICT ("accountId", "memberId", "subject") DO UPDATE SET "at" = excluded."at"
      WHERE v."at" <= ${new Date(notSince)} OR v."at" > excluded."at"`;
  return noted === 1;
}
