import { EVENT_CATALOGUE, EVENT_KINDS, type EventGroup } from '@/domain/event-catalogue';
import type { DecidedAs } from '@/domain/views/disposition';
import type { Transaction } from '@/server/data/database';
import { eventsKnownAt } from '@/server/data/detection/known-events';
import { NOT_DISMISSED } from '@/server/data/detection/mark-events';
import { IS_DAMPED, LOOP_ID } from '@/server/data/detection/retry-loops';
import { Prisma } from '@/server/data/generated/client';
import { inGroup } from '@/server/data/people/people-narrowing';

/** A standing event with the names of its person and integration. */
export interface ListedEvent {
  readonly id: string;
  readonly personId: string;
  readonly personName: string;
  readonly kind: string;
  readonly anchor: string;
  readonly integrationId: string;
  readonly integrationName: string;
  readonly occurredAt: Date;
  readonly receivedAt: Date;
  readonly confidence: number;
  readonly verdict: string;
  readonly outcome: string;
  readonly sources: unknown;
  readonly facts: unknown;
  readonly detectorVersion: string;
  readonly dispositionId: string | null;
}

/** Events `e` with these names, from the table of events or from what takes its place. */
function selection(events: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`SELECT e."id", e."personId", p."name" AS "personName", e."kind", e."anchor",
    e."integrationId", coalesce(i."name", 'a deleted integration') AS "integrationName", e."occurredAt",
    e."receivedAt", e."confidence", e."verdict", e."outcome", e."sources", e."facts", e."detectorVersion",
    e."dispositionId"
  FROM ${events} e
  JOIN "person" p ON p."accountId" = e."accountId" AND p."id" = e."personId"
  LEFT JOIN "integration" i ON i."accountId" = e."accountId" AND i."id" = e."integrationId"`;
}

const EVENTS = Prisma.sql`"identity_event"`;

export interface EventFilter {
  readonly personId?: string | undefined;
  readonly kind?: string | undefined;
  /** Of kinds. */
  readonly group?: EventGroup | undefined;
  /** A group of people in the directory, whatever the case of its name; null of people in none. */
  readonly department?: string | null | undefined;
  /** Only of these people. */
  readonly people?: readonly string[] | undefined;
  /** Where it came from, as campaigns compare sources. */
  readonly network?: string | undefined;
  readonly outcome?: string | undefined;
  readonly disposition?: DecidedAs | undefined;
  /** The id of the decision that they stand under. */
  readonly underId?: string | undefined;
  /** The client that asked again and again by itself, as the register names it: its bursts that count less. */
  readonly loop?: string | undefined;
  readonly integrationId?: string | undefined;
  /** Half open, epoch milliseconds. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** What became known after this instant, in epoch milliseconds: the event, or with an outcome its outcome. */
  readonly knownSince?: number | undefined;
  /** Events as they were known then; by default those that stand now. Epoch milliseconds. */
  readonly knownAt?: number | undefined;
  /** Those that count by then, in epoch milliseconds: that occurred, or had reached us where they claim to be later. */
  readonly countsBy?: number | undefined;
}

/** The conditions of a filter over standing events `e`. */
function conditionsOf(accountId: string, filter: EventFilter): Prisma.Sql[] {
  return [
    Prisma.sql`e."accountId" = ${accountId}::uuid AND e."retractedAt" IS NULL`,
    ...(filter.personId === undefined ? [] : [Prisma.sql`e."personId" = ${filter.personId}::uuid`]),
    ...(filter.kind === undefined ? [] : [Prisma.sql`e."kind" = ${filter.kind}`]),
    ...(filter.group === undefined ? [] : [Prisma.sql`e."kind" = ANY(${kindsOf(filter.group)}::text[])`]),
    ...(filter.department === undefined
      ? []
      : [
          Prisma.sql`EXISTS (SELECT FROM "person" p WHERE p."accountId" = e."accountId" AND p."id" = e."personId"
            AND ${inGroup(filter.department)})`,
        ]),
    ...(filter.people === undefined ? [] : [Prisma.sql`e."personId" = ANY(${[...filter.people]}::uuid[])`]),
    ...(filter.network === undefined ? [] : [Prisma.sql`e."network" = ${filter.network}`]),
    ...(filter.outcome === undefined ? [] : [Prisma.sql`e."outcome" = ${filter.outcome}`]),
    ...(filter.disposition === undefined ? [] : [decided(filter.disposition)]),
    ...(filter.underId === undefined ? [] : [Prisma.sql`e."dispositionId" = ${filter.underId}::uuid`]),
    ...(filter.loop === undefined ? [] : [Prisma.sql`${IS_DAMPED} AND ${LOOP_ID} = ${filter.loop}`]),
    ...(filter.integrationId === undefined
      ? []
      : [Prisma.sql`e."integrationId" = ${filter.integrationId}::uuid`]),
    ...(filter.from === undefined ? [] : [Prisma.sql`e."occurredAt" >= ${new Date(filter.from)}`]),
    ...(filter.to === undefined ? [] : [Prisma.sql`e."occurredAt" < ${new Date(filter.to)}`]),
    ...(filter.countsBy === undefined
      ? []
      : [Prisma.sql`least(e."occurredAt", e."receivedAt") <= ${new Date(filter.countsBy)}`]),
    ...(filter.knownSince === undefined ? [] : [becameKnown(filter.knownSince, filter.outcome)]),
  ];
}

