import { type AccountId, accountIdSchema, type MemberId, memberIdSchema } from '@/domain/identifiers';
import type { Permission } from '@/domain/permissions';
import type { Role } from '@/domain/roles';
import { enterMember, type Transaction } from '@/server/data/database';
import { findRole, rolesAllowing } from './roles';

/** A member with what sign-in needs. `passwordHash` never leaves the service that compares it. */
export interface MemberCredentials {
  readonly id: MemberId;
  readonly name: string;
  readonly email: string;
  readonly passwordHash: string;
  readonly sessionVersion: number;
  readonly disabled: boolean;
}

/** Whether anybody can sign in yet. */
export async function anyMember(tx: Transaction): Promise<boolean> {
  return (await tx.member.findFirst({ select: { id: true } })) !== null;
}

/** The member with this e-mail address (as `emailSchema` writes it), or null. */
export async function findMemberByEmail(tx: Transaction, email: string): Promise<MemberCredentials | null> {
  return credentialsOf(await tx.member.findUnique({ where: { email } }));
}

/** The member with this id and what proves who it is, or null. */
export async function findCredentials(
  tx: Transaction,
  memberId: MemberId,
): Promise<MemberCredentials | null> {
  return credentialsOf(await tx.member.findUnique({ where: { id: memberId } }));
}

interface MemberRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly passwordHash: string;
  readonly sessionVersion: number;
  readonly disabledAt: Date | null;
}

function credentialsOf(row: MemberRow | null): MemberCredentials | null {
  if (row === null) return null;
  const { name, email, passwordHash, sessionVersion } = row;
  return {
    id: memberIdSchema.parse(row.id),
    name,
    email,
    passwordHash,
    sessionVersion,
    disabled: row.disabledAt !== null,
  };
}

/** Name and e-mail address of a member, or null. */
export async function findMember(
  tx: Transaction,
  memberId: MemberId,
): Promise<{ name: string; email: string } | null> {
  return tx.member.findUnique({ where: { id: memberId }, select: { name: true, email: true } });
}

/** In how many accounts a member has not been taken out: a number, and nothing about them. */
export async function countAccountsOf(tx: Transaction, memberId: MemberId): Promise<number> {
  const [row] = await tx.$queryRaw<{ accounts: number }[]>`
    SELECT accounts_of_member(${memberId}::uuid) AS accounts`;
  return row?.accounts ?? 0;
}

/**
 * Somebody else has the e-mail address of a former member by now. What that member did stays theirs, under an address that
 * nobody can sign in with: it is none that could be typed.
 */
export async function giveUpAddress(tx: Transaction, memberId: MemberId): Promise<void> {
  await tx.$executeRaw`
    UPDATE "member" SET "email" = regexp_replace("email", '@', '#' || "id"::text || '@'), "sessionVersion" = "sessionVersion" + 1
    WHERE "id" = ${memberId}::uuid`;
}

/** Makes a member; false where somebody has the e-mail address, by a transaction that ended a moment ago perhaps. */
export async function insertMember(
  tx: Transaction,
  member: { id: MemberId; email: string; name: string; passwordHash: string; at: number },
): Promise<boolean> {
  const { at, ...fields } = member;
  const made = await tx.member.createMany({
    data: { ...fields, createdAt: new Date(at) },
    skipDuplicates: true,
  });
  return made.count > 0;
}

/** Puts a member into an account. The transaction has entered the account. */
export async function insertMembership(
  accountId: AccountId,
  tx: Transaction,
  membership: { memberId: MemberId; role: string; at: number },
): Promise<void> {
  const { at, ...fields } = membership;
  await tx.membership.create({ data: { accountId, ...fields, createdAt: new Date(at) } });
}

/** The accounts where a member has access, oldest membership first. */
export async function accountsOfMember(tx: Transaction, memberId: MemberId): Promise<AccountId[]> {
  await enterMember(tx, memberId);
  const rows = await tx.membership.findMany({
    where: { memberId, disabledAt: null, endedAt: null, heldBackAt: null },
    orderBy: [{ createdAt: 'asc' }, { accountId: 'asc' }],
    select: { accountId: true },
  });
  return rows.map((row) => accountIdSchema.parse(row.accountId));
}

