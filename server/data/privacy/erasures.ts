import type { Transaction } from '@/server/data/database';
import { streamNumber } from '@/server/data/signals/signals';

/** That somebody was erased, and how many of their records were sent since and not kept. */
export interface ErasureRow {
  readonly id: string;
  readonly at: Date;
  readonly byName: string;
  readonly records: number;
  readonly events: number;
  readonly keptOut: number;
  readonly lastKeptOutAt: Date | null;
}

/** A record by its key (hex), of a stream by its stored number. Epoch milliseconds. */
export interface ErasedRecord {
  readonly signalKey: string;
  readonly occurredAt: number;
  readonly integrationId: string;
  readonly stream: number;
}

/** Who was erased, the newest first. */
export async function listErasures(accountId: string, tx: Transaction): Promise<ErasureRow[]> {
  return tx.erasure.findMany({ where: { accountId }, orderBy: [{ at: 'desc' }, { id: 'asc' }], take: 200 });
}

/** Puts down that somebody was erased, and the digests of their names. */
export async function insertErasure(
  accountId: string,
  tx: Transaction,
  erasure: Pick<ErasureRow, 'id' | 'at' | 'byName' | 'records' | 'events'>,
  digests: readonly Buffer[],
): Promise<void> {
  await tx.erasure.create({ data: { accountId, ...erasure } });
  // Somebody may bear a name that somebody else bore who was erased before.
  await tx.erasedName.createMany({
    data: digests.map((digest) => ({ accountId, erasureId: erasure.id, digest: Uint8Array.from(digest) })),
    skipDuplicates: true,
  });
}

/** Forgets the names of somebody who was erased; false where there is none to forget. */
export async function forgetErasedNames(accountId: string, tx: Transaction, id: string): Promise<boolean> {
  const gone = await tx.erasedName.deleteMany({ where: { accountId, erasureId: id } });
  return gone.count > 0;
}

/** Which erasures still keep records out. */
export async function standingErasures(accountId: string, tx: Transaction): Promise<Set<string>> {
  const rows = await tx.erasedName.findMany({
    where: { accountId },
    distinct: ['erasureId'],
    select: { erasureId: true },
  });
  return new Set(rows.map(({ erasureId }) => erasureId));
}

/** Whether the names of anybody who was erased are known. */
export async function anyErased(accountId: string, tx: Transaction): Promise<boolean> {
  return (await tx.erasedName.findFirst({ where: { accountId }, select: { erasureId: true } })) !== null;
}

/** The erasures that these digests belong to, by digest in hex. */
export async function erasuresOf(
  accountId: string,
  tx: Transaction,
  digests: readonly Buffer[],
): Promise<Map<string, string>> {
  const rows = await tx.erasedName.findMany({
    where: { accountId, digest: { in: digests.map((digest) => Uint8Array.from(digest)) } },
  });
  return new Map(rows.map(({ digest, erasureId }) => [Buffer.from(digest).toString('hex'), erasureId]));
}

/** Puts down records that are not here, once each; those that were new, by key in hex. */
export async function putErasedRecords(
  accountId: string,
  tx: Transaction,
  records: readonly ErasedRecord[],
): Promise<Set<string>> {
  if (records.length === 0) return new Set();
  const rows = records.map(({ occurredAt, ...rest }) => ({
    ...rest,
    at: new Date(occurredAt).toISOString(),
  }));
  const added = await tx.$queryRaw<{ key: string }[]>`
    INSERT INTO "erased_record" ("accountId", "occurredAt", "signalKey", "integrationId", "stream")
    SELECT ${accountId}::uuid, r."at", decode(r."signalKey", 'hex'), r."integrationId", r."stream"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS r("at" timestamptz, "signalKey" text, "integrationId" uuid, "stream" smallint)
    ORDER BY r."at", r."signalKey" ON CONFLICT DO NOTHING RETURNING encode("signalKey", 'hex') AS key`;
  return new Set(added.map(({ key }) => key));
}

/** Counts records that were sent and not kept, by erasure. `at` is epoch milliseconds. */
export async function countKeptOut(
  accountId: string,
  tx: Transaction,
  counts: ReadonlyMap<string, number>,
  at: number,
): Promise<void> {
  for (const [id, count] of [...counts].sort())
    await tx.erasure.updateMany({
      where: { accountId, id },
      data: { keptOut: { increment: count }, lastKeptOutAt: new Date(at) },
    });
}

/** How many records of a time were erased or not kept; of one stream, or of all. Both ends are in it; epoch ms. */
export async function countErasedIn(
  accountId: string,
  tx: Transaction,
  window: { readonly from: number; readonly to: number },
  key: { readonly integrationId: string; readonly stream: string } | null = null,
): Promise<number> {
  const of = key === null ? {} : { integrationId: key.integrationId, stream: streamNumber(key.stream) };
  return tx.erasedRecord.count({
    where: { accountId, occurredAt: { gte: new Date(window.from), lte: new Date(window.to) }, ...of },
  });
}
