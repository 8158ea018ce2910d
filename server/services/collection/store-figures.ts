import type { AccountFigures } from '@/domain/directory';
import type { Transaction } from '@/server/data/database';
import { insertFigures } from '@/server/data/scoring/account-figures';

/** Keeps what the vendor says of the whole account, within the caller's transaction. Doing it again changes nothing. */
export async function storeFigures(
  accountId: string,
  tx: Transaction,
  input: { readonly integrationId: string; readonly figures: AccountFigures; readonly now: number },
): Promise<void> {
  await insertFigures(accountId, tx, input.integrationId, input.figures, input.now);
}
