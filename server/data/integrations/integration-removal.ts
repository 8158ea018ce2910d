import { addCampaignsDueOf } from '@/server/data/campaigns/campaign-due';
import type { Transaction } from '@/server/data/database';
import { countEvents } from '@/server/data/events/event-counters';
import { Prisma } from '@/server/data/generated/client';
import { restateDirectory } from '@/server/data/people/directory';
import { lockPeople } from '@/server/data/people/merge-people';

/** What came from an integration and stands here. */
export interface IntegrationHoldings {
  readonly signals: number;
  readonly events: number;
  /** Of the account itself, of no person. */
  readonly accountEvents: number;
  /** Whom one of these events is about. */
  readonly peopleWithEvents: number;
  /** People whom no other integration knows. */
  readonly peopleOnlyHere: number;
  readonly quarantined: number;
}

/** Counts what came from an integration. */
export async function holdingsOf(
  accountId: string,
  tx: Transaction,
  integrationId: string,
): Promise<IntegrationHoldings> {
  const [row] = await tx.$queryRaw<
    { signals: bigint; events: bigint; account: bigint; people: bigint; only: bigint; quarantined: bigint }[]
  >`
    WITH standing AS (
      SELECT count(*) AS events, count(DISTINCT "personId") AS people FROM "identity_event"
      WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${integrationId}::uuid AND "retractedAt" IS NULL
    )
    SELECT standing.*,
      (SELECT count(*) FROM "account_event" WHERE "accountId" = ${accountId}::uuid
        AND "integrationId" = ${integrationId}::uuid AND "retractedAt" IS NULL AND "raised") AS account,
      (SELECT coalesce(sum("signals"), 0) FROM "signal_counter"
        WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${integrationId}::uuid) AS signals,
      (SELECT count(*) FROM "quarantine"
        WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${integrationId}::uuid) AS quarantined,
      (SELECT count(DISTINCT a."personId") FROM "person_alias" a
        WHERE a."accountId" = ${accountId}::uuid AND a."integrationId" = ${integrationId}::uuid
          AND NOT EXISTS (SELECT FROM "person_alias" o WHERE o."accountId" = a."accountId"
            AND o."personId" = a."personId" AND o."integrationId" <> a."integrationId")) AS only
    FROM standing`;
  return {
    signals: Number(row?.signals ?? 0),
    events: Number(row?.events ?? 0),
    accountEvents: Number(row?.account ?? 0),
    peopleWithEvents: Number(row?.people ?? 0),
    peopleOnlyHere: Number(row?.only ?? 0),
    quarantined: Number(row?.quarantined ?? 0),
  };
}

/** What is still here of an integration that is being removed. */
export async function remainingOf(
  accountId: string,
  tx: Transaction,
  integrationId: string,
): Promise<{ signals: number; people: number }> {
  const [row] = await tx.$queryRaw<{ signals: bigint; people: bigint }[]>`
    SELECT (SELECT coalesce(sum("signals"), 0) FROM "signal_counter"
        WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${integrationId}::uuid) AS signals,
      (SELECT count(DISTINCT "personId") FROM "person_alias"
        WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${integrationId}::uuid) AS people`;
  return { signals: Number(row?.signals ?? 0), people: Number(row?.people ?? 0) };
}

/** Takes away all that lets an integration be read: secrets, streams with their cursors, and its schedule. */
export async function removeReading(
  accountId: string,
  tx: Transaction,
  integrationId: string,
): Promise<void> {
  const of = { where: { accountId, integrationId } };
  await tx.streamDue.deleteMany(of);
  await tx.integrationSecret.deleteMany(of);
  await tx.credentialUse.deleteMany(of);
  await tx.lane.deleteMany(of);
  await tx.stream.deleteMany(of);
}

/** One integration whose removal is not finished. */
export interface Removal {
  readonly id: string;
  readonly name: string;
  /** Deleted: its events are kept. Purging: all that came from it goes. */
  readonly state: 'deleted' | 'purging';
}

/** Integrations of which something is still to be removed. */
export async function listRemovals(accountId: string, tx: Transaction): Promise<Removal[]> {
  return tx.$queryRaw<Removal[]>`
    SELECT i."id", i."name", i."state" FROM "integration" i
    WHERE i."accountId" = ${accountId}::uuid AND (i."state" = 'purging' OR (i."state" = 'deleted' AND (
      EXISTS (SELECT FROM "run" r WHERE r."accountId" = i."accountId" AND r."integrationId" = i."id")
      OR EXISTS (SELECT FROM "quarantine" q WHERE q."accountId" = i."accountId" AND q."integrationId" = i."id")
      OR EXISTS (SELECT FROM "inbound_delivery" d
        WHERE d."accountId" = i."accountId" AND d."integrationId" = i."id"))))
    ORDER BY i."id"`;
}

/**
 * Keeps everybody else from removing this integration until the transaction ends; false where somebody does already.
 */
