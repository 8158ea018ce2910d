import { randomUUID } from 'node:crypto';
import {
  type Channel,
  CHANNELS,
  DELIVERY_STATES,
  type DeliveryReason,
  type DeliveryState,
  parseReason,
} from '@/domain/notifications/delivery';
import type { TriggerKind } from '@/domain/notifications/terms';
import type { Transaction } from '@/server/data/database';
import { Prisma } from '@/server/data/generated/client';
import { kindOf } from './notifications';

/** A delivery that is to be made, or why it is not. */
export interface NewDelivery {
  readonly channel: Channel;
  /** What makes it one of its own among those of its notification. */
  readonly receiver: string;
  readonly memberId: string | null;
  readonly state: DeliveryState;
  readonly reason: DeliveryReason | null;
}

/** Writes down where a notification goes. */
export async function insertDeliveries(
  accountId: string,
  tx: Transaction,
  notificationId: string,
  deliveries: readonly NewDelivery[],
  now: number,
): Promise<void> {
  await tx.notificationDelivery.createMany({
    data: deliveries.map((delivery) => ({
      ...delivery,
      ...{ accountId, id: randomUUID(), notificationId, attempts: 0, madeAt: new Date(now) },
      nextTryAt: delivery.state === 'waiting' ? new Date(now) : null,
      settledAt: delivery.state === 'waiting' ? null : new Date(now),
    })),
    skipDuplicates: true,
  });
}

/** A delivery that a worker has in hand. */
export interface ClaimedDelivery {
  readonly id: string;
  readonly notificationId: string;
  readonly channel: Channel;
  readonly receiver: string;
  readonly memberId: string | null;
  /** Tries with this one. */
  readonly attempts: number;
}

/**
 * Takes deliveries that are due, tests last, and counts the try before it is made. Whoever ends before it is settled holds it up no longer
 * than until `leaseUntil`: then it is tried again, as the same delivery.
 */
export async function claimDeliveries(
  accountId: string,
  tx: Transaction,
  { now, leaseUntil, limit }: { readonly now: number; readonly leaseUntil: number; readonly limit: number },
): Promise<ClaimedDelivery[]> {
  const rows = await tx.$queryRaw<(Omit<ClaimedDelivery, 'channel'> & { readonly channel: string })[]>`
    UPDATE "notification_delivery" d SET "attempts" = d."attempts" + 1, "nextTryAt" = ${new Date(leaseUntil)}
    WHERE d."accountId" = ${accountId}::uuid AND d."id" = ANY(ARRAY(
      SELECT w."id" FROM "notification_delivery" w
      JOIN "notification" n ON n."accountId" = w."accountId" AND n."id" = w."notificationId"
      WHERE w."accountId" = ${accountId}::uuid AND w."state" = 'waiting' AND w."nextTryAt" <= ${new Date(now)}
      ORDER BY n."isTest", w."nextTryAt", w."id" LIMIT ${limit} FOR UPDATE OF w SKIP LOCKED))
    RETURNING d."id"::text, d."notificationId"::text, d."channel", d."receiver", d."memberId"::text, d."attempts"`;
  return rows.map((row) => ({ ...row, channel: channelOf(row.channel) }));
}

/** Says what became of a delivery that was claimed, unless another try has said so already. */
export async function settleDelivery(
  accountId: string,
  tx: Transaction,
  { id, attempts }: Pick<ClaimedDelivery, 'id' | 'attempts'>,
  became: {
    readonly state: DeliveryState;
    readonly reason: DeliveryReason | null;
    /** Epoch milliseconds, while it waits. */
    readonly nextTryAt: number | null;
  },
  now: number,
): Promise<void> {
  const { state, reason, nextTryAt } = became;
  await tx.notificationDelivery.updateMany({
    where: { accountId, id, state: 'waiting', attempts },
    data: {
      ...{ state, reason },
      nextTryAt: nextTryAt === null ? null : new Date(nextTryAt),
      settledAt: state === 'waiting' ? null : new Date(now),
    },
  });
}

