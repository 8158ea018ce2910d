import { parseEventKind } from '@/domain/event-catalogue';
import type { Criticality } from '@/domain/scoring/policy';
import { criticalitySchema, outcomeSchema, type Reading } from '@/domain/views/person';
import type { Transaction } from '@/server/data/database';
import { eventsKnownAt } from '@/server/data/detection/known-events';
import { NOT_DISMISSED } from '@/server/data/detection/mark-events';
import { Prisma } from '@/server/data/generated/client';
import type { CountedEvent } from './people-tables';

/** A past moment in one of its readings. */
export interface PastMoment {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly reading: Reading;
}

/** Everybody who ever had an event, and how many versions of events they have. */
export async function peopleWithEvents(accountId: string, tx: Transaction): Promise<PeopleToReckon> {
  return peopleToReckon(accountId, tx, Prisma.sql`true`);
}

/** People whose events are to be read. */
export interface PeopleToReckon {
  readonly ids: readonly string[];
  /** Of all of them, in every version. */
  readonly events: number;
}

/**
 * Those of whom what is stored of now does not hold for a past moment. As known then: of whom anything was found, changed,
 * decided or taken back since, whose criticality is another, or who turned out to be two. With hindsight: to whom something was done since.
 */
export async function peopleChangedSince(
  accountId: string,
  tx: Transaction,
  { at, reading }: PastMoment,
): Promise<PeopleToReckon> {
  const account = Prisma.sql`${accountId}::uuid`;
  const moment = new Date(at);
  if (reading === 'hindsight')
    return peopleToReckon(
      accountId,
      tx,
      Prisma.sql`e."personId" IN (SELECT n."personId" FROM "identity_event" n
        WHERE n."accountId" = ${account} AND n."retractedAt" IS NULL AND n."occurredAt" > ${moment})`,
    );
  const decided = Prisma.sql`(d."approvedAt" > ${moment} OR d."undoneAt" > ${moment})`;
  return peopleToReckon(
    accountId,
    tx,
    Prisma.sql`e."personId" IN (
      SELECT n."personId" FROM "identity_event" n WHERE n."accountId" = ${account} AND n."recordedAt" > ${moment}
      UNION ALL
      SELECT n."personId" FROM "identity_event" n WHERE n."accountId" = ${account} AND n."retractedAt" > ${moment}
      UNION ALL
      SELECT c."personId" FROM "criticality_change" c WHERE c."accountId" = ${account} AND c."until" > ${moment}
      UNION ALL
      SELECT j."personId" FROM "directory_change" j WHERE j."accountId" = ${account} AND j."field" = 'joined'
        AND j."at" > ${moment}
      UNION ALL
      SELECT d."personId" FROM "disposition" d WHERE d."accountId" = ${account} AND ${decided}
        AND d."personId" IS NOT NULL
      UNION ALL
      SELECT n."personId" FROM "disposition" d JOIN "identity_event" n ON n."accountId" = d."accountId"
        AND CASE d."scope" WHEN 'event' THEN n."id" = d."eventId"
          WHEN 'network' THEN (n."facts"->>'ip')::inet <<= d."network"
          WHEN 'application' THEN d."application" = n."facts"->>'application' ELSE false END
      WHERE d."accountId" = ${account} AND ${decided} AND (d."scope" <> 'event' OR d."personId" IS NULL)
    )`,
  );
}

async function peopleToReckon(
  accountId: string,
  tx: Transaction,
  among: Prisma.Sql,
): Promise<PeopleToReckon> {
  const [row] = await tx.$queryRaw<{ ids: string | null; events: bigint | null }[]>`
    SELECT string_agg(o."id"::text, ' ' ORDER BY o."id") AS ids, sum(o."events")::bigint AS events FROM (
      SELECT e."personId" AS "id", count(*) AS "events" FROM "identity_event" e
      WHERE e."accountId" = ${accountId}::uuid AND ${among} GROUP BY 1
    ) o`;
  return { ids: row?.ids?.split(' ') ?? [], events: Number(row?.events ?? 0) };
}

/** What scores somebody at a past moment. */
export interface PersonThen {
  readonly id: string;
  readonly criticality: Criticality;
  readonly events: readonly CountedEvent[];
}

/**
 * The events of these people that counted at a past moment, and the criticality by which they did, as a profile has both. The
 * events of a person come as one text, a line each: a million of them are read in seconds.
 */
export async function peopleThen(
  accountId: string,
  tx: Transaction,
  ids: readonly string[],
  { at, reading }: PastMoment,
): Promise<PersonThen[]> {
  const moment = new Date(at);
  const among = Prisma.sql`e."personId" = ANY(${[...ids]}::uuid[])`;
  const events =
    reading === 'then'
      ? eventsKnownAt(accountId, at, among)
      : Prisma.sql`(SELECT * FROM "identity_event" e WHERE e."accountId" = ${accountId}::uuid
          AND e."retractedAt" IS NULL AND least(e."occurredAt", e."receivedAt") <= ${moment} AND ${among})`;
  const criticality =
    reading === 'then'
      ? Prisma.sql`coalesce((SELECT c."criticality" FROM "criticality_change" c WHERE c."accountId" = p."accountId"
          AND c."personId" = p."id" AND c."until" > ${moment} ORDER BY c."until" LIMIT 1), p."criticality")`
      : Prisma.sql`p."criticality"`;
  const rows = await tx.$queryRaw<{ id: string; criticality: string; events: string | null }[]>`
    SELECT p."id"::text AS id, ${criticality} AS criticality, o."events" FROM "person" p
    LEFT JOIN (
      SELECT e."personId", string_agg(e."kind" || ' ' || (date_part('epoch', e."occurredAt") * 1000)::bigint || ' '
        || (date_part('epoch', e."receivedAt") * 1000)::bigint || ' ' || e."confidence" || ' ' || e."outcome",
        ${LINE}) AS "events"
      FROM ${events} e WHERE ${NOT_DISMISSED} GROUP BY 1
    ) o ON o."personId" = p."id"
    WHERE p."accountId" = ${accountId}::uuid AND p."id" = ANY(${[...ids]}::uuid[])`;
  return rows.map((row) => ({
    id: row.id,
    criticality: criticalitySchema.parse(row.criticality),
    events: row.events === null ? [] : row.events.split(LINE).map((line) => eventOf(row.id, line)),
  }));
}

const LINE = '\n';

function eventOf(personId: string, line: string): CountedEvent {
  const [kindWord = '', occurredAt, receivedAt, confidence, outcome] = line.split(' ');
  const kind = parseEventKind(kindWord);
  if (kind === null) throw new Error(`A stored event of ${personId} has the unknown kind ${kindWord}.`);
  return {
    kind,
    occurredAt: Number(occurredAt),
    receivedAt: Number(receivedAt),
    confidence: Number(confidence),
    outcome: outcomeSchema.parse(outcome),
  };
}

/** When integrations were connected, deleted ones that are kept among them: before the first nothing was known. */
export async function connectedBetween(
  accountId: string,
  tx: Transaction,
): Promise<{ first: Date; last: Date } | null> {
  const { _min, _max } = await tx.integration.aggregate({
    where: { accountId },
    _min: { createdAt: true },
    _max: { createdAt: true },
  });
  return _min.createdAt === null || _max.createdAt === null
    ? null
    : { first: _min.createdAt, last: _max.createdAt };
}
