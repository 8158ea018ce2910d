import { z } from 'zod';
import { accountIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { accountsOfMember } from '@/server/data/members';
import { moveSession } from '@/server/data/sessions';
import { defineOperation } from './operation';

/** Goes on in another account that the member belongs to, in the same session. */
export const switchAccount = defineOperation({
  name: 'switch-account',
  http: { method: 'POST', path: '/api/v1/session/account' },
  permission: { anyMember: 'It concerns nobody but the caller.' },
  input: z.object({ accountId: accountIdSchema }),
  output: z.object({}),
  audit: { entity: 'session' },
  effect: 'write',
  async run({ actor, accountId, tx, audit, announce }, { accountId: wanted }) {
    if (actor.kind !== 'member') throw new Refusal('forbidden', 'Only a member has accounts to choose from.');
    if (!(await accountsOfMember(tx, actor.memberId)).includes(wanted)) throw Refusal.notFound('account');
    await moveSession(tx, actor.sessionId, wanted);
    audit({ entityId: null, before: { accountId }, after: { accountId: wanted } });
    // Streams of other tabs are of the account that is left.
    announce('members');
    return {};
  },
});
