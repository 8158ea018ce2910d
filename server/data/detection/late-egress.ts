import { MOST_PEOPLE, USE_DAYS } from '@/domain/detection/derived/surroundings';
import type { Transaction } from '@/server/data/database';
import type { DetectionDue } from './detection-due';
import type { Use } from './network-use';

/** What is known as an egress two days later, for the thirty days that its use counts for: the days after a use that it decides. */
const FIRST_DAY = 2;
const LAST_DAY = USE_DAYS + 1;

/**
 * Who and what has to be looked at again because a network turns out to be a place of many: late uses bring one of its days
 * to so many people (any of `people`), of whom the days before had fewer. People are those with an event on a day that this
 * decides, who also signed in from the network then, or whose phones may have; networks those that attacked on such a day.
 * To be asked before the uses are added. Uses that come when they happen decide nothing yet, and cost one look at the
 * newest event.
 */
export async function dueByLateUse(
  accountId: string,
  tx: Transaction,
  uses: readonly Use[],
  people: readonly number[],
): Promise<DetectionDue[]> {
  const days = new Map<string, { source: string; day: number; people: Set<string> }>();
  for (const { source, day, personId } of uses) {
    if (personId === null || source.startsWith('AS')) continue;
    const key = `${source} ${day}`;
    const use = days.get(key) ?? { source, day, people: new Set<string>() };
    use.people.add(personId);
    days.set(key, use);
  }
  const earliest = Math.min(...[...days.values()].map(({ day }) => day));
  if (days.size === 0) return [];
  const rows = [...days.values()].map((use) => ({ ...use, people: [...use.people].slice(0, MOST_PEOPLE) }));
  const found = await tx.$queryRaw<
    { subject: DetectionDue['subject']; name: string; from: Date; to: Date }[]
  >`
    WITH newest AS (
      SELECT greatest(
        (SELECT max("occurredAt") FROM "identity_event" WHERE "accountId" = ${accountId}::uuid AND "retractedAt" IS NULL),
        (SELECT max("lastAt") FROM "source_attack" WHERE "accountId" = ${accountId}::uuid)) AS at
    ), crossed AS MATERIALIZED (
      SELECT r."source", to_timestamp((r."day" + ${FIRST_DAY}::int) * 86400) AS "from",
        to_timestamp((r."day" + ${LAST_DAY}::int + 1) * 86400) AS "to"
      FROM newest, jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r("source" text, "day" int, "people" uuid[])
      LEFT JOIN "network_use" k ON k."accountId" = ${accountId}::uuid AND k."source" = r."source" AND k."day" = r."day"
      CROSS JOIN LATERAL (
        SELECT cardinality(coalesce(k."people", '{}')) AS "before",
          (SELECT count(DISTINCT p) FROM unnest(coalesce(k."people", '{}') || r."people") AS p) AS "after"
      ) c
      WHERE newest.at >= to_timestamp((${earliest}::int + ${FIRST_DAY}::int) * 86400)
        AND newest.at >= to_timestamp((r."day" + ${FIRST_DAY}::int) * 86400)
        AND EXISTS (SELECT FROM unnest(${[...people]}::int[]) AS t WHERE c."before" < t AND c."after" >= t)
    )
    SELECT 'person' AS subject, e."personId"::text AS name, min(e."occurredAt") AS "from", max(e."occurredAt") AS "to"
    FROM crossed c
    JOIN "identity_event" e ON e."accountId" = ${accountId}::uuid AND e."retractedAt" IS NULL
      AND e."occurredAt" >= c."from" AND e."occurredAt" < c."to"
    WHERE e."kind" = 'device_distance' OR EXISTS (SELECT FROM "signal" s WHERE s."accountId" = ${accountId}::uuid
      AND s."personId" = e."personId" AND s."occurredAt" >= c."from" - interval '1 day' AND s."occurredAt" < c."to"
      AND s."ip" <<= c."source"::inet)
    GROUP BY e."personId"
    UNION ALL
    SELECT 'network', a."network", min(a."firstAt"), max(a."lastAt") FROM crossed c
    JOIN "source_attack" a ON a."accountId" = ${accountId}::uuid AND a."network" = c."source"
      AND a."firstAt" < c."to" AND a."lastAt" >= c."from"
    GROUP BY a."network"`;
  return found.map(({ from, to, ...rest }) => ({ ...rest, from: from.getTime(), to: to.getTime() }));
}
