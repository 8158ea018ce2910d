import { z } from 'zod';
import { Refusal } from '@/domain/refusal';
import { savedPolicySchema } from '@/domain/views/scoring';
import { defineOperation } from '@/server/services/operation';
import { adoptPolicy } from './adopt-policy';
import { reasonSchema } from './save-policy';

/** Takes up an old policy again: what it says is saved under the next number, with a reason of its own. */
export const restorePolicy = defineOperation({
  name: 'restore-policy',
  http: { method: 'POST', path: '/api/v1/scoring/policies/:number/restore' },
  permission: 'policy:write',
  stepUp: 'It decides what counts, for everybody in the account.',
  byToken: 'allowed',
  input: z.object({
    number: z.coerce.number('number: give the number of a policy.').int().min(1),
    reason: reasonSchema,
  }),
  output: savedPolicySchema,
  audit: { entity: 'scoring policy' },
  effect: 'write',
  run: async ({ accountId, tx, actor, now, audit, announce }, { number: old, reason }) => {
    const author = actor.kind === 'anonymous' ? '' : actor.name;
    const adopted = await adoptPolicy(
      accountId,
      tx,
      {
        author,
        reason,
        choose: (policies) => {
          const found = policies.find(({ number }) => number === old);
          if (found === undefined) throw Refusal.notFound('scoring policy');
          return { policy: found.policy, restores: old };
        },
      },
      now,
    );
    const { number, replaces, changes } = adopted;
    audit({
      entityId: String(number),
      before: { policy: replaces },
      after: { policy: number, restores: old, reason, changes },
    });
    announce('policies');
    return { number, changes: [...changes] };
  },
});
