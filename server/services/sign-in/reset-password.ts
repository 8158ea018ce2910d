import { randomInt } from 'node:crypto';
import { Refusal } from '@/domain/refusal';
import { emailSchema } from '@/domain/sign-in';
import { appendAuditEntry } from '@/server/data/audit/audit-log';
import { enterAccount } from '@/server/data/database';
import { countTokensOf, revokeTokensOf } from '@/server/data/members/api-tokens';
import { accountsOfMember, findMemberByEmail, replacePassword } from '@/server/data/members/members';
import { deleteSecondFactors } from '@/server/data/members/second-factors';
import { revokeSessionsOf } from '@/server/data/members/sessions';
import { liftAttempts } from '@/server/data/members/sign-in-attempts';
import { hashPassword } from '@/server/platform/password';
import type { Runtime } from '@/server/services/runtime';
import { codeSubject } from './finish-sign-in';

/** Letters and digits that cannot be taken for one another. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/**
 * Gives a member a new random password from the console of the machine, to be replaced by an own one at the next
 * sign-in, and ends every session of that member; on request it takes the second factor away too, and revokes the API tokens.
 * Unasked, those wait for the own password and go on then: what runs by them should not stop because somebody forgot a
 * word. It is no operation: it has no actor but whoever may read the settings of the installation. Returns the password,
 * and how many sessions ended and tokens stood.
 * @throws Refusal when no member has this e-mail address
 */
export async function resetPassword(
  runtime: Pick<Runtime, 'database' | 'auditKey' | 'live' | 'now'>,
  email: string,
  {
    secondFactor = 'keep',
    apiTokens = 'keep',
  }: { readonly secondFactor?: 'keep' | 'remove'; readonly apiTokens?: 'keep' | 'revoke' } = {},
): Promise<{ password: string; sessions: number; tokens: number }> {
  const address = emailSchema.safeParse(email);
  if (!address.success) throw Refusal.invalid('email', 'Write an e-mail address, as in name@example.com.');
  const password = newPassword();
  const passwordHash = await hashPassword(password, null);
  const at = runtime.now();
  const { sessions, tokens, accounts } = await runtime.database.inGlobal(async (tx) => {
    const member = await findMemberByEmail(tx, address.data);
    if (member === null) throw new Refusal('not_found', `No member has the e-mail address ${address.data}.`);
    await replacePassword(tx, member.id, { hash: passwordHash, oneTime: true });
    await liftAttempts(tx, address.data, member.id);
    if (secondFactor === 'remove') {
      await deleteSecondFactors(tx, member.id);
      await liftAttempts(tx, codeSubject(member.id), member.id);
    }
    let standing = 0;
    const accounts = await accountsOfMember(tx, member.id);
    for (const accountId of accounts) {
      await enterAccount(tx, accountId);
      const here =
        apiTokens === 'revoke'
          ? await revokeTokensOf(accountId, tx, member.id, { by: 'reset-password', at })
          : await countTokensOf(accountId, tx, member.id, at);
      standing += here;
      const after = {
        ...(secondFactor === 'remove' && { secondFactor: null }),
        ...(apiTokens === 'revoke' && { tokensRevoked: here }),
      };
      await appendAuditEntry(accountId, tx, runtime.auditKey, {
        at,
        actorKind: 'system',
        actorId: null,
        actorName: 'reset-password',
        action: 'reset-password',
        entity: 'member',
        entityId: member.id,
        before: null,
        after: Object.keys(after).length === 0 ? null : after,
        address: null,
      });
    }
    const sessions = await revokeSessionsOf(tx, member.id, at);
    for (const accountId of accounts) await runtime.live.withinCommit(tx, { accountId, topics: ['members'] });
    return { sessions, tokens: standing, accounts };
  });
  // What is open in any account of theirs ends at once.
  for (const accountId of accounts) await runtime.live.afterCommit({ accountId, topics: ['members'] });
  return { password, sessions, tokens };
}

/** Twenty letters and digits in groups of five: 115 bits. */
function newPassword(): string {
  const letters = Array.from({ length: 20 }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
  return letters.replace(/(.{5})(?=.)/g, '$1-');
}
