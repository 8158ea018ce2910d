import { type AccountId, accountIdSchema } from '@/domain/identifiers';
import type { Transaction } from '@/server/data/database';

/** Makes an account. Its rows are seen after `enterAccount`. */
export async function insertAccount(
  tx: Transaction,
  account: { id: AccountId; name: string; at: number; partnerId?: AccountId },
): Promise<void> {
  const { id, name, at, partnerId = null } = account;
  await tx.account.create({ data: { id, name, partnerId, createdAt: new Date(at) } });
}

/** The account's name, or null when there is no such account. */
export async function accountName(accountId: AccountId, tx: Transaction): Promise<string | null> {
  const row = await tx.account.findUnique({ where: { id: accountId }, select: { name: true } });
  return row?.name ?? null;
}

/** Since when the account withholds names, in epoch milliseconds; null while it does not. */
export async function namesWithheldSince(accountId: string, tx: Transaction): Promise<number | null> {
  const row = await tx.account.findUnique({
    where: { id: accountId },
    select: { namesWithheldSince: true },
  });
  return row?.namesWithheldSince?.getTime() ?? null;
}

/** Whether the account withholds names from members whose role does not show them. */
export async function withholdsNames(accountId: string, tx: Transaction): Promise<boolean> {
  return (await namesWithheldSince(accountId, tx)) !== null;
}

/** Withholds names from an instant on, or, with null, shows them to everybody again. */
export async function setNamesWithheld(
  accountId: string,
  tx: Transaction,
  since: number | null,
): Promise<void> {
  await tx.account.update({
    where: { id: accountId },
    data: { namesWithheldSince: since === null ? null : new Date(since) },
  });
}

/** The account that looks after this one, by id and name; null where none does. */
export async function partnerOf(
  accountId: string,
  tx: Transaction,
): Promise<{ id: AccountId; name: string } | null> {
  const own = await tx.account.findUnique({ where: { id: accountId }, select: { partnerId: true } });
  if (own === null || own.partnerId === null) return null;
  const partner = await tx.account.findUnique({
    where: { id: own.partnerId },
    select: { id: true, name: true },
  });
  return partner === null ? null : { id: accountIdSchema.parse(partner.id), name: partner.name };
}

/** An account of a customer. */
export interface CustomerRow {
  readonly id: AccountId;
  readonly name: string;
  readonly createdAt: Date;
}

/** The accounts that an account looks after, by name. */
export async function listCustomers(accountId: string, tx: Transaction): Promise<CustomerRow[]> {
  const rows = await tx.account.findMany({
    where: { partnerId: accountId },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    select: { id: true, name: true, createdAt: true },
  });
  return rows.map((row) => ({ ...row, id: accountIdSchema.parse(row.id) }));
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
