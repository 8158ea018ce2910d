import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { accountIdSchema, memberIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { builtInRole, type Role } from '@/domain/roles';
import { nameSchema } from '@/domain/sign-in';
import { holdAuditLogs } from '@/server/data/audit/audit-log';
import { enterAccount } from '@/server/data/database';
import { insertAccount, listCustomers, partnerOf } from '@/server/data/members/accounts';
import { roleInAccount } from '@/server/data/members/members';
import { admitMember, holdMembers, isShutOut, listMemberships } from '@/server/data/members/memberships';
import { insertDefaultPolicy } from '@/server/data/scoring/scoring-policies';
import type { Actor } from '@/server/services/actor';
import { defineOperation } from '@/server/services/operation';
import { managementOf, refuseLeavingNobody } from './management';
import { changeableMember, refuseChangingMore, refuseGivingMore } from './member-rights';
import { noteAtCustomer } from './note-at-customer';

/** As many as a roll-up can show. */
const MOST = 200;

const roleInput = z.string('role: choose a role.').max(64, 'role: choose a role.');

/** Makes the account of a customer, and lets its maker in, with a role that can manage its members. */
export const makeCustomer = defineOperation({
  name: 'make-customer',
  http: { method: 'POST', path: '/api/v1/customers' },
  permission: 'customers:write',
  byToken: 'refused',
  stepUp: 'It makes an account in the name of this one.',
  input: z.object({
    name: nameSchema('the name of the customer'),
    role: roleInput.default('partner_administrator'),
  }),
  output: z.object({ id: accountIdSchema }),
  audit: { entity: 'account' },
  effect: 'write',
  async run({ actor, accountId, tx, runtime, now, audit, announce }, { name, role: wanted }) {
    if (actor.kind !== 'member') throw new Refusal('forbidden', 'Only a member makes accounts of customers.');
    const partner = await partnerOf(accountId, tx);
    if (partner !== null)
      throw Refusal.conflict(
        'name',
        `${partner.name} looks after this account, so it has no customers itself.`,
      );
    await holdMembers(accountId, tx);
    const there = await listCustomers(accountId, tx);
    if (there.length >= MOST)
      throw Refusal.conflict('name', `name: ${MOST} customers are as many as there can be.`);
    if (there.some((one) => one.name.toLowerCase() === name.toLowerCase()))
      throw Refusal.conflict(
        'name',
        `name: there is a customer called ${name} already. Choose another name.`,
      );
    const role = givableRole(actor, wanted);
    if (!role.permissions.includes('members:write'))
      throw Refusal.conflict(
        'role',
        `role: a ${role.label} could not manage the members of the new account.`,
      );
    const id = accountIdSchema.parse(randomUUID());
    await insertAccount(tx, { id, name, at: now, partnerId: accountId });
    await enterAccount(tx, id);
    await insertDefaultPolicy(id, tx, now);
    await admitMember(id, tx, { memberId: actor.memberId, role: role.id, at: now, throughId: accountId });
    await noteAtCustomer({ runtime, tx, now, actor }, id, {
      ...{ action: 'make-customer', entity: 'account', entityId: id, before: null },
      after: { accountName: name, role: role.label },
    });
    await enterAccount(tx, accountId);
    audit({ entityId: id, after: { name, role: role.label } });
    announce('members');
    return { id };
  },
});

/** Lets a member of the partner's account into that of a customer, or gives them another role there. */
export const letIntoCustomer = defineOperation({
  name: 'let-into-customer',
  http: { method: 'POST', path: '/api/v1/customers/:id/members' },
  permission: 'customers:write',
  byToken: 'refused',
  stepUp: 'It lets somebody new into an account.',
  input: z.object({ id: accountIdSchema, memberId: memberIdSchema, role: roleInput }),
  output: z.object({}),
  audit: { entity: 'account' },
  effect: 'write',
  async run(
    { actor, accountId, tx, runtime, now, audit, announce, announceIn },
    { id, memberId, role: wanted },
  ) {
    // Whoever is taken out of this account at the same moment is let in nowhere.
    await holdMembers(accountId, tx);
    const customer = (await listCustomers(accountId, tx)).find((one) => one.id === id);
    if (customer === undefined) throw Refusal.notFound('customer');
    const member = await changeableMember(accountId, tx, actor, memberId);
    if (member.disabled)
      throw Refusal.conflict(
        'memberId',
        `${member.name}’s access to this account is switched off. Switch it on first.`,
      );
    const role = givableRole(actor, wanted);
    await enterAccount(tx, id);
    await holdMembers(id, tx);
    const [there] = await listMemberships(id, tx, memberId);
    if (there !== undefined && there.throughId !== accountId)
      throw Refusal.conflict(
        'memberId',
        `${member.name} belongs to ${customer.name} by themselves. Change their role there.`,
      );
    if (await isShutOut(id, tx, memberId))
      throw Refusal.conflict(
        'memberId',
        `Members of ${customer.name} itself took ${member.name}’s access there away. It is theirs to give back: one of them who manages members there switches it on, or invites ${member.name} after taking them out.`,
      );
    const before = there === undefined ? null : await roleInAccount(id, tx, memberId);
    refuseChangingMore(actor, member.name, before, 'memberId');
    const management = await managementOf(id, tx);
    await admitMember(id, tx, { memberId, role: role.id, at: now, throughId: accountId });
    await refuseLeavingNobody(id, tx, management);
    const change = { member: member.name, role: role.label };
    await holdAuditLogs(tx, [accountId, id]);
    await noteAtCustomer({ runtime, tx, now, actor }, id, {
      ...{ action: 'let-into-customer', entity: 'account', entityId: id, before: null },
      after: change,
    });
    announceIn(id, 'members');
    await enterAccount(tx, accountId);
    audit({
      entityId: id,
      before: before === null ? null : { member: member.name, role: before.label },
      after: { customer: customer.name, ...change },
    });
    announce('members');
    return {};
  },
});

/** A role of Parapet that the actor may hand on: custom roles are of one account alone. */
function givableRole(actor: Actor, id: string): Role {
  const role = builtInRole(id);
  if (role === null)
    throw Refusal.invalid('role', 'role: choose one of Parapet’s own roles; custom ones are of one account.');
  refuseGivingMore(actor, 'role', role.permissions);
  return role;
}
