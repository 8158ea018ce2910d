import { type AccountId, accountIdSchema } from '@/domain/identifiers';
import type { Transaction } from './database';

/** Makes an account. Its rows are seen after `enterAccount`. */
export async function insertAccount(
  tx: Transaction,
  account: { id: AccountId; name: string; at: number },
): Promise<void> {
  await tx.account.create({ data: { id: account.id, name: account.name, createdAt: new Date(account.at) } });
}

/** The account's name, or null when there is no such account. */
export async function accountName(accountId: AccountId, tx: Transaction): Promise<string | null> {
  const row = await tx.account.findUnique({ where: { id: accountId }, select: { name: true } });
  return row?.name ?? null;
}

/** The names of accounts, by name. */
export async function accountNames(
  tx: Transaction,
  ids: readonly AccountId[],
): Promise<{ id: string; name: string }[]> {
  return tx.account.findMany({
    where: { id: { in: [...ids] } },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    select: { id: true, name: true },
  });
}

/** Every account of the installation. */
export async function listAccountIds(tx: Transaction): Promise<AccountId[]> {
  const rows = await tx.account.findMany({ select: { id: true }, orderBy: { id: 'asc' } });
  return rows.map((row) => accountIdSchema.parse(row.id));
}
