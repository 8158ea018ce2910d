import { z } from 'zod';
import { DEFAULT_POLICY } from '@/domain/scoring/policy';
import { policyChanges } from '@/domain/scoring/policy-changes';
import { type NumberedPolicyView, scoringSchema } from '@/domain/views/scoring';
import { findPreparation } from '@/server/data/scoring/policy-preparation';
import { currentPolicy, listPolicies, type StoredPolicy } from '@/server/data/scoring/scoring-policies';
import { defineOperation } from '@/server/services/operation';
import { presentPreparation } from './present-preparation';

/** The scoring policy in force, the one that is being prepared, and every one before with what it changed. */
export const getScoring = defineOperation({
  name: 'get-scoring',
  http: { method: 'GET', path: '/api/v1/scoring' },
  permission: 'people:read',
  input: z.object({}),
  output: scoringSchema,
  audit: { none: 'Reading a policy opens no record of a person.' },
  effect: 'read',
  run: async ({ accountId, tx, now }) => {
    const current = (await currentPolicy(accountId, tx)).number;
    const preparing = await findPreparation(accountId, tx);
    const policies = await listPolicies(accountId, tx);
    const inForce = policies
      .flatMap(({ number, currentFrom }) => (currentFrom === null ? [] : [{ number, from: currentFrom }]))
      .sort((a, b) => a.from - b.from);
    return {
      at: new Date(now).toISOString(),
      current,
      preparing: preparing === null ? null : presentPreparation(preparing),
      policies: policies.map((policy, index) => {
        const after = inForce[inForce.findIndex(({ number }) => number === policy.number) + 1];
        return {
          ...presentPolicy(policy, policies[index + 1]),
          state:
            policy.number === current
              ? ('in_force' as const)
              : policy.number === preparing?.number
                ? ('being_prepared' as const)
                : policy.currentFrom === null
                  ? ('never_in_force' as const)
                  : ('replaced' as const),
          inForceUntil:
            policy.currentFrom === null || after === undefined ? null : new Date(after.from).toISOString(),
        };
      }),
      defaults: DEFAULT_POLICY,
    };
  },
});

function presentPolicy(
  policy: StoredPolicy,
  before: StoredPolicy | undefined,
): Omit<NumberedPolicyView, 'state' | 'inForceUntil'> {
  return {
    number: policy.number,
    body: policy.policy,
    author: policy.author,
    reason: policy.reason,
    createdAt: new Date(policy.createdAt).toISOString(),
    inForceFrom: policy.currentFrom === null ? null : new Date(policy.currentFrom).toISOString(),
    restores: policy.restores,
    changes: before === undefined ? [] : policyChanges(before.policy, policy.policy),
  };
}