function kindsOf(group: EventGroup): string[] {
  return EVENT_KINDS.filter((kind) => EVENT_CATALOGUE[kind].group === group);
}

/** What stands was recorded after an instant, and no version that was known then says the same. */
function becameKnown(since: number, outcome: string | undefined): Prisma.Sql {
  const then = new Date(since);
  return Prisma.sql`e."recordedAt" > ${then} AND NOT EXISTS (SELECT FROM "identity_event" o
    WHERE o."accountId" = e."accountId" AND o."id" = e."id" AND o."recordedAt" <= ${then}
      AND (o."retractedAt" IS NULL OR o."retractedAt" > ${then})
      AND (${outcome ?? null}::text IS NULL OR o."outcome" = ${outcome ?? null}))`;
}

/** What a filter looks through: the table of events, or the events of its person and time as they were known at its instant. */
function sourceOf(accountId: string, { knownAt, personId, from, to }: EventFilter): Prisma.Sql {
  if (knownAt === undefined) return EVENTS;
  const among = [
    Prisma.sql`true`,
    ...(personId === undefined ? [] : [Prisma.sql`e."personId" = ${personId}::uuid`]),
    ...(from === undefined ? [] : [Prisma.sql`e."occurredAt" >= ${new Date(from)}`]),
    ...(to === undefined ? [] : [Prisma.sql`e."occurredAt" < ${new Date(to)}`]),
  ];
  return eventsKnownAt(accountId, knownAt, Prisma.join(among, ' AND '));
}

