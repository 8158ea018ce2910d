import { MOST_PEOPLE } from '@/domain/detection/derived/surroundings';
import type { Transaction } from '@/server/data/database';

/** Somebody succeeded from a network or provider on a UTC day, counted from 1970, or a name failed. */
export interface Use {
  readonly source: string;
  readonly day: number;
  /** Null where nobody succeeded. */
  readonly personId: string | null;
  /** Lower-case; null where nothing failed. */
  readonly failed: string | null;
}

/** Adds who succeeded and which names failed from where. Saying it again changes nothing. */
export async function addUse(accountId: string, tx: Transaction, uses: readonly Use[]): Promise<void> {
  const sources = new Map<
    string,
    { source: string; day: number; people: Set<string>; failed: Set<string> }
  >();
  for (const { source, day, personId, failed } of uses) {
    const key = `${source} ${day}`;
    const use = sources.get(key) ?? { source, day, people: new Set<string>(), failed: new Set<string>() };
    if (personId !== null) use.people.add(personId);
    if (failed !== null) use.failed.add(failed);
    sources.set(key, use);
  }
  if (sources.size === 0) return;
  const rows = [...sources.values()].map(({ source, day, people, failed }) => ({
    source,
    day,
    people: [...people].slice(0, MOST_PEOPLE),
    failed: [...failed].slice(0, MOST_PEOPLE),
  }));
  // Most of it is there already: only what is new is written, in the order of the key. What is full stays as it is.
  await tx.$executeRaw`
    INSERT INTO "network_use" AS u ("accountId", "source", "day", "people", "failed")
    SELECT ${accountId}::uuid, r."source", r."day", r."people", r."failed"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS r("source" text, "day" int, "people" uuid[], "failed" text[])
    LEFT JOIN LATERAL (SELECT "people", "failed" FROM "network_use" WHERE "accountId" = ${accountId}::uuid
      AND "source" = r."source" AND "day" = r."day" LIMIT 1) k ON true
    WHERE k."people" IS NULL
      OR (cardinality(k."people") < ${MOST_PEOPLE} AND NOT k."people" @> r."people")
      OR (cardinality(k."failed") < ${MOST_PEOPLE} AND NOT k."failed" @> r."failed")
    ORDER BY r."source", r."day"
    ON CONFLICT ("accountId", "source", "day") DO UPDATE SET
      "people" = CASE WHEN cardinality(u."people") >= ${MOST_PEOPLE} THEN u."people"
        ELSE coalesce((SELECT array_agg(DISTINCT p) FROM unnest(u."people" || excluded."people") AS p), '{}') END,
      "failed" = CASE WHEN cardinality(u."failed") >= ${MOST_PEOPLE} THEN u."failed"
        ELSE coalesce((SELECT array_agg(DISTINCT f) FROM unnest(u."failed" || excluded."failed") AS f), '{}') END`;
}

/**
 * Who turned out to be one counts once where many succeeded: only there is it asked how many they were, and an index finds
 * these few places.
 */
export async function mergeUse(
  accountId: string,
  tx: Transaction,
  pairs: readonly { readonly from: string; readonly to: string }[],
): Promise<void> {
  const text = JSON.stringify(pairs);
  await tx.$executeRaw`
    UPDATE "network_use" u SET "people" = ARRAY(SELECT DISTINCT coalesce(m."to", p."id") FROM unnest(u."people") AS p("id")
      LEFT JOIN jsonb_to_recordset(${text}::jsonb) AS m("from" uuid, "to" uuid) ON m."from" = p."id")
    FROM (SELECT "source", "day" FROM "network_use" WHERE "accountId" = ${accountId}::uuid AND cardinality("people") >= 3
      AND "people" && ${pairs.map(({ from }) => from)}::uuid[] ORDER BY "source", "day" FOR UPDATE) k
    WHERE u."accountId" = ${accountId}::uuid AND u."source" = k."source" AND u."day" = k."day"`;
}

/** A network from which somebody tried, and the UTC day of the tries, counted from 1970. */
export interface TriedNetwork {
  readonly network: string;
  readonly day: number;
}

/** When failures from a network are worth a look. */
export interface CrowdLook {
  /** Names that fail. */
  readonly names: number;
  /** People who succeeded on the day or the one before, from how many on a network is a place of many. */
  readonly people: number;
}

/**
 * Those of the networks from which enough names failed about the day of the tries, or that attacked then; not those from
 * which more people succeeded than failed, such as an office. `isBusy` of the detectors is the same rule.
 */
export async function networksToLookAt(
  accountId: string,
  tx: Transaction,
  networks: readonly TriedNetwork[],
  { names, people }: CrowdLook,
): Promise<TriedNetwork[]> {
  if (networks.length === 0) return [];
  return tx.$queryRaw<TriedNetwork[]>`
    SELECT n."network", n."day"
    FROM unnest(${networks.map(({ network }) => network)}::text[], ${networks.map(({ day }) => day)}::int[])
      AS n("network", "day")
    CROSS JOIN LATERAL (
      SELECT coalesce(max(cardinality(u."people")) FILTER (WHERE u."day" <= n."day"), 0) AS "people",
        coalesce(sum(cardinality(u."failed")), 0) AS "failed"
      FROM "network_use" u WHERE u."accountId" = ${accountId}::uuid AND u."source" = n."network"
        AND u."day" BETWEEN n."day" - 1 AND n."day" + 1
    ) used
    WHERE EXISTS (SELECT FROM "source_attack" a WHERE a."accountId" = ${accountId}::uuid AND a."network" = n."network"
        AND a."day" BETWEEN n."day" - 2 AND n."day" + 2)
      OR (used."failed" >= ${names}::int AND used."people" < ${MOST_PEOPLE}::int
        AND (used."people" < ${people}::int OR used."people" <= used."failed"))`;
}

/**
 * Networks from which at least so many names failed within three UTC days of those from `from` to `to`, in their order and
 * after one of them: at most `most`.
 */
export async function failingNetworks(
  accountId: string,
  tx: Transaction,
  { from, to }: { readonly from: number; readonly to: number },
  names: number,
  after: string | null,
  most: number,
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ source: string }[]>`
    SELECT DISTINCT "source" FROM (
      SELECT "source", sum(cardinality("failed")) OVER (PARTITION BY "source" ORDER BY "day"
        RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS "failed"
      FROM "network_use" WHERE "accountId" = ${accountId}::uuid AND "day" BETWEEN ${from - 1} AND ${to + 1}
        AND "source" > ${after ?? ''} AND cardinality("failed") > 0
    ) near
    WHERE "failed" >= ${names}::int ORDER BY "source" LIMIT ${most}`;
  return rows.map(({ source }) => source);
}

/** Who used these networks and providers on the days from `from` to `to`, both included. */
export async function useOf(
  accountId: string,
  tx: Transaction,
  sources: readonly string[],
  from: number,
  to: number,
): Promise<Map<string, Map<number, ReadonlySet<string>>>> {
  const use = new Map<string, Map<number, ReadonlySet<string>>>();
  if (sources.length === 0) return use;
  const rows = await tx.networkUse.findMany({
    where: { accountId, source: { in: [...sources] }, day: { gte: from, lte: to } },
    select: { source: true, day: true, people: true },
  });
  for (const { source, day, people } of rows) {
    const days = use.get(source) ?? new Map<number, ReadonlySet<string>>();
    days.set(day, new Set(people));
    use.set(source, days);
  }
  return use;
}
