import type { Criticality } from '@/domain/scoring/policy';
import { criticalitySchema } from '@/domain/views/person';
import type { Transaction } from '@/server/data/database';

/** How far the heat of the next policy is. Instants are epoch milliseconds. */
export interface PreparationRow {
  readonly number: number;
  readonly startedAt: number;
  /** The person up to whom everybody has been gone through; null at the beginning of a round. */
  readonly after: string | null;
  readonly done: number;
  readonly total: number;
}

/** The preparation that is under way, or null. */
export async function findPreparation(accountId: string, tx: Transaction): Promise<PreparationRow | null> {
  const { nextPolicy } = await tx.account.findUniqueOrThrow({
    where: { id: accountId },
    select: { nextPolicy: true },
  });
  if (nextPolicy === null) return null;
  const row = await tx.policyPreparation.findUnique({
    where: { accountId_policy: { accountId, policy: nextPolicy } },
  });
  if (row === null) return null;
  return {
    number: row.policy,
    startedAt: row.startedAt.getTime(),
    after: row.after,
    done: row.done,
    total: row.total,
  };
}

/**
 * Makes a policy the next one and puts it on the schedule. One that was being prepared is left where it is: it never
 * comes into force. Needs `policiesToChange`.
 */
export async function startPreparation(
  accountId: string,
  tx: Transaction,
  number: number,
  now: number,
): Promise<void> {
  await tx.account.update({ where: { id: accountId }, data: { nextPolicy: number } });
  await tx.policyPreparation.deleteMany({ where: { accountId } });
  await tx.policyPreparation.create({
    data: {
      accountId,
      policy: number,
      startedAt: new Date(now),
      total: await tx.person.count({ where: { accountId } }),
    },
  });
  await schedulePolicies(accountId, tx, 0);
}

/** Keeps everybody else from preparing policies of this account until the transaction ends; false where one does. */
export async function takePreparation(accountId: string, tx: Transaction): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ held: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtextextended('preparation:' || ${accountId}, 0)) AS held`;
  return row?.held === true;
}

/** Before every person's id, which are random. */
const BEFORE_EVERYBODY = '00000000-0000-0000-0000-000000000000';

/**
 * Locks the next people who have no heat under a policy, in the order of their ids. Who is locked by another
 * transaction is left for a later round, so that nobody waits for anybody.
 */
export async function lockUnprepared(
  accountId: string,
  tx: Transaction,
  { number, after }: Pick<PreparationRow, 'number' | 'after'>,
  limit: number,
): Promise<{ id: string; criticality: Criticality }[]> {
  const rows = await tx.$queryRaw<{ id: string; criticality: string }[]>`
    SELECT p."id", p."criticality" FROM "person" p
    WHERE p."accountId" = ${accountId}::uuid AND p."id" > ${after ?? BEFORE_EVERYBODY}::uuid
      AND NOT EXISTS (SELECT FROM "person_heat" h
        WHERE h."accountId" = p."accountId" AND h."policy" = ${number} AND h."personId" = p."id")
    ORDER BY p."id" LIMIT ${limit} FOR NO KEY UPDATE OF p SKIP LOCKED`;
  return rows.map((row) => ({ id: row.id, criticality: criticalitySchema.parse(row.criticality) }));
}

/** Notes up to whom a preparation has gone. */
export async function moveOn(
  accountId: string,
  tx: Transaction,
  number: number,
  after: string | null,
): Promise<void> {
  await tx.policyPreparation.update({
    where: { accountId_policy: { accountId, policy: number } },
    data: { after },
  });
}

/** Counts how many people have heat under a policy, and keeps that as its progress. */
export async function countPrepared(accountId: string, tx: Transaction, number: number): Promise<void> {
  await tx.$executeRaw`
    UPDATE "policy_preparation" SET
      "done" = (SELECT count(*)::int FROM "person_heat"
        WHERE "accountId" = ${accountId}::uuid AND "policy" = ${number}),
      "total" = (SELECT count(*)::int FROM "person" WHERE "accountId" = ${accountId}::uuid)
    WHERE "accountId" = ${accountId}::uuid AND "policy" = ${number}`;
}

/**
 * Makes a policy the current one if everybody has heat under it; false where somebody has not. Needs
 * `policiesToChange`.
 */
export async function switchPolicy(
  accountId: string,
  tx: Transaction,
  number: number,
  now: number,
): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ missing: boolean }[]>`
    SELECT EXISTS (SELECT FROM "person" p WHERE p."accountId" = ${accountId}::uuid
      AND NOT EXISTS (SELECT FROM "person_heat" h
        WHERE h."accountId" = p."accountId" AND h."policy" = ${number} AND h."personId" = p."id")) AS missing`;
  if (row?.missing !== false) return false;
  await tx.account.update({ where: { id: accountId }, data: { currentPolicy: number, nextPolicy: null } });
  await tx.scoringPolicy.update({
    where: { accountId_number: { accountId, number } },
    data: { currentFrom: new Date(now) },
  });
  await tx.policyPreparation.deleteMany({ where: { accountId } });
  return true;
}

/** Removes up to `limit` heats of policies that are neither current nor next. Returns how many went. */
export async function removeOldHeat(accountId: string, tx: Transaction, limit: number): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM "person_heat" WHERE ctid = ANY(ARRAY(
      SELECT h.ctid FROM "person_heat" h JOIN "account" a ON a."id" = h."accountId"
      WHERE h."accountId" = ${accountId}::uuid AND h."policy" <> a."currentPolicy"
        AND h."policy" IS DISTINCT FROM a."nextPolicy"
      LIMIT ${limit} FOR UPDATE OF h SKIP LOCKED))`;
}

/** Puts an account's policies on the schedule, `delayMs` from now by PostgreSQL's clock. */
export async function schedulePolicies(accountId: string, tx: Transaction, delayMs: number): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "policy_due" ("accountId", "dueAt")
    VALUES (${accountId}::uuid, now() + ${delayMs} * interval '1 millisecond')
    ON CONFLICT ("accountId") DO UPDATE SET "dueAt" = excluded."dueAt", "enqueuedAt" = NULL`;
}

/** Whether an account's policies are due by PostgreSQL's clock. */
export async function policiesAreDue(accountId: string, tx: Transaction): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ due: boolean }[]>`
    SELECT EXISTS (SELECT FROM "policy_due" WHERE "accountId" = ${accountId}::uuid AND "dueAt" <= now()) AS due`;
  return row?.due === true;
}

/** Takes an account's policies off the schedule: there is nothing to be done for them. */
export async function unschedulePolicies(accountId: string, tx: Transaction): Promise<void> {
  await tx.policyDue.deleteMany({ where: { accountId } });
}

/** Accounts whose policies are due and were not handed to the queue within `againAfterMs`; marks them as handed over. */
export async function takeDuePolicies(
  tx: Transaction,
  againAfterMs: number,
  limit: number,
): Promise<{ accountId: string }[]> {
  return tx.$queryRaw<{ accountId: string }[]>`
    UPDATE "policy_due" d SET "enqueuedAt" = now()
    FROM (
      SELECT "accountId" FROM "policy_due"
      WHERE "dueAt" <= now()
        AND ("enqueuedAt" IS NULL OR "enqueuedAt" < now() - ${againAfterMs} * interval '1 millisecond')
      ORDER BY "dueAt" LIMIT ${limit} FOR UPDATE SKIP LOCKED
    ) due
    WHERE d."accountId" = due."accountId"
    RETURNING d."accountId"`;
}
