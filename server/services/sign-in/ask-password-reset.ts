import { z } from 'zod';
import { Refusal } from '@/domain/refusal';
import { emailSchema } from '@/domain/sign-in';
import { appendAuditEntry } from '@/server/data/audit/audit-log';
import { enterAccount } from '@/server/data/database';
import { accountsOfMember, findMemberByEmail } from '@/server/data/members/members';
import type { Mailer } from '@/server/platform/mailer';
import { makeLink } from '@/server/services/members/member-token';
import { defineOperation } from '@/server/services/operation';
import type { Runtime } from '@/server/services/runtime';
import { throttleAttempt } from './throttle-attempts';

/**
 * Sends somebody who has forgotten their password a link for a new one. The answer is the same at the same time whether
 * or not anybody has this address: whether there is somebody to write to is looked up after it.
 */
export const askPasswordReset = defineOperation({
  name: 'ask-password-reset',
  http: { method: 'POST', path: '/api/v1/password-reset' },
  permission: { public: 'Who has forgotten the password cannot sign in.' },
  input: z.object({ email: emailSchema }),
  output: z.object({}),
  audit: { none: 'The account is known only after it; the entry is written by hand, in that account.' },
  effect: 'external',
  async run({ actor, runtime, now, transaction }, { email }) {
    const { mailer } = runtime;
    if (mailer === null)
      throw new Refusal(
        'conflict',
        'Parapet sends no mail here. An administrator of your account can give you a link for a new password.',
      );
    const address = actor.kind === 'anonymous' ? actor.address : null;
    await transaction(async (tx) => {
      await throttleAttempt(tx, { subject: `reset of ${email}`, address, now, countBy: 'subject' });
      await throttleAttempt(tx, { subject: 'reset', address, now, countBy: 'address' });
    });
    void writeTo(runtime, mailer, { email, address, now }).catch((error: unknown) => {
      runtime.log.error({ err: error }, 'the letter for a new password was not sent');
    });
    return {};
  },
});

async function writeTo(
  runtime: Pick<Runtime, 'database' | 'environment' | 'auditKey' | 'log'>,
  mailer: Mailer,
  { email, address, now }: { readonly email: string; readonly address: string | null; readonly now: number },
): Promise<void> {
  const made = await runtime.database.inGlobal(async (tx) => {
    const member = await findMemberByEmail(tx, email);
    const [accountId] = member === null || member.disabled ? [] : await accountsOfMember(tx, member.id);
    if (member === null || accountId === undefined) return null;
    await enterAccount(tx, accountId);
    await appendAuditEntry(accountId, tx, runtime.auditKey, {
      ...{ at: now, actorKind: 'system' as const, actorId: null, actorName: 'sign-in page', address },
      ...{ action: 'ask-password-reset', entity: 'member', entityId: member.id, before: null, after: null },
    });
    const wish = { kind: 'reset', email, memberId: member.id, role: null, madeById: member.id, now } as const;
    return makeLink(accountId, tx, runtime.environment.origin, wish);
  });
  if (made === null) {
    runtime.log.info({ address }, 'a new password was asked for an address that nobody has');
    return;
  }
  await mailer.send({
    to: email,
    subject: 'A new password for Parapet',
    text: [
      'Somebody asked for a new password for your sign-in to Parapet.',
      '',
      'Choose one here, within an hour. The link works once:',
      made.link,
      '',
      'Was it not you? Then there is nothing to do: your password stays as it is.',
      '',
    ].join('\n'),
  });
}
