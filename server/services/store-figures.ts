import type { AccountFigures } from '@/domain/directory';
import { insertFigures } from '@/server/data/account-figures';
import type { Transaction } from '@/server/data/database';

/** Keeps what the vendor says of the whole account, within the caller's transaction. Doing it again changes nothing. */
export async function storeFigures(
  accountId: string,
  tx: Transaction,
  input: { readonly integrationId: string; readonly figures: AccountFigures; readonly now: number },
): Promise<void> {
  await insertFigures(accountId, tx, input.integrationId, input.figures, input.now);
}
