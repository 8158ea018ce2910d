import type { Transaction } from '@/server/data/database';
import { Prisma } from '@/server/data/generated/client';

/** A network whose campaigns are to be stated anew, between two instants (epoch milliseconds). */
export interface CampaignDue {
  readonly network: string;
  readonly from: number;
  readonly to: number;
}

/** Puts down networks whose events or attacks have changed, in the transaction of the change. */
export async function addCampaignsDue(
  accountId: string,
  tx: Transaction,
  due: readonly CampaignDue[],
): Promise<void> {
  if (due.length === 0) return;
  const rows = due.map(({ network, from, to }) => ({
    network,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
  }));
  await tx.$executeRaw`
    INSERT INTO "campaign_due" ("accountId", "id", "network", "from", "to")
    SELECT ${accountId}::uuid, gen_random_uuid(), r."network", min(r."from"), max(r."to")
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r("network" text, "from" timestamptz, "to" timestamptz)
    GROUP BY r."network"`;
}

/** The same for standing events whose decision, person or existence changes: of these ids, or of these people. */
export async function addCampaignsDueOf(
  accountId: string,
  tx: Transaction,
  which: { readonly events: readonly string[] } | { readonly people: readonly string[] },
): Promise<void> {
  const among =
    'events' in which
      ? Prisma.sql`e."id" = ANY(${[...which.events]}::uuid[])`
      : Prisma.sql`e."personId" = ANY(${[...which.people]}::uuid[])`;
  await tx.$executeRaw`
    INSERT INTO "campaign_due" ("accountId", "id", "network", "from", "to")
    SELECT ${accountId}::uuid, gen_random_uuid(), e."network", min(e."occurredAt"), max(e."occurredAt")
    FROM "identity_event" e WHERE e."accountId" = ${accountId}::uuid AND ${among} AND e."retractedAt" IS NULL
      AND e."network" IS NOT NULL GROUP BY e."network"`;
}

/**
 * The same of campaigns whose networks turn out to be an egress: they were in use, by UTC day counted from 1970, in the
 * days before that decide of it. Sign-ins that come when they happen concern no campaign that is known.
 */
export async function addCampaignsDueInUse(
  accountId: string,
  tx: Transaction,
  uses: readonly { readonly source: string; readonly day: number }[],
  days: number,
): Promise<void> {
  if (uses.length === 0) return;
  const rows = JSON.stringify([
    ...new Map(uses.map(({ source, day }) => [`${source} ${day}`, { source, day }])).values(),
  ]);
  await tx.$executeRaw`
    INSERT INTO "campaign_due" ("accountId", "id", "network", "from", "to")
    SELECT ${accountId}::uuid, gen_random_uuid(), c."network", c."firstAt", c."lastAt"
    FROM jsonb_to_recordset(${rows}::jsonb) AS u("source" text, "day" int)
    JOIN "campaign" c ON c."accountId" = ${accountId}::uuid AND c."network" = u."source"
      AND u."day" >= floor(extract(epoch FROM c."firstAt") / 86400) - ${days}::int
      AND u."day" < floor(extract(epoch FROM c."lastAt") / 86400) - 1
    WHERE c."endedAt" IS NULL AND c."mergedInto" IS NULL
    GROUP BY c."id", c."network", c."firstAt", c."lastAt"`;
}

/** Takes what is due of at most `most` networks; it is gone with the caller's transaction. */
export async function takeCampaignsDue(
  accountId: string,
  tx: Transaction,
  most: number,
): Promise<CampaignDue[]> {
  const rows = await tx.$queryRaw<{ network: string; from: Date; to: Date }[]>`
    WITH taken AS (
      DELETE FROM "campaign_due" WHERE "accountId" = ${accountId}::uuid AND "network" = ANY(ARRAY(
        SELECT DISTINCT "network" FROM "campaign_due" WHERE "accountId" = ${accountId}::uuid
        ORDER BY "network" LIMIT ${most}))
      RETURNING "network", "from", "to"
    )
    SELECT "network", min("from") AS "from", max("to") AS "to" FROM taken GROUP BY "network" ORDER BY "network"`;
  return rows.map(({ network, from, to }) => ({ network, from: from.getTime(), to: to.getTime() }));
}

/** Campaigns of an account are stated by one process at a time. */
export async function holdCampaigns(accountId: string, tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('campaigns:' || ${accountId}, 0))`;
}
