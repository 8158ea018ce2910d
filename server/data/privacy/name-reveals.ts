import type { Transaction } from '@/server/data/database';

/** Until when the name of a person is shown to a member, in epoch milliseconds; null where it is not at this instant. */
export async function revealedUntil(
  accountId: string,
  tx: Transaction,
  { memberId, personId, now }: { readonly memberId: string; readonly personId: string; readonly now: number },
): Promise<number | null> {
  const row = await tx.nameReveal.findUnique({
    where: { accountId_memberId_personId: { accountId, memberId, personId } },
    select: { until: true },
  });
  const until = row?.until.getTime() ?? 0;
  return until > now ? until : null;
}

/** The people whose names are shown to a member at an instant. */
export async function revealedTo(
  accountId: string,
  tx: Transaction,
  memberId: string,
  now: number,
): Promise<Set<string>> {
  const rows = await tx.nameReveal.findMany({
    where: { accountId, memberId, until: { gt: new Date(now) } },
    select: { personId: true },
  });
  return new Set(rows.map(({ personId }) => personId));
}

/** Shows the name of a person to a member until an instant. */
export async function putReveal(
  accountId: string,
  tx: Transaction,
  {
    memberId,
    personId,
    ...reveal
  }: {
    readonly memberId: string;
    readonly personId: string;
    readonly reason: string;
    readonly at: Date;
    readonly until: Date;
  },
): Promise<void> {
  await tx.nameReveal.upsert({
    where: { accountId_memberId_personId: { accountId, memberId, personId } },
    create: { accountId, memberId, personId, ...reveal },
    update: reveal,
  });
}

/** Forgets reveals whose time was over at an instant (epoch milliseconds): why they were made stands in the audit log. */
export async function forgetEndedReveals(accountId: string, tx: Transaction, now: number): Promise<number> {
  const { count } = await tx.nameReveal.deleteMany({ where: { accountId, until: { lte: new Date(now) } } });
  return count;
}
