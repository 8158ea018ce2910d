import { z } from 'zod';
import { ROLES } from '@/domain/permissions';
import { Refusal } from '@/domain/refusal';
import { sessionViewSchema } from '@/domain/views/session';
import { accountName } from '@/server/data/accounts';
import { findMember } from '@/server/data/members';
import { defineOperation } from './operation';

/** Who is signed in, in which account, and what the role allows. */
export const getSession = defineOperation({
  name: 'get-session',
  http: { method: 'GET', path: '/api/v1/session' },
  permission: 'people:read',
  beforeOwnPassword: 'allowed',
  input: z.object({}),
  output: sessionViewSchema,
  audit: { none: 'It reads what the caller already is.' },
  effect: 'read',
  async run({ actor, accountId, tx }) {
    if (actor.kind !== 'member') throw Refusal.notFound('session');
    const [member, account] = [await findMember(tx, actor.memberId), await accountName(accountId, tx)];
    if (member === null || account === null) throw Refusal.notFound('session');
    const role = ROLES[actor.role];
    return {
      member: { id: actor.memberId, name: member.name, email: member.email },
      account: { id: accountId, name: account },
      role: actor.role,
      roleLabel: role.label,
      permissions: [...role.permissions],
      mustChoosePassword: actor.mustChoosePassword,
    };
  },
});
