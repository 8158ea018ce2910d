import { CRITICALITIES, type Criticality } from '@/domain/scoring/policy';
import { criticalitySchema } from '@/domain/views/person';
import type { Transaction } from '@/server/data/database';
import { Prisma } from '@/server/data/generated/client';

/** What counted of a person, and why. */
export interface CountedCriticality {
  readonly criticality: Criticality;
  /** Whether it was set for the person alone. */
  readonly own: boolean;
  /** The group whose rule it was; null where it was none's. */
  readonly group: string | null;
}

/** The criticality of a person at an instant (epoch milliseconds): what the next change after it ended, else the present one. */
export async function criticalityAt(
  accountId: string,
  tx: Transaction,
  personId: string,
  at: number,
): Promise<CountedCriticality> {
  const [row] = await tx.$queryRaw<{ criticality: string; own: boolean; group: string | null }[]>`
    SELECT "criticality", "own", "group" FROM (
      (SELECT "criticality", "own", "group", 1 AS rank FROM "criticality_change"
        WHERE "accountId" = ${accountId}::uuid AND "personId" = ${personId}::uuid AND "until" > ${new Date(at)}
        ORDER BY "until" LIMIT 1)
      UNION ALL
      SELECT "criticality", "ownCriticality" IS NOT NULL, "criticalityGroup", 2 FROM "person"
        WHERE "accountId" = ${accountId}::uuid AND "id" = ${personId}::uuid
    ) counted ORDER BY rank LIMIT 1`;
  return row === undefined
    ? { criticality: 'standard', own: false, group: null }
    : { ...row, criticality: criticalitySchema.parse(row.criticality) };
}

/** The criticality of each of these people at an instant (epoch milliseconds). */
export async function criticalitiesAt(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
  at: number,
): Promise<Map<string, Criticality>> {
  const rows = await tx.$queryRaw<{ id: string; criticality: string }[]>`
    SELECT p."id", coalesce((SELECT c."criticality" FROM "criticality_change" c
        WHERE c."accountId" = p."accountId" AND c."personId" = p."id" AND c."until" > ${new Date(at)}
        ORDER BY c."until" LIMIT 1), p."criticality") AS criticality
    FROM "person" p WHERE p."accountId" = ${accountId}::uuid AND p."id" = ANY(${[...personIds]}::uuid[])`;
  return new Map(rows.map((row) => [row.id, criticalitySchema.parse(row.criticality)]));
}

/**
 * The statement that keeps what counted until an instant (epoch milliseconds) of those in `before`: rows with `id`,
 * `criticality`, `own` and `group`. Of two changes at one instant the first is kept: what stood between counted for no
 * time. The clock of another worker may be ahead: nothing counts until before what is kept already.
 */
export function keepCounted(accountId: string, until: number, before: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    INSERT INTO "criticality_change" ("accountId", "personId", "until", "criticality", "own", "group")
    SELECT ${accountId}::uuid, b."id", greatest(${new Date(until)}::timestamptz, (SELECT max("until")
        FROM "criticality_change" WHERE "accountId" = ${accountId}::uuid AND "personId" = b."id")),
      b."criticality", b."own", b."group"
    FROM ${before} b ORDER BY b."id" ON CONFLICT DO NOTHING`;
}

/**
 * Of people who turn out to be one, the highest that counted of any of them at each instant until `now` (epoch
 * milliseconds), as it is of what is set for them. The caller has locked them, and removes the others after this.
 */
export async function mergeCriticalities(
  accountId: string,
  tx: Transaction,
  pairs: readonly { readonly from: string; readonly to: string }[],
  now: number,
): Promise<void> {
  await tx.$executeRaw`
    WITH pair AS (SELECT * FROM jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) AS m("from" uuid, "to" uuid)),
    part AS (SELECT "to", "from" AS "id" FROM pair UNION SELECT "to", "to" FROM pair),
    span AS (
      SELECT part."to", part."id", c."until", c."criticality", c."own", c."group"
      FROM part JOIN "criticality_change" c ON c."accountId" = ${accountId}::uuid AND c."personId" = part."id"
      UNION ALL
      SELECT part."to", part."id", 'infinity', p."criticality", p."ownCriticality" IS NOT NULL, p."criticalityGroup"
      FROM part JOIN "person" p ON p."accountId" = ${accountId}::uuid AND p."id" = part."id"
    ),
    edge AS (
      SELECT "to", "until" FROM span WHERE "until" < 'infinity'
      UNION SELECT "to", ${new Date(now)}::timestamptz FROM part
    )
    INSERT INTO "criticality_change" ("accountId", "personId", "until", "criticality", "own", "group")
    SELECT DISTINCT ON (edge."to", edge."until")
      ${accountId}::uuid, edge."to", edge."until", s."criticality", s."own", s."group"
    FROM edge JOIN part ON part."to" = edge."to"
    CROSS JOIN LATERAL (
      SELECT * FROM span WHERE span."to" = edge."to" AND span."id" = part."id" AND span."until" >= edge."until"
      ORDER BY span."until" LIMIT 1
    ) s
    ORDER BY edge."to", edge."until", array_position(${[...CRITICALITIES]}::text[], s."criticality") DESC,
      s."own" DESC, part."id" <> edge."to", part."id"
    ON CONFLICT ("accountId", "personId", "until")
      DO UPDATE SET "criticality" = excluded."criticality", "own" = excluded."own", "group" = excluded."group"`;
}
