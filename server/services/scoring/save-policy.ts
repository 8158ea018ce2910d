import { z } from 'zod';
import { Refusal } from '@/domain/refusal';
import { savedPolicySchema } from '@/domain/views/scoring';
import { defineOperation } from '@/server/services/operation';
import { adoptPolicy } from './adopt-policy';
import { draftPolicy } from './draft-policy';

/** Why a policy is as it is: kept with it for ever. */
export const reasonSchema = z
  .string('reason: say why, for whoever reads the history.')
  .trim()
  .min(1, 'reason: say why, for whoever reads the history.')
  .max(500, 'reason: use at most 500 characters.');

/** Saves a draft under the next number. It is in force once everybody has heat under it. */
export const savePolicy = defineOperation({
  name: 'save-policy',
  http: { method: 'POST', path: '/api/v1/scoring/policies' },
  permission: 'policy:write',
  stepUp: 'It decides what counts, for everybody in the account.',
  byToken: 'allowed',
  input: z.object({
    policy: z.unknown(),
    reason: reasonSchema,
    /** The newest policy that whoever drafted it knew of. */
    basedOn: z.number('basedOn: give the number of the newest policy you know.').int(),
  }),
  output: savedPolicySchema,
  audit: { entity: 'scoring policy' },
  effect: 'write',
  run: async ({ accountId, tx, actor, now, audit, announce }, { policy: drafted, reason, basedOn }) => {
    const policy = draftPolicy(drafted);
    const author = actor.kind === 'anonymous' ? '' : actor.name;
    const adopted = await adoptPolicy(
      accountId,
      tx,
      {
        author,
        reason,
        choose: ([newest]) => {
          if (newest !== undefined && newest.number !== basedOn)
            throw Refusal.conflict(
              'basedOn',
              `Policy ${newest.number} was saved by ${newest.author} meanwhile. Look at what it changes, then save again.`,
            );
          return { policy, restores: null };
        },
      },
      now,
    );
    const { number, replaces, changes } = adopted;
    audit({
      entityId: String(number),
      before: { policy: replaces },
      after: { policy: number, reason, changes },
    });
    announce('policies');
    return { number, changes: [...changes] };
  },
});
