import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type AccountId, accountIdSchema, memberIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { nameSchema } from '@/domain/sign-in';
import { openedLinkSchema } from '@/domain/views/members';
import { appendAuditEntry } from '@/server/data/audit/audit-log';
import type { Transaction } from '@/server/data/database';
import { accountName } from '@/server/data/members/accounts';
import { deleteMemberLink } from '@/server/data/members/member-links';
import {
  accountsOfMember,
  findMemberByEmail,
  insertMember,
  replacePassword,
} from '@/server/data/members/members';
import { admitMember, isShutOut, listMemberships } from '@/server/data/members/memberships';
import { findRole } from '@/server/data/members/roles';
import { findSecondFactors, isGuarded } from '@/server/data/members/second-factors';
import { revokeSessionsOf } from '@/server/data/members/sessions';
import { liftAttempts, markSucceeded } from '@/server/data/members/sign-in-attempts';
import { newPasswordProblem } from '@/server/platform/new-password';
import { hashPassword, verifyPassword } from '@/server/platform/password';
import { defineOperation } from '@/server/services/operation';
import type { Runtime } from '@/server/services/runtime';
import { countAttempt, throttleAttempt } from '@/server/services/sign-in/throttle-attempts';
import { isOfAccountItself } from './member-rights';
import { openLink, tokenInput } from './member-token';

const passwordInput = z
  .string({ error: 'Choose a password.' })
  .min(1, 'Choose a password.')
  .max(1024, 'Choose a password of at most 128 characters.');

/** What the holder of a link is told before using it. Looking at it uses nothing up. */
export const openMemberLink = defineOperation({
  name: 'open-member-link',
  http: { method: 'POST', path: '/api/v1/member-links/open' },
  permission: { public: 'Who holds the link has not signed in yet; its secret stands for it.' },
  input: z.object({
    kind: z.enum(['invitation', 'password'], 'kind: choose one of invitation, password.'),
    token: tokenInput,
  }),
  output: openedLinkSchema,
  audit: { none: 'Looking at a link changes nothing.' },
  effect: 'external',
  async run({ actor, now, transaction }, { kind, token }) {
    const address = actor.kind === 'anonymous' ? actor.address : null;
    const attempt = await transaction((tx) => countLinkTry(tx, address, now));
    return transaction(async (tx) => {
      const { accountId, link } = await openLink(tx, token, kind, now);
      await markSucceeded(tx, attempt);
      const role = link.role === null ? null : await findRole(accountId, tx, link.role);
      return {
        account: (await accountName(accountId, tx)) ?? '',
        email: link.email,
        role: role?.label ?? null,
        isMember: (await findMemberByEmail(tx, link.email)) !== null,
      };
    });
  },
});

/**
 * Lets the holder of an invitation into its account: somebody new with a name and a password of their choice, somebody
 * who is a member elsewhere with the password they have. Works once.
 */
export const acceptInvitation = defineOperation({
  name: 'accept-invitation',
  http: { method: 'POST', path: '/api/v1/invitations/accept' },
  permission: { public: 'Who accepts has not signed in yet; the secret of the invitation stands for it.' },
  input: z.object({ token: tokenInput, name: z.string().max(200).default(''), password: passwordInput }),
  output: z.object({ accountId: accountIdSchema, email: z.string() }),
  audit: { none: 'The account is known only after it; the entry is written by hand, in that account.' },
  effect: 'external',
  async run({ actor, runtime, now, announceIn, transaction }, { token, name, password }) {
    const address = actor.kind === 'anonymous' ? actor.address : null;
    const linkTry = await transaction((tx) => countLinkTry(tx, address, now));
    const { email, member } = await transaction(async (tx) => {
      const { link } = await openLink(tx, token, 'invitation', now);
      await markSucceeded(tx, linkTry);
      return { email: link.email, member: await findMemberByEmail(tx, link.email) };
    });
    // Somebody else's password can be guessed at here as at sign-in, so it is counted as there.
    const attempt = await countAttempt(transaction, {
      ...{ subject: email, address, now },
      way: 'password, at an invitation',
    });
    const newcomer = member === null ? await newMember({ name, email, password, address }) : null;
    if (member !== null && !(await verifyPassword(member.passwordHash, password, address)))
      throw Refusal.invalid(
        'password',
        'This is not the password that you sign in to Parapet with. Check it.',
      );
    if (member?.disabled === true)
      throw new Refusal('forbidden', 'Your access is switched off. Ask whoever runs Parapet.');
    const session = actor.kind === 'member' && actor.memberId === member?.id ? actor : null;
    // Somebody who made a member of this address elsewhere may have left a second factor of their own. That somebody is signed
    // in does not show that it is theirs: single sign-on, or a session from before, never asked for it.
    if (member !== null && (session?.fullyProvenAt ?? null) === null) {
      if (isGuarded(await transaction((tx) => findSecondFactors(tx, member.id))))
        throw guarded(session !== null);
    }
    const joined = await transaction(async (tx) => {
      const { accountId, link } = await openLink(tx, token, 'invitation', now);
      const role = link.role === null ? null : await findRole(accountId, tx, link.role);
      if (role === null)
        throw Refusal.conflict('token', 'The role of this invitation is gone. Ask for another invitation.');
      const memberId = member?.id ?? memberIdSchema.parse(randomUUID());
      if (newcomer !== null && !(await insertMember(tx, { id: memberId, ...newcomer, at: now })))
        throw Refusal.conflict(
          'token',
          'You became a member of Parapet in another account at this moment. Open this link again, and accept it with the password that you chose there.',
        );
      if ((await listMemberships(accountId, tx, memberId)).length > 0)
        throw Refusal.conflict('token', 'You belong to this account already. Sign in.');
      if (
        (await isShutOut(accountId, tx, memberId)) &&
        !(await isOfAccountItself(accountId, tx, link.madeById))
      )
        throw Refusal.conflict(
          'token',
          'Members of the account itself took your access away. One of them has to invite you.',
        );
      await admitMember(accountId, tx, { memberId, role: role.id, at: now });
      // What was open before could belong to whoever made them a member elsewhere. Only this browser goes on.
      if (member !== null) await revokeSessionsOf(tx, memberId, now, session?.sessionId);
      await deleteMemberLink(accountId, tx, link.id);
      await markSucceeded(tx, attempt);
      const who = newcomer?.name ?? member?.name ?? email;
      await noteInAccount({ runtime, accountId, tx, now, address }, 'accept-invitation', {
        memberId,
        name: who,
        after: { name: who, email, role: role.label },
      });
      // Other accounts of theirs show that they belong to another one by now.
      for (const id of await accountsOfMember(tx, memberId)) announceIn(id, 'members');
      return { accountId, email };
    });
    return joined;
  },
});

