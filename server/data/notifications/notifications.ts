import { type TriggerKind, TRIGGER_KINDS } from '@/domain/notifications/terms';
import type { Transaction } from '@/server/data/database';
import { Prisma } from '@/server/data/generated/client';

/** A notification without what it tells. */
export interface StoredNotification {
  readonly id: string;
  readonly ruleId: string | null;
  readonly ruleName: string;
  readonly kind: TriggerKind;
  readonly at: Date;
  readonly happenings: number;
  readonly isTest: boolean;
}

/** The kind of a notification, of those there are. */
export function kindOf(stored: string): TriggerKind {
  const known = TRIGGER_KINDS.find((kind) => kind === stored);
  if (known === undefined) throw new Error(`The stored kind ${stored} of a notification is unknown.`);
  return known;
}

/** Notifications of an account are made by one worker at a time. Says whether this transaction may. */
export async function holdNotifications(accountId: string, tx: Transaction): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ held: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtextextended('notifications:' || ${accountId}, 0)) AS held`;
  return row?.held === true;
}

/** Writes a notification down. */
export async function insertNotification(
  accountId: string,
  tx: Transaction,
  notification: Omit<StoredNotification, 'at'> & { readonly at: number },
): Promise<void> {
  await tx.notification.create({ data: { ...notification, accountId, at: new Date(notification.at) } });
}

/** Says how many happenings a notification tells of. */
export async function countHappenings(
  accountId: string,
  tx: Transaction,
  id: string,
  happenings: number,
): Promise<void> {
  await tx.notification.update({ where: { accountId_id: { accountId, id } }, data: { happenings } });
}

/** One notification; null where there is none. */
export async function findNotification(
  accountId: string,
  tx: Transaction,
  id: string,
): Promise<StoredNotification | null> {
  const row = await tx.notification.findUnique({ where: { accountId_id: { accountId, id } } });
  return row === null ? null : { ...row, kind: kindOf(row.kind) };
}

/** When each rule told of something after an instant, tests aside, in epoch milliseconds by its id. */
export async function toldSince(
  accountId: string,
  tx: Transaction,
  ruleIds: readonly string[],
  since: number,
): Promise<Map<string, number[]>> {
  const rows = await tx.notification.findMany({
    where: { accountId, ruleId: { in: [...ruleIds] }, isTest: false, at: { gte: new Date(since) } },
    select: { ruleId: true, at: true },
  });
  const told = new Map<string, number[]>();
  for (const { ruleId, at } of rows)
    if (ruleId !== null) told.set(ruleId, [...(told.get(ruleId) ?? []), at.getTime()]);
  return told;
}

/** When each rule last told of something, tests aside, by its id. */
export async function lastTold(accountId: string, tx: Transaction): Promise<Map<string, Date>> {
  const rows = await tx.$queryRaw<{ ruleId: string; at: Date }[]>`
    SELECT "ruleId"::text, max("at") AS at FROM "notification"
    WHERE "accountId" = ${accountId}::uuid AND "ruleId" IS NOT NULL AND NOT "isTest" GROUP BY "ruleId"`;
  return new Map(rows.map(({ ruleId, at }) => [ruleId, at]));
}

/** When a rule of the account was last tested after an instant, whichever it was; null where none was. */
export async function lastTest(accountId: string, tx: Transaction, since: number): Promise<Date | null> {
  const row = await tx.notification.findFirst({
    where: { accountId, isTest: true, at: { gt: new Date(since) } },
    orderBy: { at: 'desc' },
    select: { at: true },
  });
  return row?.at ?? null;
}

/** A notification that a member was told in the product. */
export interface OwnNotification extends StoredNotification {
  readonly readAt: Date | null;
}

/** What a member was told in the product of these kinds, newest first, behind a place. */
export async function notificationsOfMember(
  accountId: string,
  tx: Transaction,
  memberId: string,
  kinds: readonly TriggerKind[],
  after: { readonly at: number; readonly id: string } | null,
  limit: number,
): Promise<OwnNotification[]> {
  const behind =
    after === null
      ? Prisma.empty
      : Prisma.sql`AND (n."at", n."id") < (${new Date(after.at)}::timestamptz, ${after.id}::uuid)`;
  const rows = await tx.$queryRaw<(Omit<OwnNotification, 'kind'> & { readonly kind: string })[]>`
    SELECT n."id"::text, n."ruleId"::text, n."ruleName", n."kind", n."at", n."happenings", n."isTest", d."readAt"
    FROM "notification_delivery" d
    JOIN "notification" n ON n."accountId" = d."accountId" AND n."id" = d."notificationId"
    WHERE d."accountId" = ${accountId}::uuid AND d."memberId" = ${memberId}::uuid AND d."channel" = 'product'
      AND d."state" = 'sent' AND n."kind" = ANY(${[...kinds]}) ${behind}
    ORDER BY n."at" DESC, n."id" DESC LIMIT ${limit}`;
  return rows.map((row) => ({ ...row, kind: kindOf(row.kind) }));
}

/** One notification of these kinds that a member was told, in the product or by e-mail; null where there is none. */
export async function notificationOfMember(
  accountId: string,
  tx: Transaction,
  memberId: string,
  kinds: readonly TriggerKind[],
  id: string,
): Promise<OwnNotification | null> {
  const [row] = await tx.$queryRaw<(Omit<OwnNotification, 'kind'> & { readonly kind: string })[]>`
    SELECT n."id"::text, n."ruleId"::text, n."ruleName", n."kind", n."at", n."happenings", n."isTest",
      max(d."readAt") AS "readAt"
    FROM "notification_delivery" d
    JOIN "notification" n ON n."accountId" = d."accountId" AND n."id" = d."notificationId"
    WHERE d."accountId" = ${accountId}::uuid AND d."memberId" = ${memberId}::uuid AND n."id" = ${id}::uuid
      -- A letter can be read before it is known to have been sent.
      AND (d."state" = 'sent' OR (d."channel" = 'mail' AND d."state" = 'waiting')) AND n."kind" = ANY(${[...kinds]})
    GROUP BY n."accountId", n."id"`;
  return row === undefined ? null : { ...row, kind: kindOf(row.kind) };
}

/** How many notifications of these kinds a member has not read. */
export async function countUnread(
  accountId: string,
  tx: Transaction,
  memberId: string,
  kinds: readonly TriggerKind[],
): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) AS count FROM "notification_delivery" d
    JOIN "notification" n ON n."accountId" = d."accountId" AND n."id" = d."notificationId"
    WHERE d."accountId" = ${accountId}::uuid AND d."memberId" = ${memberId}::uuid AND d."channel" = 'product'
      AND d."readAt" IS NULL AND d."state" = 'sent' AND n."kind" = ANY(${[...kinds]})`;
  return Number(row?.count ?? 0);
}

/**
 * A member has read these notifications, and all up to an instant (epoch milliseconds) where one is given: those of these kinds,
 * which are the ones that they are shown.
 */
export async function markRead(
  accountId: string,
  tx: Transaction,
  memberId: string,
  kinds: readonly TriggerKind[],
  { ids, until }: { readonly ids: readonly string[]; readonly until: number | null },
  now: number,
): Promise<void> {
  const those = Prisma.sql`(n."id" = ANY(${[...ids]}::uuid[])
    OR n."at" <= ${until === null ? null : new Date(until)}::timestamptz)`;
  await tx.$executeRaw`
    UPDATE "notification_delivery" d SET "readAt" = ${new Date(now)} FROM "notification" n
    WHERE d."accountId" = ${accountId}::uuid AND n."accountId" = d."accountId" AND n."id" = d."notificationId"
      AND d."memberId" = ${memberId}::uuid AND d."channel" = 'product' AND d."readAt" IS NULL
      AND n."kind" = ANY(${[...kinds]}) AND ${those}`;
}
