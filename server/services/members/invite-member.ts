import { z } from 'zod';
import { lacking } from '@/domain/permissions';
import { Refusal } from '@/domain/refusal';
import { emailSchema } from '@/domain/sign-in';
import { madeLinkSchema } from '@/domain/views/members';
import { deleteMemberLink, listInvitations, type MemberLink } from '@/server/data/members/member-links';
import type { Transaction } from '@/server/data/database';
import { listMemberships } from '@/server/data/members/memberships';
import { findRole } from '@/server/data/members/roles';
import { type Actor, memberIdOf } from '@/server/services/actor';
import { defineOperation } from '@/server/services/operation';
import { mayGive, refuseGivingMore, roleOrRefuse } from './member-rights';
import { makeLink } from './member-token';

/** As many as a list can be looked through. */
const MOST = 200;

/**
 * Invites somebody to the account with a role. The link that comes of it is shown once, to be handed on; one for the same
 * address from before stops working.
 */
export const inviteMember = defineOperation({
  name: 'invite-member',
  http: { method: 'POST', path: '/api/v1/members/invitations' },
  permission: 'members:write',
  stepUp: 'It lets somebody new into the account.',
  byToken: 'allowed',
  input: z.object({
    email: emailSchema,
    role: z.string('role: choose a role.').max(64, 'role: choose a role.'),
  }),
  output: madeLinkSchema,
  audit: { entity: 'invitation' },
  effect: 'write',
  async run({ actor, accountId, tx, now, runtime, audit, announce }, { email, role: wanted }) {
    const madeById = memberIdOf(actor);
    if (madeById === null) throw new Refusal('forbidden', 'Only a member invites others.');
    const role = await roleOrRefuse(accountId, tx, wanted);
    refuseGivingMore(actor, 'role', role.permissions);
    const members = await listMemberships(accountId, tx);
    const there = members.find((member) => member.email === email);
    if (there !== undefined)
      throw Refusal.conflict(
        'email',
        `${there.name} is a member already, with the address ${email}. Change their role in the list.`,
      );
    const open = await listInvitations(accountId, tx);
    if (open.length >= MOST && !open.some((invitation) => invitation.email === email))
      throw Refusal.conflict('email', `${MOST} invitations are open already. Withdraw some first.`);
    const replaced = open.find((invitation) => invitation.email === email) ?? null;
    const former = await roleEnded(accountId, tx, replaced, { actor, now, field: 'email' });
    const link = await makeLink(accountId, tx, runtime.environment.origin, {
      ...{ kind: 'invitation', email, memberId: null, role: role.id, madeById, now },
    });
    audit({
      entityId: link.id,
      ...(replaced === null ? {} : { before: { invitation: replaced.id, email, role: former } }),
      after: { email, role: role.label, expiresAt: link.expiresAt },
    });
    announce('members');
    return link;
  },
});

/** Withdraws an invitation: its link stops working. */
export const withdrawInvitation = defineOperation({
  name: 'withdraw-invitation',
  http: { method: 'POST', path: '/api/v1/members/invitations/:id/withdraw' },
  permission: 'members:write',
  input: z.object({ id: z.uuid('id: use the id of an invitation.') }),
  output: z.object({}),
  audit: { entity: 'invitation' },
  effect: 'write',
  async run({ actor, accountId, tx, now, audit, announce }, { id }) {
    const invitation = (await listInvitations(accountId, tx)).find((open) => open.id === id);
    if (invitation === undefined) throw Refusal.notFound('invitation');
    const role = await roleEnded(accountId, tx, invitation, { actor, now, field: 'id' });
    if (!(await deleteMemberLink(accountId, tx, id))) throw Refusal.notFound('invitation');
    audit({ entityId: id, before: { email: invitation.email, role } });
    announce('members');
    return {};
  },
});

/**
 * The name of the role that an open invitation gives, which is about to end; null where there is no such role any more.
 * @throws Refusal conflict where it gives more than the actor may: then it is not theirs to end
 */
async function roleEnded(
  accountId: string,
  tx: Transaction,
  invitation: MemberLink | null,
  { actor, now, field }: { readonly actor: Actor; readonly now: number; readonly field: string },
): Promise<string | null> {
  const stands = invitation !== null && invitation.expiresAt.getTime() > now;
  const role =
    invitation === null || invitation.role === null ? null : await findRole(accountId, tx, invitation.role);
  if (stands && role !== null && lacking(mayGive(actor), role.permissions).length > 0)
    throw Refusal.conflict(
      field,
      `The open invitation of ${invitation.email} gives the role ${role.label}, which allows more than yours. Ask somebody whose role allows as much.`,
    );
  return role?.label ?? null;
}