/** Whoever is signed in as the member can prove the rest where they are; everybody else signs in first. */
function guarded(isSignedIn: boolean): Refusal {
  const why = 'The password alone does not accept this: the address has a second factor.';
  const notYours = 'If that second factor is not yours, ask whoever runs Parapet to reset it.';
  return isSignedIn
    ? new Refusal(
        'full_step_up_required',
        `${why} Confirm that it is you first, by your password with a code, or by a passkey. ${notYours}`,
      )
    : new Refusal('forbidden', `${why} Sign in with both, then open this link again. ${notYours}`);
}

/** Replaces a member's password by one of their choice, with a link that somebody of the account made. Works once. */
export const usePasswordLink = defineOperation({
  name: 'use-password-link',
  http: { method: 'POST', path: '/api/v1/member-links/password' },
  permission: { public: 'Who needs a new password cannot sign in; the secret of the link stands for it.' },
  input: z.object({ token: tokenInput, password: passwordInput }),
  output: z.object({ email: z.string() }),
  audit: { none: 'The account is known only after it; the entry is written by hand, in that account.' },
  effect: 'external',
  async run({ actor, runtime, now, announceIn, transaction }, { token, password }) {
    const address = actor.kind === 'anonymous' ? actor.address : null;
    const attempt = await transaction((tx) => countLinkTry(tx, address, now));
    const { email, name } = await transaction(async (tx) => {
      const { link } = await openLink(tx, token, 'password', now);
      await markSucceeded(tx, attempt);
      return { email: link.email, name: (await findMemberByEmail(tx, link.email))?.name ?? '' };
    });
    const weak = newPasswordProblem(password, email, [name]);
    if (weak !== null) throw Refusal.invalid('password', weak);
    const hash = await hashPassword(password, address);
    const chosen = await transaction(async (tx) => {
      const { accountId, link } = await openLink(tx, token, 'password', now);
      const [member] = await listMemberships(accountId, tx, link.memberId);
      // Meanwhile they may have been taken out, or let into another account, which this password would open too.
      const theirOwn = link.kind === 'reset';
      if (link.memberId === null || member === undefined || (member.elsewhere > 0 && !theirOwn))
        throw new Refusal('forbidden', 'This link is no longer yours to use. Ask whoever gave it to you.');
      const memberId = memberIdSchema.parse(link.memberId);
      await replacePassword(tx, memberId, { hash, oneTime: false });
      await revokeSessionsOf(tx, memberId, now);
      await liftAttempts(tx, member.email, memberId);
      await deleteMemberLink(accountId, tx, link.id);
      await noteInAccount({ runtime, accountId, tx, now, address }, 'use-password-link', {
        memberId,
        name: member.name,
        after: null,
      });
      // Wherever they were signed in, what is open ends at once.
      for (const id of new Set([accountId, ...(await accountsOfMember(tx, memberId))]))
        announceIn(id, 'members');
      return { email: member.email };
    });
    return chosen;
  },
});

/** Secrets of links cannot be guessed; whoever tries many is slowed down all the same. */
async function countLinkTry(tx: Transaction, address: string | null, now: number): Promise<bigint> {
  return throttleAttempt(tx, { subject: 'member link', address, now, countBy: 'address' });
}

async function newMember(given: {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly address: string | null;
}) {
  const { email, password, address } = given;
  const name = nameSchema('your name').safeParse(given.name);
  if (!name.success) throw Refusal.invalid('name', name.error.issues[0]?.message ?? 'Write your name.');
  const weak = newPasswordProblem(password, email, [name.data]);
  if (weak !== null) throw Refusal.invalid('password', weak);
  return { email, name: name.data, passwordHash: await hashPassword(password, address) };
}

interface Place {
  readonly runtime: Runtime;
  readonly accountId: AccountId;
  readonly tx: Transaction;
  readonly now: number;
  readonly address: string | null;
}

async function noteInAccount(
  { runtime, accountId, tx, now, address }: Place,
  action: string,
  { memberId, name, after }: { memberId: string; name: string; after: unknown },
): Promise<void> {
  await appendAuditEntry(accountId, tx, runtime.auditKey, {
    ...{ at: now, actorKind: 'member' as const, actorId: memberId, actorName: name, action },
    ...{ entity: 'member', entityId: memberId, before: null, after, address },
  });
}
