import { SPRAY_REACH_MS, USE_DAYS } from '@/domain/detection/derived/surroundings';
import { dayOf } from '@/domain/detection/derived/terms';
import type { Thresholds } from '@/domain/detection/derived/thresholds';
import type { Transaction } from '@/server/data/database';
import { Prisma } from '@/server/data/generated/client';

/** A network that detectors take for a place of many. Days are UTC days, counted from 1970. */
export interface LearnedEgress {
  readonly network: string;
  /** Days on which enough people succeeded from there, oldest first, of a year. */
  readonly busy: readonly number[];
  /** Most people who did on one day of the last month; no more than `MOST_PEOPLE` are counted. */
  readonly people: number;
  /** Days of the last month on which as many names failed from there as make an attack. */
  readonly failingDays: number;
}

/** Days that are looked back upon for since when a network has been one. */
const YEAR_DAYS = 366;

/** The networks that are an egress at an instant (epoch milliseconds): `isEgress` of the detectors is the same rule. */
function egressAt(accountId: string, at: number, { egressPeople, egressDays }: Thresholds): Prisma.Sql {
  const day = dayOf(at);
  // Said twice, so that the index of what is used by many is found.
  return Prisma.sql`SELECT u."source" AS "network", max(cardinality(u."people"))::int AS "people"
    FROM "network_use" u
    WHERE u."accountId" = ${accountId}::uuid AND u."day" BETWEEN ${day - USE_DAYS - 1}::int AND ${day - 2}::int
      AND cardinality(u."people") >= 3 AND cardinality(u."people") >= ${egressPeople}::int
      AND u."source" NOT LIKE 'AS%'
      AND NOT EXISTS (SELECT FROM "source_attack" a WHERE a."accountId" = ${accountId}::uuid
        AND a."network" = u."source" AND a."kind" = 'push_spray'
        AND a."lastAt" >= ${new Date(at - USE_DAYS * SPRAY_REACH_MS)} AND a."firstAt" <= ${new Date(at - SPRAY_REACH_MS)})
    GROUP BY u."source" HAVING count(*) >= ${egressDays}::int`;
}

/** How many networks are an egress at an instant (epoch milliseconds). */
export async function countEgress(
  accountId: string,
  tx: Transaction,
  at: number,
  thresholds: Thresholds,
): Promise<number> {
  const [row] = await tx.$queryRaw<{ networks: number }[]>`
    SELECT count(*)::int AS networks FROM (${egressAt(accountId, at, thresholds)}) e`;
  return row?.networks ?? 0;
}

/** The networks that are an egress at an instant (epoch milliseconds), in the order of their texts, after one of them. */
export async function listEgress(
  accountId: string,
  tx: Transaction,
  at: number,
  thresholds: Thresholds,
  page: { readonly after: string | null; readonly failing: number; readonly limit: number },
): Promise<LearnedEgress[]> {
  const day = dayOf(at);
  return tx.$queryRaw<LearnedEgress[]>`
    SELECT e."network", e."people", d."busy", d."failingDays"
    FROM (
      SELECT * FROM (${egressAt(accountId, at, thresholds)}) all_of_them
      WHERE "network" > ${page.after ?? ''} ORDER BY "network" LIMIT ${page.limit}
    ) e
    CROSS JOIN LATERAL (
      SELECT array_agg(u."day" ORDER BY u."day") FILTER (WHERE cardinality(u."people") >= ${thresholds.egressPeople}::int)
          AS "busy",
        count(*) FILTER (WHERE u."day" > ${day - USE_DAYS}::int AND cardinality(u."failed") >= ${page.failing}::int)::int
          AS "failingDays"
      FROM "network_use" u WHERE u."accountId" = ${accountId}::uuid AND u."source" = e."network"
        AND u."day" > ${day - YEAR_DAYS}::int
    ) d
    ORDER BY e."network"`;
}
