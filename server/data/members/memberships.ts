import { type AccountId, accountIdSchema, type MemberId } from '@/domain/identifiers';
import { enterMember, type Transaction } from '@/server/data/database';

/** Somebody who belongs to an account. */
export interface MembershipRow {
  readonly memberId: string;
  readonly name: string;
  readonly email: string;
  readonly role: string;
  readonly createdAt: Date;
  /** Access is switched off: here, or in the whole installation. */
  readonly disabled: boolean;
  /** The password is one that Parapet made. */
  readonly passwordOneTime: boolean;
  /** When a session of theirs in this account was last used; null where none is known. */
  readonly lastSeenAt: Date | null;
  /** The partner's account through which they were let in; null for a member of the account's own. */
  readonly throughId: string | null;
  /** How many sessions of theirs in this account stand. */
  readonly sessions: number;
  /** How many other accounts they belong to. */
  readonly elsewhere: number;
}

/** Takes the members of an account for this transaction: of two that change them at once, one waits for the other. */
export async function holdMembers(accountId: string, tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('members:' || ${accountId}, 0))`;
}

/** The members of an account by name, or one of them. Those who were taken out are not among them. */
export async function listMemberships(
  accountId: string,
  tx: Transaction,
  memberId: string | null = null,
): Promise<MembershipRow[]> {
  return tx.$queryRaw<MembershipRow[]>`
    SELECT m."id"::text AS "memberId", m."name", m."email", s."role", s."createdAt", s."throughId"::text, m."passwordOneTime",
      (s."disabledAt" IS NOT NULL OR s."heldBackAt" IS NOT NULL OR m."disabledAt" IS NOT NULL) AS disabled,
      (SELECT max(x."lastSeenAt") FROM "session" x WHERE x."memberId" = m."id" AND x."accountId" = s."accountId")
        AS "lastSeenAt",
      (SELECT count(*)::int FROM "session" x WHERE x."memberId" = m."id" AND x."accountId" = s."accountId"
        AND x."revokedAt" IS NULL AND x."expiresAt" > now() AND x."sessionVersion" = m."sessionVersion") AS sessions,
      accounts_of_member(m."id") - 1 AS elsewhere
    FROM "membership" s JOIN "member" m ON m."id" = s."memberId"
    WHERE s."accountId" = ${accountId}::uuid AND s."endedAt" IS NULL
      AND (${memberId}::uuid IS NULL OR m."id" = ${memberId}::uuid)
    ORDER BY lower(m."name"), m."id"`;
}

/** Gives a member another role, or switches access off or on, or takes them out of the account. */
export async function changeMembership(
  accountId: string,
  tx: Transaction,
  memberId: string,
  change: { role?: string; disabledAt?: Date | null; endedAt?: Date; shutOutAt?: Date | null },
): Promise<void> {
  await tx.membership.update({ where: { accountId_memberId: { accountId, memberId } }, data: change });
}

/** Lets somebody into an account with a role, or in again who was taken out of it; `throughId` is the partner's account. */
export async function admitMember(
  accountId: string,
  tx: Transaction,
  {
    memberId,
    role,
    at,
    throughId = null,
  }: { memberId: MemberId; role: string; at: number; throughId?: string | null },
): Promise<void> {
  await tx.membership.upsert({
    where: { accountId_memberId: { accountId, memberId } },
    create: { accountId, memberId, role, throughId, createdAt: new Date(at) },
    update: {
      ...{ role, throughId, createdAt: new Date(at) },
      ...{ disabledAt: null, endedAt: null, heldBackAt: null, shutOutAt: null },
    },
  });
}

/** The accounts of customers that a member was let into through the partner's account, and was not taken out of. */
export async function accountsLetInto(
  accountId: string,
  tx: Transaction,
  memberId: MemberId,
): Promise<AccountId[]> {
  await enterMember(tx, memberId);
  const rows = await tx.membership.findMany({
    where: { memberId, throughId: accountId, endedAt: null },
    select: { accountId: true },
  });
  return rows.map((row) => accountIdSchema.parse(row.accountId));
}

/** Whether the account's own members keep somebody out whom its partner let in, taken out or switched off. */
export async function isShutOut(accountId: string, tx: Transaction, memberId: string): Promise<boolean> {
  const found = await tx.membership.findUnique({
    where: { accountId_memberId: { accountId, memberId }, shutOutAt: { not: null } },
    select: { memberId: true },
  });
  return found !== null;
}

/** Ends the sessions of a member in one account; how many there were. */
export async function revokeSessionsIn(
  accountId: string,
  tx: Transaction,
  memberId: string,
  at: number,
): Promise<number> {
  const ended = await tx.session.updateMany({
    where: { accountId, memberId, revokedAt: null },
    data: { revokedAt: new Date(at) },
  });
  return ended.count;
}

/**
 * Ends the sessions of a member in several accounts, all at once: one that goes on in another of them at this moment ends
 * too. How many there were, by account.
 */
export async function revokeSessionsAcross(
  tx: Transaction,
  accountIds: readonly string[],
  memberId: string,
  at: number,
): Promise<ReadonlyMap<string, number>> {
  const ended = await tx.$queryRaw<{ accountId: string }[]>`
    UPDATE "session" SET "revokedAt" = ${new Date(at)}
    WHERE "memberId" = ${memberId}::uuid AND "accountId" = ANY(${[...accountIds]}::uuid[]) AND "revokedAt" IS NULL
    RETURNING "accountId"::text`;
  const counts = new Map<string, number>();
  for (const { accountId } of ended) counts.set(accountId, (counts.get(accountId) ?? 0) + 1);
  return counts;
}

/** The names of members with one of these roles whose access is on, by name. */
export async function namesOfMembersAllowed(
  accountId: string,
  tx: Transaction,
  roles: readonly string[],
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ name: string }[]>`
    SELECT m."name" FROM "membership" s JOIN "member" m ON m."id" = s."memberId"
    WHERE s."accountId" = ${accountId}::uuid AND s."role" = ANY(${[...roles]}) AND s."endedAt" IS NULL
      AND s."disabledAt" IS NULL AND s."heldBackAt" IS NULL AND m."disabledAt" IS NULL
    ORDER BY lower(m."name"), m."id"`;
  return rows.map(({ name }) => name);
}
