import { z } from 'zod';
import { userAgentSchema } from '@/domain/sign-in';
import { findCredentials } from '@/server/data/members/members';
import { deletePendingSignIn } from '@/server/data/members/pending-sign-ins';
import { markSucceeded } from '@/server/data/members/sign-in-attempts';
import { metrics } from '@/server/platform/metrics';
import { defineOperation } from '@/server/services/operation';
import { beginSession, refuseDisabled } from './begin-session';
import { checkCode } from './check-code';
import { beginAnew, openPending } from './pending-token';
import { countAttempt } from './throttle-attempts';

/** What is counted as guessing at the codes of a member, whichever sign-in it is for. */
export function codeSubject(memberId: string): string {
  return `code of ${memberId}`;
}

/** The second step of signing in: a code after the password. Only then is there a session. */
export const finishSignIn = defineOperation({
  name: 'finish-sign-in',
  http: 'internal',
  permission: {
    public: 'Nobody is signed in before it; the token of the first step stands for the password.',
  },
  input: z.object({
    pending: z.string().max(200),
    code: z
      .string({ error: 'Type the code of your authenticator app.' })
      .trim()
      .min(1, 'Type the code of your authenticator app.')
      .max(60, 'This is longer than codes are. Check it.'),
    userAgent: userAgentSchema,
  }),
  output: z.object({ sessionId: z.uuid() }),
  audit: { none: 'The account is known only after it; the entry is written by hand, in that account.' },
  effect: 'external',
  async run({ actor, runtime, now, transaction }, { pending: token, code, userAgent }) {
    const address = actor.kind === 'anonymous' ? actor.address : null;
    // Counted in a transaction of its own: a wrong code rolls back whatever else is in it.
    const counted = await transaction((tx) => openPending(tx, token, now).catch(() => null));
    if (counted === null) throw beginAnew();
    const { memberId, id } = counted;
    const attempt = await countAttempt(transaction, {
      ...{ subject: codeSubject(memberId), address, now, countBy: 'subject' },
      ...{ way: 'password and code', memberId },
    });
    const sessionId = await transaction(async (tx) => {
      const member = await findCredentials(tx, memberId);
      if (member === null || member.sessionVersion !== counted.sessionVersion) throw beginAnew();
      refuseDisabled(member);
      const kind = await checkCode(tx, runtime.vault, { memberId, code, now });
      // Of two at once with two right codes one finds it gone.
      if (!(await deletePendingSignIn(tx, id))) throw beginAnew();
      await markSucceeded(tx, attempt);
      return beginSession(tx, member, `password and ${kind}`, { runtime, address, userAgent, now });
    }).catch((error: unknown) => {
      metrics().signIns.inc({ outcome: 'wrong' });
      runtime.log.warn({ address, member: memberId }, 'second step of a sign-in failed');
      throw error;
    });
    metrics().signIns.inc({ outcome: 'right' });
    runtime.log.info({ address, member: memberId }, 'signed in');
    return { sessionId };
  },
});
