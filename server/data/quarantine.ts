import { randomUUID } from 'node:crypto';

import type { Transaction } from './database';

/** A record that could not be read. `hash` is 16 bytes and names it within its stream. */
export interface UnreadableRecord {
  readonly hash: Buffer;
  /** Exactly as the vendor sent it. */
  readonly bytes: Buffer;
  readonly reason: string;
  readonly detail: string;
}

/** Keeps records that could not be read, whole, once each. Returns how many were new. */
export async function quarantineRecords(
  accountId: string,
  tx: Transaction,
  key: { integrationId: string; stream: string },
  at: number,
  rejected: readonly UnreadableRecord[],
): Promise<number> {
  if (rejected.length === 0) return 0;
  const { count } = await tx.quarantine.createMany({
    data: rejected.map((record) => ({
      accountId,
      id: randomUUID(),
      integrationId: key.integrationId,
      stream: key.stream,
      hash: Uint8Array.from(record.hash),
      reason: record.reason,
      detail: record.detail,
      raw: Uint8Array.from(record.bytes),
      firstSeenAt: new Date(at),
    })),
    skipDuplicates: true,
  });
  return count;
}
