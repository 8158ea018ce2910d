import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { accountIdSchema, memberIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { emailSchema, nameSchema } from '@/domain/sign-in';
import { appendAuditEntry } from '@/server/data/audit/audit-log';
import { enterAccount, type Transaction } from '@/server/data/database';
import { storeSetupToken } from '@/server/data/installation';
import { insertAccount } from '@/server/data/members/accounts';
import { anyMember, insertMember, insertMembership } from '@/server/data/members/members';
import { markSucceeded } from '@/server/data/members/sign-in-attempts';
import { insertDefaultPolicy } from '@/server/data/scoring/scoring-policies';
import { newPasswordProblem } from '@/server/platform/new-password';
import { hashPassword } from '@/server/platform/password';
import { defineOperation } from '@/server/services/operation';
import { throttleAttempt } from '@/server/services/sign-in/throttle-attempts';
import { setupTokenIsRight } from './setup-token';

const input = z
  .object({
    token: z
      .string({ error: 'Copy the one-time token from the console where Parapet started.' })
      .trim()
      .min(1, 'Copy the one-time token from the console where Parapet started.')
      .max(200, 'This is longer than the token. Copy it from the console once more.'),
    accountName: nameSchema('the name of your organisation'),
    name: nameSchema('your name'),
    email: emailSchema,
    password: z
      .string({ error: 'Choose a password.' })
      .max(1024, 'Choose a password of at most 128 characters.'),
  })
  .superRefine(({ email, password, name, accountName }, context) => {
    const message = newPasswordProblem(password, email, [name, accountName]);
    if (message !== null) context.addIssue({ code: 'custom', path: ['password'], message });
  });

/** Makes the first account and its administrator. Works once, with the token that the console printed. */
export const createFirstMember = defineOperation({
  name: 'create-first-member',
  http: { method: 'POST', path: '/api/v1/setup' },
  permission: {
    public: 'Nobody can be signed in before the first member exists; the one-time token stands for it.',
  },
  input,
  output: z.object({ accountId: accountIdSchema, memberId: memberIdSchema }),
  audit: { none: 'The account begins here; its first entry is written by hand.' },
  effect: 'external',
  async run({ actor, runtime, now, transaction }, { token, accountName, name, email, password }) {
    const address = actor.kind === 'system' ? null : actor.address;
    const attempt = await transaction(async (tx) => {
      await refuseWhenSetUp(tx);
      return throttleAttempt(tx, { subject: 'set-up token', address, now, countBy: 'address' });
    });
    // Asked before hashing, so that a stranger cannot make the machine hash; and again when it counts.
    await transaction((tx) => refuseWrongToken(tx, token, now));
    const passwordHash = await hashPassword(password, address);
    const accountId = accountIdSchema.parse(randomUUID());
    const memberId = memberIdSchema.parse(randomUUID());
    await transaction(async (tx) => {
      await refuseWrongToken(tx, token, now);
      await insertAccount(tx, { id: accountId, name: accountName, at: now });
      await enterAccount(tx, accountId);
      await insertDefaultPolicy(accountId, tx, now);
      await insertMember(tx, { id: memberId, email, name, passwordHash, at: now });
      await insertMembership(accountId, tx, { memberId, role: 'super_administrator', at: now });
      await storeSetupToken(tx, null);
      await markSucceeded(tx, attempt);
      await appendAuditEntry(accountId, tx, runtime.auditKey, {
        at: now,
        actorKind: 'member',
        actorId: memberId,
        actorName: name,
        action: 'create-first-member',
        entity: 'member',
        entityId: memberId,
        before: null,
        after: { accountName, name, email, role: 'super_administrator' },
        address,
      });
    });
    runtime.log.info({ account: accountId, member: memberId }, 'first member made');
    return { accountId, memberId };
  },
});

/** Takes the row of the installation, so that of two at once the second sees the first one's member. */
async function refuseWrongToken(tx: Transaction, token: string, now: number): Promise<void> {
  const right = await setupTokenIsRight(tx, token, now);
  await refuseWhenSetUp(tx);
  if (!right)
    throw Refusal.invalid(
      'token',
      'This is not the one-time token, or it is older than three days. Start Parapet again: it prints a new one.',
    );
}

async function refuseWhenSetUp(tx: Transaction): Promise<void> {
  if (await anyMember(tx))
    throw new Refusal('conflict', 'Parapet is set up already. Sign in, or ask an administrator to add you.');
}