export async function holdRemoval(tx: Transaction, integrationId: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ held: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtextextended('removal:' || ${integrationId}, 0)) AS held`;
  return row?.held === true;
}

/**
 * Removes the events that some people have from an integration, with their evidence, and its names of these people and
 * what its directory says of them; who is known from nowhere else goes too. Counters follow. Empty where nobody is left. The caller scores those who stay
 * anew.
 *
 * @returns whom it was about, and who of them stays
 */
export async function purgePeople(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  limit: number,
): Promise<{ people: number; events: number; staying: string[] }> {
  // Nobody learns meanwhile that such a person is known from elsewhere too.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('people:' || ${accountId}, 0))`;
  const named = await tx.$queryRaw<{ personId: string }[]>`
    SELECT DISTINCT "personId" FROM (
      SELECT "personId" FROM "person_alias"
      WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${integrationId}::uuid LIMIT ${limit}
    ) known`;
  const ids = named.length > 0 ? named.map(({ personId }) => personId) : await holdersOf();
  if (ids.length === 0) return { people: 0, events: 0, staying: [] };
  await lockPeople(accountId, tx, ids);
  await addCampaignsDueOf(accountId, tx, { people: ids });
  const gone = await tx.$queryRaw<
    { id: string; kind: string; occurredAt: Date; stood: boolean; counted: boolean }[]
  >`
    DELETE FROM "identity_event"
    WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${integrationId}::uuid
      AND "personId" = ANY(${ids}::uuid[])
    RETURNING "id", "kind", "occurredAt", "retractedAt" IS NULL AS stood,
      "retractedAt" IS NULL AND coalesce("disposition", 'confirmed') = 'confirmed' AS counted`;
  await tx.$executeRaw`
    DELETE FROM "evidence" WHERE "accountId" = ${accountId}::uuid
      AND "eventId" = ANY(${[...new Set(gone.map(({ id }) => id))]}::uuid[])`;
  const stood = gone.filter((event) => event.stood);
  await countEvents(
    accountId,
    tx,
    gone
      .filter((event) => event.counted)
      .map(({ kind, occurredAt }) => ({ kind, occurredAt: occurredAt.getTime(), integrationId, by: -1 })),
  );
  await tx.personAlias.deleteMany({ where: { accountId, integrationId, personId: { in: ids } } });
  await tx.directoryObject.deleteMany({ where: { accountId, integrationId, personId: { in: ids } } });
  await tx.personFactor.deleteMany({ where: { accountId, integrationId, personId: { in: ids } } });
  const left = await tx.$queryRaw<{ id: string }[]>`
    DELETE FROM "person" p WHERE p."accountId" = ${accountId}::uuid AND p."id" = ANY(${ids}::uuid[])
      AND NOT EXISTS (SELECT FROM "person_alias" a WHERE a."accountId" = p."accountId" AND a."personId" = p."id")
      AND NOT EXISTS (SELECT FROM "identity_event" e WHERE e."accountId" = p."accountId" AND e."personId" = p."id")
    RETURNING p."id"`;
  const removed = new Set(left.map(({ id }) => id));
  const staying = ids.filter((id) => !removed.has(id));
  await restateDirectory(accountId, tx, staying);
  return { people: removed.size, events: stood.length, staying };

  /** People who have an event from here though no name of theirs is. */
  async function holdersOf(): Promise<string[]> {
    const rows = await tx.$queryRaw<{ personId: string }[]>`
      SELECT DISTINCT "personId" FROM "identity_event"
      WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${integrationId}::uuid LIMIT ${limit}`;
    return rows.map(({ personId }) => personId);
  }
}

/**
 * Removes the oldest signals of an integration, some quarters of an hour of them, with their counters, by which they are
 * found. Returns how many went, and null where none is left.
 */
export async function purgeSignals(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  atLeast: number,
): Promise<number | null> {
  const buckets = await tx.$queryRaw<{ bucket: Date }[]>`
    SELECT "bucket" FROM (
      SELECT "bucket", sum(sum("signals")) OVER (ORDER BY "bucket") - sum("signals") AS before
      FROM "signal_counter"
      WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${integrationId}::uuid
      GROUP BY "bucket" ORDER BY "bucket" LIMIT 2000
    ) counted WHERE before < ${atLeast} ORDER BY "bucket"`;
  const first = buckets[0];
  const last = buckets.at(-1);
  if (first === undefined || last === undefined) return null;
  const gone = await tx.$executeRaw`
    DELETE FROM "signal" WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${integrationId}::uuid
      AND "occurredAt" >= ${first.bucket} AND "occurredAt" < ${last.bucket}::timestamptz + interval '15 minutes'`;
  await tx.$executeRaw`
    DELETE FROM "signal_counter" WHERE "accountId" = ${accountId}::uuid
      AND "integrationId" = ${integrationId}::uuid AND "bucket" <= ${last.bucket}`;
  return gone;
}

const RECORDS = ['run', 'quarantine', 'inbound_delivery'] as const;
const HISTORY = [
  'directory_object',
  'directory_change',
  'account_figures',
  'gap',
  'event_counter',
  'access_denial_counter',
  'signal_value',
] as const;

/**
 * Removes up to `limit` rows of how an integration was read; of one that is purged also what it said of the account.
 * Returns how many went: 0 where nothing is left.
 */
export async function purgeRecords(
  accountId: string,
  tx: Transaction,
  { id, state }: Removal,
  limit: number,
): Promise<number> {
  for (const table of state === 'purging' ? [...RECORDS, ...HISTORY] : RECORDS) {
    const name = Prisma.raw(`"${table}"`);
    const gone = await tx.$executeRaw`
      DELETE FROM ${name} WHERE ctid = ANY(ARRAY(SELECT ctid FROM ${name}
        WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${id}::uuid LIMIT ${limit}))`;
    if (gone > 0) return gone;
  }
  return 0;
}

/** Removes the row itself, once nothing refers to it. */
export async function removeIntegration(accountId: string, tx: Transaction, id: string): Promise<void> {
  await tx.integration.delete({ where: { accountId_id: { accountId, id } } });
}
