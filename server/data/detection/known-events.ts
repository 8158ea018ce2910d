import type { Transaction } from '@/server/data/database';
import {
  countedOf,
  type ScoredEventRow,
  scoredEventOf,
  type StoredScoredEvent,
} from '@/server/data/events/identity-events';
import { Prisma } from '@/server/data/generated/client';
import { decidedBy } from './mark-events';

/**
 * A table in place of `identity_event`: the events `e` that were known at `at` (epoch milliseconds), of those `among`
 * says, each in the version that was recorded by then and not yet retracted, under the disposition that was in force.
 * Of people who have been joined since, what was known of either; an event that both had is one.
 */
export function eventsKnownAt(accountId: string, at: number, among: Prisma.Sql): Prisma.Sql {
  const then = new Date(at);
  return Prisma.sql`(
    SELECT DISTINCT ON (e."id") e."accountId", e."id", e."version", e."personId", e."kind", e."anchor",
      e."integrationId", e."occurredAt", e."receivedAt", e."confidence", e."verdict", e."outcome", e."sources",
      e."facts", e."detectorVersion", e."network", NULL::timestamptz AS "retractedAt", g."id" AS "dispositionId",
      g."verdict" AS "disposition"
    FROM "identity_event" e ${decidedBy(accountId, { at })}
    WHERE e."accountId" = ${accountId}::uuid AND ${among}
      AND e."recordedAt" <= ${then} AND (e."retractedAt" IS NULL OR e."retractedAt" > ${then})
    ORDER BY e."id", e."version" DESC
  )`;
}

/** The events of a person that were known at `at` (epoch milliseconds), as scoring took them; the dismissed among them. */
export async function knownEventsOf(
  accountId: string,
  tx: Transaction,
  personId: string,
  at: number,
): Promise<StoredScoredEvent[]> {
  const rows = await tx.$queryRaw<ScoredEventRow[]>`
    SELECT e."id", e."personId", e."kind", e."integrationId", e."occurredAt", e."receivedAt", e."confidence",
      e."outcome", e."disposition"
    FROM ${eventsKnownAt(accountId, at, Prisma.sql`e."personId" = ${personId}::uuid`)} e`;
  return rows.map(scoredEventOf);
}

/** What became of an event at an instant: it was found, another version followed, or it was taken back. */
export interface EventStep {
  readonly id: string;
  readonly version: number;
  readonly kind: string;
  readonly occurredAt: Date;
  readonly confidence: number;
  readonly at: Date;
  readonly did: 'found' | 'changed' | 'took_back';
}

/** The place of a step among those of a person: no two have the same. Instants in epoch milliseconds. */
export interface EventStepPlace {
  readonly at: number;
  readonly occurredAt: number;
  readonly id: string;
  readonly version: number;
  readonly did: EventStep['did'];
}

/** What became of the events of a person, newest first, after a place. */
export async function eventStepsOf(
  accountId: string,
  tx: Transaction,
  personId: string,
  { after, limit }: { readonly after: EventStepPlace | null; readonly limit: number },
): Promise<EventStep[]> {
  const beyond =
    after === null
      ? Prisma.sql`true`
      : Prisma.sql`(s."at", s."occurredAt", s."id", s."version", s."did") <
          (${new Date(after.at)}::timestamptz, ${new Date(after.occurredAt)}::timestamptz, ${after.id}::uuid,
           ${after.version}::int, ${after.did}::text)`;
  return tx.$queryRaw<EventStep[]>`
    WITH own AS (
      SELECT "id", "version", "kind", "occurredAt", "confidence", "recordedAt", "retractedAt"
      FROM "identity_event" WHERE "accountId" = ${accountId}::uuid AND "personId" = ${personId}::uuid
    )
    SELECT s.* FROM (
      SELECT "id", "version", "kind", "occurredAt", "confidence", "recordedAt" AS "at",
        CASE "version" WHEN 1 THEN 'found' ELSE 'changed' END AS "did" FROM own
      UNION ALL
      SELECT "id", "version", "kind", "occurredAt", "confidence", "retractedAt", 'took_back' FROM own
      WHERE "retractedAt" IS NOT NULL
        AND NOT EXISTS (SELECT FROM own n WHERE n."id" = own."id" AND n."version" > own."version")
    ) s WHERE ${beyond}
    ORDER BY s."at" DESC, s."occurredAt" DESC, s."id" DESC, s."version" DESC, s."did" DESC LIMIT ${limit}`;
}

/** The events of these people that were known at `at` (epoch milliseconds) and counted then, as scoring took them. */
export async function countedEventsAt(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
  at: number,
): Promise<Map<string, StoredScoredEvent[]>> {
  const events = new Map<string, StoredScoredEvent[]>(personIds.map((id) => [id, []]));
  if (personIds.length === 0) return events;
  const rows = await tx.$queryRaw<ScoredEventRow[]>`
    SELECT e."id", e."personId", e."kind", e."integrationId", e."occurredAt", e."receivedAt", e."confidence",
      e."outcome", e."disposition"
    FROM ${eventsKnownAt(accountId, at, Prisma.sql`e."personId" = ANY(${[...personIds]}::uuid[])`)} e`;
  for (const row of rows) events.get(row.personId)?.push(scoredEventOf(row));
  return new Map([...events].map(([id, known]) => [id, countedOf(known)]));
}
