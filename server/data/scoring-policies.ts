import { DEFAULT_POLICY, type ScoringPolicy, parsePolicy } from '@/domain/scoring/policy';
import type { Transaction } from './database';
import { toJson } from './json';

/** A numbered policy as an account has it. Policies never change: a new one gets the next number. */
export interface NumberedPolicy {
  readonly number: number;
  readonly policy: ScoringPolicy;
}

/** Parsed once per process: a numbered policy is immutable, and scoring remembers its families by identity. */
const parsed = new Map<string, ScoringPolicy>();

/** The policy whose heat is complete, and which every number on screen is made with. */
export async function currentPolicy(accountId: string, tx: Transaction): Promise<NumberedPolicy> {
  const account = await tx.account.findUniqueOrThrow({
    where: { id: accountId },
    select: { currentPolicy: true },
  });
  const number = account.currentPolicy;
  const known = parsed.get(`${accountId}:${number}`);
  if (known !== undefined) return { number, policy: known };
  const row = await tx.scoringPolicy.findUniqueOrThrow({
    where: { accountId_number: { accountId, number } },
    select: { body: true },
  });
  const result = parsePolicy(row.body);
  if (!result.ok) throw new Error(`Scoring policy ${number} of account ${accountId} cannot be read.`);
  parsed.set(`${accountId}:${number}`, result.policy);
  return { number, policy: result.policy };
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
    },
  });
}
