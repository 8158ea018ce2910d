import { randomUUID } from 'node:crypto';
import { type Happening, type Subject, subjectSchema } from '@/domain/notifications/happening';
import type { Transaction } from '@/server/data/database';

/** A happening that a rule matched. */
export interface MatchedHappening extends Pick<Happening, 'key' | 'at' | 'subject' | 'personId'> {
  readonly ruleId: string;
}

/** Puts into the outbox what rules matched; what a rule had matched already is left as it is. Returns how many are new. */
export async function addHappenings(
  accountId: string,
  tx: Transaction,
  matched: readonly MatchedHappening[],
): Promise<number> {
  if (matched.length === 0) return 0;
  const { count } = await tx.notificationHappening.createMany({
    data: matched.map(({ ruleId, key, at, subject, personId }) => ({
      ...{ accountId, id: randomUUID(), ruleId, key, personId },
      at: new Date(at),
      subject,
    })),
    skipDuplicates: true,
  });
  return count;
}

/** What waits of a rule: how much, and since when (epoch milliseconds). */
export interface WaitingHappenings {
  readonly ruleId: string;
  readonly happenings: number;
  readonly oldest: number;
}

/** What waits to be told, by the rule that matched it. */
export async function waitingHappenings(accountId: string, tx: Transaction): Promise<WaitingHappenings[]> {
  const rows = await tx.$queryRaw<{ ruleId: string; happenings: number; oldest: Date }[]>`
    SELECT "ruleId"::text, count(*)::int AS "happenings", min("at") AS "oldest" FROM "notification_happening"
    WHERE "accountId" = ${accountId}::uuid AND "notificationId" IS NULL AND "ruleId" IS NOT NULL
    GROUP BY "ruleId" ORDER BY "ruleId"`;
  return rows.map((row) => ({ ...row, oldest: row.oldest.getTime() }));
}

/** What waits of a rule is not told any more. */
export async function forgetWaiting(accountId: string, tx: Transaction, ruleId: string): Promise<number> {
  const { count } = await tx.notificationHappening.deleteMany({
    where: { accountId, ruleId, notificationId: null },
  });
  return count;
}

/**
 * What waits of rules that are off, or wait for another kind by now: it was committed while the rule was being switched or changed.
 * One statement sees rules and happenings at one moment, so what a rule that is on matched stays.
 */
export async function forgetUnwanted(accountId: string, tx: Transaction): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM "notification_happening" h USING "notification_rule" r
    WHERE h."accountId" = ${accountId}::uuid AND h."notificationId" IS NULL
      AND r."accountId" = h."accountId" AND r."id" = h."ruleId"
      AND (NOT r."enabled" OR h."subject"->>'is' <> r."trigger"->>'on')`;
}

/** What waits of rules that are gone. */
export async function forgetOrphans(accountId: string, tx: Transaction): Promise<void> {
  await tx.notificationHappening.deleteMany({ where: { accountId, ruleId: null, notificationId: null } });
}

/** Makes what waits of a rule part of a notification; how much that was. */
export async function takeWaiting(
  accountId: string,
  tx: Transaction,
  ruleId: string,
  notificationId: string,
): Promise<number> {
  const { count } = await tx.notificationHappening.updateMany({
    where: { accountId, ruleId, notificationId: null },
    data: { notificationId },
  });
  return count;
}

/** One happening of a notification. */
export interface ToldHappening {
  readonly id: string;
  readonly at: Date;
  readonly personId: string | null;
  readonly subject: Subject;
}

/** The newest happenings of each of these notifications, `most` of each, by its id. */
export async function happeningsOf(
  accountId: string,
  tx: Transaction,
  notificationIds: readonly string[],
  most: number,
): Promise<Map<string, ToldHappening[]>> {
  const rows = await tx.$queryRaw<
    { notificationId: string; id: string; at: Date; personId: string | null; subject: unknown }[]
  >`
    SELECT n."id"::text AS "notificationId", h."id"::text, h."at", h."personId"::text, h."subject"
    FROM unnest(${[...notificationIds]}::uuid[]) AS n("id")
    CROSS JOIN LATERAL (
      SELECT * FROM "notification_happening" h WHERE h."accountId" = ${accountId}::uuid AND h."notificationId" = n."id"
      ORDER BY h."at" DESC, h."id" LIMIT ${most}) h
    ORDER BY h."at" DESC, h."id"`;
  const found = new Map<string, ToldHappening[]>();
  for (const { notificationId, subject, ...row } of rows)
    found.set(notificationId, [
      ...(found.get(notificationId) ?? []),
      { ...row, subject: subjectSchema.parse(subject) },
    ]);
  return found;
}

/** Happenings of one notification, newest first, behind a place. */
export async function happeningsBehind(
  accountId: string,
  tx: Transaction,
  notificationId: string,
  after: { readonly at: number; readonly id: string } | null,
  limit: number,
): Promise<ToldHappening[]> {
  const at = after === null ? null : new Date(after.at);
  const rows = await tx.$queryRaw<{ id: string; at: Date; personId: string | null; subject: unknown }[]>`
    SELECT h."id"::text, h."at", h."personId"::text, h."subject" FROM "notification_happening" h
    WHERE h."accountId" = ${accountId}::uuid AND h."notificationId" = ${notificationId}::uuid
      AND (${at}::timestamptz IS NULL OR h."at" < ${at} OR (h."at" = ${at} AND h."id" > ${after?.id ?? null}::uuid))
    ORDER BY h."at" DESC, h."id" LIMIT ${limit}`;
  return rows.map(({ subject, ...row }) => ({ ...row, subject: subjectSchema.parse(subject) }));
}

/** Who turned out to be somebody else is told of as them. */
export async function mergeHappenings(
  accountId: string,
  tx: Transaction,
  pairs: readonly { readonly from: string; readonly to: string }[],
): Promise<void> {
  await tx.$executeRaw`
    UPDATE "notification_happening" h SET "personId" = m."to"
    FROM jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) AS m("from" uuid, "to" uuid)
    WHERE h."accountId" = ${accountId}::uuid AND h."personId" = m."from"`;
}
