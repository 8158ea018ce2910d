import type { Transaction } from '@/server/data/database';

/** A view of the list of people that a member keeps. */
export interface StoredView {
  readonly id: string;
  readonly name: string;
  /** Filters and order, unread. */
  readonly view: unknown;
}

/** The views of a member, by name. */
export async function listSavedViews(
  accountId: string,
  tx: Transaction,
  memberId: string,
): Promise<StoredView[]> {
  return tx.savedView.findMany({
    where: { accountId, memberId },
    select: { id: true, name: true, view: true },
    orderBy: { name: 'asc' },
  });
}

/** How many views of whichever member use each watchlist, by its id. */
export async function countViewsByWatchlist(
  accountId: string,
  tx: Transaction,
): Promise<Map<string, number>> {
  const rows = await tx.$queryRaw<{ id: string; views: number }[]>`
    SELECT "view"->>'watchlist' AS "id", count(*)::int AS "views" FROM "saved_view"
    WHERE "accountId" = ${accountId}::uuid AND "view" ? 'watchlist' GROUP BY 1`;
  return new Map(rows.map(({ id, views }) => [id, views]));
}

/** Keeps a view under its name, in place of the one that had it. */
export async function putSavedView(
  accountId: string,
  tx: Transaction,
  memberId: string,
  {
    id,
    name,
    view,
    savedAt,
  }: {
    readonly id: string;
    readonly name: string;
    readonly view: Readonly<Record<string, string>>;
    readonly savedAt: Date;
  },
): Promise<string> {
  const row = await tx.savedView.upsert({
    where: { accountId_memberId_name: { accountId, memberId, name } },
    create: { accountId, memberId, id, name, view, savedAt },
    update: { view, savedAt },
    select: { id: true },
  });
  return row.id;
}

/** Removes a view of a member; null where the member has none of that id. */
export async function removeSavedView(
  accountId: string,
  tx: Transaction,
  memberId: string,
  id: string,
): Promise<StoredView | null> {
  const gone = await tx.savedView.findFirst({
    where: { accountId, memberId, id },
    select: { id: true, name: true, view: true },
  });
  if (gone !== null) await tx.savedView.delete({ where: { accountId_id: { accountId, id } } });
  return gone;
}
