import type { SourceTry } from '@/domain/detection/derived/detect-source';
import type { Transaction } from '@/server/data/database';
import { Prisma } from '@/server/data/generated/client';
import { isFromNetwork } from './signal-address';
import { streamNumber } from './signals';

/** The stream whose records the derived detectors read. */
export const AUTHENTICATION = 'authentication';

/** The streams that tell of registrations of devices, beside the sign-ins. */
export const REGISTERING = ['activity', 'administrator', 'offline_enrollment'];

/** Factors of a push, as stored. The index of refused pushes names the same. */
const PUSHES = ['duo_push', 'verified_duo_push'];
const REFUSALS = ['no_response', 'user_mistake', 'user_marked_fraud', 'anomalous_push'];

interface TryRow {
  readonly key: string;
  readonly occurredAt: Date;
  readonly personId: string | null;
  readonly username: string | null;
  readonly push: boolean;
  readonly refused: boolean;
  readonly success: boolean;
}

const TRY = Prisma.sql`encode("signalKey", 'hex') AS key, "occurredAt", "personId"::text, lower("username") AS username,
  coalesce("factor" = ANY(${PUSHES}), false) AS push,
  coalesce("factor" = ANY(${PUSHES}) AND "result" <> 'success' AND "reason" = ANY(${REFUSALS}), false) AS refused,
  coalesce("result" = 'success', false) AS success`;

/** What counts as a try. */
const IS_TRY = Prisma.sql`"stream" = ${streamNumber(AUTHENTICATION)}::smallint AND "backfill" IS NOT TRUE
  AND ("result" <> 'success' OR coalesce("factor", '') NOT IN ('remembered_device', 'trusted_network',
    'trusted_mobile_authenticator', 'not_available', ''))`;

/**
 * Tries from one network between two instants (epoch milliseconds), both included. Those of people who were erased are
 * among them, and name nobody.
 */
export async function triesFrom(
  accountId: string,
  tx: Transaction,
  network: string,
  from: number,
  to: number,
): Promise<SourceTry[]> {
  const rows = await tx.$queryRaw<TryRow[]>`
    SELECT ${TRY} FROM "signal" s WHERE "accountId" = ${accountId}::uuid AND "occurredAt" >= ${new Date(from)}
      AND "occurredAt" <= ${new Date(to)} AND ${isFromNetwork(network)} AND ${IS_TRY}
    UNION ALL
    SELECT encode("signalKey", 'hex'), "at", "standIn", "name", "push", "refusedPush", "success" FROM "erased_try"
    WHERE "accountId" = ${accountId}::uuid AND "network" = ${network} AND "at" >= ${new Date(from)}
      AND "at" <= ${new Date(to)}`;
  return rows.map(tryOf);
}

/** The tries of somebody, and those under their names in these integrations before the vendor knew them. */
export async function triesOf(
  accountId: string,
  tx: Transaction,
  of: {
    readonly personIds: readonly string[];
    readonly names: readonly string[];
    readonly integrationIds: readonly string[];
  },
): Promise<(SourceTry & { readonly ip: string | null })[]> {
  const rows = await tx.$queryRaw<(TryRow & { readonly ip: string | null })[]>`
    SELECT ${TRY}, host("ip") AS ip FROM "signal" s
    WHERE "accountId" = ${accountId}::uuid AND "personId" = ANY(${[...of.personIds]}::uuid[]) AND ${IS_TRY}
    UNION ALL
    SELECT ${TRY}, host("ip") AS ip FROM "signal" s WHERE "accountId" = ${accountId}::uuid AND "personId" IS NULL
      AND "integrationId" = ANY(${[...of.integrationIds]}::uuid[]) AND lower("username") = ANY(${[...of.names]}) AND ${IS_TRY}`;
  return rows.map((row) => ({ ...tryOf(row), ip: row.ip }));
}

function tryOf({ key, occurredAt, personId, username, push, refused, success }: TryRow): SourceTry {
  return {
    signalKey: key,
    at: occurredAt.getTime(),
    personId,
    name: username ?? '',
    push,
    refusedPush: refused,
    success,
  };
}

/** A try of somebody: a refused push, or an approval. Epoch milliseconds. */
export interface PushProbe {
  readonly personId: string;
  readonly at: number;
  readonly refused: boolean;
}

/** When refused pushes are worth a look. Spans in milliseconds. */
export interface BurstLook {
  /** So many within this span. */
  readonly burst: { readonly pushes: number; readonly withinMs: number };
  readonly slow: { readonly pushes: number; readonly withinMs: number };
  /** An approval so long after a refusal. */
  readonly approvalMs: number;
}

