import { z } from 'zod';
import { lacking } from '@/domain/permissions';
import type { Role } from '@/domain/roles';
import { membersViewSchema } from '@/domain/views/members';
import { secondFactorFrom } from '@/server/data/members/account-sign-in';
import { listInvitations, type MemberLink } from '@/server/data/members/member-links';
import { memberNames } from '@/server/data/members/members';
import { listMemberships, type MembershipRow } from '@/server/data/members/memberships';
import { listRoles } from '@/server/data/members/roles';
import { secondFactorsOf } from '@/server/data/members/second-factors';
import { subjectsOfMembers } from '@/server/data/members/single-sign-on';
import { type Actor, actorMay, memberIdOf } from '@/server/services/actor';
import { defineOperation } from '@/server/services/operation';
import { mayGive, mayStillGive } from './member-rights';

/** Who may sign in to the account, who is invited, and what the reader may change of it. */
export const listMembers = defineOperation({
  name: 'list-members',
  http: { method: 'GET', path: '/api/v1/members' },
  permission: 'members:read',
  input: z.object({}),
  output: membersViewSchema,
  audit: { none: 'Members see who else is one.' },
  effect: 'read',
  async run({ actor, accountId, tx, now }) {
    const roles = new Map((await listRoles(accountId, tx)).map((role) => [role.id, role]));
    const members = await listMemberships(accountId, tx);
    const invitations = await listInvitations(accountId, tx);
    const makers = await memberNames(
      accountId,
      tx,
      invitations.map(({ madeById }) => madeById),
    );
    const factors = await secondFactorsOf(
      tx,
      members.map(({ memberId }) => memberId),
    );
    const subjects = await subjectsOfMembers(accountId, tx);
    const givable = actorMay(actor, 'members:write')
      ? [...roles.values()].filter(({ permissions }) => lacking(mayGive(actor), permissions).length === 0)
      : [];
    const rowOf = new Map(members.map((member) => [member.memberId, member]));
    const outlived = ({ madeById, role, madeAt }: MemberLink) => {
      const maker = rowOf.get(madeById);
      const held = roles.get(maker?.role ?? '') ?? null;
      const given = roles.get(role ?? '') ?? null;
      return maker === undefined || !mayStillGive(maker, { held, given, since: madeAt });
    };
    return {
      members: members.map((member) => ({
        ...presentMember(actor, member, roles.get(member.role)),
        secondFactor: factors.get(member.memberId) ?? ('off' as const),
        identities: subjects.get(member.memberId) ?? 0,
      })),
      secondFactorFrom: (await secondFactorFrom(accountId, tx))?.toISOString() ?? null,
      invitations: invitations.map((link) => ({
        ...presentInvitation(link, now),
        role: roles.get(link.role ?? '')?.label ?? 'a role that is gone',
        madeBy: makers.get(link.madeById) ?? 'Somebody who is gone',
        outlived: outlived(link),
      })),
      roles: givable.map(({ id, label, description }) => ({ id, label, description })),
    };
  },
});

function presentInvitation({ id, email, madeAt, expiresAt }: MemberLink, now: number) {
  return {
    id,
    email,
    madeAt: madeAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    expired: expiresAt.getTime() <= now,
  };
}

function presentMember(actor: Actor, member: MembershipRow, role: Role | undefined) {
  const isYou = memberIdOf(actor) === member.memberId;
  const above = lacking(mayGive(actor), role?.permissions ?? []).length > 0;
  const fixed = !actorMay(actor, 'members:write')
    ? 'Your role does not allow to change members.'
    : above
      ? `${member.name} may do more than you.`
      : null;
  return {
    id: member.memberId,
    name: member.name,
    email: member.email,
    role: { id: member.role, label: role?.label ?? 'a role that is gone' },
    joinedAt: member.createdAt.toISOString(),
    lastSeenAt: member.lastSeenAt?.toISOString() ?? null,
    state: member.disabled
      ? ('off' as const)
      : member.passwordOneTime
        ? ('password_to_choose' as const)
        : ('active' as const),
    sessions: member.sessions,
    isYou,
    fixed,
    mayHaveLink: fixed === null && !isYou && member.elsewhere === 0,
  };
}
