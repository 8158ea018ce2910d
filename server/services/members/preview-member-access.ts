import { z } from 'zod';
import { memberIdSchema } from '@/domain/identifiers';
import { memberEndingsSchema } from '@/domain/views/members';
import { enterAccount } from '@/server/data/database';
import { accountNames } from '@/server/data/members/accounts';
import { countTokensOf } from '@/server/data/members/api-tokens';
import { accountsLetInto } from '@/server/data/members/memberships';
import { listSessions } from '@/server/data/members/sessions';
import { defineOperation } from '@/server/services/operation';
import { changeableMember } from './member-rights';

/** What ends when a member’s access to this account is switched off or taken away: here, and at customers they were let into from here. */
export const previewMemberAccess = defineOperation({
  name: 'preview-member-access',
  http: { method: 'GET', path: '/api/v1/members/:id/endings' },
  permission: 'members:write',
  input: z.object({ id: memberIdSchema }),
  output: memberEndingsSchema,
  audit: { none: 'It changes nothing.' },
  effect: 'read',
  async run({ actor, accountId, tx, now }, { id }) {
    await changeableMember(accountId, tx, actor, id);
    const open = await listSessions(tx, id, now);
    const endingIn = async (account: string) => {
      await enterAccount(tx, account);
      return {
        sessions: open.filter((session) => session.accountId === account).length,
        tokens: await countTokensOf(account, tx, id, now),
      };
    };
    const customers = [];
    for (const { id: customer, name } of await accountNames(tx, await accountsLetInto(accountId, tx, id)))
      customers.push({ name, ...(await endingIn(customer)) });
    return { ...(await endingIn(accountId)), customers };
  },
});
