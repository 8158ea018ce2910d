import { MOST_PEOPLE } from '@/domain/detection/derived/surroundings';
import type { Transaction } from './database';

/** Somebody succeeded from a network or provider on a UTC day, counted from 1970. */
export interface Use {
  readonly source: string;
  readonly day: number;
  readonly personId: string;
}

/** Adds who succeeded from where. Saying it again changes nothing. */
export async function addUse(accountId: string, tx: Transaction, uses: readonly Use[]): Promise<void> {
  const people = new Map<string, { source: string; day: number; people: Set<string> }>();
  for (const { source, day, personId } of uses) {
    const key = `${source} ${day}`;
    const use = people.get(key) ?? { source, day, people: new Set<string>() };
    use.people.add(personId);
    people.set(key, use);
  }
  if (people.size === 0) return;
  const rows = [...people.values()].map((use) => ({ ...use, people: [...use.people].slice(0, MOST_PEOPLE) }));
  // Most of it is there already: only what is new is written, in the order of the key.
  await tx.$executeRaw`
    INSERT INTO "network_use" AS u ("accountId", "source", "day", "people")
    SELECT ${accountId}::uuid, r."source", r."day", r."people"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r("source" text, "day" int, "people" uuid[])
    LEFT JOIN LATERAL (SELECT "people" FROM "network_use" WHERE "accountId" = ${accountId}::uuid
      AND "source" = r."source" AND "day" = r."day" LIMIT 1) k ON true
    WHERE k."people" IS NULL OR (cardinality(k."people") < ${MOST_PEOPLE} AND NOT k."people" @> r."people")
    ORDER BY r."source", r."day"
    ON CONFLICT ("accountId", "source", "day") DO UPDATE SET
      "people" = (SELECT array_agg(DISTINCT p) FROM unnest(u."people" || excluded."people") AS p)
      WHERE cardinality(u."people") < ${MOST_PEOPLE}`;
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
