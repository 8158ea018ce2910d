import { z } from 'zod';
import { memberIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { madeLinkSchema } from '@/domain/views/members';
import type { Transaction } from '@/server/data/database';
import { changeMembership, holdMembers, isShutOut } from '@/server/data/members/memberships';
import { type Actor, memberIdOf } from '@/server/services/actor';
import { defineOperation } from '@/server/services/operation';
import { followAtCustomers, holdAtCustomers } from './follow-at-customers';
import { changeableMember, isOfAccountItself, refuseGivingMore, roleOrRefuse } from './member-rights';
import { managementOf, refuseLeavingNobody } from './management';
import { makeLink } from './member-token';

const id = memberIdSchema;

/** Gives a member another role. Felt at their next request: what they may do is read anew for each. */
export const setMemberRole = defineOperation({
  name: 'set-member-role',
  http: { method: 'POST', path: '/api/v1/members/:id/role' },
  permission: 'members:write',
  stepUp: 'A role decides who may do what.',
  byToken: 'allowed',
  input: z.object({ id, role: z.string('role: choose a role.').max(64, 'role: choose a role.') }),
  output: z.object({}),
  audit: { entity: 'member' },
  effect: 'write',
  async run({ actor, accountId, tx, audit, announce }, { id: memberId, role: wanted }) {
    await holdMembers(accountId, tx);
    const member = await changeableMember(accountId, tx, actor, memberId);
    const role = await roleOrRefuse(accountId, tx, wanted);
    refuseGivingMore(actor, 'role', role.permissions);
    if (role.id === member.role) return {};
    const management = await managementOf(accountId, tx);
    await changeMembership(accountId, tx, memberId, { role: role.id });
    await refuseLeavingNobody(accountId, tx, management);
    audit({
      entityId: memberId,
      before: { role: member.held?.label ?? member.role },
      after: { role: role.label },
    });
    announce('members');
    return {};
  },
});

/** Switches a member's access to this account off, or on again. Off is felt at once: their sessions here end. */
export const setMemberAccess = defineOperation({
  name: 'set-member-access',
  http: { method: 'POST', path: '/api/v1/members/:id/access' },
  permission: 'members:write',
  stepUp: 'It locks somebody out, or lets them in again.',
  byToken: 'allowed',
  input: z.object({ id, on: z.boolean('on: write true or false.') }),
  output: z.object({ sessionsEnded: z.number().int() }),
  audit: { entity: 'member' },
  effect: 'write',
  async run(context, { id: memberId, on }) {
    const { actor, accountId, tx, now, audit, announce } = context;
    await holdMembers(accountId, tx);
    const { name, throughId } = await changeableMember(accountId, tx, actor, memberId);
    if (!on) refuseOneself(actor, memberId, 'switch your own access off');
    const byItself = await isByAccountItself(accountId, tx, actor);
    if (on && !byItself && (await isShutOut(accountId, tx, memberId)))
      throw Refusal.conflict(
        'id',
        `This account’s own members switched ${name}’s access off. One of them switches it on again.`,
      );
    const customers = await holdAtCustomers(accountId, tx, memberId);
    const management = await managementOf(accountId, tx);
    await changeMembership(accountId, tx, memberId, {
      disabledAt: on ? null : new Date(now),
      ...(on ? { shutOutAt: null } : shuttingOut(throughId, byItself, now)),
    });
    await refuseLeavingNobody(accountId, tx, management);
    const access = on ? 'on' : 'off';
    const { here, atCustomers } = await followAtCustomers(context, customers, memberId, {
      ...{ action: 'set-member-access', on, after: { access } },
    });
    audit({ entityId: memberId, after: { access, ...here, ...whereAny(atCustomers) } });
    announce('members');
    return { sessionsEnded: here.sessionsEnded + atCustomers.sessionsEnded };
  },
});

/** Takes a member out of this account. What they did stays, with their name. */
export const removeMember = defineOperation({
  name: 'remove-member',
  http: { method: 'POST', path: '/api/v1/members/:id/remove' },
  permission: 'members:write',
  stepUp: 'It locks somebody out of the account.',
  byToken: 'allowed',
  input: z.object({ id }),
  output: z.object({ sessionsEnded: z.number().int() }),
  audit: { entity: 'member' },
  effect: 'write',
  async run(context, { id: memberId }) {
    const { actor, accountId, tx, now, audit, announce } = context;
    await holdMembers(accountId, tx);
    const { name, email, held, throughId } = await changeableMember(accountId, tx, actor, memberId);
    refuseOneself(actor, memberId, 'take yourself out of the account');
    const customers = await holdAtCustomers(accountId, tx, memberId);
    const management = await managementOf(accountId, tx);
    await changeMembership(accountId, tx, memberId, {
      endedAt: new Date(now),
      ...shuttingOut(throughId, await isByAccountItself(accountId, tx, actor), now),
    });
    await refuseLeavingNobody(accountId, tx, management);
    const { here, atCustomers } = await followAtCustomers(context, customers, memberId, {
      ...{ action: 'remove-member', on: false, after: { name } },
    });
    audit({
      entityId: memberId,
      before: { name, email, role: held?.label ?? null },
      after: { ...here, ...whereAny(atCustomers) },
    });
    announce('members');
    return { sessionsEnded: here.sessionsEnded + atCustomers.sessionsEnded };
  },
});

/**
 * Makes a link with which a member chooses a new password. Not for somebody who belongs to other accounts too: the
 * password opens those as well, and they are not this account's to open.
 */
export const makePasswordLink = defineOperation({
  name: 'make-password-link',
  http: { method: 'POST', path: '/api/v1/members/:id/password-link' },
  permission: 'members:write',
  byToken: 'refused',
  stepUp: 'Whoever has the link can sign in as somebody else.',
  input: z.object({ id }),
  output: madeLinkSchema,
  audit: { entity: 'member' },
  effect: 'write',
  async run({ actor, accountId, tx, now, runtime, audit }, { id: memberId }) {
    const { name, email, elsewhere } = await changeableMember(accountId, tx, actor, memberId);
    refuseOneself(actor, memberId, 'make a link for yourself: change your password in your menu');
    if (elsewhere > 0)
      throw Refusal.conflict(
        'id',
        `${name} belongs to other accounts too, which a new password would open. Whoever runs Parapet makes one at its console.`,
      );
    const link = await makeLink(accountId, tx, runtime.environment.origin, {
      ...{ kind: 'password', email, memberId, role: null, now },
      madeById: memberIdOf(actor) ?? memberId,
    });
    audit({ entityId: memberId, after: { expiresAt: link.expiresAt } });
    return link;
  },
});

/** What the audit log says of customers, where there are any. */
function whereAny(atCustomers: { readonly customers: readonly string[] }): object {
  return atCustomers.customers.length === 0 ? {} : { atCustomers };
}

function refuseOneself(actor: Actor, memberId: string, what: string): void {
  if (memberIdOf(actor) === memberId) throw Refusal.conflict('id', `You cannot ${what}.`);
}

async function isByAccountItself(accountId: string, tx: Transaction, actor: Actor): Promise<boolean> {
  const memberId = memberIdOf(actor);
  return memberId === null || isOfAccountItself(accountId, tx, memberId);
}

/** Whom a customer's own members lock out, its partner does not let in again. What the partner's people do stays theirs. */
function shuttingOut(throughId: string | null, byItself: boolean, now: number): { shutOutAt?: Date } {
  return throughId !== null && byItself ? { shutOutAt: new Date(now) } : {};
}
