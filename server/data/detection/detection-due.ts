import type { Transaction } from '@/server/data/database';

export type DueSubject = 'person' | 'network';

/** Something that the derived detectors have to look at again, between two instants. Epoch milliseconds. */
export interface DetectionDue {
  readonly subject: DueSubject;
  /** The person's id, or the network. */
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Puts down what is to be looked at again, in the transaction of what made it so: whoever dies before it is done, it is. */
export async function addDue(
  accountId: string,
  tx: Transaction,
  due: readonly DetectionDue[],
): Promise<void> {
  if (due.length === 0) return;
  const rows = due.map(({ subject, name, from, to }) => ({
    subject,
    name,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
  }));
  await tx.$executeRaw`
    INSERT INTO "detection_due" AS d ("accountId", "subject", "name", "from", "to")
    SELECT ${accountId}::uuid, r."subject", r."name", min(r."from"), max(r."to")
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS r("subject" text, "name" text, "from" timestamptz, "to" timestamptz)
    GROUP BY r."subject", r."name" ORDER BY r."subject", r."name"
    ON CONFLICT ("accountId", "subject", "name")
      DO UPDATE SET "from" = least(d."from", excluded."from"), "to" = greatest(d."to", excluded."to")`;
}

/** Looks that may end without an end before something is set aside: each may have ended a worker. */
const MOST_ATTEMPTS = 3;
/** So long after it was put down, a look that is under way has taken what is due, and holds its row. */
const UNDER_WAY_MS = 5_000;
/** What is set aside is tried again after so long: records grow old, and Parapet is mended. */
const ASIDE_MS = 24 * 3_600_000;

/** What is due and has not been tried, at most `most` of it. */
export async function listDue(
  accountId: string,
  tx: Transaction,
  subject: DueSubject,
  most: number,
): Promise<DetectionDue[]> {
  const rows = await tx.detectionDue.findMany({
    where: { accountId, subject, attempts: 0 },
    select: { name: true, from: true, to: true },
    orderBy: { name: 'asc' },
    take: most,
  });
  return rows.map(({ name, from, to }) => ({ subject, name, from: from.getTime(), to: to.getTime() }));
}

/** The next of what was tried in vain and is in nobody's hands, to be tried again by itself. `now` in epoch milliseconds. */
export async function nextTried(
  accountId: string,
  tx: Transaction,
  subject: DueSubject,
  now: number,
): Promise<(DetectionDue & { readonly attempts: number }) | null> {
  const [row] = await tx.$queryRaw<{ name: string; from: Date; to: Date; attempts: number }[]>`
    SELECT "name", "from", "to", "attempts" FROM "detection_due"
    WHERE "accountId" = ${accountId}::uuid AND "subject" = ${subject} AND "attempts" > 0
      AND "triedAt" < CASE WHEN "attempts" < ${MOST_ATTEMPTS}::int THEN ${new Date(now - UNDER_WAY_MS)}::timestamptz
        ELSE ${new Date(now - ASIDE_MS)}::timestamptz END
    ORDER BY "attempts", "name" LIMIT 1 FOR UPDATE SKIP LOCKED`;
  return row === undefined ? null : { ...row, subject, from: row.from.getTime(), to: row.to.getTime() };
}

/**
 * Puts down that a look at these begins, in a transaction before that of the look: whoever is killed in between is known
 * to have been at them. Returns them, with whether this attempt is the last one for a while, and without those that a page or another worker has in
 * hand at this moment.
 */
export async function markTried(
  accountId: string,
  tx: Transaction,
  subject: DueSubject,
  names: readonly string[],
  now: number,
): Promise<{ name: string; isLast: boolean }[]> {
  const rows = await tx.$queryRaw<{ name: string; attempts: number }[]>`
    WITH free AS (SELECT "name" FROM "detection_due" WHERE "accountId" = ${accountId}::uuid AND "subject" = ${subject}
      AND "name" = ANY(${[...names]}) ORDER BY "name" FOR UPDATE SKIP LOCKED)
    UPDATE "detection_due" d SET "attempts" = d."attempts" + 1, "triedAt" = ${new Date(now)}::timestamptz
    FROM free WHERE d."accountId" = ${accountId}::uuid AND d."subject" = ${subject} AND d."name" = free."name"
    RETURNING d."name", d."attempts"`;
  return rows.map(({ name, attempts }) => ({ name, isLast: attempts >= MOST_ATTEMPTS }));
}

/** How much of what is due is set aside, because looks at it ended a worker or failed again and again. */
export async function countSetAside(accountId: string, tx: Transaction, now: number): Promise<number> {
  return tx.detectionDue.count({
    where: {
      accountId,
      attempts: { gte: MOST_ATTEMPTS },
      triedAt: { lt: new Date(now - UNDER_WAY_MS) },
    },
  });
}

/**
 * Takes what is due of these: it is gone with the caller's transaction. People are locked before, as a page does: it puts
 * down what is due while it holds them.
 */
export async function takeDue(
  accountId: string,
  tx: Transaction,
  subject: DueSubject,
  names: readonly string[],
): Promise<DetectionDue[]> {
  const rows = await tx.$queryRaw<{ name: string; from: Date; to: Date }[]>`
    DELETE FROM "detection_due" WHERE "accountId" = ${accountId}::uuid AND "subject" = ${subject}
      AND "name" = ANY(${[...names]}) RETURNING "name", "from", "to"`;
  return rows.map(({ name, from, to }) => ({ subject, name, from: from.getTime(), to: to.getTime() }));
}

/** Networks of an account are looked at by one process at a time: two pages may both have met one. */
export async function holdNetworks(accountId: string, tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('networks:' || ${accountId}, 0))`;
}
