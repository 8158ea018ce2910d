import { type AccountId, accountIdSchema, type MemberId, memberIdSchema } from '@/domain/identifiers';
import { type Proof, PROOFS, SESSION_IDLE_MS, type SessionFacts } from '@/domain/session-lifetime';
import type { Transaction } from '@/server/data/database';

/** A session with its member as both are now. */
export interface SessionRow {
  readonly id: string;
  readonly memberId: MemberId;
  readonly memberName: string;
  readonly accountId: AccountId;
  readonly passwordOneTime: boolean;
  /** Whether the account withholds names from members whose role does not show them. */
  readonly withholdsNames: boolean;
  /** Epoch milliseconds. */
  readonly provenAt: number | null;
  /** By what; null where that is not known. */
  readonly provenBy: Proof | null;
  /** When they last did by everything that their sign-in asks for, whatever weaker proof came after. Epoch milliseconds. */
  readonly fullyProvenAt: number | null;
  /** The account's own provider began it: it stays in that account. */
  readonly boundToAccount: boolean;
  readonly facts: SessionFacts;
}

interface Joined {
  memberId: string;
  accountId: string;
  sessionVersion: number;
  lastSeenAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
  provenAt: Date | null;
  provenBy: string | null;
  fullyProvenAt: Date | null;
  boundToAccount: boolean;
  name: string;
  memberVersion: number;
  passwordOneTime: boolean;
  disabledAt: Date | null;
  withholdsNames: boolean;
}

/** The session with this id and its member, in one question; null when there is none. */
export async function findSession(tx: Transaction, id: string): Promise<SessionRow | null> {
  const rows = await tx.$queryRaw<Joined[]>`
    SELECT s."memberId"::text, s."accountId"::text, s."sessionVersion", s."lastSeenAt", s."expiresAt", s."revokedAt",
           s."provenAt", s."provenBy", s."fullyProvenAt", s."boundToAccount", m."name",
           m."sessionVersion" AS "memberVersion", m."passwordOneTime", m."disabledAt", a."namesWithheldSince" IS NOT NULL AS "withholdsNames"
    FROM "session" s JOIN "member" m ON m."id" = s."memberId" JOIN "account" a ON a."id" = s."accountId"
    WHERE s."id" = ${id}::uuid`;
  const row = rows[0];
  if (row === undefined) return null;
  return {
    id,
    memberId: memberIdSchema.parse(row.memberId),
    memberName: row.name,
    accountId: accountIdSchema.parse(row.accountId),
    passwordOneTime: row.passwordOneTime,
    withholdsNames: row.withholdsNames,
    provenAt: row.provenAt?.getTime() ?? null,
    provenBy: PROOFS.find((one) => one === row.provenBy) ?? null,
    fullyProvenAt: row.fullyProvenAt?.getTime() ?? null,
    boundToAccount: row.boundToAccount,
    facts: {
      lastSeenAt: row.lastSeenAt.getTime(),
      expiresAt: row.expiresAt.getTime(),
      revokedAt: row.revokedAt?.getTime() ?? null,
      sessionVersion: row.sessionVersion,
      memberVersion: row.memberVersion,
      memberDisabledAt: row.disabledAt?.getTime() ?? null,
    },
  };
}

/** Begins a session. Instants in epoch milliseconds. */
export async function insertSession(
  tx: Transaction,
  session: {
    id: string;
    memberId: MemberId;
    accountId: AccountId;
    sessionVersion: number;
    address: string | null;
    userAgent: string;
    /** Whether it stays in this account. */
    boundToAccount: boolean;
    /** When what it began with proved who the member is; null where it does not. */
    provenAt: number | null;
    provenBy: Proof;
    at: number;
    expiresAt: number;
  },
): Promise<void> {
  const { at, expiresAt, provenAt, provenBy, ...fields } = session;
  await tx.session.create({
    data: {
      ...fields,
      createdAt: new Date(at),
      lastSeenAt: new Date(at),
      expiresAt: new Date(expiresAt),
      ...proofOf(provenBy, provenAt),
    },
  });
}

/** Notes that the session was used. */
export async function touchSession(tx: Transaction, id: string, at: number): Promise<void> {
  await tx.session.updateMany({
    where: { id, lastSeenAt: { lt: new Date(at) } },
    data: { lastSeenAt: new Date(at) },
  });
}

