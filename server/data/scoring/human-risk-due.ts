import {
  type FoundSoftware,
  softwareInUse,
  type SoftwareInUse,
  softwareInUseSchema,
} from '@/domain/human-risk/outdated-software';
import type { Transaction } from '@/server/data/database';

/** Somebody whose human risk score is to be reckoned anew. */
export interface DuePerson {
  readonly personId: string;
  /** Whether identity events of theirs changed: sign-ins may belong to an attack now, or no longer. */
  readonly factors: boolean;
}

/**
 * Puts people down to be reckoned, in the caller's transaction: a worker does it once that is committed, again and again
 * until it is done. Nothing of the reckoning happens here, so that reading sign-ins does not wait for it.
 */
export async function markHumanRiskDue(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
  { factors = false }: { readonly factors?: boolean } = {},
): Promise<void> {
  if (personIds.length === 0) return;
  // Rewritten where it stands: a worker that is at it takes the row before this is committed, or after, never between.
  await tx.$executeRaw`
    INSERT INTO "human_risk_due" ("accountId", "personId", "factors")
    SELECT p."accountId", p."id", ${factors} FROM "person" p
    WHERE p."accountId" = ${accountId}::uuid AND p."id" = ANY(${[...new Set(personIds)]}::uuid[]) ORDER BY p."id"
    ON CONFLICT ("accountId", "personId") DO UPDATE SET "factors" = "human_risk_due"."factors" OR excluded."factors"`;
}

/** Puts everybody down, as a new day does: the directory was read to its end, and devices found their owners. */
export async function markEverybodyDue(accountId: string, tx: Transaction): Promise<void> {
  await tx.humanRiskSweep.updateMany({ where: { accountId }, data: { day: new Date(0) } });
}

/**
 * Takes some of the people who are due, in the caller's transaction. It waits for nobody: whoever is being changed at
 * this moment, or is in another worker's hands, is left for the next time.
 */
export async function takeDuePeople(accountId: string, tx: Transaction, limit: number): Promise<DuePerson[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT p."id" FROM "human_risk_due" d
    JOIN "person" p ON p."accountId" = d."accountId" AND p."id" = d."personId"
    WHERE d."accountId" = ${accountId}::uuid ORDER BY p."id" LIMIT ${limit} FOR KEY SHARE OF p SKIP LOCKED`;
  if (rows.length === 0) return [];
  return tx.$queryRaw<DuePerson[]>`
    DELETE FROM "human_risk_due" d USING (
      SELECT "personId" FROM "human_risk_due"
      WHERE "accountId" = ${accountId}::uuid AND "personId" = ANY(${rows.map(({ id }) => id)}::uuid[])
      FOR UPDATE SKIP LOCKED
    ) free
    WHERE d."accountId" = ${accountId}::uuid AND d."personId" = free."personId"
    RETURNING d."personId", d."factors"`;
}

/**
 * Puts everybody down once a UTC day (its start, epoch ms), whichever worker comes first, with the software that is in
 * use by then. False where the day has been begun.
 */
export async function beginRiskDay(accountId: string, tx: Transaction, day: number): Promise<boolean> {
  const sweep = await tx.humanRiskSweep.findUnique({ where: { accountId }, select: { day: true } });
  // Looked at before it is claimed: a claim holds the row, and workers would wait for each other.
  if (sweep !== null && sweep.day.getTime() >= day) return false;
  const claimed = await tx.$queryRaw<{ day: Date }[]>`
    INSERT INTO "human_risk_sweep" AS s ("accountId", "day", "software")
    VALUES (${accountId}::uuid, ${new Date(day)}, '{}'::jsonb)
    ON CONFLICT ("accountId") DO UPDATE SET "day" = excluded."day" WHERE s."day" < excluded."day"
    RETURNING "day"`;
  if (claimed.length === 0) return false;
  const software = await readSoftwareInUse(accountId, tx);
  await tx.humanRiskSweep.update({ where: { accountId }, data: { software } });
  // Of two who wait for each other PostgreSQL stops one after a second. It shall not be a page: this gives up before, and
  // is tried again on the next round.
  await tx.$executeRaw`SET LOCAL lock_timeout = '500ms'`;
  await tx.$executeRaw`
    INSERT INTO "human_risk_due" ("accountId", "personId")
    SELECT "accountId", "id" FROM "person" WHERE "accountId" = ${accountId}::uuid ORDER BY "id"
    ON CONFLICT DO NOTHING`;
  return true;
}

/** Main versions in use, as the day began with them. */
export async function currentSoftware(accountId: string, tx: Transaction): Promise<SoftwareInUse> {
  const row = await tx.humanRiskSweep.findUnique({ where: { accountId }, select: { software: true } });
  return row === null ? {} : softwareInUseSchema.parse(row.software);
}

/** Counts devices by the main versions of their systems and browsers. */
async function readSoftwareInUse(accountId: string, tx: Transaction): Promise<SoftwareInUse> {
  const rows = await tx.$queryRaw<FoundSoftware[]>`
    SELECT 'system' AS kind, coalesce("facts"->>'platform', "facts"->>'os') AS name,
      substring("facts"->>'osVersion' FROM '\\d+') AS version, count(*)::int AS devices
    FROM "directory_object"
    WHERE "accountId" = ${accountId}::uuid AND "part" IN ('phones', 'endpoints') AND "goneAt" IS NULL
    GROUP BY 2, 3
    UNION ALL
    SELECT 'browser', substring(b."name" FROM '^(.*?)\\s+\\d[\\d.]*$'), substring(b."name" FROM '\\s(\\d+)[\\d.]*$'),
      count(*)::int
    FROM "directory_object" d,
      jsonb_array_elements_text(CASE WHEN jsonb_typeof(d."facts"->'browsers') = 'array'
        THEN d."facts"->'browsers' ELSE '[]'::jsonb END) AS b("name")
    WHERE d."accountId" = ${accountId}::uuid AND d."part" = 'endpoints' AND d."goneAt" IS NULL
    GROUP BY 2, 3`;
  return softwareInUse(rows);
}
