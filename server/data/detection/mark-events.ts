import { isDismissal, type Verdict } from '@/domain/dispositions/disposition';
import { addCampaignsDueOf } from '@/server/data/campaigns/campaign-due';
import type { Transaction } from '@/server/data/database';
import { type DispositionRow, verdictSchema } from '@/server/data/events/dispositions';
import { countEvents } from '@/server/data/events/event-counters';
import { Prisma } from '@/server/data/generated/client';
import { markHumanRiskDue } from '@/server/data/scoring/human-risk-due';
import { addDue } from './detection-due';

/** Which standing events are looked at: those of people, these, or those that a disposition covers or decided. */
export type MarkedEvents =
  | { readonly people: readonly string[] }
  | { readonly events: readonly string[] }
  | { readonly touchedBy: DispositionRow };

/** A set of dispositions that is not the present one: with one more in force, without one, or those in force `at` then. */
export interface Hypothesis {
  readonly with?: DispositionRow;
  readonly without?: string;
  /** Epoch milliseconds. */
  readonly at?: number;
}

/** A standing event that comes under another disposition, or under none. */
export interface ChangedEvent {
  readonly id: string;
  readonly version: number;
  readonly personId: string;
  readonly kind: string;
  readonly occurredAt: Date;
  readonly integrationId: string;
  readonly before: Verdict | null;
  readonly after: Verdict | null;
}

/** That the event `e` counts: `isDismissal` as SQL says it. */
export const NOT_DISMISSED = Prisma.sql`(e."disposition" IS NULL OR e."disposition" = 'confirmed')`;

const COLUMNS = Prisma.sql`d."id", d."verdict", d."scope", d."eventId", d."personId", d."kind", d."network",
  d."application", d."breadth", d."expiresAt", d."approvedAt"`;

/** Whether `d` covers the event `e`, which occurred when scoring says: at the latest when it reached us. */
const COVERS = Prisma.sql`(d."expiresAt" IS NULL OR least(e."occurredAt", e."receivedAt") < d."expiresAt")
  AND (d."kind" IS NULL OR d."kind" = e."kind")
  AND CASE d."scope"
    WHEN 'event' THEN d."eventId" = e."id"
    WHEN 'person_kind' THEN d."personId" = e."personId"
    WHEN 'network' THEN (e."facts"->>'ip')::inet <<= d."network"
    WHEN 'application' THEN d."application" = e."facts"->>'application'
    ELSE false END`;

/** A disposition that need not be stored, as a row. */
function rowOf(disposition: DispositionRow): Prisma.Sql {
  return Prisma.sql`jsonb_to_record(${JSON.stringify(disposition)}::jsonb) AS d("id" uuid, "verdict" text, "scope" text,
    "eventId" uuid, "personId" uuid, "kind" text, "network" inet, "application" text, "breadth" smallint,
    "expiresAt" timestamptz, "approvedAt" timestamptz)`;
}

/**
 * Joins to each event `e` the disposition `g` that decides of it: of those in force that cover it the narrowest, and of
 * equals the one that came into force last. The only place that says so; writing, marking anew and previews ask it.
 */
export function decidedBy(accountId: string, hypothesis: Hypothesis = {}): Prisma.Sql {
  const { with: thought, without, at } = hypothesis;
  const standing =
    at === undefined
      ? Prisma.sql`d."approvedAt" IS NOT NULL AND d."undoneAt" IS NULL`
      : Prisma.sql`d."approvedAt" <= ${new Date(at)} AND (d."undoneAt" IS NULL OR d."undoneAt" > ${new Date(at)})`;
  const inForce = (where: Prisma.Sql) => Prisma.sql`SELECT ${COLUMNS} FROM "disposition" d
    WHERE d."accountId" = ${accountId}::uuid AND ${standing}
      AND ${without === undefined ? Prisma.sql`true` : Prisma.sql`d."id" <> ${without}::uuid`} AND ${where}`;
  const candidates = [
    inForce(Prisma.sql`d."scope" = 'event' AND d."eventId" = e."id"`),
    inForce(Prisma.sql`d."scope" = 'person_kind' AND d."personId" = e."personId"`),
    inForce(Prisma.sql`d."scope" IN ('network', 'application')`),
    ...(thought === undefined ? [] : [Prisma.sql`SELECT ${COLUMNS} FROM ${rowOf(thought)}`]),
  ];
  return Prisma.sql`LEFT JOIN LATERAL (
    SELECT d."id", d."verdict" FROM (${Prisma.join(candidates, ' UNION ALL ')}) d WHERE ${COVERS}
    ORDER BY d."breadth", d."approvedAt" DESC, d."id" LIMIT 1
  ) g ON true`;
}

function among(which: MarkedEvents): Prisma.Sql {
  if ('people' in which) return Prisma.sql`e."personId" = ANY(${which.people}::uuid[])`;
  if ('events' in which) return Prisma.sql`e."id" = ANY(${which.events}::uuid[])`;
  const { touchedBy } = which;
  const decided = Prisma.sql`e."dispositionId" = ${touchedBy.id}::uuid`;
  // Said of the event first, so that its own indexes find it.
  switch (touchedBy.scope) {
    case 'event':
      return Prisma.sql`(e."id" = ${touchedBy.eventId}::uuid OR ${decided})`;
    case 'person_kind':
      return Prisma.sql`(e."personId" = ${touchedBy.personId}::uuid OR ${decided})`;
    case 'network':
    case 'application':
      return Prisma.sql`(${decided} OR EXISTS (SELECT FROM ${rowOf(touchedBy)} WHERE ${COVERS}))`;
  }
}

