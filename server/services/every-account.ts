import type { AccountId } from '@/domain/identifiers';
import { listAccountIds } from '@/server/data/members/accounts';
import type { Runtime } from './runtime';

/** Account after account: what goes wrong in one is logged, with this excuse, and holds up no other. */
export async function inEveryAccount(
  runtime: Pick<Runtime, 'database' | 'log'>,
  excuse: string,
  work: (accountId: AccountId) => Promise<void>,
): Promise<void> {
  for (const accountId of await runtime.database.inGlobal(listAccountIds))
    await work(accountId).catch((error: unknown) => runtime.log.warn({ err: error, accountId }, excuse));
}
