import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { PostureStates } from '@/domain/human-risk/posture-state';
import { type RiskReading, riskReadingSchema } from '@/domain/human-risk/risk-reading';
import type { Transaction } from '@/server/data/database';

const readingsSchema = z.array(riskReadingSchema);

/** A person's human risk score, with what it is made of. */
export interface PersonRisk {
  readonly personId: string;
  readonly score: number | null;
  readonly readings: readonly RiskReading[];
}

/** The same on its way into storage. */
export interface ReckonedRisk extends PersonRisk {
  readonly states: PostureStates;
}

interface NewestRow {
  readonly personId: string;
  readonly day: Date;
  readonly score: number | null;
  readonly categories: unknown;
  readonly enrolment: string | null;
  readonly strength: string | null;
  readonly devices: readonly string[];
}

/**
 * Stores scores as of a UTC day (its start, epoch ms). A score that is as it was keeps its row, so that a day without one
 * is as the day before; what it rests on is brought up to date there, as long as the person stands where they stood.
 * Storing it again changes nothing.
 *
 * @returns of how many people something was written, how many of them have another score than before or stand elsewhere, and
 * whose score rose from what it was. A first score rose from nothing.
 */
export async function storeHumanRisk(
  accountId: string,
  tx: Transaction,
  day: number,
  people: readonly ReckonedRisk[],
): Promise<{
  written: number;
  changed: number;
  risen: readonly { readonly personId: string; readonly from: number; readonly to: number }[];
}> {
  const newest = await newestRows(
    accountId,
    tx,
    people.map(({ personId }) => personId),
  );
  const writes = people.flatMap((person) => {
    const before = newest.get(person.personId);
    if (before !== undefined && isAsBefore(before, person)) return [];
    // Never before the newest row: clocks of two workers may differ.
    const same = before !== undefined && sameValues(before, person) && sameStates(before, person);
    const at = before === undefined ? day : same ? before.day.getTime() : Math.max(day, before.day.getTime());
    return [{ ...person, at, same }];
  });
  if (writes.length === 0) return { written: 0, changed: 0, risen: [] };
  // As text: JSON numbers pass through numeric on their way to float8.
  const rows = JSON.stringify(
    writes.map(({ personId, score, readings, states, at }) => ({
      ...states,
      personId,
      score: score === null ? null : String(score),
      categories: readings,
      day: new Date(at).toISOString(),
    })),
  );
  await tx.$executeRaw`
    UPDATE "human_risk_day" h SET "newest" = false
    FROM jsonb_to_recordset(${rows}::jsonb) AS r("personId" uuid, "day" timestamptz)
    WHERE h."accountId" = ${accountId}::uuid AND h."personId" = r."personId" AND h."newest" AND h."day" < r."day"`;
  await tx.$executeRaw`
    INSERT INTO "human_risk_day" ("accountId", "personId", "day", "score", "categories", "enrolment", "strength", "devices",
      "newest")
    SELECT ${accountId}::uuid, r."personId", r."day", r."score"::float8, r."categories", r."enrolment", r."strength",
      ARRAY(SELECT jsonb_array_elements_text(r."devices")), true
    FROM jsonb_to_recordset(${rows}::jsonb)
      AS r("personId" uuid, "score" text, "categories" jsonb, "day" timestamptz, "enrolment" text, "strength" text,
        "devices" jsonb)
    ORDER BY r."personId"
    ON CONFLICT ("accountId", "personId", "day") DO UPDATE SET "score" = excluded."score",
      "categories" = excluded."categories", "enrolment" = excluded."enrolment", "strength" = excluded."strength",
      "devices" = excluded."devices", "newest" = true`;
  const risen = writes.flatMap(({ personId, score: to }) => {
    const from = newest.get(personId)?.score ?? null;
    return from !== null && to !== null && to > from ? [{ personId, from, to }] : [];
  });
  return { written: writes.length, changed: writes.filter(({ same }) => !same).length, risen };
}

function isAsBefore(before: NewestRow, person: ReckonedRisk): boolean {
  return (
    before.score === person.score &&
    isDeepStrictEqual(before.categories, person.readings) &&
    sameStates(before, person)
  );
}

/** Whether they stand where they stood: another fault may be worth as much, and did not begin in the past. */
function sameStates({ enrolment, strength, devices }: NewestRow, { states }: ReckonedRisk): boolean {
  return isDeepStrictEqual({ enrolment, strength, devices }, states);
}

/** Whether nothing moved but the words and days of the evidence. */
function sameValues(before: NewestRow, { score, readings }: PersonRisk): boolean {
  const stored = readingsSchema.safeParse(before.categories).data;
  if (stored === undefined || before.score !== score || stored.length !== readings.length) return false;
  return readings.every(({ value }, index) => stored[index]?.value === value);
}

async function newestRows(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
): Promise<Map<string, NewestRow>> {
  const rows = await tx.$queryRaw<NewestRow[]>`
    SELECT "personId", "day", "score", "categories", "enrolment", "strength", "devices" FROM "human_risk_day"
    WHERE "accountId" = ${accountId}::uuid AND "personId" = ANY(${[...personIds]}::uuid[]) AND "newest"`;
  return new Map(rows.map((row) => [row.personId, row]));
}

/**
 * A person's score on the UTC day of an instant (epoch ms), as that day left it, and since which day (its start) it was so;
 * null where none is kept.
 */
export async function humanRiskOf(
  accountId: string,
  tx: Transaction,
  personId: string,
  at: number,
): Promise<(PersonRisk & { readonly since: number }) | null> {
  const row = await tx.humanRiskDay.findFirst({
    where: { accountId, personId, day: { lte: new Date(at) } },
    orderBy: { day: 'desc' },
    select: { day: true, score: true, categories: true },
  });
  if (row === null) return null;
  const readings = readingsSchema.parse(row.categories);
  return { personId, score: row.score, readings, since: row.day.getTime() };
}

/**
 * The scores of a person between two instants (epoch ms), by UTC day; the first may be from before, and each holds until the
 * next.
 */
export async function humanRiskCourse(
  accountId: string,
  tx: Transaction,
  personId: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<{ day: number; score: number | null }[]> {
  const rows = await tx.$queryRaw<{ day: Date; score: number | null }[]>`
    SELECT "day", "score" FROM "human_risk_day"
    WHERE "accountId" = ${accountId}::uuid AND "personId" = ${personId}::uuid
      AND "day" >= coalesce((SELECT max("day") FROM "human_risk_day" WHERE "accountId" = ${accountId}::uuid
        AND "personId" = ${personId}::uuid AND "day" <= ${new Date(from)}), ${new Date(from)})
      AND "day" <= ${new Date(to)}
    ORDER BY "day"`;
  return rows.map(({ day, score }) => ({ day: day.getTime(), score }));
}