function changes(accountId: string, which: MarkedEvents, hypothesis?: Hypothesis): Prisma.Sql {
  return Prisma.sql`SELECT e."id", e."version", e."personId", e."kind", e."occurredAt", e."integrationId",
      e."disposition" AS "before", g."verdict" AS "after", g."id" AS "dispositionId"
    FROM "identity_event" e ${decidedBy(accountId, hypothesis)}
    WHERE e."accountId" = ${accountId}::uuid AND e."retractedAt" IS NULL AND ${among(which)}
      AND e."dispositionId" IS DISTINCT FROM g."id"`;
}

type ChangedRow = Omit<ChangedEvent, 'before' | 'after'> & {
  readonly before: string | null;
  readonly after: string | null;
};

function changedEvent(row: ChangedRow): ChangedEvent {
  return {
    ...row,
    before: verdictSchema.nullable().parse(row.before),
    after: verdictSchema.nullable().parse(row.after),
  };
}

/** The events that would come under another disposition. Changes nothing. */
export async function changedEvents(
  accountId: string,
  tx: Transaction,
  which: MarkedEvents,
  hypothesis: Hypothesis,
): Promise<ChangedEvent[]> {
  const rows = await tx.$queryRaw<ChangedRow[]>(changes(accountId, which, hypothesis));
  return rows.map(changedEvent);
}

/**
 * The same of a verdict for each of these events alone, which nothing is narrower or newer than: every one of them comes
 * under it.
 */
export async function eventsDecidedAlone(
  accountId: string,
  tx: Transaction,
  ids: readonly string[],
  verdict: Verdict,
): Promise<ChangedEvent[]> {
  const rows = await tx.$queryRaw<ChangedRow[]>`
    SELECT e."id", e."version", e."personId", e."kind", e."occurredAt", e."integrationId", e."disposition" AS "before",
      ${verdict}::text AS "after"
    FROM "identity_event" e
    WHERE e."accountId" = ${accountId}::uuid AND e."retractedAt" IS NULL AND e."id" = ANY(${[...ids]}::uuid[])`;
  return rows.map(changedEvent);
}

/**
 * Puts standing events under the dispositions that decide of them now, whatever they were marked with, and keeps the
 * counters in step. The caller scores anew whom this concerns.
 */
export async function markEvents(
  accountId: string,
  tx: Transaction,
  which: MarkedEvents,
): Promise<ChangedEvent[]> {
  const rows = await tx.$queryRaw<ChangedRow[]>`
    WITH changed AS MATERIALIZED (${changes(accountId, which)})
    UPDATE "identity_event" e SET "dispositionId" = c."dispositionId", "disposition" = c."after" FROM changed c
    WHERE e."accountId" = ${accountId}::uuid AND e."id" = c."id" AND e."version" = c."version"
    RETURNING c."id", c."version", c."personId", c."kind", c."occurredAt", c."integrationId", c."before", c."after"`;
  const changed = rows.map(changedEvent);
  // The sign-ins behind what is dismissed are the person's own, and count as the factors that they use.
  await markHumanRiskDue(
    accountId,
    tx,
    dismissalChanges(changed).map(({ personId }) => personId),
    { factors: true },
  );
  // They are habits as well, from when they happened on.
  await addDue(
    accountId,
    tx,
    dismissalChanges(changed).map(({ personId, occurredAt }) => ({
      subject: 'person',
      name: personId,
      from: occurredAt.getTime(),
      to: occurredAt.getTime(),
    })),
  );
  const moving = dismissalChanges(changed).map(({ id }) => id);
  if (moving.length > 0) await addCampaignsDueOf(accountId, tx, { events: moving });
  await countEvents(
    accountId,
    tx,
    dismissalChanges(changed).map(({ kind, occurredAt, integrationId, after }) => ({
      kind,
      occurredAt: occurredAt.getTime(),
      integrationId,
      by: isDismissal(after) ? -1 : 1,
    })),
  );
  return changed;
}

/** Proposals that would cover a standing event. */
export async function proposalsFor(accountId: string, tx: Transaction, eventId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT d."id" FROM "identity_event" e JOIN "disposition" d ON d."accountId" = e."accountId"
    WHERE e."accountId" = ${accountId}::uuid AND e."id" = ${eventId}::uuid AND e."retractedAt" IS NULL
      AND d."approvedAt" IS NULL AND d."undoneAt" IS NULL AND ${COVERS}
    ORDER BY d."createdAt", d."id"`;
  return rows.map(({ id }) => id);
}

/** Those of the changes that move a score: an event leaves it, or comes back. */
export function dismissalChanges(changed: readonly ChangedEvent[]): ChangedEvent[] {
  return changed.filter(({ before, after }) => isDismissal(before) !== isDismissal(after));
}
