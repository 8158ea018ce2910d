import { randomUUID } from 'node:crypto';
import type { GapCause } from '@/domain/feed-gap';
import type { Transaction } from './database';
import type { StreamKey } from './stream-lease';

export interface NewGap {
  readonly from: number;
  readonly to: number;
  readonly cause: GapCause;
}

/** Enters a gap into the ledger, once. Instants are epoch milliseconds. */
export async function insertGap(
  accountId: string,
  tx: Transaction,
  key: StreamKey,
  gap: NewGap,
  foundAt: number,
): Promise<void> {
  await tx.gap.createMany({
    data: [
      {
        accountId,
        id: randomUUID(),
        integrationId: key.integrationId,
        stream: key.stream,
        from: new Date(gap.from),
        to: new Date(gap.to),
        cause: gap.cause,
        foundAt: new Date(foundAt),
      },
    ],
    skipDuplicates: true,
  });
}

/** Marks the gaps that lie within a stretch that has now been read from end to end. */
export async function refillGaps(
  accountId: string,
  tx: Transaction,
  key: StreamKey,
  read: { readonly from: number; readonly to: number },
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
      from: { gte: new Date(read.from) },
      to: { lte: new Date(read.to) },
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
