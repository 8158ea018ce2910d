import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { Habits } from '@/domain/detection/derived/habits';
import type { Transaction } from '@/server/data/database';

/** What is stored of a person's habits. */
export interface StoredHabits {
  readonly personId: string;
  readonly habits: Habits;
  /** First UTC day, counted from 1970, that is not in them. */
  readonly learnFrom: number;
}

/** The habits of these people; who has none yet is left out. */
export async function habitsOf(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
): Promise<Map<string, StoredHabits>> {
  const rows = await tx.personHabits.findMany({
    where: { accountId, personId: { in: [...personIds] } },
    select: { personId: true, learnFrom: true, body: true },
  });
  return new Map(
    rows.map(({ personId, learnFrom, body }) => [
      personId,
      { personId, learnFrom, habits: Habits.fromText(inflateRawSync(body).toString('utf8')) },
    ]),
  );
}

/** First UTC day that is not in the habits of these people; who has none yet is left out. */
export async function learntUntil(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await tx.personHabits.findMany({
    where: { accountId, personId: { in: [...personIds] } },
    select: { personId: true, learnFrom: true },
  });
  return new Map(rows.map(({ personId, learnFrom }) => [personId, learnFrom]));
}

/** Stores habits, in place of what was stored. */
export async function storeHabits(
  accountId: string,
  tx: Transaction,
  people: readonly StoredHabits[],
): Promise<void> {
  if (people.length === 0) return;
  const columns = people.map(({ personId, learnFrom, habits }) => ({
    personId,
    learnFrom,
    known: {
      d: Object.fromEntries(habits.spans('device')),
      n: Object.fromEntries(habits.spans('network')),
      c: Object.fromEntries(habits.spans('country')),
    },
  }));
  const bodies = people.map(({ habits }) => new Uint8Array(deflateRawSync(habits.toText())));
  await tx.$executeRaw`
    INSERT INTO "person_habits" ("accountId", "personId", "learnFrom", "known", "body")
    SELECT ${accountId}::uuid, r."personId", r."learnFrom", r."known", r."body"
    FROM ROWS FROM (
      jsonb_to_recordset(${JSON.stringify(columns)}::jsonb) AS ("personId" uuid, "learnFrom" int, "known" jsonb),
      unnest(${bodies}::bytea[])
    ) AS r("personId", "learnFrom", "known", "body")
    ON CONFLICT ("accountId", "personId") DO UPDATE SET "learnFrom" = excluded."learnFrom",
      "known" = excluded."known", "body" = excluded."body"`;
}

/** One try of somebody, as far as it tells whether it is out of habit. */
export interface HabitProbe {
  readonly personId: string;
  /** UTC day, counted from 1970. */
  readonly day: number;
  readonly device: string | null;
  readonly network: string | null;
  readonly country: string | null;
}

/**
 * Those of the people who have to be looked at: a try of theirs is on a device that they are not known to use (or, where
 * it has no key, from a network or country), or it came so late that their habits hold its day already; on the days that
 * detectors looked at last, a new network is enough, which a known device may vouch for. Who has been seen for less than
 * `readyDays` is still learning. Asks one row for each try, and answers too often rather than too seldom.
 */
export async function peopleOutOfHabit(
  accountId: string,
  tx: Transaction,
  probes: readonly HabitProbe[],
  { readyDays, baselineDays }: { readonly readyDays: number; readonly baselineDays: number },
): Promise<string[]> {
  if (probes.length === 0) return [];
  const rows = await tx.$queryRaw<{ personId: string }[]>`
    WITH probe AS (
      SELECT * FROM unnest(${probes.map(({ personId }) => personId)}::uuid[], ${probes.map(({ day }) => day)}::int[],
        ${probes.map(({ device }) => device)}::text[], ${probes.map(({ network }) => network)}::text[],
        ${probes.map(({ country }) => country)}::text[]) AS p("personId", "day", "device", "network", "country")
    ), looked AS (
      SELECT p.*, s.ready, h."learnFrom", h."known"->'d'->p."device" AS d, h."known"->'n'->p."network" AS n,
        h."known"->'c'->p."country" AS c
      FROM probe p
      CROSS JOIN LATERAL (SELECT extract(epoch FROM "firstSeenAt") / 86400 <= p."day" + 1 - ${readyDays}::int AS ready
        FROM "person" WHERE "accountId" = ${accountId}::uuid AND "id" = p."personId" LIMIT 1) s
      LEFT JOIN LATERAL (SELECT "learnFrom", "known" FROM "person_habits" WHERE "accountId" = ${accountId}::uuid
        AND "personId" = p."personId" LIMIT 1) h ON true
    )
    SELECT DISTINCT "personId" FROM looked
    WHERE "day" < "learnFrom"
      OR "day" <= "learnFrom" + 1 AND "network" IS NOT NULL
        AND NOT coalesce((n->>0)::int BETWEEN "day" - ${baselineDays}::int AND "day" - 2
          OR (n->>1)::int BETWEEN "day" - ${baselineDays}::int AND "day" - 2, false)
      OR ready AND ("learnFrom" IS NULL OR CASE WHEN "device" IS NOT NULL
        THEN NOT coalesce((d->>0)::int BETWEEN "day" - ${baselineDays}::int AND "day" - 2
          OR (d->>1)::int BETWEEN "day" - ${baselineDays}::int AND "day" - 2, false)
        ELSE NOT coalesce((n->>0)::int BETWEEN "day" - ${baselineDays}::int AND "day" - 2
          OR (n->>1)::int BETWEEN "day" - ${baselineDays}::int AND "day" - 2, false)
          OR NOT coalesce((c->>0)::int BETWEEN "day" - ${baselineDays}::int AND "day" - 2
          OR (c->>1)::int BETWEEN "day" - ${baselineDays}::int AND "day" - 2, "country" IS NULL)
      END)`;
  return rows.map(({ personId }) => personId);
}

/** People seen since `since`, and those of them who were seen by `learntBy` already. Epoch milliseconds. */
export async function countLearnt(
  accountId: string,
  tx: Transaction,
  since: number,
  learntBy: number,
): Promise<{ people: number; learntPeople: number }> {
  const where = { accountId, lastSeenAt: { gte: new Date(since) } };
  return {
    people: await tx.person.count({ where }),
    learntPeople: await tx.person.count({ where: { ...where, firstSeenAt: { lte: new Date(learntBy) } } }),
  };
}

/** How many people were seen since an instant (epoch milliseconds). */
export async function countPeopleSeen(accountId: string, tx: Transaction, since: number): Promise<number> {
  return tx.person.count({ where: { accountId, lastSeenAt: { gte: new Date(since) } } });
}

/** Ids of people who were seen since an instant (epoch milliseconds), in order, after one of them. */
export async function peopleSeen(
  accountId: string,
  tx: Transaction,
  since: number,
  after: string | null,
  most: number,
): Promise<string[]> {
  const rows = await tx.person.findMany({
    where: {
      accountId,
      lastSeenAt: { gte: new Date(since) },
      ...(after === null ? {} : { id: { gt: after } }),
    },
    select: { id: true },
    orderBy: { id: 'asc' },
    take: most,
  });
  return rows.map(({ id }) => id);
}

/** Forgets everybody's habits: they are learnt again from the sign-ins that are here, as each person is looked at. */
export async function forgetHabits(accountId: string, tx: Transaction): Promise<void> {
  await tx.personHabits.deleteMany({ where: { accountId } });
}
