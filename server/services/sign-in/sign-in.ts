import { z } from 'zod';
import { Refusal } from '@/domain/refusal';
import { emailSchema, userAgentSchema } from '@/domain/sign-in';
import { findMemberByEmail } from '@/server/data/members/members';
import { describeTry } from '@/server/data/members/refused-sign-ins';
import { findSecondFactors, isGuarded, isUsable } from '@/server/data/members/second-factors';
import { markSucceeded } from '@/server/data/members/sign-in-attempts';
import { metrics } from '@/server/platform/metrics';
import { verifyPassword } from '@/server/platform/password';
import { defineOperation } from '@/server/services/operation';
import { beginSession, refuseDisabled } from './begin-session';
import { makePending } from './pending-token';
import { countAttempt } from './throttle-attempts';

/**
 * Proves who somebody is by their password and begins a session; where they have a second factor, none begins before it:
 * what is returned then waits for `finish-sign-in`. An unknown e-mail address and a wrong password get the same sentence
 * after the same work.
 */
export const signIn = defineOperation({
  name: 'sign-in',
  http: 'internal',
  permission: { public: 'Nobody is signed in before it.' },
  input: z.object({
    email: emailSchema,
    password: z
      .string({ error: 'Write your password.' })
      .min(1, 'Write your password.')
      .max(1024, 'This password is longer than passwords can be. Check it.'),
    /** What the browser says of itself: the list of sessions shows it. */
    userAgent: userAgentSchema,
  }),
  output: z.union([
    z.object({ sessionId: z.uuid() }),
    /** What is asked for next; a recovery code where every second factor is blocked. */
    z.object({ pending: z.string(), asks: z.enum(['code', 'recovery_code']) }),
  ]),
  audit: { none: 'The account is known only after it; the entry is written by hand, in that account.' },
  effect: 'external',
  async run({ actor, runtime, now, transaction }, input) {
    const address = actor.kind === 'system' ? null : actor.address;
    const attempt = await countAttempt(transaction, { subject: input.email, address, now, way: 'password' });
    const member = await transaction((tx) => findMemberByEmail(tx, input.email));
    const right = await verifyPassword(member?.passwordHash ?? null, input.password, address);
    if (member === null || !right) {
      metrics().signIns.inc({ outcome: 'wrong' });
      runtime.log.warn({ address, member: member?.id ?? null }, 'sign-in failed');
      throw new Refusal(
        'unauthenticated',
        'The e-mail address or the password is wrong. Check both and try again.',
      );
    }
    if (member.disabled) {
      metrics().signIns.inc({ outcome: 'disabled' });
      runtime.log.warn({ address, member: member.id }, 'sign-in of a disabled member refused');
      await transaction((tx) => describeTry(tx, attempt, { reason: 'access is switched off' }));
    }
    refuseDisabled(member);
    const begun = await transaction(async (tx) => {
      await markSucceeded(tx, attempt);
      const factors = await findSecondFactors(tx, member.id);
      if (!isUsable(factors) && isGuarded(factors) && factors.recoveryCodesLeft === 0) {
        await describeTry(tx, attempt, { reason: 'every second factor is blocked' });
        return null;
      }
      if (isGuarded(factors)) {
        const asks = isUsable(factors) ? ('code' as const) : ('recovery_code' as const);
        return { pending: await makePending(tx, member, now), asks };
      }
      const place = { runtime, address, userAgent: input.userAgent, now };
      return { sessionId: await beginSession(tx, member, 'password', place) };
    });
    if (begun === null) {
      metrics().signIns.inc({ outcome: 'blocked' });
      runtime.log.warn({ address, member: member.id }, 'sign-in refused: every second factor is blocked');
      throw new Refusal(
        'forbidden',
        'Your passkey is blocked, as it may have been copied, and the password alone lets nobody in. Ask an administrator to reset your second factor.',
      );
    }
    if ('sessionId' in begun) {
      metrics().signIns.inc({ outcome: 'right' });
      runtime.log.info({ address, member: member.id }, 'signed in');
    }
    return begun;
  },
});
