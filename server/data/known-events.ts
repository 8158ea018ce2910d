import type { Transaction } from './database';
import { Prisma } from './generated/client';
import { type ScoredEventRow, scoredEventOf, type StoredScoredEvent } from './identity-events';
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
      e."facts", e."detectorVersion", NULL::timestamptz AS "retractedAt", g."id" AS "dispositionId",
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
    SELECT e."id", e."personId", e."kind", e."occurredAt", e."receivedAt", e."confidence", e."outcome", e."disposition"
    FROM ${eventsKnownAt(accountId, at, Prisma.sql`e."personId" = ${personId}::uuid`)} e`;
  return rows.map(scoredEventOf);
}
