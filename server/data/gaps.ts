import { randomUUID } from 'node:crypto';
import type { Transaction } from './database';
import type { StreamKey } from './stream-lease';

/**
 * Why a stretch was not, or may not have been, collected: `history` the vendor no longer keeps it; `same_second` more
 * records share a second than the vendor shows; `skipped` a member chose to; `disabled` the integration or the stream
 * was off; `refused` the vendor refused the request for it. Stored: never rename one.
 */
export type GapCause = 'history' | 'same_second' | 'skipped' | 'disabled' | 'refused';

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

/** The gaps of an integration, newest first. */
export async function listGaps(accountId: string, tx: Transaction, integrationId: string, limit: number) {
  return tx.gap.findMany({
    where: { accountId, integrationId },
    orderBy: [{ from: 'desc' }, { id: 'asc' }],
    take: limit,
  });
}