/** How many letters that were sent tell of these people. */
export async function lettersAbout(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM "notification_delivery" d
    WHERE d."accountId" = ${accountId}::uuid AND d."channel" = 'mail' AND d."state" = 'sent' AND EXISTS (
      SELECT FROM "notification_happening" h WHERE h."accountId" = d."accountId"
        AND h."notificationId" = d."notificationId" AND h."personId" = ANY(${[...personIds]}::uuid[]))`;
  return row?.count ?? 0;
}

/** A delivery as the history shows it. */
export interface ListedDelivery {
  readonly id: string;
  readonly madeAt: Date;
  readonly channel: Channel;
  readonly receiver: string;
  readonly memberId: string | null;
  readonly state: DeliveryState;
  readonly reason: DeliveryReason | null;
  readonly attempts: number;
  readonly nextTryAt: Date | null;
  readonly settledAt: Date | null;
  readonly ruleName: string;
  readonly kind: TriggerKind;
  readonly isTest: boolean;
  readonly happenings: number;
}

type ListedRow = Omit<ListedDelivery, 'channel' | 'state' | 'reason' | 'kind'> & {
  readonly channel: string;
  readonly state: string;
  readonly reason: string | null;
  readonly kind: string;
};

const LISTED = Prisma.sql`SELECT d."id"::text, d."madeAt", d."channel", d."receiver", d."memberId"::text, d."state",
    d."reason", d."attempts", d."nextTryAt", d."settledAt", n."ruleName", n."kind", n."isTest", n."happenings"
  FROM "notification_delivery" d
  JOIN "notification" n ON n."accountId" = d."accountId" AND n."id" = d."notificationId"`;

/** Deliveries, newest first, behind a place. */
export async function listDeliveryRows(
  accountId: string,
  tx: Transaction,
  filter: { readonly state?: DeliveryState | undefined; readonly ruleId?: string | undefined },
  after: { readonly at: number; readonly id: string } | null,
  limit: number,
): Promise<ListedDelivery[]> {
  const wanted = [
    Prisma.sql`d."accountId" = ${accountId}::uuid`,
    ...(filter.state === undefined ? [] : [Prisma.sql`d."state" = ${filter.state}`]),
    ...(filter.ruleId === undefined ? [] : [Prisma.sql`n."ruleId" = ${filter.ruleId}::uuid`]),
    ...(after === null
      ? []
      : [Prisma.sql`(d."madeAt", d."id") < (${new Date(after.at)}::timestamptz, ${after.id}::uuid)`]),
  ];
  const rows = await tx.$queryRaw<ListedRow[]>`
    ${LISTED} WHERE ${Prisma.join(wanted, ' AND ')} ORDER BY d."madeAt" DESC, d."id" DESC LIMIT ${limit}`;
  return rows.map(listed);
}

/**
 * Of each rule the newest delivery that failed, or that was not sent although a member was to have it, where none by the
 * same channel arrived later; by the rule's id.
 */
export async function lastFailures(
  accountId: string,
  tx: Transaction,
): Promise<Map<string, Pick<ListedDelivery, 'madeAt' | 'channel' | 'receiver' | 'memberId' | 'reason'>>> {
  const rows = await tx.$queryRaw<
    {
      ruleId: string;
      madeAt: Date;
      channel: string;
      receiver: string;
      memberId: string | null;
      reason: string | null;
    }[]
  >`
    SELECT DISTINCT ON (n."ruleId") n."ruleId"::text, d."madeAt", d."channel", d."receiver", d."memberId"::text, d."reason"
    FROM "notification_delivery" d
    JOIN "notification" n ON n."accountId" = d."accountId" AND n."id" = d."notificationId"
    WHERE d."accountId" = ${accountId}::uuid AND n."ruleId" IS NOT NULL AND d."state" IN ('failed', 'left_out')
      AND NOT EXISTS (
        SELECT FROM "notification_delivery" o
        JOIN "notification" m ON m."accountId" = o."accountId" AND m."id" = o."notificationId"
        WHERE o."accountId" = d."accountId" AND m."ruleId" = n."ruleId" AND o."channel" = d."channel"
          AND o."receiver" = d."receiver" AND o."state" = 'sent' AND o."madeAt" > d."madeAt")
    ORDER BY n."ruleId", d."madeAt" DESC, d."id"`;
  return new Map(
    rows.map(({ ruleId, ...row }) => [
      ruleId,
      { ...row, channel: channelOf(row.channel), reason: parseReason(row.reason) },
    ]),
  );
}

function listed({ channel, state, reason, kind, ...row }: ListedRow): ListedDelivery {
  return {
    ...row,
    channel: channelOf(channel),
    state: stateOf(state),
    reason: parseReason(reason),
    kind: kindOf(kind),
  };
}

function channelOf(stored: string): Channel {
  const known = CHANNELS.find((channel) => channel === stored);
  if (known === undefined) throw new Error(`The stored channel ${stored} of a delivery is unknown.`);
  return known;
}

function stateOf(stored: string): DeliveryState {
  const known = DELIVERY_STATES.find((state) => state === stored);
  if (known === undefined) throw new Error(`The stored state ${stored} of a delivery is unknown.`);
  return known;
}