/** How many standing events a filter leaves. */
export async function countEventRows(
  accountId: string,
  tx: Transaction,
  filter: EventFilter,
): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM ${sourceOf(accountId, filter)} e
    WHERE ${Prisma.join(conditionsOf(accountId, filter), ' AND ')}`;
  return row?.count ?? 0;
}

/** The people with standing events that a filter leaves, with how many each. */
export async function countEventsByPerson(
  accountId: string,
  tx: Transaction,
  filter: EventFilter,
): Promise<Map<string, number>> {
  const rows = await tx.$queryRaw<{ personId: string; events: number }[]>`
    SELECT e."personId", count(*)::int AS events FROM ${sourceOf(accountId, filter)} e
    WHERE ${Prisma.join(conditionsOf(accountId, filter), ' AND ')} GROUP BY 1`;
  return new Map(rows.map(({ personId, events }) => [personId, events]));
}

/** Standing events, newest first, after a keyset cursor; all of them where the limit is null. */
export async function listEventRows(
  accountId: string,
  tx: Transaction,
  filter: EventFilter,
  after: { occurredAt: number; id: string } | null,
  limit: number | null,
): Promise<ListedEvent[]> {
  const wanted = [
    ...conditionsOf(accountId, filter),
    ...(after === null
      ? []
      : [
          Prisma.sql`(e."occurredAt", e."id") < (${new Date(after.occurredAt)}::timestamptz, ${after.id}::uuid)`,
        ]),
  ];
  return tx.$queryRaw<ListedEvent[]>`
    ${selection(sourceOf(accountId, filter))} WHERE ${Prisma.join(wanted, ' AND ')}
    ORDER BY e."occurredAt" DESC, e."id" DESC LIMIT ${limit}`;
}

function decided(wanted: DecidedAs): Prisma.Sql {
  switch (wanted) {
    case 'open':
      return Prisma.sql`e."disposition" IS NULL`;
    case 'counted':
      return NOT_DISMISSED;
    case 'dismissed':
      return Prisma.sql`NOT ${NOT_DISMISSED}`;
    case 'confirmed':
    case 'benign':
    case 'false_positive':
      return Prisma.sql`e."disposition" = ${wanted}`;
  }
}

/** One standing event, or as it was known at an instant; null where there is, or was, none. */
export async function findEventRow(
  accountId: string,
  tx: Transaction,
  id: string,
  knownAt?: number,
): Promise<ListedEvent | null> {
  const events =
    knownAt === undefined ? EVENTS : eventsKnownAt(accountId, knownAt, Prisma.sql`e."id" = ${id}::uuid`);
  const [row] = await tx.$queryRaw<ListedEvent[]>`
    ${selection(events)} WHERE e."accountId" = ${accountId}::uuid AND e."id" = ${id}::uuid
      AND e."retractedAt" IS NULL`;
  return row ?? null;
}

/** Standing events of a person that rest on a signal, by its key in hex; newest first. */
export async function eventRowsOfSignal(
  accountId: string,
  tx: Transaction,
  personId: string,
  signalKey: string,
): Promise<ListedEvent[]> {
  return tx.$queryRaw<ListedEvent[]>`
    ${selection(EVENTS)} WHERE e."accountId" = ${accountId}::uuid AND e."personId" = ${personId}::uuid
      AND e."retractedAt" IS NULL AND e."sources" @> jsonb_build_array(jsonb_build_object('signalKey', ${signalKey}::text))
    ORDER BY e."occurredAt" DESC, e."id" DESC`;
}

/** Which records these events rest on, or rested on in an earlier version: without the records themselves. */
export async function listEvidenceKeys(
  accountId: string,
  tx: Transaction,
  eventIds: readonly string[],
): Promise<{ eventId: string; key: string; stream: number; occurredAt: Date; sha256: string }[]> {
  return tx.$queryRaw`
    SELECT "eventId", encode("signalKey", 'hex') AS "key", "stream", "occurredAt", encode("sha256", 'hex') AS "sha256"
    FROM "evidence" WHERE "accountId" = ${accountId}::uuid AND "eventId" = ANY(${[...eventIds]}::uuid[])
    ORDER BY "occurredAt", "signalKey", "eventId"`;
}

/** The texts of records that events rest on, packed, by key in hex. */
export async function evidenceTexts(
  accountId: string,
  tx: Transaction,
  records: readonly { readonly eventId: string; readonly key: string }[],
): Promise<{ key: string; dictionary: number; raw: Uint8Array }[]> {
  return tx.$queryRaw`
    SELECT r."key", e."dictionary", e."raw"
    FROM jsonb_to_recordset(${JSON.stringify(records.map(({ eventId, key }) => ({ eventId, key })))}::jsonb)
      AS r("eventId" uuid, "key" text)
    JOIN "evidence" e ON e."accountId" = ${accountId}::uuid AND e."eventId" = r."eventId"
      AND e."signalKey" = decode(r."key", 'hex')`;
}

/** The records that an event rests on, and those that earlier versions of it rested on, oldest first. */
export async function listEvidenceRows(accountId: string, tx: Transaction, eventId: string) {
  return tx.evidence.findMany({
    where: { accountId, eventId },
    orderBy: [{ occurredAt: 'asc' }, { signalKey: 'asc' }],
  });
}

/** Where the sign-ins among such records came from, and to what, by the hex of their keys; not of those that are dropped. */
export async function sourcesOfEvidence(
  accountId: string,
  tx: Transaction,
  records: readonly { readonly signalKey: Uint8Array; readonly occurredAt: Date }[],
): Promise<ReadonlyMap<string, { ip: string | null; country: string | null; application: string | null }>> {
  if (records.length === 0) return new Map();
  const rows = await tx.$queryRaw<
    { key: string; ip: string | null; country: string | null; application: string | null }[]
  >`
    SELECT r."key", host(s."ip") AS ip, s."country", s."application"
    -- One look into the primary key for each: some records must not cost reading all signals of their months.
    FROM unnest(${records.map(({ signalKey }) => Buffer.from(signalKey).toString('hex'))}::text[],
      ${records.map(({ occurredAt }) => occurredAt.toISOString())}::timestamptz[]) AS r("key", "at")
    CROSS JOIN LATERAL (
      SELECT "ip", "country", "application" FROM "signal" WHERE "accountId" = ${accountId}::uuid
        AND "occurredAt" = r."at" AND "signalKey" = decode(r."key", 'hex') LIMIT 1
    ) s`;
  return new Map(rows.map(({ key, ...source }) => [key, source]));
}
