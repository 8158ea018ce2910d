import { FIRST_NOTICE, type MonitoringNotice } from '@/domain/monitoring-notice';
import type { Transaction } from '@/server/data/database';

/** The newest version of the account's notice on monitoring. */
export async function currentNotice(accountId: string, tx: Transaction): Promise<MonitoringNotice> {
  const row = await tx.monitoringNotice.findFirst({ where: { accountId }, orderBy: { version: 'desc' } });
  if (row === null)
    return {
      version: 1,
      text: FIRST_NOTICE,
      writtenAt: null,
      writtenByName: null,
      acceptedAt: null,
      acceptedByName: null,
    };
  const own = row.version > 1 || row.text !== FIRST_NOTICE;
  return {
    version: row.version,
    text: row.text,
    writtenAt: own ? row.writtenAt.getTime() : null,
    writtenByName: own ? row.writtenByName : null,
    acceptedAt: row.acceptedAt?.getTime() ?? null,
    acceptedByName: row.acceptedByName,
  };
}

/** Whether a version was accepted, and none that asks again has come since. */
export async function noticeAccepted(accountId: string, tx: Transaction): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ accepted: boolean | null }[]>`
    SELECT max("version") FILTER (WHERE "acceptedAt" IS NOT NULL)
      >= coalesce(max("version") FILTER (WHERE "asksAgain"), 0) AS "accepted"
    FROM "monitoring_notice" WHERE "accountId" = ${accountId}::uuid`;
  return row?.accepted === true;
}

/** Puts down that a version was accepted; the first to do so counts. */
export async function acceptNoticeVersion(
  accountId: string,
  tx: Transaction,
  { version, text }: Pick<MonitoringNotice, 'version' | 'text'>,
  accepted: { readonly at: number; readonly byName: string },
): Promise<void> {
  const at = new Date(accepted.at);
  await tx.$executeRaw`
    INSERT INTO "monitoring_notice" ("accountId", "version", "text", "asksAgain", "writtenAt", "writtenByName",
      "acceptedAt", "acceptedByName")
    VALUES (${accountId}::uuid, ${version}, ${text}, true, ${at}, 'Parapet', ${at}, ${accepted.byName})
    ON CONFLICT ("accountId", "version") DO UPDATE SET "acceptedAt" = excluded."acceptedAt",
      "acceptedByName" = excluded."acceptedByName" WHERE "monitoring_notice"."acceptedAt" IS NULL`;
}

/** Writes down a further version. */
export async function insertNotice(
  accountId: string,
  tx: Transaction,
  notice: {
    readonly version: number;
    readonly text: string;
    readonly asksAgain: boolean;
    readonly at: number;
    readonly byName: string;
  },
): Promise<void> {
  const { at, byName, ...rest } = notice;
  await tx.monitoringNotice.create({
    data: { accountId, ...rest, writtenAt: new Date(at), writtenByName: byName },
  });
}

/** Nobody else writes or accepts the notice of this account until the transaction ends. */
export async function holdNotice(accountId: string, tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('notice:' || ${accountId}, 0))`;
}
