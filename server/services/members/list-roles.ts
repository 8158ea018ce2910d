import { z } from 'zod';
import { lacking } from '@/domain/permissions';
import { builtInRole } from '@/domain/roles';
import { rolesViewSchema } from '@/domain/views/members';
import { listRoles, membersByRole } from '@/server/data/members/roles';
import { defineOperation } from '@/server/services/operation';
import { mayGive } from './member-rights';

/** Every role that members of the account may have, with what each allows and how many have it. */
export const listAllRoles = defineOperation({
  name: 'list-roles',
  http: { method: 'GET', path: '/api/v1/roles' },
  permission: 'members:read',
  input: z.object({}),
  output: rolesViewSchema,
  audit: { none: 'Members see what roles allow.' },
  effect: 'read',
  async run({ actor, accountId, tx }) {
    const members = await membersByRole(accountId, tx);
    return {
      roles: (await listRoles(accountId, tx)).map((role) => ({
        ...role,
        permissions: [...role.permissions],
        builtIn: builtInRole(role.id) !== null,
        members: members.get(role.id) ?? 0,
        mayGive: lacking(mayGive(actor), role.permissions).length === 0,
      })),
    };
  },
});