/** The member's role in the account the transaction has entered; null where they have no access, or none that we know. */
export async function roleInAccount(
  accountId: AccountId,
  tx: Transaction,
  memberId: MemberId,
): Promise<Role | null> {
  const row = await tx.membership.findUnique({
    where: { accountId_memberId: { accountId, memberId }, disabledAt: null, endedAt: null, heldBackAt: null },
    select: { role: true },
  });
  return row === null ? null : findRole(accountId, tx, row.role);
}

/** How many members whose role allows something can sign in, apart from one. */
export async function countMembersWith(
  accountId: string,
  tx: Transaction,
  permission: Permission,
  except: string | null,
): Promise<number> {
  const members = await membersWith(accountId, tx, permission);
  return members.filter(({ id }) => id !== except).length;
}

/**
 * A new password: raises the session version, so that every session of the member ends, and PostgreSQL takes every open link
 * of theirs away. Returns that version, or null
 * when the member is gone or, with `insteadOf`, no longer has the password of that hash.
 */
export async function replacePassword(
  tx: Transaction,
  memberId: MemberId,
  password: { hash: string; oneTime: boolean; insteadOf?: string },
): Promise<number | null> {
  const { hash, oneTime, insteadOf } = password;
  const [changed] = await tx.member.updateManyAndReturn({
    where: { id: memberId, ...(insteadOf === undefined ? {} : { passwordHash: insteadOf }) },
    data: { passwordHash: hash, passwordOneTime: oneTime, sessionVersion: { increment: 1 } },
    select: { sessionVersion: true },
  });
  return changed?.sessionVersion ?? null;
}

/** Takes a member for this transaction. Ahead of a link of theirs: whoever replaces the password takes them in this order. */
export async function holdMember(tx: Transaction, memberId: string): Promise<void> {
  await tx.$executeRaw`SELECT 1 FROM "member" WHERE "id" = ${memberId}::uuid FOR NO KEY UPDATE`;
}

/** The member has the password from Parapet, and is to choose an own one. */
export async function markPasswordOneTime(tx: Transaction, memberId: MemberId): Promise<void> {
  await tx.member.update({ where: { id: memberId }, data: { passwordOneTime: true } });
}

/** The members of an account whose role allows something and who can sign in, by name. */
export async function membersWith(
  accountId: string,
  tx: Transaction,
  permission: Permission,
): Promise<{ id: string; name: string }[]> {
  const roles = await rolesAllowing(accountId, tx, permission);
  return tx.$queryRaw<{ id: string; name: string }[]>`
    SELECT m."id", m."name" FROM "membership" s JOIN "member" m ON m."id" = s."memberId"
    WHERE s."accountId" = ${accountId}::uuid AND s."role" = ANY(${roles}::text[]) AND m."disabledAt" IS NULL
      AND s."disabledAt" IS NULL AND s."endedAt" IS NULL AND s."heldBackAt" IS NULL
    ORDER BY m."name", m."id"`;
}

/** Ids of those who are or were members of the account and whose name or e-mail address is like a pattern of ILIKE. */
export async function membersLike(
  accountId: string,
  tx: Transaction,
  pattern: string,
  limit: number,
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT m."id" FROM "membership" s JOIN "member" m ON m."id" = s."memberId"
    WHERE s."accountId" = ${accountId}::uuid AND (m."name" ILIKE ${pattern} OR m."email" ILIKE ${pattern})
    ORDER BY m."name", m."id" LIMIT ${limit}`;
  return rows.map(({ id }) => id);
}

/** Members of an account, by id, with whether they are in it still: who was taken out keeps a name. */
export async function membersAsNow(
  accountId: string,
  tx: Transaction,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { readonly id: string; readonly name: string; readonly isIn: boolean }>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.$queryRaw<{ id: string; name: string; isIn: boolean }[]>`
    SELECT m."id"::text, m."name", s."endedAt" IS NULL AS "isIn"
    FROM "membership" s JOIN "member" m ON m."id" = s."memberId"
    WHERE s."accountId" = ${accountId}::uuid AND m."id" = ANY(${[...ids]}::uuid[])`;
  return new Map(rows.map((row) => [row.id, row]));
}

/** The names of members of an account, by id: those who can no longer sign in among them. */
export async function memberNames(
  accountId: string,
  tx: Transaction,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.$queryRaw<{ id: string; name: string }[]>`
    SELECT m."id", m."name" FROM "membership" s JOIN "member" m ON m."id" = s."memberId"
    WHERE s."accountId" = ${accountId}::uuid AND m."id" = ANY(${[...ids]}::uuid[])`;
  return new Map(rows.map(({ id, name }) => [id, name]));
}
