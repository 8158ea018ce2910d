import { randomUUID } from 'node:crypto';
import type { GapCause } from '@/domain/feed-gap';
import type { Transaction } from '@/server/data/database';
import type { StreamKey } from './stream-lease';

export interface NewGap {
  readonly from: number;
  readonly to: number;
  readonly cause: GapCause;
}

/**
 * Enters a gap into the ledger, once. What the vendor no longer keeps grows while nothing can be read: it is one gap.
 * One that is found again is open again. Instants are epoch milliseconds.
 */
export async function insertGap(
  accountId: string,
  tx: Transaction,
  key: StreamKey,
  gap: NewGap,
  foundAt: number,
): Promise<void> {
  const of = { accountId, integrationId: key.integrationId, stream: key.stream, cause: gap.cause };
  const [from, to, at] = [new Date(gap.from), new Date(gap.to), new Date(foundAt)];
  const known = await tx.gap.updateMany({
    where: { ...of, ...(gap.cause === 'history' ? { OR: [{ from }, { to: from }] } : { from, to }) },
    data: { to, refilledAt: null },
  });
  if (known.count > 0) return;
  await tx.gap.createMany({
    data: [{ ...of, id: randomUUID(), from, to, foundAt: at }],
    skipDuplicates: true,
  });
}

/** A piece of a stretch that has now been read to its end. Instants are epoch milliseconds. */
export interface ReadPiece {
  /** Where the stretch begins: all of it up to the end of the piece has been read. */
  readonly since: number;
  readonly from: number;
  readonly to: number;
  /** What the end of the piece did not tell: nothing there is filled. */
  readonly unclear?: { readonly from: number; readonly to: number } | undefined;
}

/** Marks the gaps as refilled that end within a piece and lie within what has been read. */
export async function refillGaps(
  accountId: string,
  tx: Transaction,
  key: StreamKey,
  { since, from, to, unclear }: ReadPiece,
  at: number,
): Promise<void> {
  await tx.gap.updateMany({
    where: {
      accountId,
      integrationId: key.integrationId,
      stream: key.stream,
      refilledAt: null,
      // A second that the vendor cannot show in full is not filled by asking again.
      cause: { not: 'same_second' },
      from: { gte: new Date(since) },
      to: { gt: new Date(from), lte: new Date(to) },
      ...(unclear === undefined
        ? {}
        : { OR: [{ from: { gte: new Date(unclear.to) } }, { to: { lte: new Date(unclear.from) } }] }),
    },
    data: { refilledAt: new Date(at) },
  });
}

/** Which gaps are asked for. Instants are epoch milliseconds. */
export interface GapFilter {
  readonly stream?: string | undefined;
  /** Only those that reach into this time. */
  readonly within?: { readonly from: number; readonly to: number } | undefined;
}

function whereOf(accountId: string, integrationId: string, { stream, within }: GapFilter) {
  return {
    accountId,
    integrationId,
    ...(stream === undefined ? {} : { stream }),
    ...(within === undefined
      ? {}
      : { from: { lte: new Date(within.to) }, to: { gte: new Date(within.from) } }),
  };
}

/** The gaps of an integration, newest first. */
export async function listGaps(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  limit: number,
  filter: GapFilter = {},
) {
  return tx.gap.findMany({
    where: whereOf(accountId, integrationId, filter),
    orderBy: [{ from: 'desc' }, { id: 'asc' }],
    take: limit,
  });
}

/**
 * The gaps of all integrations that reach into a window (epoch milliseconds), newest first.
 *
 * @param knownAt only those that had been found by then, in epoch milliseconds; null for all that are known
 */
export async function gapsWithin(
  accountId: string,
  tx: Transaction,
  window: { readonly from: number; readonly to: number },
  limit: number,
  knownAt: number | null = null,
) {
  return tx.gap.findMany({
    where: { ...within(accountId, window), ...(knownAt !== null && { foundAt: { lte: new Date(knownAt) } }) },
    orderBy: [{ from: 'desc' }, { id: 'asc' }],
    take: limit,
  });
}

function within(accountId: string, { from, to }: { readonly from: number; readonly to: number }) {
  return { accountId, from: { lt: new Date(to) }, to: { gt: new Date(from) } };
}

/**
 * Gaps of all integrations within a window (epoch milliseconds) that are open. A second that may lack records does not
 * make its hour one that was not read, so these are left out.
 *
 * @param knownAt those that had been found by then and were open then, in epoch milliseconds; null for those of now
 */
export async function openGapsWithin(
  accountId: string,
  tx: Transaction,
  window: { readonly from: number; readonly to: number },
  knownAt: number | null = null,
) {
  const then = knownAt === null ? null : new Date(knownAt);
  return tx.gap.findMany({
    where: {
      ...within(accountId, window),
      cause: { not: 'same_second' },
      ...(then === null
        ? { refilledAt: null }
        : { foundAt: { lte: then }, OR: [{ refilledAt: null }, { refilledAt: { gt: then } }] }),
    },
  });
}

/** How many gaps an integration has, and how many of them are not filled. */
export async function countGaps(
  accountId: string,
  tx: Transaction,
  integrationId: string,
): Promise<{ all: number; open: number }> {
  const all = await tx.gap.count({ where: { accountId, integrationId } });
  const open = await tx.gap.count({ where: { accountId, integrationId, refilledAt: null } });
  return { all, open };
}

/** The gaps of integrations that were found since an instant (epoch milliseconds) and are not filled, newest first. */
export async function gapsFoundSince(
  accountId: string,
  tx: Transaction,
  integrationIds: readonly string[],
  since: number,
  limit: number,
) {
  return tx.gap.findMany({
    where: openSince(accountId, integrationIds, since),
    orderBy: [{ to: 'desc' }, { id: 'asc' }],
    take: limit,
  });
}

/** How many such gaps there are. */
export async function countGapsFoundSince(
  accountId: string,
  tx: Transaction,
  integrationIds: readonly string[],
  since: number,
): Promise<number> {
  return tx.gap.count({ where: openSince(accountId, integrationIds, since) });
}

function openSince(accountId: string, integrationIds: readonly string[], since: number) {
  const integrationId = { in: [...integrationIds] };
  return { accountId, integrationId, foundAt: { gt: new Date(since) }, refilledAt: null };
}
