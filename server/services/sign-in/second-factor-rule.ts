import { z } from 'zod';
import { memberIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { secondFactorFrom, setSecondFactorFrom } from '@/server/data/members/account-sign-in';
import { revokeSessionsIn } from '@/server/data/members/memberships';
import { deleteSecondFactors } from '@/server/data/members/second-factors';
import { changeableMember } from '@/server/services/members/member-rights';
import { defineOperation } from '@/server/services/operation';

const DAY_MS = 86_400_000;

/** Whether the account asks a second factor of everybody, and after how many days of grace. */
export const setSecondFactorRule = defineOperation({
  name: 'set-second-factor-rule',
  http: { method: 'POST', path: '/api/v1/account/second-factor' },
  permission: 'members:write',
  stepUp: 'It decides how everybody proves who they are.',
  input: z.object({
    needed: z.boolean('needed: write true or false.'),
    graceDays: z
      .number('graceDays: write a number of days.')
      .int('graceDays: write whole days.')
      .min(0, 'graceDays: write 0 to 30 days.')
      .max(30, 'graceDays: write 0 to 30 days.')
      .default(7),
  }),
  output: z.object({ neededFrom: z.string().nullable() }),
  audit: { entity: 'account' },
  effect: 'write',
  async run({ accountId, tx, now, audit, announce }, { needed, graceDays }) {
    const before = await secondFactorFrom(accountId, tx);
    const from = needed ? new Date(now + graceDays * DAY_MS) : null;
    await setSecondFactorFrom(accountId, tx, from);
    audit({
      entityId: accountId,
      before: { secondFactorFrom: before?.toISOString() ?? null },
      after: { secondFactorFrom: from?.toISOString() ?? null },
    });
    announce('members');
    return { neededFrom: from?.toISOString() ?? null };
  },
});

/**
 * Takes the second factor of a member away, who has lost it, and ends their sessions here: the password lets them in,
 * and they add another. Not of somebody who belongs to other accounts too, whose second factor guards those as well.
 */
export const resetSecondFactor = defineOperation({
  name: 'reset-second-factor',
  http: { method: 'POST', path: '/api/v1/members/:id/second-factor/reset' },
  permission: 'members:write',
  stepUp: 'The password alone lets that member in from then on.',
  input: z.object({ id: memberIdSchema }),
  output: z.object({ sessionsEnded: z.number().int() }),
  audit: { entity: 'member' },
  effect: 'write',
  async run({ actor, accountId, tx, now, audit, announce }, { id }) {
    const { name, elsewhere } = await changeableMember(accountId, tx, actor, id);
    if (actor.kind === 'member' && actor.memberId === id)
      throw Refusal.conflict('id', 'You cannot reset your own second factor: change it under Your sign-in.');
    if (elsewhere > 0)
      throw Refusal.conflict(
        'id',
        `${name} belongs to other accounts too, which the second factor guards. Whoever runs Parapet resets it at its console.`,
      );
    if (!(await deleteSecondFactors(tx, id))) throw Refusal.conflict('id', `${name} has no second factor.`);
    const sessionsEnded = await revokeSessionsIn(accountId, tx, id, now);
    audit({ entityId: id, after: { secondFactor: null, sessionsEnded } });
    announce('members');
    return { sessionsEnded };
  },
});
