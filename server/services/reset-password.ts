import { randomInt } from 'node:crypto';
import { Refusal } from '@/domain/refusal';
import { emailSchema } from '@/domain/sign-in';
import { appendAuditEntry } from '@/server/data/audit-log';
import { enterAccount } from '@/server/data/database';
import { accountsOfMember, findMemberByEmail, replacePassword } from '@/server/data/members';
import { revokeSessionsOf } from '@/server/data/sessions';
import { deleteSecondFactors } from '@/server/data/second-factors';
import { deleteAttemptsOf } from '@/server/data/sign-in-attempts';
import { hashPassword } from '@/server/platform/password';
import { codeSubject } from './finish-sign-in';
import type { Runtime } from './runtime';

/** Letters and digits that cannot be taken for one another. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/**
 * Gives a member a new random password from the console of the machine, to be replaced by an own one at the next
 * sign-in, and ends every session of that member; on request it takes the second factor away too. It is no operation: it has no actor but whoever may read the settings
 * of the installation. Returns the password.
 * @throws Refusal when no member has this e-mail address
 */
export async function resetPassword(
  runtime: Pick<Runtime, 'database' | 'auditKey' | 'now'>,
  email: string,
  { secondFactor = 'keep' }: { readonly secondFactor?: 'keep' | 'remove' } = {},
): Promise<{ password: string; sessions: number }> {
  const address = emailSchema.safeParse(email);
  if (!address.success) throw Refusal.invalid('email', 'Write an e-mail address, as in name@example.com.');
  const password = newPassword();
  const passwordHash = await hashPassword(password, null);
  const at = runtime.now();
  const sessions = await runtime.database.inGlobal(async (tx) => {
    const member = await findMemberByEmail(tx, address.data);
    if (member === null) throw new Refusal('not_found', `No member has the e-mail address ${address.data}.`);
    await replacePassword(tx, member.id, { hash: passwordHash, oneTime: true });
    await deleteAttemptsOf(tx, address.data);
    if (secondFactor === 'remove') {
      await deleteSecondFactors(tx, member.id);
      await deleteAttemptsOf(tx, codeSubject(member.id));
    }
    for (const accountId of await accountsOfMember(tx, member.id)) {
      await enterAccount(tx, accountId);
      await appendAuditEntry(accountId, tx, runtime.auditKey, {
        at,
        actorKind: 'system',
        actorId: null,
        actorName: 'reset-password',
        action: 'reset-password',
        entity: 'member',
        entityId: member.id,
        before: null,
        after: secondFactor === 'remove' ? { secondFactor: null } : null,
        address: null,
      });
    }
    return revokeSessionsOf(tx, member.id, at);
  });
  return { password, sessions };
}

/** Twenty letters and digits in groups of five: 115 bits. */
function newPassword(): string {
  const letters = Array.from({ length: 20 }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
  return letters.replace(/(.{5})(?=.)/g, '$1-');
}
