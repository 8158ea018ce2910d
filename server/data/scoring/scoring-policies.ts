import { DEFAULT_POLICY, type ScoringPolicy, parsePolicy } from '@/domain/scoring/policy';
import type { Transaction } from '@/server/data/database';
import { toJson } from '@/server/data/json';

/** A numbered policy as an account has it. Policies never change: a new one gets the next number. */
export interface NumberedPolicy {
  readonly number: number;
  readonly policy: ScoringPolicy;
}

/** Parsed once per process: a numbered policy is immutable, and scoring remembers its families by identity. */
const parsed = new Map<string, ScoringPolicy>();

function bodyOf(accountId: string, number: number, body: unknown): ScoringPolicy {
  const known = parsed.get(`${accountId}:${number}`);
  if (known !== undefined) return known;
  const result = parsePolicy(body);
  if (!result.ok) throw new Error(`Scoring policy ${number} of account ${accountId} cannot be read.`);
  parsed.set(`${accountId}:${number}`, result.policy);
  return result.policy;
}

async function readPolicy(accountId: string, tx: Transaction, number: number): Promise<NumberedPolicy> {
  const known = parsed.get(`${accountId}:${number}`);
  if (known !== undefined) return { number, policy: known };
  const { body } = await tx.scoringPolicy.findUniqueOrThrow({
    where: { accountId_number: { accountId, number } },
    select: { body: true },
  });
  return { number, policy: bodyOf(accountId, number, body) };
}

/** The policy whose heat is complete, and which every number on screen is made with. */
export async function currentPolicy(accountId: string, tx: Transaction): Promise<NumberedPolicy> {
  const { currentPolicy: number } = await tx.account.findUniqueOrThrow({
    where: { id: accountId },
    select: { currentPolicy: true },
  });
  return readPolicy(accountId, tx, number);
}

/** The policy that every number was made with at `at` (epoch milliseconds); before the first, that one. */
export async function policyAt(accountId: string, tx: Transaction, at: number): Promise<NumberedPolicy> {
  const was =
    (await tx.scoringPolicy.findFirst({
      where: { accountId, currentFrom: { lte: new Date(at) } },
      orderBy: [{ currentFrom: 'desc' }, { number: 'desc' }],
      select: { number: true },
    })) ??
    (await tx.scoringPolicy.findFirstOrThrow({
      where: { accountId, currentFrom: { not: null } },
      orderBy: { currentFrom: 'asc' },
      select: { number: true },
    }));
  return readPolicy(accountId, tx, was.number);
}

/** The policies under which heat is written. */
export interface WrittenPolicies {
  readonly current: NumberedPolicy;
  /** The one that becomes current when everybody has heat under it; null while none is being prepared. */
  readonly next: NumberedPolicy | null;
}

/**
 * The policies under which heat is to be written, for as long as this transaction lasts: until it ends nobody can save
 * a policy or switch to one. So a policy that is saved finds either the events of a transaction, or its heat.
 */
export async function writtenPolicies(accountId: string, tx: Transaction): Promise<WrittenPolicies> {
  await holdPolicies(accountId, tx);
  return policyPointers(accountId, tx);
}

/** Keeps policies as they are until the transaction ends. Any number of transactions may. */
export async function holdPolicies(accountId: string, tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock_shared(hashtextextended('policies:' || ${accountId}, 0))`;
}

/**
 * The same for a transaction that is to save a policy or switch to one: waits until nobody writes heat, and keeps all
 * from writing any until it ends.
 */
export async function policiesToChange(accountId: string, tx: Transaction): Promise<WrittenPolicies> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('policies:' || ${accountId}, 0))`;
  return policyPointers(accountId, tx);
}

/** The same at this moment, for what takes no part in writing heat: nobody waits for it, and it keeps nothing as it is. */
export async function policyPointers(accountId: string, tx: Transaction): Promise<WrittenPolicies> {
  const pointers = await tx.account.findUniqueOrThrow({
    where: { id: accountId },
    select: { currentPolicy: true, nextPolicy: true },
  });
  return {
    current: await readPolicy(accountId, tx, pointers.currentPolicy),
    next: pointers.nextPolicy === null ? null : await readPolicy(accountId, tx, pointers.nextPolicy),
  };
}

/** A policy with its history. Instants are epoch milliseconds. */
export interface StoredPolicy extends NumberedPolicy {
  readonly author: string;
  readonly reason: string;
  readonly createdAt: number;
  /** Since when numbers were made with it; null while they are not, or never were. */
  readonly currentFrom: number | null;
  readonly restores: number | null;
}

/** Every policy that the account has had, newest first. */
export async function listPolicies(accountId: string, tx: Transaction): Promise<StoredPolicy[]> {
  const rows = await tx.scoringPolicy.findMany({ where: { accountId }, orderBy: { number: 'desc' } });
  return rows.map((row) => ({
    number: row.number,
    policy: bodyOf(accountId, row.number, row.body),
    author: row.author,
    reason: row.reason,
    createdAt: row.createdAt.getTime(),
    currentFrom: row.currentFrom?.getTime() ?? null,
    restores: row.restores,
  }));
}

/** Who saved a policy, when and why. */
export async function policyOrigin(
  accountId: string,
  tx: Transaction,
  number: number,
): Promise<{ author: string; reason: string; createdAt: Date }> {
  return tx.scoringPolicy.findUniqueOrThrow({
    where: { accountId_number: { accountId, number } },
    select: { author: true, reason: true, createdAt: true },
  });
}

/** Stores a policy under a number that is free. It is not in force by that. */
export async function insertPolicy(
  accountId: string,
  tx: Transaction,
  policy: Omit<StoredPolicy, 'currentFrom'>,
): Promise<void> {
  const { number, author, reason, restores } = policy;
  await tx.scoringPolicy.create({
    data: {
      accountId,
      number,
      body: toJson(policy.policy),
      author,
      reason,
      restores,
      createdAt: new Date(policy.createdAt),
    },
  });
}

/** Policy 1 of a new account: the defaults. */
export async function insertDefaultPolicy(accountId: string, tx: Transaction, at: number): Promise<void> {
  await tx.scoringPolicy.create({
    data: {
      accountId,
      number: 1,
      body: toJson(DEFAULT_POLICY),
      author: 'Parapet',
      reason: 'The defaults that every account starts with.',
      createdAt: new Date(at),
      currentFrom: new Date(at),
    },
  });
}
