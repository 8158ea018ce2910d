import type { Transaction } from '@/server/data/database';

/** A link that lets somebody in once: an invitation, a new password, or one that its owner asked for by mail. */
export interface MemberLink {
  readonly id: string;
  readonly kind: 'invitation' | 'password' | 'reset';
  readonly email: string;
  /** Whom a new password is for. */
  readonly memberId: string | null;
  /** Which role an invitation gives. */
  readonly role: string | null;
  readonly tokenHash: string;
  readonly madeById: string;
  readonly madeAt: Date;
  readonly expiresAt: Date;
}

/** Keeps a link in place of the one of its kind that this address had before: that one is worth nothing from now on. */
export async function putMemberLink(accountId: string, tx: Transaction, link: MemberLink): Promise<void> {
  const { kind, email } = link;
  await tx.memberLink.deleteMany({ where: { accountId, kind, email } });
  await tx.memberLink.create({ data: { accountId, ...link } });
}

/** The invitations of an account that nobody has used, newest first. */
export async function listInvitations(accountId: string, tx: Transaction): Promise<MemberLink[]> {
  const rows = await tx.memberLink.findMany({
    where: { accountId, kind: 'invitation' },
    orderBy: [{ madeAt: 'desc' }, { id: 'asc' }],
  });
  return rows.map((row) => ({ ...row, kind: 'invitation' }));
}

/** The link with this id and one of these kinds, as it is at this moment, or null. */
export async function findMemberLink(
  accountId: string,
  tx: Transaction,
  id: string,
  kinds: readonly MemberLink['kind'][],
): Promise<MemberLink | null> {
  const [row] = await tx.$queryRaw<MemberLink[]>`
    SELECT * FROM "member_link" WHERE "accountId" = ${accountId}::uuid AND "id" = ${id}::uuid AND "kind" = ANY(${[...kinds]})`;
  return row ?? null;
}

/** The link with this id and one of these kinds, or null. Holds the row until the transaction ends: it works once. */
export async function holdMemberLink(
  accountId: string,
  tx: Transaction,
  id: string,
  kinds: readonly MemberLink['kind'][],
): Promise<MemberLink | null> {
  const [row] = await tx.$queryRaw<MemberLink[]>`
    SELECT * FROM "member_link" WHERE "accountId" = ${accountId}::uuid AND "id" = ${id}::uuid AND "kind" = ANY(${[...kinds]})
    FOR UPDATE`;
  return row ?? null;
}

/** Removes a link; whether it was there. */
export async function deleteMemberLink(accountId: string, tx: Transaction, id: string): Promise<boolean> {
  return (await tx.memberLink.deleteMany({ where: { accountId, id } })).count > 0;
}
