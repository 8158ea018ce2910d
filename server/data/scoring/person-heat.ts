import type { Outcome } from '@/domain/detection/candidate';
import { bandFloorHeats } from '@/domain/scoring/heat';
import { type ScoringPolicy, type Criticality } from '@/domain/scoring/policy';
import { criticalitySchema } from '@/domain/views/person';
import type { Transaction } from '@/server/data/database';
import { Prisma } from '@/server/data/generated/client';
import { AS_OF_NOW, type PeopleTables } from '@/server/data/people/people-tables';

/** The criticality of each of these people. */
export async function criticalitiesOf(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
): Promise<Map<string, Criticality>> {
  const rows = await tx.person.findMany({
    where: { accountId, id: { in: [...personIds] } },
    select: { id: true, criticality: true },
  });
  return new Map(rows.map((row) => [row.id, criticalitySchema.parse(row.criticality)]));
}

/** Heat of one person under one policy; null where no event scores. */
export interface HeatRow {
  readonly personId: string;
  readonly policy: number;
  readonly heat: number | null;
}

/** The stored heat of these people under a policy; who has none is left out. */
export async function heatsOf(
  accountId: string,
  tx: Transaction,
  policy: number,
  personIds: readonly string[],
): Promise<Map<string, number | null>> {
  const rows = await tx.personHeat.findMany({
    where: { accountId, policy, personId: { in: [...personIds] } },
    select: { personId: true, heat: true },
  });
  return new Map(rows.map(({ personId, heat }) => [personId, heat]));
}

/** Stores heat; of a person and a policy that have one already, the new one. */
export async function storeHeats(
  accountId: string,
  tx: Transaction,
  heats: readonly HeatRow[],
): Promise<void> {
  if (heats.length === 0) return;
  // As text: JSON numbers pass through numeric on their way to float8, and heat is exact to the last bit.
  const rows = JSON.stringify(
    heats.map(({ heat, ...row }) => ({ ...row, heat: heat === null ? null : String(heat) })),
  );
  await tx.$executeRaw`
    INSERT INTO "person_heat" ("accountId", "policy", "personId", "heat")
    SELECT ${accountId}::uuid, r."policy", r."personId", r."heat"::float8
    FROM jsonb_to_recordset(${rows}::jsonb) AS r("policy" int, "personId" uuid, "heat" text)
    ORDER BY r."policy", r."personId"
    ON CONFLICT ("accountId", "policy", "personId") DO UPDATE SET "heat" = excluded."heat"`;
}

/** What follows from a person's events whatever the policy, stored beside them. */
export interface PersonStanding {
  readonly personId: string;
  readonly events: number;
  readonly lastEventAt: number | null;
  readonly outcome: Outcome | null;
}

/** Stores the count and the newest instant of the events of these people, and whether they got in. */
export async function storeStandings(
  accountId: string,
  tx: Transaction,
  standings: readonly PersonStanding[],
): Promise<void> {
  if (standings.length === 0) return;
  const rows = JSON.stringify(
    standings.map(({ lastEventAt, ...standing }) => ({
      ...standing,
      lastEventAt: lastEventAt === null ? null : new Date(lastEventAt).toISOString(),
    })),
  );
  await tx.$executeRaw`
    UPDATE "person" p SET "events" = r."events", "lastEventAt" = r."lastEventAt", "outcome" = r."outcome"
    FROM jsonb_to_recordset(${rows}::jsonb) AS r("personId" uuid, "events" int, "lastEventAt" timestamptz, "outcome" text)
    WHERE p."accountId" = ${accountId}::uuid AND p."id" = r."personId"`;
}

export interface BandCounts {
  readonly very_low: number;
  readonly low: number;
  readonly medium: number;
  readonly high: number;
  readonly very_high: number;
}

/** People by band at an instant: ranges on the heat index; whoever has no heat is Very Low. `without` are left out. */
export async function countBands(
  accountId: string,
  tx: Transaction,
  policyNumber: number,
  policy: ScoringPolicy,
  at: number,
  {
    without = [],
    tables = AS_OF_NOW,
  }: { readonly without?: readonly string[]; readonly tables?: PeopleTables } = {},
): Promise<{ bands: BandCounts; total: number }> {
  const floors = bandFloorHeats(policy, at);
  const isOfNow = tables === AS_OF_NOW;
  // Of now those above the lowest band are few in an index. Of a past moment everybody is looked up, so that it is done once.
  const total = isOfNow
    ? Prisma.sql`(SELECT count(*) FROM "person" WHERE "accountId" = ${accountId}::uuid AND "id" <> ALL(${without}::uuid[]))`
    : Prisma.sql`count(*)`;
  const above = isOfNow ? Prisma.sql`AND "heat" >= ${floors.low}` : Prisma.empty;
  const [row] = await tx.$queryRaw<
    { low: bigint; medium: bigint; high: bigint; very_high: bigint; total: bigint }[]
  >`
    ${tables} SELECT
      count(*) FILTER (WHERE "heat" >= ${floors.low} AND "heat" < ${floors.medium}) AS low,
      count(*) FILTER (WHERE "heat" >= ${floors.medium} AND "heat" < ${floors.high}) AS medium,
      count(*) FILTER (WHERE "heat" >= ${floors.high} AND "heat" < ${floors.very_high}) AS high,
      count(*) FILTER (WHERE "heat" >= ${floors.very_high}) AS very_high,
      ${total} AS total
    FROM (
      SELECT "heat" FROM "person_heat" WHERE "accountId" = ${accountId}::uuid AND "policy" = ${policyNumber}
        ${above} AND "personId" <> ALL(${without}::uuid[])
    ) counted`;
  const low = Number(row?.low ?? 0);
  const medium = Number(row?.medium ?? 0);
  const high = Number(row?.high ?? 0);
  const veryHigh = Number(row?.very_high ?? 0);
  const people = Number(row?.total ?? 0);
  return {
    bands: { very_low: people - low - medium - high - veryHigh, low, medium, high, very_high: veryHigh },
    total: people,
  };
}
