import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type AccountId, type MemberId, memberIdSchema } from '@/domain/identifiers';
import { lacking } from '@/domain/permissions';
import { Refusal } from '@/domain/refusal';
import type { Role } from '@/domain/roles';
import { emailSchema, nameSchema } from '@/domain/sign-in';
import { SIGN_ON_PROBLEMS, type SignOnProblem } from '@/domain/sign-on-outcome';
import { appendAuditEntry } from '@/server/data/audit/audit-log';
import type { Transaction } from '@/server/data/database';
import { deleteMemberLink, listInvitations } from '@/server/data/members/member-links';
import {
  countAccountsOf,
  findCredentials,
  findMemberByEmail,
  giveUpAddress,
  insertMember,
  type MemberCredentials,
} from '@/server/data/members/members';
import {
  admitMember,
  changeMembership,
  holdMembers,
  listMemberships,
} from '@/server/data/members/memberships';
import { listRoles } from '@/server/data/members/roles';
import type { SignInDomain } from '@/server/data/members/sign-in-domains';
import {
  isKnown,
  linkSubject,
  memberOfSubject,
  type SingleSignOnRow,
} from '@/server/data/members/single-sign-on';
import type { ProviderClaims } from '@/server/platform/identity-provider';
import { managementOf, refuseLeavingNobody } from '@/server/services/members/management';
import { isStillGiven } from '@/server/services/members/member-token';
import { refuseDisabled } from './begin-session';

/** The refusal that stands for a word of `SIGN_ON_PROBLEMS`; the word is its field. */
export function signOnRefusal(problem: SignOnProblem): Refusal {
  return new Refusal('forbidden', SIGN_ON_PROBLEMS[problem], [
    { field: problem, message: SIGN_ON_PROBLEMS[problem] },
  ]);
}

/** The domain of an e-mail address. */
export function domainOf(email: string): string {
  return email.split('@')[1] ?? '';
}

/** The provider of an account, as a sign-in at it is judged by it. */
interface Provider {
  readonly accountId: AccountId;
  readonly row: SingleSignOnRow;
}

/**
 * Whether a role allows what no group can give. Who set the provider up gave no more than they may do themselves, so it
 * must not stand in for somebody who may do more, nor bring them down.
 */
function mayMoreThan(
  { mappings }: SingleSignOnRow,
  roles: readonly Role[],
  held: string | undefined,
): boolean {
  const permissionsOf = (id: string) => roles.find((role) => role.id === id)?.permissions ?? [];
  const givable = mappings.flatMap(({ role }) => permissionsOf(role));
  return held !== undefined && lacking(givable, permissionsOf(held)).length > 0;
}

/** The domain of an e-mail address as the account claims it; undefined where it does not. */
function claimOf({ domains }: SingleSignOnRow, email: string): SignInDomain | undefined {
  return domains.find(({ domain }) => domain === domainOf(email));
}

interface Circumstances {
  readonly spare: string;
  readonly now: number;
  readonly address: string | null;
  readonly auditKey: Buffer;
}

/** The member who was let in, or why nobody was, where the audit log says so. */
export type FoundMember =
  | { readonly ok: true; readonly member: MemberCredentials }
  | { readonly ok: false; readonly problem: SignOnProblem };

/**
 * The member whom the claims are about, made or given their role where they have to be. By a verified address alone nobody
 * becomes a member whom the provider knows under another subject: addresses are given to new people.
 * @throws Refusal with a word of `SIGN_ON_PROBLEMS`
 */
