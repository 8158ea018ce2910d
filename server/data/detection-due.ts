import type { Transaction } from './database';

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

/** Names of what is due, at most `most` of them. */
export async function listDue(
  accountId: string,
  tx: Transaction,
  subject: DueSubject,
  most: number,
): Promise<string[]> {
  const rows = await tx.detectionDue.findMany({
    where: { accountId, subject },
    select: { name: true },
    orderBy: { name: 'asc' },
    take: most,
  });
  return rows.map(({ name }) => name);
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
