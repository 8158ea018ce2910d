import { z } from 'zod';
import { Refusal } from '@/domain/refusal';
import { emailSchema } from '@/domain/sign-in';
import { madeLinkSchema } from '@/domain/views/members';
import { deleteMemberLink, listInvitations } from '@/server/data/members/member-links';
import { listMemberships } from '@/server/data/members/memberships';
import { memberIdOf } from '@/server/services/actor';
import { defineOperation } from '@/server/services/operation';
import { refuseGivingMore, roleOrRefuse } from './member-rights';
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
    const link = await makeLink(accountId, tx, runtime.environment.origin, {
      ...{ kind: 'invitation', email, memberId: null, role: role.id, madeById, now },
    });
    audit({ entityId: link.id, after: { email, role: role.label, expiresAt: link.expiresAt } });
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
  async run({ accountId, tx, audit, announce }, { id }) {
    const invitation = (await listInvitations(accountId, tx)).find((open) => open.id === id);
    if (invitation === undefined || !(await deleteMemberLink(accountId, tx, id)))
      throw Refusal.notFound('invitation');
    audit({ entityId: id, before: { email: invitation.email } });
    announce('members');
    return {};
  },
});
