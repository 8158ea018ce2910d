import { z } from 'zod';
import { Refusal } from '@/domain/refusal';
import { normalisePassword } from '@/domain/sign-in';
import {
  accountsOfMember,
  findCredentials,
  type MemberCredentials,
  replacePassword,
} from '@/server/data/members/members';
import { noteProof, renewSession, revokeSessionsOf } from '@/server/data/members/sessions';
import { markSucceeded } from '@/server/data/members/sign-in-attempts';
import { newPasswordProblem } from '@/server/platform/new-password';
import { hashPassword, verifyPassword } from '@/server/platform/password';
import { defineOperation } from '@/server/services/operation';
import { countAttempt } from './throttle-attempts';

/**
 * Replaces the password of who is signed in by one of their choice. This session goes on; every other one of the member
 * ends. Guessing at the current password counts as guessing at sign-in does.
 */
export const choosePassword = defineOperation({
  name: 'choose-password',
  http: { method: 'POST', path: '/api/v1/password' },
  permission: { anyMember: 'It concerns nobody but the caller.' },
  byToken: 'refused',
  beforeOwnPassword: 'allowed',
  beforeSecondFactor: 'allowed',
  input: z.object({
    currentPassword: z
      .string({ error: 'Write the password you signed in with.' })
      .min(1, 'Write the password you signed in with.')
      .max(1024, 'This password is longer than passwords can be. Check it.'),
    newPassword: z
      .string({ error: 'Choose a password.' })
      .min(1, 'Choose a password.')
      .max(1024, 'Choose a password of at most 128 characters.'),
  }),
  output: z.object({ sessionsEnded: z.number().int() }),
  audit: { entity: 'member' },
  effect: 'external',
  async run({ actor, runtime, now, audit, announceIn, transaction }, { currentPassword, newPassword }) {
    if (actor.kind !== 'member') throw new Refusal('forbidden', 'Only a member has a password to choose.');
    const { memberId, sessionId, address } = actor;
    const member = await transaction((tx) => findCredentials(tx, memberId));
    if (member === null) throw sessionEnded();
    refuseWeak(currentPassword, newPassword, member);
    const attempt = await countAttempt(transaction, {
      ...{ subject: member.email, address, now },
      ...{ way: 'password, to choose another', memberId },
    });
    if (!(await verifyPassword(member.passwordHash, currentPassword, address))) {
      runtime.log.warn({ address, member: memberId }, 'choosing a password failed: wrong current password');
      throw Refusal.invalid('currentPassword', 'This is not the password you signed in with. Check it.');
    }
    const hash = await hashPassword(newPassword, address);
    const sessionsEnded = await transaction(async (tx) => {
      const password = { hash, oneTime: false, insteadOf: member.passwordHash };
      const version = await replacePassword(tx, memberId, password);
      // Somebody else chose or reset it in the meantime, or signed this session out: theirs counts.
      if (version === null || !(await renewSession(tx, sessionId, version))) throw sessionEnded();
      await markSucceeded(tx, attempt);
      await noteProof(tx, sessionId, 'password', now);
      const ended = await revokeSessionsOf(tx, memberId, now, sessionId);
      audit({ entityId: memberId, after: { sessionsEnded: ended } });
      for (const id of await accountsOfMember(tx, memberId)) announceIn(id, 'members');
      return ended;
    });
    runtime.log.info({ address, member: memberId, sessionsEnded }, 'password chosen');
    return { sessionsEnded };
  },
});

/** Needs no proof, so it costs no attempt: it says nothing of the password that counts. */
function refuseWeak(
  current: string,
  chosen: string,
  { email, name }: Pick<MemberCredentials, 'email' | 'name'>,
): void {
  const weak = newPasswordProblem(chosen, email, [name]);
  const same = normalisePassword(chosen) === normalisePassword(current);
  const message =
    weak ?? (same ? 'This is what you wrote as the password you have. Choose another one.' : null);
  if (message !== null) throw Refusal.invalid('newPassword', message);
}

function sessionEnded(): Refusal {
  return new Refusal('unauthenticated', 'Your session has ended. Sign in again.');
}
