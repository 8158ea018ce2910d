import type { Transaction } from './database';
import { Prisma } from './generated/client';
import {
  type ListedPerson,
  narrowed,
  type PeopleNarrowing,
  PERSON_COLUMNS,
  WITH_HUMAN_RISK,
} from './person-list';

/** Where the next page begins: after this score, and after this person among equals; null among those without one. */
export interface RiskCursor {
  readonly score: number | null;
  readonly personId: string;
}

/**
 * People by human risk score, highest first, and after them those who have none. Both parts are read in the order of an
 * index.
 */
export async function listPeopleByHumanRisk(
  accountId: string,
  tx: Transaction,
  options: PeopleNarrowing & { readonly after: RiskCursor | null; readonly limit: number },
): Promise<ListedPerson[]> {
  const { after, limit } = options;
  const heat = Prisma.sql`LEFT JOIN "person_heat" h ON h."accountId" = p."accountId" AND h."policy" = ${options.policy}
    AND h."personId" = p."id"`;
  const scored =
    after !== null && after.score === null
      ? []
      : await tx.$queryRaw<ListedPerson[]>`
    SELECT ${PERSON_COLUMNS} FROM "human_risk_day" r
    JOIN "person" p ON p."accountId" = r."accountId" AND p."id" = r."personId"
    ${heat}
    WHERE r."accountId" = ${accountId}::uuid AND r."newest" AND r."score" IS NOT NULL AND ${narrowed(options)}
      AND ${afterScored(after)}
    ORDER BY r."score" DESC NULLS LAST, r."personId" LIMIT ${limit}`;
  if (scored.length === limit) return scored;
  const from = after !== null && after.score === null ? after.personId : null;
  const others = await tx.$queryRaw<ListedPerson[]>`
    SELECT ${PERSON_COLUMNS} FROM "person" p
    ${WITH_HUMAN_RISK}
    ${heat}
    WHERE p."accountId" = ${accountId}::uuid AND r."score" IS NULL AND ${narrowed(options)}
      AND (${from}::uuid IS NULL OR p."id" > ${from}::uuid)
    ORDER BY p."id" LIMIT ${limit - scored.length}`;
  return [...scored, ...others];
}

function afterScored(after: RiskCursor | null): Prisma.Sql {
  if (after === null || after.score === null) return Prisma.sql`true`;
  return Prisma.sql`(r."score" < ${after.score} OR (r."score" = ${after.score}
    AND r."personId" > ${after.personId}::uuid))`;
}
