import { Refusal } from '@/domain/refusal';
import type { ScoringPolicy } from '@/domain/scoring/policy';
import { type PolicyChange, policyChanges } from '@/domain/scoring/policy-changes';
import type { Transaction } from '@/server/data/database';
import { startPreparation } from '@/server/data/scoring/policy-preparation';
import {
  insertPolicy,
  listPolicies,
  policiesToChange,
  type StoredPolicy,
} from '@/server/data/scoring/scoring-policies';

/** What became of a policy that is to be in force. */
export interface AdoptedPolicy {
  readonly number: number;
  /** The policy that it is to replace: in force, or being prepared. */
  readonly replaces: number;
  readonly changes: readonly PolicyChange[];
}

/** A policy that is to be in force, before it has a number. */
export interface PolicyToAdopt {
  readonly author: string;
  readonly reason: string;
  /** Chooses its body, knowing every policy there is, newest first. @throws Refusal */
  readonly choose: (policies: readonly StoredPolicy[]) => {
    readonly policy: ScoringPolicy;
    readonly restores: number | null;
  };
}

/**
 * Gives a policy the next number and begins to prepare it. It takes the place of one that is still being prepared.
 * @throws Refusal where it is the same as the one that it would replace
 */
export async function adoptPolicy(
  accountId: string,
  tx: Transaction,
  { author, reason, choose }: PolicyToAdopt,
  now: number,
): Promise<AdoptedPolicy> {
  const { current, next } = await policiesToChange(accountId, tx);
  const policies = await listPolicies(accountId, tx);
  const { policy, restores } = choose(policies);
  const replaced = next ?? current;
  const changes = policyChanges(replaced.policy, policy);
  if (changes.length === 0)
    throw Refusal.conflict(
      'policy',
      `This is what policy ${replaced.number} says already. Change a weight or another number first.`,
    );
  const number = 1 + Math.max(...policies.map((stored) => stored.number));
  await insertPolicy(accountId, tx, { number, policy, author, reason, restores, createdAt: now });
  await startPreparation(accountId, tx, number, now);
  return { number, replaces: replaced.number, changes };
}
