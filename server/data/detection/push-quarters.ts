import { MOST_PEOPLE, type PushQuarter } from '@/domain/detection/derived/surroundings';
import type { Transaction } from '@/server/data/database';

/** A push that is new here. */
export interface NewPush {
  /** Counted from 1970. */
  readonly quarter: number;
  readonly failing: boolean;
  /** Lower-case. */
  readonly name: string;
}

/** A quarter before and after pushes were added; null where there were none before. */
export interface AddedTo {
  readonly before: PushQuarter | null;
  readonly after: PushQuarter;
}

/**
 * Counts pushes of the whole account by quarter of an hour, each once: the caller has just stored its signal. Names are
 * kept up to as many as the highest threshold asks for.
 *
 * @returns the quarters that these pushes belong to
 */
export async function addPushes(
  accountId: string,
  tx: Transaction,
  pushes: readonly NewPush[],
): Promise<Map<number, AddedTo>> {
  if (pushes.length === 0) return new Map();
  const quarters = new Map<number, { pushes: number; failing: number; names: Set<string> }>();
  for (const { quarter, failing, name } of pushes) {
    const found = quarters.get(quarter) ?? { pushes: 0, failing: 0, names: new Set<string>() };
    found.pushes += 1;
    if (failing) found.failing += 1;
    found.names.add(name);
    quarters.set(quarter, found);
  }
  const rows = [...quarters].map(([quarter, { names, ...counts }]) => ({
    quarter,
    ...counts,
    names: [...names].slice(0, MOST_PEOPLE),
  }));
  const written = await tx.$queryRaw<
    (PushQuarter & { quarter: number; had: number | null; failed: number; knew: number })[]
  >`
    INSERT INTO "push_quarter" AS q ("accountId", "quarter", "pushes", "failing", "names")
    SELECT ${accountId}::uuid, r."quarter", r."pushes", r."failing", r."names"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS r("quarter" int, "pushes" int, "failing" int, "names" text[])
    ORDER BY r."quarter"
    ON CONFLICT ("accountId", "quarter") DO UPDATE SET
      "pushes" = q."pushes" + excluded."pushes", "failing" = q."failing" + excluded."failing",
      "names" = CASE WHEN cardinality(q."names") >= ${MOST_PEOPLE} OR q."names" @> excluded."names" THEN q."names"
        ELSE ARRAY(SELECT DISTINCT n FROM unnest(q."names" || excluded."names") AS n LIMIT ${MOST_PEOPLE}) END
    RETURNING new."quarter", new."pushes", new."failing", cardinality(new."names") AS "people",
      old."pushes" AS "had", old."failing" AS "failed", cardinality(old."names") AS "knew"`;
  return new Map(
    written.map(({ quarter, pushes: sum, failing, people, had, failed, knew }) => [
      quarter,
      {
        before: had === null ? null : { pushes: had, failing: failed, people: knew },
        after: { pushes: sum, failing, people },
      },
    ]),
  );
}

/** Pushes of the whole account in these quarters of an hour, counted from 1970. */
export async function pushesIn(
  accountId: string,
  tx: Transaction,
  quarters: readonly number[],
): Promise<Map<number, PushQuarter>> {
  if (quarters.length === 0) return new Map();
  const rows = await tx.$queryRaw<(PushQuarter & { quarter: number })[]>`
    SELECT "quarter", "pushes", "failing", cardinality("names") AS "people" FROM "push_quarter"
    WHERE "accountId" = ${accountId}::uuid AND "quarter" = ANY(${[...new Set(quarters)]}::int[])`;
  return new Map(rows.map(({ quarter, ...counts }) => [quarter, counts]));
}
