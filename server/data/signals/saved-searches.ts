import type { Transaction } from '@/server/data/database';

/** A search that a member keeps. Its time is a preset that ends now, or from and to. */
export interface SavedSearchData {
  readonly name: string;
  readonly q: string;
  readonly since: string | null;
  readonly from: Date | null;
  readonly to: Date | null;
}

/** The searches of a member, by name. */
export async function listSavedSearches(accountId: string, tx: Transaction, memberId: string) {
  return tx.savedSearch.findMany({ where: { accountId, memberId }, orderBy: { name: 'asc' } });
}

/** Keeps a search under its name, in place of the one that had it. */
export async function putSavedSearch(
  accountId: string,
  tx: Transaction,
  memberId: string,
  { id, savedAt, ...search }: SavedSearchData & { readonly id: string; readonly savedAt: Date },
): Promise<string> {
  const { name } = search;
  const row = await tx.savedSearch.upsert({
    where: { accountId_memberId_name: { accountId, memberId, name } },
    create: { accountId, memberId, id, savedAt, ...search },
    update: { savedAt, ...search },
    select: { id: true },
  });
  return row.id;
}

/** Removes a search of a member; null where the member has none of that id. */
export async function removeSavedSearch(
  accountId: string,
  tx: Transaction,
  memberId: string,
  id: string,
): Promise<{ name: string; q: string } | null> {
  const [gone] = await tx.savedSearch.findMany({ where: { accountId, memberId, id } });
  if (gone === undefined) return null;
  await tx.savedSearch.delete({ where: { accountId_id: { accountId, id } } });
  return gone;
}
