import { z } from 'zod';
import { memberIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { holdMembers, revokeSessionsIn } from '@/server/data/members/memberships';
import { unlinkSubjects } from '@/server/data/members/single-sign-on';
import { memberIdOf } from '@/server/services/actor';
import { changeableMember } from '@/server/services/members/member-rights';
import { defineOperation } from '@/server/services/operation';

/**
 * Forgets under which id the identity provider knows a member, where it has given the same person another one. Whoever it
 * names next with their e-mail address is that member from then on. Their sessions here end; all else stays.
 */
export const unlinkSignOn = defineOperation({
  name: 'unlink-sign-on',
  http: { method: 'POST', path: '/api/v1/members/:id/sign-on/unlink' },
  permission: 'members:write',
  stepUp: 'Whoever the provider names next with that address signs in as that member.',
  input: z.object({ id: memberIdSchema }),
  output: z.object({ sessionsEnded: z.number().int() }),
  audit: { entity: 'member' },
  effect: 'write',
  async run({ actor, accountId, tx, now, audit, announce }, { id }) {
    await holdMembers(accountId, tx);
    const { name } = await changeableMember(accountId, tx, actor, id);
    if (memberIdOf(actor) === id)
      throw Refusal.conflict('id', 'You cannot unlink yourself. Ask another administrator to do it.');
    const identities = await unlinkSubjects(accountId, tx, id);
    if (identities === 0)
      throw Refusal.conflict('id', `The identity provider of this account does not know ${name} yet.`);
    const sessionsEnded = await revokeSessionsIn(accountId, tx, id, now);
    audit({ entityId: id, before: { identities }, after: { identities: 0, sessionsEnded } });
    announce('members');
    return { sessionsEnded };
  },
});
