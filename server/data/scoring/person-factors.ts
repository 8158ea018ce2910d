import { FACTOR_DAYS, type FactorUse, type SignIn } from '@/domain/human-risk/factor-use';
import type { Transaction } from '@/server/data/database';
import { NOT_DISMISSED } from '@/server/data/detection/mark-events';
import { Prisma } from '@/server/data/generated/client';

const DAY_MS = 86_400_000;

/** A use of a factor by somebody through an integration; `lastDay` is the start of its UTC day, epoch milliseconds. */
export interface PersonFactorUse extends FactorUse {
  readonly personId: string;
}

/** Those of these uses that are newer than what is stored of them: on most days few, after each person's first sign-in. */
export async function newerFactorUses(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  uses: readonly PersonFactorUse[],
): Promise<PersonFactorUse[]> {
  if (uses.length === 0) return [];
  const rows = await tx.$queryRaw<{ personId: string; factor: string; lastDay: Date }[]>`
    SELECT r."personId", r."factor", r."lastDay" FROM ${rowsOf(uses)}
    -- One look into the primary key for each use, however many uses there are.
    LEFT JOIN LATERAL (SELECT "lastDay" FROM "person_factor" WHERE "accountId" = ${accountId}::uuid
      AND "personId" = r."personId" AND "integrationId" = ${integrationId}::uuid AND "factor" = r."factor" LIMIT 1) f
      ON true
    WHERE f."lastDay" IS NULL OR f."lastDay" < r."lastDay"`;
  return rows.map((row) => ({ ...row, lastDay: row.lastDay.getTime() }));
}

/** Keeps the newest day of each use. Keeping it again, or in another order, changes nothing. */
export async function putFactorUses(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  uses: readonly PersonFactorUse[],
): Promise<void> {
  if (uses.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO "person_factor" AS f ("accountId", "personId", "integrationId", "factor", "lastDay")
    SELECT ${accountId}::uuid, r."personId", ${integrationId}::uuid, r."factor", r."lastDay" FROM ${rowsOf(uses)}
    ORDER BY r."personId", r."factor"
    ON CONFLICT ("accountId", "personId", "integrationId", "factor")
      DO UPDATE SET "lastDay" = greatest(f."lastDay", excluded."lastDay")`;
}

function rowsOf(uses: readonly PersonFactorUse[]): Prisma.Sql {
  return Prisma.sql`unnest(${uses.map(({ personId }) => personId)}::uuid[],
    ${uses.map(({ factor }) => factor)}::text[],
    ${uses.map(({ lastDay }) => new Date(lastDay).toISOString())}::timestamptz[]) AS r("personId", "factor", "lastDay")`;
}

/**
 * The traces of attacks on these people: identity events that stand and were not dismissed. The one place that says which
 * sign-ins are an attacker's doing.
 */
export async function attackTraces(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
): Promise<Map<string, { anchor: string; signalKeys: string[] }[]>> {
  if (personIds.length === 0) return new Map();
  const rows = await tx.$queryRaw<{ personId: string; anchor: string; signalKeys: string[] }[]>`
    SELECT e."personId", e."anchor", ARRAY(SELECT s->>'signalKey' FROM jsonb_array_elements(e."sources") s) AS "signalKeys"
    FROM "identity_event" e
    WHERE e."accountId" = ${accountId}::uuid AND e."personId" = ANY(${[...personIds]}::uuid[])
      AND e."retractedAt" IS NULL AND ${NOT_DISMISSED}`;
  const traces = new Map<string, { anchor: string; signalKeys: string[] }[]>();
  for (const { personId, ...trace } of rows) traces.set(personId, [...(traces.get(personId) ?? []), trace]);
  return traces;
}

/** A stored success, with whose it is. */
export interface StoredSuccess extends SignIn {
  readonly personId: string;
  readonly integrationId: string;
}

/** Every stored success of these people that could show a factor in use at an instant (epoch ms). */
export async function storedSuccesses(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
  now: number,
): Promise<StoredSuccess[]> {
  if (personIds.length === 0) return [];
  const rows = await tx.$queryRaw<
    {
      personId: string;
      integrationId: string;
      key: string;
      txid: string | null;
      factor: string;
      occurredAt: Date;
    }[]
  >`
    SELECT "personId", "integrationId", encode("signalKey", 'hex') AS key, "txid", "factor", "occurredAt" FROM "signal"
    WHERE "accountId" = ${accountId}::uuid AND "personId" = ANY(${[...personIds]}::uuid[])
      AND "occurredAt" >= ${new Date(now - (FACTOR_DAYS + 1) * DAY_MS)} AND "result" = 'success'
      AND "factor" IS NOT NULL AND "backfill" IS NOT TRUE`;
  return rows.map(({ key, txid, occurredAt, ...row }) => ({
    ...row,
    signalKey: key,
    anchor: txid === null ? null : `tx:${row.integrationId}:${txid}`,
    succeeded: true,
    occurredAt: occurredAt.getTime(),
  }));
}

/** The factors of these people, over all integrations. */
export async function factorsOf(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
): Promise<Map<string, FactorUse[]>> {
  const rows = await tx.$queryRaw<{ personId: string; factor: string; lastDay: Date }[]>`
    SELECT "personId", "factor", max("lastDay") AS "lastDay" FROM "person_factor"
    WHERE "accountId" = ${accountId}::uuid AND "personId" = ANY(${[...personIds]}::uuid[])
    GROUP BY 1, 2 ORDER BY 2`;
  const factors = new Map<string, FactorUse[]>();
  for (const { personId, factor, lastDay } of rows)
    factors.set(personId, [...(factors.get(personId) ?? []), { factor, lastDay: lastDay.getTime() }]);
  return factors;
}

/** Takes away uses of factors on days on which none was stored but an attacker's. */
export async function removeFactorUses(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  uses: readonly PersonFactorUse[],
): Promise<void> {
  if (uses.length === 0) return;
  await tx.$executeRaw`
    DELETE FROM "person_factor" f USING ${rowsOf(uses)}
    WHERE f."accountId" = ${accountId}::uuid AND f."personId" = r."personId"
      AND f."integrationId" = ${integrationId}::uuid AND f."factor" = r."factor" AND f."lastDay" = r."lastDay"`;
}
