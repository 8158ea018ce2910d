import type { MemberVisit } from '@/domain/member-visit';
import type { Transaction } from '@/server/data/database';

/** The visit of a member as it was last noted; null where none was. */
export async function findVisit(
  accountId: string,
  tx: Transaction,
  memberId: string,
): Promise<MemberVisit | null> {
  const row = await tx.memberVisit.findUnique({ where: { accountId_memberId: { accountId, memberId } } });
  return row === null
    ? null
    : {
        beganAt: row.beganAt.getTime(),
        lastSeenAt: row.lastSeenAt.getTime(),
        previousEndedAt: row.previousEndedAt?.getTime() ?? null,
        dismissedAt: row.dismissedAt?.getTime() ?? null,
      };
}

/**
 * The same for a transaction that is to note it anew: until that ends nobody else does, so that two tabs begin one visit.
 */
export async function visitToNote(
  accountId: string,
  tx: Transaction,
  memberId: string,
): Promise<MemberVisit | null> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('visit:' || ${accountId} || ${memberId}, 0))`;
  return findVisit(accountId, tx, memberId);
}

/** Stores the visit of a member in place of the one before. */
export async function putVisit(
  accountId: string,
  tx: Transaction,
  memberId: string,
  visit: MemberVisit,
): Promise<void> {
  const data = {
    beganAt: new Date(visit.beganAt),
    lastSeenAt: new Date(visit.lastSeenAt),
    previousEndedAt: visit.previousEndedAt === null ? null : new Date(visit.previousEndedAt),
    dismissedAt: visit.dismissedAt === null ? null : new Date(visit.dismissedAt),
  };
  await tx.memberVisit.upsert({
    where: { accountId_memberId: { accountId, memberId } },
    create: { accountId, memberId, ...data },
    update: data,
  });
}
