import { type AccountId, accountIdSchema, type MemberId, memberIdSchema } from '@/domain/identifiers';
import type { SessionFacts } from '@/domain/session-lifetime';
import type { Transaction } from './database';

/** A session with its member as both are now. */
export interface SessionRow {
  readonly id: string;
  readonly memberId: MemberId;
  readonly memberName: string;
  readonly accountId: AccountId;
  readonly passwordOneTime: boolean;
  /** Whether the account withholds names from members whose role does not show them. */
  readonly withholdsNames: boolean;
  readonly facts: SessionFacts;
}

interface Joined {
  memberId: string;
  accountId: string;
  sessionVersion: number;
  lastSeenAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
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
           m."name", m."sessionVersion" AS "memberVersion", m."passwordOneTime", m."disabledAt",
           a."namesWithheldSince" IS NOT NULL AS "withholdsNames"
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
    at: number;
    expiresAt: number;
  },
): Promise<void> {
  const { at, expiresAt, ...fields } = session;
  await tx.session.create({
    data: {
      ...fields,
      createdAt: new Date(at),
      lastSeenAt: new Date(at),
      expiresAt: new Date(expiresAt),
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

/** Forgets sessions whose week was over before the instant (epoch ms); one that was ended early stays until then. */
export async function deleteSessionsBefore(tx: Transaction, before: number): Promise<void> {
  await tx.session.deleteMany({ where: { expiresAt: { lt: new Date(before) } } });
}

/** Carries an open session over to another account of its member. */
export async function moveSession(tx: Transaction, id: string, accountId: AccountId): Promise<void> {
  await tx.session.updateMany({ where: { id, revokedAt: null }, data: { accountId } });
}
