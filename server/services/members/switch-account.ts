import { z } from 'zod';
import { accountIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { appendAuditEntry, holdAuditLogs } from '@/server/data/audit/audit-log';
import { enterAccount } from '@/server/data/database';
import { accountsOfMember } from '@/server/data/members/members';
import { moveSession } from '@/server/data/members/sessions';
import { defineOperation } from '@/server/services/operation';

/** Goes on in another account that the member belongs to, in the same session. */
export const switchAccount = defineOperation({
  name: 'switch-account',
  http: { method: 'POST', path: '/api/v1/session/account' },
  permission: { anyMember: 'It concerns nobody but the caller.' },
  byToken: 'refused',
  beforeSecondFactor: 'allowed',
  input: z.object({ accountId: accountIdSchema }),
  output: z.object({}),
  audit: { entity: 'session' },
  effect: 'write',
  async run({ actor, accountId, tx, runtime, now, audit, announce }, { accountId: wanted }) {
    if (actor.kind !== 'member') throw new Refusal('forbidden', 'Only a member has accounts to choose from.');
    if (!(await accountsOfMember(tx, actor.memberId)).includes(wanted)) throw Refusal.notFound('account');
    if (!(await moveSession(tx, actor.sessionId, wanted)))
      throw new Refusal(
        'forbidden',
        'This session was begun by the single sign-on of its account and stays there. Sign in with your password to go on in the other.',
      );
    audit({ entityId: null, before: { accountId }, after: { accountId: wanted } });
    const { memberId, name, address } = actor;
    await holdAuditLogs(tx, [accountId, wanted]);
    await enterAccount(tx, wanted);
    // Whoever comes in stands in the log of that account too, as whoever signs in does.
    await appendAuditEntry(wanted, tx, runtime.auditKey, {
      ...{ at: now, actorKind: 'member', actorId: memberId, actorName: name, address },
      ...{ action: 'switch-account', entity: 'session', entityId: null },
      ...{ before: { accountId }, after: { accountId: wanted } },
    });
    await enterAccount(tx, accountId);
    // Streams of other tabs are of the account that is left.
    announce('members');
    return {};
  },
});