export async function memberFor(
  tx: Transaction,
  { accountId, row }: Provider,
  claims: ProviderClaims,
  { spare, now, address, auditKey }: Circumstances,
): Promise<FoundMember> {
  await holdMembers(accountId, tx);
  const note = (action: string, entityId: MemberId, before: unknown, after: unknown) =>
    appendAuditEntry(accountId, tx, auditKey, {
      ...{ at: now, actorKind: 'system' as const, actorId: null, actorName: 'single sign-on', address },
      ...{ action, entity: 'member', entityId, before, after },
    });
  const claimed = emailSchema.safeParse(claims['email']).data ?? '';
  const verified = claims['email_verified'] === true && claimOf(row, claimed) !== undefined;
  const linked = await memberOfSubject(accountId, tx, row.issuer, claims.sub);
  if (linked === null && !verified) throw signOnRefusal('unverified');
  const known = linked === null ? await findMemberByEmail(tx, claimed) : await findCredentials(tx, linked);
  // Whatever address the provider knows somebody under by now, they are let in for the one that they are known by here.
  const email = known?.email ?? claimed;
  if ((claimOf(row, email)?.proven ?? null) === null) throw signOnRefusal('unproven');
  const [membership] = known === null ? [] : await listMemberships(accountId, tx, known.id);
  if (known !== null && linked === null && membership !== undefined) {
    if (await isKnown(accountId, tx, row.issuer, known.id)) {
      await note('refuse-single-sign-on', known.id, null, {
        reason: 'the provider knows this member under another subject',
        ...{ email, subject: claims.sub },
      });
      return { ok: false, problem: 'taken' };
    }
  }
  const invitation = (await listInvitations(accountId, tx)).find(
    (open) => open.email === email && open.expiresAt.getTime() > now,
  );
  if (known !== null && membership === undefined) {
    // Somebody whom another account made is let in here by an invitation, which asks for their password.
    if ((await countAccountsOf(tx, known.id)) > 0) throw signOnRefusal('elsewhere');
    if (invitation === undefined || !(await isStillGiven(accountId, tx, invitation)))
      throw signOnRefusal('removed');
  }
  // Who was taken out comes back as themselves by their subject. Anybody else with their address is somebody new.
  const isSuccessor = known !== null && membership === undefined && linked === null;
  const member = isSuccessor ? null : known;
  const roles = await listRoles(accountId, tx);
  const role = roleOf(row, roles, claims);
  if (role === undefined) throw signOnRefusal('no-group');
  if (member?.disabled === true || membership?.disabled === true) throw signOnRefusal('off');
  if (mayMoreThan(row, roles, membership?.role)) throw signOnRefusal('more');
  if (isSuccessor) await giveUpAddress(tx, known.id);
  const memberId = member?.id ?? memberIdSchema.parse(randomUUID());
  const name = member?.name ?? nameSchema('a name').safeParse(claims['name']).data ?? email;
  const newcomer = { id: memberId, email, name, passwordHash: spare, at: now };
  // By an invitation of another account they may have become a member at this very moment.
  if (member === null && !(await insertMember(tx, newcomer))) throw signOnRefusal('elsewhere');
  if (membership === undefined) {
    await admitMember(accountId, tx, { memberId, role: role.id, at: now });
    if (invitation !== undefined) await deleteMemberLink(accountId, tx, invitation.id);
    await note('join-by-single-sign-on', memberId, null, { name, role: role.label });
  } else if (membership.role !== role.id) {
    const management = await managementOf(accountId, tx);
    await changeMembership(accountId, tx, memberId, { role: role.id });
    await refuseLeavingNobody(accountId, tx, management);
    await note('set-role-by-single-sign-on', memberId, { role: membership.role }, { name, role: role.label });
  }
  await linkSubject(accountId, tx, { issuer: row.issuer, subject: claims.sub, memberId });
  const entering = await findCredentials(tx, memberId);
  if (entering === null) throw signOnRefusal('refused');
  refuseDisabled(entering);
  return { ok: true, member: entering };
}

/** The role that the groups of somebody give them; undefined where they are in none that has one. */
function roleOf(row: SingleSignOnRow, roles: readonly Role[], claims: ProviderClaims): Role | undefined {
  const groups = z.array(z.string()).catch([]).parse(claims[row.groupsClaim]);
  const mapped = row.mappings.find(({ group }) => groups.includes(group));
  return roles.find(({ id }) => id === mapped?.role);
}
