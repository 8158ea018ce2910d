import { z } from 'zod';
import type { Outcome } from '@/domain/detection/candidate';
import { EVENT_KINDS, type EventKind } from '@/domain/event-catalogue';
import { outcomeSchema } from '@/domain/views/person';
import type { Transaction } from '@/server/data/database';
import { NOT_DISMISSED } from '@/server/data/detection/mark-events';
import { Prisma } from '@/server/data/generated/client';

const kindSchema = z.enum(EVENT_KINDS);

/** An identity event that counts, with when it became known. */
export interface PastEvent {
  readonly id: string;
  readonly personId: string;
  readonly kind: EventKind;
  readonly outcome: Outcome;
  readonly occurredAt: Date;
  readonly receivedAt: Date;
}

/** Events of these kinds that became known since an instant and were news then (epoch milliseconds both), newest first. */
export async function pastEvents(
  accountId: string,
  tx: Transaction,
  {
    kinds,
    since,
    oldest,
  }: { readonly kinds: readonly EventKind[]; readonly since: number; readonly oldest: number },
  limit: number,
): Promise<PastEvent[]> {
  const rows = await tx.$queryRaw<
    (Omit<PastEvent, 'kind' | 'outcome'> & { kind: string; outcome: string })[]
  >`
    SELECT e."id"::text, e."personId"::text, e."kind", e."outcome", e."occurredAt", e."receivedAt" FROM "identity_event" e
    WHERE e."accountId" = ${accountId}::uuid AND e."retractedAt" IS NULL AND ${NOT_DISMISSED}
      AND e."occurredAt" >= ${new Date(oldest)} AND e."receivedAt" >= ${new Date(since)} AND e."kind" = ANY(${[...kinds]})
    ORDER BY e."receivedAt" DESC, e."id" LIMIT ${limit}`;
  return rows.map(({ kind, outcome, ...row }) => ({
    ...row,
    kind: kindSchema.parse(kind),
    outcome: outcomeSchema.parse(outcome),
  }));
}

/** Days on which a human risk score was another than before, since the UTC day of an instant, newest first. */
export async function pastRiskMoves(
  accountId: string,
  tx: Transaction,
  since: number,
  limit: number,
): Promise<{ readonly personId: string; readonly day: Date; readonly from: number; readonly to: number }[]> {
  return tx.$queryRaw`
    SELECT n."personId"::text, n."day", b."score" AS "from", n."score" AS "to" FROM "human_risk_day" n
    CROSS JOIN LATERAL (SELECT o."score" FROM "human_risk_day" o WHERE o."accountId" = n."accountId"
      AND o."personId" = n."personId" AND o."day" < n."day" ORDER BY o."day" DESC LIMIT 1) b
    WHERE n."accountId" = ${accountId}::uuid AND n."day" >= ${new Date(since)} AND n."score" > b."score"
    ORDER BY n."day" DESC, n."personId" LIMIT ${limit}`;
}

/** Campaigns that were found since an instant and are none of another, newest first, with whom they are against. */
export async function pastCampaigns(
  accountId: string,
  tx: Transaction,
  since: number,
  limit: number,
): Promise<
  {
    readonly id: string;
    readonly network: string;
    readonly foundAt: Date;
    readonly people: number;
    readonly outcome: Outcome;
    readonly against: readonly string[];
  }[]
> {
  const rows = await tx.$queryRaw<
    { id: string; network: string; foundAt: Date; people: number; outcome: string; against: string[] }[]
  >`
    SELECT c."id"::text, c."network", c."foundAt", c."people", c."outcome", ARRAY(
      SELECT DISTINCT e."personId"::text FROM "identity_event" e WHERE e."accountId" = c."accountId"
        AND e."network" = c."network" AND e."retractedAt" IS NULL AND ${NOT_DISMISSED}
        AND e."occurredAt" BETWEEN c."firstAt" AND c."lastAt") AS "against"
    FROM "campaign" c
    WHERE c."accountId" = ${accountId}::uuid AND c."foundAt" >= ${new Date(since)} AND c."mergedInto" IS NULL
      AND c."endedAt" IS NULL
    ORDER BY c."foundAt" DESC, c."id" LIMIT ${limit}`;
  return rows.map(({ outcome, ...row }) => ({ ...row, outcome: outcomeSchema.parse(outcome) }));
}

/** Whom events that count are about that became known since an instant (epoch milliseconds), up to so many. */
export async function peopleOfPastEvents(
  accountId: string,
  tx: Transaction,
  since: number,
  limit: number,
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ personId: string }[]>(Prisma.sql`
    SELECT DISTINCT e."personId"::text FROM "identity_event" e
    WHERE e."accountId" = ${accountId}::uuid AND e."retractedAt" IS NULL AND ${NOT_DISMISSED}
      AND e."receivedAt" >= ${new Date(since)} LIMIT ${limit}`);
  return rows.map(({ personId }) => personId);
}