/** Those of the people for whom refused pushes may make a burst, a slow attack, or an approval that gave in. */
export async function peopleWithRefusals(
  accountId: string,
  tx: Transaction,
  probes: readonly PushProbe[],
  { burst, slow, approvalMs }: BurstLook,
): Promise<string[]> {
  if (probes.length === 0) return [];
  const seconds = (ms: number): number => Math.ceil(ms / 1_000);
  const rows = await tx.$queryRaw<{ personId: string }[]>`
    WITH probe AS (
      SELECT p.*, make_interval(secs => ${seconds(burst.withinMs)}) AS "burst",
        make_interval(secs => ${seconds(slow.withinMs)}) AS "slow",
        make_interval(secs => ${seconds(approvalMs)}) AS "approval"
      FROM unnest(${probes.map(({ personId }) => personId)}::uuid[],
        ${probes.map(({ at }) => new Date(at).toISOString())}::timestamptz[],
        ${probes.map(({ refused }) => refused)}::boolean[]) AS p("personId", "at", "refused")
    )
    SELECT DISTINCT p."personId" FROM probe p
    CROSS JOIN LATERAL (
      SELECT count(*) FILTER (WHERE s."occurredAt" BETWEEN p."at" - p."burst" AND p."at" + p."burst") AS "burst",
        count(*) AS "slow",
        count(*) FILTER (WHERE s."occurredAt" BETWEEN p."at" - p."approval" AND p."at") AS "before"
      FROM "signal" s WHERE s."accountId" = ${accountId}::uuid AND s."personId" = p."personId"
        AND s."result" IN ('denied', 'fraud') AND s."factor" IN ('duo_push', 'verified_duo_push')
        AND s."occurredAt" BETWEEN p."at" - greatest(p."slow", p."approval") AND p."at" + p."slow"
    ) r
    WHERE CASE WHEN p."refused" THEN r."burst" >= ${burst.pushes}::int OR r."slow" >= ${slow.pushes}::int
      OR EXISTS (SELECT FROM "signal" s WHERE s."accountId" = ${accountId}::uuid AND s."personId" = p."personId"
        AND s."result" = 'success' AND s."occurredAt" BETWEEN p."at" AND p."at" + p."approval")
    ELSE r."before" > 0 END`;
  return rows.map(({ personId }) => personId);
}

/** Those of the people of whom a later record is here, at most so long after theirs. Epoch milliseconds. */
export async function peopleSeenLater(
  accountId: string,
  tx: Transaction,
  seen: readonly { readonly personId: string; readonly at: number }[],
  withinMs: number,
): Promise<string[]> {
  if (seen.length === 0) return [];
  const rows = await tx.$queryRaw<{ personId: string }[]>`
    SELECT p."personId" FROM unnest(${seen.map(({ personId }) => personId)}::uuid[],
      ${seen.map(({ at }) => new Date(at).toISOString())}::timestamptz[],
      ${seen.map(({ at }) => new Date(at + withinMs).toISOString())}::timestamptz[]) AS p("personId", "at", "until")
    WHERE EXISTS (SELECT FROM "signal" s WHERE s."accountId" = ${accountId}::uuid AND s."personId" = p."personId"
      AND s."occurredAt" > p."at" AND s."occurredAt" <= p."until"
      AND s."stream" = ${streamNumber(AUTHENTICATION)}::smallint)`;
  return rows.map(({ personId }) => personId);
}

/** Refusals so far from a quarter of an hour may be of one burst with those in it, in ms. */
const ONE_BURST_MS = 2 * 3_600_000;
const QUARTER_MS = 900_000;

/** People with a refused push in these quarters of an hour, and at least three about then. */
export async function peopleRefusingIn(
  accountId: string,
  tx: Transaction,
  quarters: readonly number[],
): Promise<string[]> {
  if (quarters.length === 0) return [];
  const from = new Date(Math.min(...quarters) * QUARTER_MS - ONE_BURST_MS);
  const until = new Date((Math.max(...quarters) + 1) * QUARTER_MS + ONE_BURST_MS);
  const rows = await tx.$queryRaw<{ personId: string }[]>`
    SELECT s."personId" FROM "signal" s WHERE s."accountId" = ${accountId}::uuid
      AND s."occurredAt" >= ${from} AND s."occurredAt" < ${until}
      AND s."result" IN ('denied', 'fraud') AND s."factor" IN ('duo_push', 'verified_duo_push')
      AND s."personId" IS NOT NULL
    GROUP BY s."personId" HAVING count(*) > 2 AND count(*) FILTER (
      WHERE floor(extract(epoch FROM s."occurredAt") / 900)::int = ANY(${[...new Set(quarters)]}::int[])) > 0`;
  return rows.map(({ personId }) => personId);
}
