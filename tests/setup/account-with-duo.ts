import { randomUUID } from 'node:crypto';
import { type AccountId, accountIdSchema } from '@/domain/identifiers';
import { enterAccount } from '@/server/data/database';
import { insertIntegration } from '@/server/data/integrations/integrations';
import { insertAccount } from '@/server/data/members/accounts';
import { insertDefaultPolicy } from '@/server/data/scoring/scoring-policies';
import type { Runtime } from '@/server/services/runtime';
import { SIGN_INS_ALONE } from './duo-record';

/** A new account with one integration of Duo under this id, which reads sign-ins alone; nothing polls it. */
export async function newAccountWithDuo(runtime: Runtime, integration: string): Promise<AccountId> {
  const accountId = accountIdSchema.parse(randomUUID());
  await runtime.database.inGlobal(async (tx) => {
    await insertAccount(tx, { id: accountId, name: 'Example', at: Date.now() });
    await enterAccount(tx, accountId);
    await insertDefaultPolicy(accountId, tx, Date.now());
    await insertIntegration(accountId, tx, runtime.vault, {
      id: integration,
      connector: 'cisco-duo',
      name: 'Duo',
      description: '',
      host: 'api-12345678.duosecurity.com',
      ikeyEnding: 'ABCD',
      edition: null,
      enabledAt: 0,
      createdAt: Date.now(),
      createdBy: 'test',
      credentials: {},
      streams: SIGN_INS_ALONE,
    });
  });
  return accountId;
}
