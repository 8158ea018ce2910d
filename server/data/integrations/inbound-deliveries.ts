import { createHash } from 'node:crypto';
import type { Transaction } from '@/server/data/database';
import type { Prisma } from '@/server/data/generated/client';
import type { StreamKey } from './stream-lease';

/** The sender's own key of a delivery, and what it held. */
export interface DeliveryKey {
  readonly integrationId: string;
  readonly deliveryKey: string;
  /** SHA-256 of the body, as it came. */
  readonly bodyHash: Buffer;
}

export type TakenDelivery =
  | { readonly kind: 'new' }
  /** This key was here: with the same body, or with another. */
  | { readonly kind: 'known'; readonly sameBody: boolean; readonly answer: unknown };

/**
 * The stream that deliveries go into, locked until the transaction ends, as whoever else writes to it does first; null
 * where there is none that is on.
 */
export async function holdInboundStream(
  accountId: string,
  tx: Transaction,
  key: StreamKey,
): Promise<{ readonly enabledAt: number; readonly quarantined: number } | null> {
  const [row] = await tx.$queryRaw<{ enabledAt: Date; quarantined: number }[]>`
    SELECT "enabledAt", "quarantined" FROM "stream" WHERE "accountId" = ${accountId}::uuid
      AND "integrationId" = ${key.integrationId}::uuid AND "stream" = ${key.stream} AND "enabled"
    FOR NO KEY UPDATE`;
  return row === undefined ? null : { enabledAt: row.enabledAt.getTime(), quarantined: row.quarantined };
}

/**
 * Takes a delivery whose key is new. One that is being taken at this moment is waited for, so that of two with one key
 * the second finds the first. `at` in epoch milliseconds.
 */
export async function takeDelivery(
  accountId: string,
  tx: Transaction,
  { integrationId, deliveryKey, bodyHash }: DeliveryKey,
  at: number,
): Promise<TakenDelivery> {
  const { count } = await tx.inboundDelivery.createMany({
    data: [
      {
        accountId,
        integrationId,
        deliveryKey,
        bodyHash: Uint8Array.from(bodyHash),
        at: new Date(at),
        answer: {},
      },
    ],
    skipDuplicates: true,
  });
  if (count === 1) return { kind: 'new' };
  const known = await tx.inboundDelivery.findUniqueOrThrow({
    where: { accountId_integrationId_deliveryKey: { accountId, integrationId, deliveryKey } },
  });
  return { kind: 'known', sameBody: bodyHash.equals(known.bodyHash), answer: known.answer };
}

/**
 * Takes what was signed for one key; false where it was taken for another. It stands among the keys, under a name that none of
 * them can have, and is forgotten with them: later than a signature is good.
 */
export async function takeSigned(
  accountId: string,
  tx: Transaction,
  { integrationId, deliveryKey, signed }: Omit<DeliveryKey, 'bodyHash'> & { readonly signed: string },
  at: number,
): Promise<boolean> {
  const bodyHash = createHash('sha256').update(deliveryKey).digest();
  const name = { integrationId, deliveryKey: `signed/${signed}`, bodyHash };
  const taken = await takeDelivery(accountId, tx, name, at);
  return taken.kind === 'new' || taken.sameBody;
}

/** Keeps what a delivery was answered, for the next time that it comes. */
export async function keepAnswer(
  accountId: string,
  tx: Transaction,
  { integrationId, deliveryKey }: Omit<DeliveryKey, 'bodyHash'>,
  answer: Prisma.InputJsonObject,
): Promise<void> {
  await tx.inboundDelivery.update({
    where: { accountId_integrationId_deliveryKey: { accountId, integrationId, deliveryKey } },
    data: { answer },
  });
}

/** Forgets deliveries from before an instant (epoch milliseconds). Returns how many. */
export async function forgetDeliveries(accountId: string, tx: Transaction, before: number): Promise<number> {
  const { count } = await tx.inboundDelivery.deleteMany({
    where: { accountId, at: { lt: new Date(before) } },
  });
  return count;
}
