import { z } from 'zod';
import type { CampaignEvent, CampaignFigures } from '@/domain/campaigns/campaign-run';
import type { Outcome } from '@/domain/detection/candidate';
import { isDismissal } from '@/domain/dispositions/disposition';
import { EVENT_KINDS } from '@/domain/event-catalogue';
import { type CampaignState, campaignStateSchema } from '@/domain/views/campaign';
import { outcomeSchema } from '@/domain/views/person';
import type { Transaction } from '@/server/data/database';
import { verdictSchema } from '@/server/data/events/dispositions';
import { Prisma } from '@/server/data/generated/client';

/** A standing event of a network. */
export interface NetworkEvent extends CampaignEvent {
  readonly isDismissed: boolean;
  readonly city: string | null;
  readonly country: string | null;
}

/** The standing events from a network between two instants (epoch milliseconds), both included, oldest first. */
export async function eventsOfNetwork(
  accountId: string,
  tx: Transaction,
  network: string,
  from: number,
  to: number,
): Promise<NetworkEvent[]> {
  const rows = await tx.$queryRaw<
    {
      id: string;
      personId: string;
      kind: string;
      occurredAt: Date;
      outcome: string;
      disposition: string | null;
      city: string | null;
      country: string | null;
    }[]
  >`
    SELECT "id", "personId", "kind", "occurredAt", "outcome", "disposition", "facts"->>'city' AS city,
      "facts"->>'country' AS country
    FROM "identity_event" WHERE "accountId" = ${accountId}::uuid AND "network" = ${network} AND "retractedAt" IS NULL
      AND "occurredAt" >= ${new Date(from)} AND "occurredAt" <= ${new Date(to)}
    ORDER BY "occurredAt", "id"`;
  return rows.map(({ kind, occurredAt, outcome, disposition, ...row }) => ({
    ...row,
    kind: kindSchema.parse(kind),
    at: occurredAt.getTime(),
    outcome: outcomeSchema.parse(outcome),
    isDismissed: isDismissal(verdictSchema.nullable().parse(disposition)),
  }));
}

/**
 * Those of the networks that have or had a campaign, attacked many, or bring events of two people: of the others, which
 * are nearly all, no campaign can be.
 */
export async function networksOfMany(
  accountId: string,
  tx: Transaction,
  networks: readonly string[],
): Promise<Set<string>> {
  if (networks.length === 0) return new Set();
  const rows = await tx.$queryRaw<{ network: string }[]>`
    SELECT n."network" FROM unnest(${[...networks]}::text[]) AS n("network")
    WHERE EXISTS (SELECT FROM "campaign" c WHERE c."accountId" = ${accountId}::uuid AND c."network" = n."network")
      OR EXISTS (SELECT FROM "source_attack" a
        WHERE a."accountId" = ${accountId}::uuid AND a."network" = n."network")
      OR 1 < (SELECT count(*) FROM (SELECT DISTINCT e."personId" FROM "identity_event" e
        WHERE e."accountId" = ${accountId}::uuid AND e."network" = n."network" AND e."retractedAt" IS NULL LIMIT 2) p)`;
  return new Set(rows.map(({ network }) => network));
}

/** A campaign as stored. Instants are epoch milliseconds. */
export interface CampaignRow extends Omit<CampaignFigures, 'kinds'> {
  readonly id: string;
  readonly network: string;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly foundAt: number;
  readonly endedAt: number | null;
  readonly mergedInto: string | null;
  readonly kinds: CampaignFigures['kinds'];
  readonly city: string | null;
  readonly country: string | null;
  readonly state: CampaignState;
  readonly stateAt: number | null;
  readonly stateByName: string | null;
  readonly ownerId: string | null;
  readonly note: string;
}

