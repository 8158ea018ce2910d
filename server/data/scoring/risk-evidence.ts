import type { ImportedCategory } from '@/domain/human-risk/risk-category';
import type { Transaction } from '@/server/data/database';

/** One statement of another system about a person, for a category and UTC day (its start, epoch ms). */
export interface EvidenceRow {
  readonly personId: string;
  readonly category: ImportedCategory;
  readonly day: number;
  readonly value: number;
  readonly note: string | null;
}

/** The people of names and addresses in lower case; a name may be that of several. */
export async function peopleNamed(
  accountId: string,
  tx: Transaction,
  names: readonly string[],
): Promise<Map<string, string[]>> {
  if (names.length === 0) return new Map();
  const rows = await tx.$queryRaw<{ name: string; personId: string }[]>`
    SELECT DISTINCT n."name", f."personId" FROM unnest(${[...names]}::text[]) AS n("name")
    CROSS JOIN LATERAL (
      SELECT a."personId" FROM "integration" i
      JOIN "person_alias" a ON a."accountId" = i."accountId" AND a."integrationId" = i."id"
        AND a."kind" IN ('username', 'alias', 'name', 'email') AND a."value" = n."name"
      WHERE i."accountId" = ${accountId}::uuid
      UNION
      SELECT p."id" FROM "person" p WHERE p."accountId" = ${accountId}::uuid AND p."email" = n."name"
    ) f ORDER BY 1, 2`;
  const people = new Map<string, string[]>();
  for (const { name, personId } of rows) people.set(name, [...(people.get(name) ?? []), personId]);
  return people;
}

/** What is stored for the same person, category and day as each of these, in their order; null where nothing is. */
export async function storedEvidence(
  accountId: string,
  tx: Transaction,
  rows: readonly EvidenceRow[],
): Promise<({ readonly value: number; readonly note: string | null } | null)[]> {
  if (rows.length === 0) return [];
  const found = await tx.$queryRaw<{ value: number | null; note: string | null }[]>`
    SELECT e."value", e."note"
    FROM jsonb_to_recordset(${asJson(rows)}::jsonb)
      AS r("place" int, "personId" uuid, "category" text, "day" timestamptz)
    LEFT JOIN "risk_evidence" e ON e."accountId" = ${accountId}::uuid AND e."personId" = r."personId"
      AND e."category" = r."category" AND e."day" = r."day"
    ORDER BY r."place"`;
  return found.map(({ value, note }) => (value === null ? null : { value, note }));
}

/** Stores statements; one for the same person, category and day takes the place of the older. `now` is epoch ms. */
export async function putEvidence(
  accountId: string,
  tx: Transaction,
  rows: readonly EvidenceRow[],
  now: number,
): Promise<void> {
  if (rows.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO "risk_evidence" ("accountId", "personId", "category", "day", "value", "note", "importedAt")
    SELECT ${accountId}::uuid, r."personId", r."category", r."day", r."value"::float8, r."note", ${new Date(now)}
    FROM jsonb_to_recordset(${asJson(rows)}::jsonb)
      AS r("personId" uuid, "category" text, "day" timestamptz, "value" text, "note" text)
    ORDER BY r."personId", r."category", r."day"
    ON CONFLICT ("accountId", "personId", "category", "day") DO UPDATE SET "value" = excluded."value",
      "note" = excluded."note", "importedAt" = excluded."importedAt"`;
}

/** Values as text: JSON numbers pass through numeric on their way to float8. */
function asJson(rows: readonly EvidenceRow[]): string {
  return JSON.stringify(
    rows.map(({ personId, category, day, value, note }, place) => ({
      place,
      personId,
      category,
      day: new Date(day).toISOString(),
      value: String(value),
      note,
    })),
  );
}
