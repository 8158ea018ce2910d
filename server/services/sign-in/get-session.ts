import { z } from 'zod';
import { Refusal } from '@/domain/refusal';
import { sessionViewSchema } from '@/domain/views/session';
import { accountName, accountNames, listCustomers } from '@/server/data/members/accounts';
import { accountsOfMember, findMember } from '@/server/data/members/members';
import { findRole } from '@/server/data/members/roles';
import { findSession } from '@/server/data/members/sessions';
import { isOfMember } from '@/server/services/actor';
import { defineOperation } from '@/server/services/operation';

/** Who is signed in, in which account, and what the role allows. */
export const getSession = defineOperation({
  name: 'get-session',
  http: { method: 'GET', path: '/api/v1/session' },
  permission: { anyMember: 'It is what tells members who they are.' },
  beforeOwnPassword: 'allowed',
  beforeSecondFactor: 'allowed',
  input: z.object({}),
  output: sessionViewSchema,
  audit: { none: 'It reads what the caller already is.' },
  effect: 'read',
  async run({ actor, accountId, tx }) {
    if (!isOfMember(actor)) throw Refusal.notFound('session');
    const [member, account] = [await findMember(tx, actor.memberId), await accountName(accountId, tx)];
    if (member === null || account === null) throw Refusal.notFound('session');
    const session = actor.kind === 'member' ? await findSession(tx, actor.sessionId) : null;
    const role = await findRole(accountId, tx, actor.role);
    return {
      member: { id: actor.memberId, name: member.name, email: member.email },
      account: { id: accountId, name: account },
      // A token is of one account.
      accounts:
        actor.kind === 'token'
          ? [{ id: accountId, name: account }]
          : await accountNames(tx, await accountsOfMember(tx, actor.memberId)),
      isPartner: (await listCustomers(accountId, tx)).length > 0,
      role: actor.role,
      roleLabel: role?.label ?? actor.role,
      permissions: [...actor.permissions],
      namesWithheld: !actor.seesNames,
      mustChoosePassword: actor.kind === 'member' && actor.mustChoosePassword,
      singleSignOn: session?.boundToAccount ?? false,
    };
  },
});