const kindSchema = z.enum(EVENT_KINDS);
const rowSchema = z.object({
  id: z.string(),
  network: z.string(),
  firstAt: z.date().transform(Number),
  lastAt: z.date().transform(Number),
  foundAt: z.date().transform(Number),
  endedAt: z.date().transform(Number).nullable(),
  mergedInto: z.string().nullable(),
  outcome: outcomeSchema,
  events: z.number(),
  people: z.number(),
  unknownNames: z.number(),
  kinds: z.array(kindSchema),
  city: z.string().nullable(),
  country: z.string().nullable(),
  state: campaignStateSchema,
  stateAt: z.date().transform(Number).nullable(),
  stateByName: z.string().nullable(),
  ownerId: z.string().nullable(),
  note: z.string(),
});
const ownRowSchema = rowSchema.extend({ asThem: z.boolean() });

/** The campaigns of a network, merged and ended ones among them, that touch a span of time (epoch milliseconds). */
export async function campaignsOfNetwork(
  accountId: string,
  tx: Transaction,
  network: string,
  from: number,
  to: number,
): Promise<CampaignRow[]> {
  const rows = await tx.campaign.findMany({
    where: { accountId, network, firstAt: { lte: new Date(to) }, lastAt: { gte: new Date(from) } },
    orderBy: [{ firstAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map((row) => rowSchema.parse(row));
}

/** Stores campaigns as they are now: new ones, and those that are others than before. */
export async function putCampaigns(
  accountId: string,
  tx: Transaction,
  rows: readonly CampaignRow[],
): Promise<void> {
  for (const row of rows) {
    const data = {
      ...row,
      firstAt: new Date(row.firstAt),
      lastAt: new Date(row.lastAt),
      foundAt: new Date(row.foundAt),
      endedAt: row.endedAt === null ? null : new Date(row.endedAt),
      stateAt: row.stateAt === null ? null : new Date(row.stateAt),
      kinds: [...row.kinds],
    };
    await tx.campaign.upsert({
      where: { accountId_id: { accountId, id: row.id } },
      create: { accountId, ...data },
      update: data,
    });
  }
}

/** Removes campaigns that nothing is left of. */
export async function removeCampaigns(
  accountId: string,
  tx: Transaction,
  ids: readonly string[],
): Promise<void> {
  if (ids.length > 0) await tx.campaign.deleteMany({ where: { accountId, id: { in: [...ids] } } });
}

/** A campaign, or the one that it turned out to be one with; null where there is none. */
export async function findCampaign(
  accountId: string,
  tx: Transaction,
  id: string,
): Promise<CampaignRow | null> {
  const found = await tx.campaign.findUnique({ where: { accountId_id: { accountId, id } } });
  if (found === null) return null;
  const row = rowSchema.parse(found);
  return row.mergedInto === null ? row : findCampaign(accountId, tx, row.mergedInto);
}

/** Those that somebody looks after, and those that are done with or of which nothing counts any more. */
export type CampaignPart = 'open' | 'closed';

const PARTS: Readonly<Record<CampaignPart, Prisma.Sql>> = {
  open: Prisma.sql`c."state" <> 'closed' AND c."endedAt" IS NULL AND c."mergedInto" IS NULL`,
  closed: Prisma.sql`(c."state" = 'closed' OR c."endedAt" IS NOT NULL) AND c."mergedInto" IS NULL`,
};

/** Who got in stands before what was seen later: it is what somebody woken at night has to know first. */
export interface CampaignCursor {
  readonly gotIn: boolean;
  readonly lastAt: number;
  readonly id: string;
}

/** Campaigns: those that got in, then the others, of each the one that was seen last first, after a keyset cursor. */
export async function listCampaignRows(
  accountId: string,
  tx: Transaction,
  { part, outcome }: { readonly part: CampaignPart; readonly outcome: Outcome | null },
  after: CampaignCursor | null,
  limit: number,
): Promise<CampaignRow[]> {
  const wanted = [
    Prisma.sql`c."accountId" = ${accountId}::uuid AND ${PARTS[part]}`,
    ...(outcome === null ? [] : [Prisma.sql`c."outcome" = ${outcome}`]),
    ...(after === null
      ? []
      : [
          Prisma.sql`(c."outcome" = 'got_in', c."lastAt", c."id")
            < (${after.gotIn}::boolean, ${new Date(after.lastAt)}::timestamptz, ${after.id}::uuid)`,
        ]),
  ];
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT c.* FROM "campaign" c WHERE ${Prisma.join(wanted, ' AND ')}
    ORDER BY c."outcome" = 'got_in' DESC, c."lastAt" DESC, c."id" DESC LIMIT ${limit}`;
  return rows.map((row) => rowSchema.parse(row));
}

/** Open campaigns that were found since an instant (epoch milliseconds): those that got in first, as lists have them. */
export async function campaignsFoundSince(
  accountId: string,
  tx: Transaction,
  since: number,
  limit: number,
): Promise<CampaignRow[]> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT c.* FROM "campaign" c
    WHERE c."accountId" = ${accountId}::uuid AND ${PARTS.open} AND c."foundAt" > ${new Date(since)}
    ORDER BY c."outcome" = 'got_in' DESC, c."lastAt" DESC, c."id" DESC LIMIT ${limit}`;
  return rows.map((row) => rowSchema.parse(row));
}

/** How many open campaigns were found since an instant (epoch milliseconds). */
export async function countCampaignsFoundSince(
  accountId: string,
  tx: Transaction,
  since: number,
): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM "campaign" c
    WHERE c."accountId" = ${accountId}::uuid AND ${PARTS.open} AND c."foundAt" > ${new Date(since)}`;
  return row?.count ?? 0;
}

/** How many campaigns are in each part, and how many of the open ones got in. */
export async function countCampaigns(
  accountId: string,
  tx: Transaction,
): Promise<Record<CampaignPart, number>> {
  const [row] = await tx.$queryRaw<Record<CampaignPart, number>[]>`
    SELECT count(*) FILTER (WHERE ${PARTS.open})::int AS open, count(*) FILTER (WHERE ${PARTS.closed})::int AS closed
    FROM "campaign" c WHERE c."accountId" = ${accountId}::uuid`;
  return row ?? { open: 0, closed: 0 };
}

/** How many campaigns are open. */
export async function countOpenCampaigns(accountId: string, tx: Transaction): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM "campaign" c WHERE c."accountId" = ${accountId}::uuid AND ${PARTS.open}`;
  return row?.count ?? 0;
}

/** The campaign that an event belongs to; null for none. */
export async function campaignOfEvent(
  accountId: string,
  tx: Transaction,
  eventId: string,
): Promise<CampaignRow | null> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT c.* FROM "identity_event" e
    JOIN "campaign" c ON c."accountId" = e."accountId" AND c."network" = e."network"
      AND e."occurredAt" BETWEEN c."firstAt" AND c."lastAt" AND c."mergedInto" IS NULL
    WHERE e."accountId" = ${accountId}::uuid AND e."id" = ${eventId}::uuid AND e."retractedAt" IS NULL
    ORDER BY c."endedAt" DESC NULLS FIRST LIMIT 1`;
  return rows[0] === undefined ? null : rowSchema.parse(rows[0]);
}

/**
 * The open campaigns that a person's counted events belong to, the one that was seen last first; `asThem` where it got in as
 * this person.
 */
export async function campaignsOfPerson(
  accountId: string,
  tx: Transaction,
  personId: string,
): Promise<(CampaignRow & { readonly asThem: boolean })[]> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT c.*, own."asThem" FROM "campaign" c
    CROSS JOIN LATERAL (SELECT bool_or(e."outcome" = 'got_in') AS "asThem" FROM "identity_event" e
      WHERE e."accountId" = ${accountId}::uuid
        AND e."personId" = ${personId}::uuid AND e."retractedAt" IS NULL AND e."network" = c."network"
        AND e."occurredAt" BETWEEN c."firstAt" AND c."lastAt"
        AND (e."disposition" IS NULL OR e."disposition" = 'confirmed')) own
    WHERE c."accountId" = ${accountId}::uuid AND ${PARTS.open} AND own."asThem" IS NOT NULL
    ORDER BY c."lastAt" DESC, c."id" DESC`;
  return rows.map((row) => ownRowSchema.parse(row));
}