/** Ends a session; whether it was open until now. */
export async function revokeSession(tx: Transaction, id: string, at: number): Promise<boolean> {
  const ended = await tx.session.updateMany({
    where: { id, revokedAt: null },
    data: { revokedAt: new Date(at) },
  });
  return ended.count > 0;
}

/** Carries an open session of the version before over to a member's new version; whether there was one. */
export async function renewSession(tx: Transaction, id: string, version: number): Promise<boolean> {
  const renewed = await tx.session.updateMany({
    where: { id, revokedAt: null, sessionVersion: version - 1 },
    data: { sessionVersion: version },
  });
  return renewed.count > 0;
}

/** Ends every session of a member, but the one to keep if any; how many there were. */
export async function revokeSessionsOf(
  tx: Transaction,
  memberId: MemberId,
  at: number,
  keep?: string,
): Promise<number> {
  const ended = await tx.session.updateMany({
    where: { memberId, revokedAt: null, ...(keep === undefined ? {} : { id: { not: keep } }) },
    data: { revokedAt: new Date(at) },
  });
  return ended.count;
}

/** How many sessions stand that the provider of an account began. */
export async function countBoundSessions(accountId: string, tx: Transaction, now: number): Promise<number> {
  return tx.session.count({
    where: {
      ...{ accountId, boundToAccount: true, revokedAt: null },
      ...{ expiresAt: { gt: new Date(now) }, lastSeenAt: { gt: new Date(now - SESSION_IDLE_MS) } },
    },
  });
}

/** Ends every session that the provider of an account began; how many stood. */
export async function revokeBoundSessions(accountId: string, tx: Transaction, at: number): Promise<number> {
  const stood = await countBoundSessions(accountId, tx, at);
  await tx.session.updateMany({
    where: { accountId, boundToAccount: true, revokedAt: null },
    data: { revokedAt: new Date(at) },
  });
  return stood;
}

/** Forgets sessions whose week was over before the instant (epoch ms); one that was ended early stays until then. */
export async function deleteSessionsBefore(tx: Transaction, before: number): Promise<void> {
  await tx.session.deleteMany({ where: { expiresAt: { lt: new Date(before) } } });
}

/** Carries an open session over to another account of its member; whether it may leave the one that it is in. */
export async function moveSession(tx: Transaction, id: string, accountId: AccountId): Promise<boolean> {
  const moved = await tx.session.updateMany({
    where: { id, revokedAt: null, OR: [{ boundToAccount: false }, { accountId }] },
    data: { accountId },
  });
  return moved.count > 0;
}

/** The member has proved in this session who they are, by what is named. What they proved by more before stays. */
export async function noteProof(tx: Transaction, id: string, by: Proof, at: number): Promise<void> {
  await tx.session.updateMany({
    where: { id, revokedAt: null },
    data: proofOf(by, at),
  });
}

function proofOf(provenBy: Proof, provenAt: number | null) {
  const at = provenAt === null ? null : new Date(provenAt);
  return { provenAt: at, provenBy, ...(provenBy === 'everything' && { fullyProvenAt: at }) };
}

/** A session as its member sees it in a list. */
export interface ListedSession {
  readonly id: string;
  readonly accountId: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
  readonly address: string | null;
  readonly userAgent: string;
}

/** The sessions of a member that stand at `now`, the one that was used last first. */
export async function listSessions(
  tx: Transaction,
  memberId: MemberId,
  now: number,
): Promise<ListedSession[]> {
  return tx.$queryRaw<ListedSession[]>`
    SELECT s."id"::text, s."accountId"::text, s."createdAt", s."lastSeenAt", s."expiresAt", s."address", s."userAgent"
    FROM "session" s JOIN "member" m ON m."id" = s."memberId" AND m."sessionVersion" = s."sessionVersion"
    WHERE s."memberId" = ${memberId}::uuid AND s."revokedAt" IS NULL AND s."expiresAt" > ${new Date(now)}
      AND s."lastSeenAt" > ${new Date(now - SESSION_IDLE_MS)}
    ORDER BY s."lastSeenAt" DESC, s."id"`;
}
