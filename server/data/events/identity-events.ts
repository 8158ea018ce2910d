import { createHash } from 'node:crypto';
import { campaignNetworkOf } from '@/domain/campaigns/campaign-network';
import type { Outcome } from '@/domain/detection/candidate';
import type { FoundEvent, StandingEvent } from '@/domain/detection/reconcile';
import { isDismissal, type Verdict } from '@/domain/dispositions/disposition';
import { parseEventKind } from '@/domain/event-catalogue';
import type { ScoredEvent } from '@/domain/scoring/scored-event';
import { outcomeSchema } from '@/domain/views/person';
import { addCampaignsDue } from '@/server/data/campaigns/campaign-due';
import type { Transaction } from '@/server/data/database';
import { decidedBy } from '@/server/data/detection/mark-events';
import { markHumanRiskDue } from '@/server/data/scoring/human-risk-due';
import { packRecord } from '@/server/data/signals/raw-codec';
import { streamNumber } from '@/server/data/signals/signals';
import { verdictSchema } from './dispositions';
import { countEvents } from './event-counters';
import { candidateFromRow } from './event-row';

/** The id of an event follows from what it is, so that the same act has the same id whoever finds it, and when. */
export function eventIdOf(accountId: string, event: FoundEvent): string {
  const { kind, anchor } = event.candidate;
  const hex = createHash('sha256')
    .update(JSON.stringify([accountId, event.personId, kind, anchor]))
    .digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The standing events of these people with these kinds and anchors. */
export async function standingByAnchor(
  accountId: string,
  tx: Transaction,
  keys: readonly { personId: string; kind: string; anchor: string }[],
): Promise<StandingEvent[]> {
  if (keys.length === 0) return [];
  const rows = await tx.$queryRaw<Parameters<typeof standingFromRow>[0][]>`
    SELECT e."id", e."version", e."personId", e."integrationId", e."kind", e."anchor", e."occurredAt", e."receivedAt",
      e."confidence", e."outcome", e."sources", e."facts", e."detectorVersion"
    FROM jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) AS k("personId" uuid, "kind" text, "anchor" text)
    JOIN "identity_event" e ON e."accountId" = ${accountId}::uuid AND e."personId" = k."personId"
      AND e."kind" = k."kind" AND e."anchor" = k."anchor" AND e."retractedAt" IS NULL`;
  return rows.map(standingFromRow);
}

/** A standing event, and whether somebody has dismissed it. */
export interface DecidedEvent extends StandingEvent {
  readonly isDismissed: boolean;
}

/** Every standing event of these people. */
export async function standingOfPeople(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
): Promise<DecidedEvent[]> {
  if (personIds.length === 0) return [];
  const rows = await tx.$queryRaw<(StandingRow & { disposition: string | null })[]>`
    SELECT e."id", e."version", e."personId", e."integrationId", e."kind", e."anchor", e."occurredAt", e."receivedAt",
      e."confidence", e."outcome", e."sources", e."facts", e."detectorVersion", e."disposition"
    FROM "identity_event" e WHERE e."accountId" = ${accountId}::uuid AND e."personId" = ANY(${[...personIds]}::uuid[])
      AND e."retractedAt" IS NULL`;
  return rows.map((row) => ({
    ...standingFromRow(row),
    isDismissed: isDismissal(verdictSchema.nullable().parse(row.disposition)),
  }));
}

type StandingRow = Parameters<typeof standingFromRow>[0];

function standingFromRow(row: {
  id: string;
  version: number;
  personId: string;
  integrationId: string;
  kind: string;
  anchor: string;
  occurredAt: Date;
  receivedAt: Date;
  confidence: number;
  outcome: string;
  sources: unknown;
  facts: unknown;
  detectorVersion: string;
}): StandingEvent {
  return {
    id: row.id,
    version: row.version,
    personId: row.personId,
    integrationId: row.integrationId,
    receivedAt: row.receivedAt.getTime(),
    candidate: candidateFromRow(row),
  };
}

/** An event to write: new, or the next version of one that stands. */
export interface EventWrite {
  readonly found: FoundEvent;
  readonly replaces: StandingEvent | null;
  readonly integrationId: string;
  readonly verdict: string;
  readonly receivedAt: number;
}

/**
 * Ends the versions that are replaced or no longer supported, and writes the new ones, each under the disposition that
 * decides of it. Counters follow, and the campaigns of the networks that they came from are due.
 */
export async function writeEvents(
  accountId: string,
  tx: Transaction,
  writes: readonly EventWrite[],
  retract: readonly StandingEvent[],
  now: number,
): Promise<void> {
  const ended = [...retract, ...writes.flatMap((write) => (write.replaces === null ? [] : [write.replaces]))];
  const counted: (CountedEvent & { by: 1 | -1 })[] = [];
  if (ended.length > 0) {
    const rows = await tx.$queryRaw<CountedEvent[]>`
      UPDATE "identity_event" e SET "retractedAt" = ${new Date(now)}
      FROM jsonb_to_recordset(${JSON.stringify(ended.map(({ id, version }) => ({ id, version })))}::jsonb)
        AS k("id" uuid, "version" int)
      WHERE e."accountId" = ${accountId}::uuid AND e."id" = k."id" AND e."version" = k."version"
      RETURNING e."kind", e."occurredAt", e."integrationId", e."disposition", e."network"`;
    counted.push(...rows.map((row) => ({ ...row, by: -1 as const })));
  }
  // The sign-ins behind them are an attacker's from now on, or no longer.
  await markHumanRiskDue(
    accountId,
    tx,
    [...retract, ...writes.map(({ found }) => found)].map(({ personId }) => personId),
    { factors: true },
  );
  const written = await insertVersions(accountId, tx, writes, now);
  counted.push(...written.map((row) => ({ ...row, by: 1 as const })));
  await addCampaignsDue(
    accountId,
    tx,
    counted.flatMap(({ network, occurredAt }) =>
      network === null ? [] : [{ network, from: occurredAt.getTime(), to: occurredAt.getTime() }],
    ),
  );
  await countEvents(
    accountId,
    tx,
    counted
      .filter(({ disposition }) => !isDismissal(verdictSchema.nullable().parse(disposition)))
      .map((event) => ({ ...event, occurredAt: event.occurredAt.getTime() })),
  );
}

/** What counters and campaigns need of an event. */
interface CountedEvent {
  readonly kind: string;
  readonly occurredAt: Date;
  readonly integrationId: string;
  readonly disposition: string | null;
  readonly network: string | null;
}

async function insertVersions(
  accountId: string,
  tx: Transaction,
  writes: readonly EventWrite[],
  now: number,
): Promise<CountedEvent[]> {
  if (writes.length === 0) return [];
  const rows = writes.map(({ found, replaces, integrationId, verdict, receivedAt }) => ({
    id: eventIdOf(accountId, found),
    personId: found.personId,
    kind: found.candidate.kind,
    anchor: found.candidate.anchor,
    integrationId: replaces?.integrationId ?? integrationId,
    occurredAt: new Date(found.candidate.occurredAt).toISOString(),
    receivedAt: new Date(replaces?.receivedAt ?? receivedAt).toISOString(),
    confidence: found.candidate.confidence,
    verdict,
    outcome: found.candidate.outcome,
    sources: found.candidate.sources,
    facts: found.candidate.facts,
    detectorVersion: String(found.candidate.detectorVersion),
    network: campaignNetworkOf(found.candidate),
  }));
  return tx.$queryRaw<CountedEvent[]>`
    INSERT INTO "identity_event" ("accountId", "id", "version", "personId", "kind", "anchor", "integrationId",
      "occurredAt", "receivedAt", "recordedAt", "confidence", "verdict", "outcome", "sources", "facts",
      "detectorVersion", "network", "dispositionId", "disposition")
    SELECT ${accountId}::uuid, e."id",
      1 + coalesce((SELECT max(o."version") FROM "identity_event" o
        WHERE o."accountId" = ${accountId}::uuid AND o."id" = e."id"), 0),
      e."personId", e."kind", e."anchor", e."integrationId", e."occurredAt", e."receivedAt", ${new Date(now)},
      e."confidence", e."verdict", e."outcome", e."sources", e."facts", e."detectorVersion",
      e."network", g."id", g."verdict"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS e("id" uuid, "personId" uuid, "kind" text,
      "anchor" text, "integrationId" uuid, "occurredAt" timestamptz, "receivedAt" timestamptz, "confidence" float8,
      "verdict" text, "outcome" text, "sources" jsonb, "facts" jsonb, "detectorVersion" text,
      "network" text)
    ${decidedBy(accountId)}
    RETURNING "kind", "occurredAt", "integrationId", "disposition", "network"`;
}

/** One record to keep with an event for as long as the event is kept. */
export interface EvidenceRecord {
  readonly eventId: string;
  /** Hex. */
  readonly signalKey: string;
  readonly stream: string;
  readonly occurredAt: number;
  readonly text: string;
}

/** Keeps the records that events rest on, whole and hashed; one that is kept already stays as it is. */
export async function insertEvidence(
  accountId: string,
  tx: Transaction,
  records: readonly EvidenceRecord[],
): Promise<void> {
  if (records.length === 0) return;
  const packed = records.map((record) => packRecord(streamNumber(record.stream), record.text));
  const columns = JSON.stringify(
    records.map((record, index) => ({
      eventId: record.eventId,
      key: record.signalKey,
      stream: streamNumber(record.stream),
      occurredAt: new Date(record.occurredAt).toISOString(),
      sha256: createHash('sha256').update(record.text, 'utf8').digest('hex'),
      dictionary: packed[index]?.dictionary ?? 0,
    })),
  );
  await tx.$executeRaw`
    INSERT INTO "evidence" ("accountId", "eventId", "signalKey", "stream", "occurredAt", "sha256", "dictionary", "raw")
    SELECT ${accountId}::uuid, r."eventId", decode(r."key", 'hex'), r."stream", r."occurredAt",
      decode(r."sha256", 'hex'), r."dictionary", r."raw"
    FROM ROWS FROM (
      jsonb_to_recordset(${columns}::jsonb) AS ("eventId" uuid, "key" text, "stream" smallint,
        "occurredAt" timestamptz, "sha256" text, "dictionary" smallint),
      unnest(${packed.map((record) => record.bytes)}::bytea[])
    ) AS r("eventId", "key", "stream", "occurredAt", "sha256", "dictionary", "raw")
    ON CONFLICT DO NOTHING`;
}

/** Gives events the records that they took over from others. One that is kept already stays as it is. */
export async function copyEvidence(
  accountId: string,
  tx: Transaction,
  moves: readonly { readonly from: string; readonly to: string; readonly signalKey: string }[],
): Promise<void> {
  if (moves.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO "evidence" ("accountId", "eventId", "signalKey", "stream", "occurredAt", "sha256", "dictionary", "raw")
    SELECT e."accountId", m."to", e."signalKey", e."stream", e."occurredAt", e."sha256", e."dictionary", e."raw"
    FROM jsonb_to_recordset(${JSON.stringify(moves)}::jsonb) AS m("from" uuid, "to" uuid, "signalKey" text)
    JOIN "evidence" e ON e."accountId" = ${accountId}::uuid AND e."eventId" = m."from"
      AND e."signalKey" = decode(m."signalKey", 'hex')
    ON CONFLICT DO NOTHING`;
}

/** A standing event as scoring takes it, with whether they got in and what was decided of it. */
export interface StoredScoredEvent extends ScoredEvent {
  readonly id: string;
  readonly integrationId: string;
  readonly outcome: Outcome;
  readonly disposition: Verdict | null;
}

/** The columns of an event that scoring needs. */
export interface ScoredEventRow {
  readonly id: string;
  readonly personId: string;
  readonly kind: string;
  readonly integrationId: string;
  readonly occurredAt: Date;
  readonly receivedAt: Date;
  readonly confidence: number;
  readonly outcome: string;
  readonly disposition: string | null;
}

/** A row as scoring takes it. Throws on a kind that does not exist. */
export function scoredEventOf(row: ScoredEventRow): StoredScoredEvent {
  const kind = parseEventKind(row.kind);
  if (kind === null) throw new Error(`The stored event ${row.id} has the unknown kind ${row.kind}.`);
  return {
    id: row.id,
    kind,
    integrationId: row.integrationId,
    occurredAt: row.occurredAt.getTime(),
    receivedAt: row.receivedAt.getTime(),
    confidence: row.confidence,
    outcome: outcomeSchema.parse(row.outcome),
    disposition: verdictSchema.nullable().parse(row.disposition),
  };
}

/** The standing events of these people that count, as scoring takes them: without those that are dismissed. */
export async function scoredEventsOf(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
): Promise<Map<string, StoredScoredEvent[]>> {
  const standing = await standingEventsOf(accountId, tx, personIds);
  return new Map([...standing].map(([id, events]) => [id, countedOf(events)]));
}

/** Those that nobody dismissed. */
export function countedOf(events: readonly StoredScoredEvent[]): StoredScoredEvent[] {
  return events.filter(({ disposition }) => !isDismissal(disposition));
}

/** All standing events of these people, the dismissed among them. */
export async function standingEventsOf(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
): Promise<Map<string, StoredScoredEvent[]>> {
  const events = new Map<string, StoredScoredEvent[]>(personIds.map((id) => [id, []]));
  if (personIds.length === 0) return events;
  const rows = await tx.$queryRaw<ScoredEventRow[]>`
    SELECT "id", "personId", "kind", "integrationId", "occurredAt", "receivedAt", "confidence", "outcome", "disposition"
    FROM "identity_event"
    WHERE "accountId" = ${accountId}::uuid AND "personId" = ANY(${personIds}::uuid[]) AND "retractedAt" IS NULL`;
  for (const row of rows) events.get(row.personId)?.push(scoredEventOf(row));
  return events;
}
