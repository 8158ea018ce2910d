import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Refusal } from '@/domain/refusal';
import { SESSION_ABSOLUTE_MS } from '@/domain/session-lifetime';
import { emailSchema } from '@/domain/sign-in';
import { appendAuditEntry } from '@/server/data/audit-log';
import { enterAccount } from '@/server/data/database';
import { accountsOfMember, findMemberByEmail } from '@/server/data/members';
import { deleteSessionsBefore, insertSession } from '@/server/data/sessions';
import { deleteAttemptsBefore, markSucceeded } from '@/server/data/sign-in-attempts';
import { metrics } from '@/server/platform/metrics';
import { verifyPassword } from '@/server/platform/password';
import { defineOperation } from './operation';
import { throttleAttempt } from './throttle-attempts';

const KEEP_ATTEMPTS_MS = 24 * 3_600_000;
const KEEP_SESSIONS_MS = 30 * 86_400_000;

/**
 * Proves who somebody is and begins a session. An unknown e-mail address and a wrong password get the same sentence
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
  }),
  output: z.object({ sessionId: z.uuid() }),
  audit: { none: 'The account is known only after it; the entry is written by hand, in that account.' },
  effect: 'external',
  async run({ actor, runtime, now, transaction }, input) {
    const address = actor.kind === 'system' ? null : actor.address;
    const { attempt, member } = await transaction(async (tx) => ({
      attempt: await throttleAttempt(tx, { subject: input.email, address, now }),
      member: await findMemberByEmail(tx, input.email),
    })).catch((error: unknown) => {
      if (error instanceof Refusal) metrics().signIns.inc({ outcome: 'throttled' });
      throw error;
    });
    const right = await verifyPassword(member?.passwordHash ?? null, input.password);
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
      throw new Refusal('forbidden', 'Your access is switched off. Ask an administrator of your account.');
    }
    const sessionId = randomUUID();
    await transaction(async (tx) => {
      const [accountId] = await accountsOfMember(tx, member.id);
      if (accountId === undefined)
        throw new Refusal('forbidden', 'You belong to no account any more. Ask an administrator to add you.');
      await enterAccount(tx, accountId);
      await markSucceeded(tx, attempt);
      await insertSession(tx, {
        id: sessionId,
        memberId: member.id,
        accountId,
        sessionVersion: member.sessionVersion,
        at: now,
        expiresAt: now + SESSION_ABSOLUTE_MS,
      });
      await appendAuditEntry(accountId, tx, runtime.auditKey, {
        at: now,
        actorKind: 'member',
        actorId: member.id,
        actorName: member.name,
        action: 'sign-in',
        entity: 'session',
        entityId: null,
        before: null,
        after: null,
        address,
      });
      await deleteAttemptsBefore(tx, now - KEEP_ATTEMPTS_MS);
      await deleteSessionsBefore(tx, now - KEEP_SESSIONS_MS);
    });
    metrics().signIns.inc({ outcome: 'right' });
    runtime.log.info({ address, member: member.id }, 'signed in');
    return { sessionId };
  },
});
