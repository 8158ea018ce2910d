import { addCampaignsDue } from '@/server/data/campaigns/campaign-due';
import type { Transaction } from '@/server/data/database';
import { NOT_DISMISSED } from '@/server/data/detection/mark-events';
import { countEvents } from '@/server/data/events/event-counters';
import { Prisma } from '@/server/data/generated/client';

const DAY_MS = 86_400_000;

/** What goes with the events of before an instant, in counts. */
export interface OldEvents {
  readonly events: number;
  /** Copies of the records they rest on. */
  readonly evidence: number;
  readonly decisions: number;
  readonly campaigns: number;
}

/** That an event `e` lies before an instant in all its versions. */
function allBefore(at: Date): Prisma.Sql {
  return Prisma.sql`e."occurredAt" < ${at} AND NOT EXISTS (SELECT FROM "identity_event" o
    WHERE o."accountId" = e."accountId" AND o."id" = e."id" AND o."occurredAt" >= ${at})`;
}

/** Counts the events of before an instant (epoch milliseconds), and what goes with them. */
export async function countOldEvents(accountId: string, tx: Transaction, before: number): Promise<OldEvents> {
  const at = new Date(before);
  const [row] = await tx.$queryRaw<OldEvents[]>`
    WITH old AS MATERIALIZED (
      SELECT DISTINCT "id" FROM "identity_event" e WHERE "accountId" = ${accountId}::uuid AND ${allBefore(at)})
    SELECT (SELECT count(*)::int FROM old) AS events,
      (SELECT count(*)::int FROM "evidence" v JOIN old ON old."id" = v."eventId"
        WHERE v."accountId" = ${accountId}::uuid) AS evidence,
      (SELECT count(*)::int FROM "disposition" d WHERE d."accountId" = ${accountId}::uuid
        AND (d."eventId" IN (SELECT "id" FROM old)
          OR d."eventId" IS NULL AND coalesce(d."undoneAt", d."expiresAt") < ${at})) AS decisions,
      (SELECT count(*)::int FROM "campaign" c WHERE c."accountId" = ${accountId}::uuid
        AND c."lastAt" < ${at} AND c."mergedInto" IS NULL) AS campaigns`;
  return row ?? { events: 0, evidence: 0, decisions: 0, campaigns: 0 };
}

/** Whose the oldest events are that lie before an instant (epoch milliseconds): those of about `limit` of them. */
export async function peopleOfOldEvents(
  accountId: string,
  tx: Transaction,
  before: number,
  limit: number,
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ personId: string }[]>`
    SELECT DISTINCT "personId" FROM (SELECT "personId" FROM "identity_event" e
      WHERE "accountId" = ${accountId}::uuid AND ${allBefore(new Date(before))}
      ORDER BY "occurredAt", "id" LIMIT ${limit}) oldest ORDER BY 1`;
  return rows.map(({ personId }) => personId);
}

/**
 * Removes the events of these people that lie before an instant in all their versions, with the records that they rest on,
 * the decisions about them alone, and what counts them. Returns how many versions went. The caller has locked the people and
 * reckons their scores anew.
 */
export async function removeOldEvents(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
  before: number,
): Promise<number> {
  if (personIds.length === 0) return 0;
  const at = new Date(before);
  const gone = await tx.$queryRaw<
    {
      id: string;
      kind: string;
      occurredAt: Date;
      integrationId: string;
      network: string | null;
      counted: boolean;
    }[]
  >`
    DELETE FROM "identity_event" e WHERE "accountId" = ${accountId}::uuid AND "personId" = ANY(${[...personIds]}::uuid[])
      AND ${allBefore(at)}
    RETURNING "id"::text, "kind", "occurredAt", "integrationId"::text, "network",
      "retractedAt" IS NULL AND ${NOT_DISMISSED} AS counted`;
  const ids = [...new Set(gone.map(({ id }) => id))];
  await tx.$executeRaw`
    DELETE FROM "evidence" WHERE "accountId" = ${accountId}::uuid AND "eventId" = ANY(${ids}::uuid[])`;
  await tx.$executeRaw`
    DELETE FROM "disposition" WHERE "accountId" = ${accountId}::uuid AND "eventId" = ANY(${ids}::uuid[])`;
  await countEvents(
    accountId,
    tx,
    gone
      .filter(({ counted }) => counted)
      .map(({ kind, occurredAt, integrationId }) => ({
        ...{ kind, occurredAt: occurredAt.getTime(), integrationId },
        by: -1 as const,
      })),
  );
  await tx.eventCounter.deleteMany({ where: { accountId, bucket: { lt: at }, events: 0 } });
  // A campaign that goes on beyond is what its later events make of it.
  const networks = [...new Set(gone.flatMap(({ network }) => network ?? []))];
  await addCampaignsDue(
    accountId,
    tx,
    networks.map((network) => ({ network, from: before, to: before })),
  );
  return gone.length;
}

/** Removes what is left of before an instant when its events are gone: campaigns, attacks on many, decisions that have ended. */
export async function removeWhatOldEventsLeft(
  accountId: string,
  tx: Transaction,
  before: number,
): Promise<number> {
  const at = new Date(before);
  const day = Math.floor(before / DAY_MS);
  const campaigns = await tx.campaign.deleteMany({ where: { accountId, lastAt: { lt: at } } });
  await tx.sourceAttackTarget.deleteMany({ where: { accountId, day: { lt: day } } });
  const attacks = await tx.sourceAttack.deleteMany({ where: { accountId, day: { lt: day } } });
  const decisions = await tx.$executeRaw`
    DELETE FROM "disposition" WHERE "accountId" = ${accountId}::uuid AND "eventId" IS NULL
      AND coalesce("undoneAt", "expiresAt") < ${at}`;
  return campaigns.count + attacks.count + decisions;
}
