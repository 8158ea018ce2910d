import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { ALL_PERMISSIONS, withNeeded } from '@/domain/permissions';
import { Refusal } from '@/domain/refusal';
import { BUILT_IN_ROLES, type Role } from '@/domain/roles';
import { nameSchema } from '@/domain/sign-in';
import type { Transaction } from '@/server/data/database';
import { listInvitations } from '@/server/data/members/member-links';
import { holdMembers } from '@/server/data/members/memberships';
import { deleteRole, findRole, listCustomRoles, membersByRole, putRole } from '@/server/data/members/roles';
import type { Actor } from '@/server/services/actor';
import { defineOperation } from '@/server/services/operation';
import { managementOf, refuseLeavingNobody } from './management';
import { refuseGivingMore } from './member-rights';

/** As many as a matrix can show. */
const MOST = 30;

const fields = {
  name: nameSchema('the name of the role'),
  description: z.string().trim().max(200, 'description: use at most 200 characters.').default(''),
  permissions: z
    .array(z.enum(ALL_PERMISSIONS, 'permissions: use the names of permissions that exist.'))
    .min(1, 'permissions: choose at least one.')
    .max(ALL_PERMISSIONS.length, 'permissions: name each permission once.'),
};

/** Makes a custom role of any permissions that its maker has. What one needs comes with it. */
export const makeRole = defineOperation({
  name: 'make-role',
  http: { method: 'POST', path: '/api/v1/roles' },
  permission: 'roles:write',
  stepUp: 'A role decides who may do what.',
  input: z.object(fields),
  output: z.object({ id: z.string() }),
  audit: { entity: 'role' },
  effect: 'write',
  async run({ actor, accountId, tx, now, audit, announce }, { permissions, ...words }) {
    await holdMembers(accountId, tx);
    const wanted = withNeeded(permissions);
    refuseGivingMore(actor, 'permissions', wanted);
    const there = await listCustomRoles(accountId, tx);
    if (there.length >= MOST)
      throw Refusal.conflict('name', `name: there are ${MOST} custom roles already. Remove one first.`);
    refuseTakenName(there, words.name, null);
    const id = randomUUID();
    await putRole(accountId, tx, { id, ...words, permissions: wanted, at: now });
    audit({ entityId: id, after: { ...words, permissions: wanted } });
    announce('members');
    return { id };
  },
});

/** Changes a custom role. Whoever has it feels it at their next request. */
export const changeRole = defineOperation({
  name: 'change-role',
  http: { method: 'POST', path: '/api/v1/roles/:id' },
  permission: 'roles:write',
  stepUp: 'A role decides who may do what.',
  input: z.object({ id: z.string().max(64), ...fields }),
  output: z.object({}),
  audit: { entity: 'role' },
  effect: 'write',
  async run({ actor, accountId, tx, now, audit, announce }, { id, permissions, ...words }) {
    await holdMembers(accountId, tx);
    const before = await customRole(accountId, tx, actor, id);
    const wanted = withNeeded(permissions);
    refuseGivingMore(actor, 'permissions', wanted);
    refuseTakenName(await listCustomRoles(accountId, tx), words.name, id);
    const management = await managementOf(accountId, tx);
    await putRole(accountId, tx, { id, ...words, permissions: wanted, at: now });
    await refuseLeavingNobody(accountId, tx, management);
    audit({
      entityId: id,
      before: { name: before.label, description: before.description, permissions: before.permissions },
      after: { ...words, permissions: wanted },
    });
    announce('members');
    return {};
  },
});

/** Removes a custom role that nobody has. */
export const removeRole = defineOperation({
  name: 'remove-role',
  http: { method: 'POST', path: '/api/v1/roles/:id/remove' },
  permission: 'roles:write',
  stepUp: 'A role decides who may do what.',
  input: z.object({ id: z.string().max(64) }),
  output: z.object({}),
  audit: { entity: 'role' },
  effect: 'write',
  async run({ actor, accountId, tx, audit, announce }, { id }) {
    await holdMembers(accountId, tx);
    const role = await customRole(accountId, tx, actor, id);
    const members = (await membersByRole(accountId, tx)).get(id) ?? 0;
    if (members > 0)
      throw Refusal.conflict(
        'id',
        `${members === 1 ? 'A member has' : `${members} members have`} the role ${role.label}. Give ${members === 1 ? 'them' : 'each'} another first.`,
      );
    const invited = (await listInvitations(accountId, tx)).filter((open) => open.role === id).length;
    if (invited > 0)
      throw Refusal.conflict(
        'id',
        `${invited === 1 ? 'An open invitation gives' : `${invited} open invitations give`} the role ${role.label}. Withdraw ${invited === 1 ? 'it' : 'them'} first.`,
      );
    await deleteRole(accountId, tx, id);
    audit({ entityId: id, before: { name: role.label, permissions: role.permissions } });
    announce('members');
    return {};
  },
});

/** A custom role that the actor may change. @throws Refusal */
async function customRole(accountId: string, tx: Transaction, actor: Actor, id: string): Promise<Role> {
  if (BUILT_IN_ROLES.some((role) => role.id === id))
    throw Refusal.conflict('id', 'The roles of Parapet stay as they are. Make a custom role instead.');
  const role = await findRole(accountId, tx, id);
  if (role === null) throw Refusal.notFound('role');
  refuseGivingMore(actor, 'id', role.permissions);
  return role;
}

function refuseTakenName(there: readonly Role[], name: string, except: string | null): void {
  const same = (label: string) => label.toLowerCase() === name.toLowerCase();
  const taken =
    BUILT_IN_ROLES.some(({ label }) => same(label)) ||
    there.some(({ id, label }) => id !== except && same(label));
  if (taken) throw Refusal.conflict('name', `name: there is a role called ${name} already. Choose another.`);
}
