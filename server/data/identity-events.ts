import { createHash } from 'node:crypto';
import { parseEventKind } from '@/domain/event-catalogue';
import type { FoundEvent, StandingEvent } from '@/domain/detection/reconcile';
import type { ScoredEvent } from '@/domain/scoring/scored-event';
import type { Transaction } from './database';
import { candidateFromRow } from './event-row';
import { packRecord } from './raw-codec';
import { streamNumber } from './signals';

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

/** Ends the versions that are replaced or no longer supported, and writes the new ones. */
export async function writeEvents(
  accountId: string,
  tx: Transaction,
  writes: readonly EventWrite[],
  retract: readonly StandingEvent[],
  now: number,
): Promise<void> {
  const ended = [...retract, ...writes.flatMap((write) => (write.replaces === null ? [] : [write.replaces]))];
  if (ended.length > 0) {
    await tx.$executeRaw`
      UPDATE "identity_event" e SET "retractedAt" = ${new Date(now)}
      FROM jsonb_to_recordset(${JSON.stringify(ended.map(({ id, version }) => ({ id, version })))}::jsonb)
        AS k("id" uuid, "version" int)
      WHERE e."accountId" = ${accountId}::uuid AND e."id" = k."id" AND e."version" = k."version"`;
  }
  if (writes.length === 0) return;
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
  }));
  await tx.$executeRaw`
    INSERT INTO "identity_event" ("accountId", "id", "version", "personId", "kind", "anchor", "integrationId",
      "occurredAt", "receivedAt", "recordedAt", "confidence", "verdict", "outcome", "sources", "facts", "detectorVersion")
    SELECT ${accountId}::uuid, r."id",
      1 + coalesce((SELECT max(e."version") FROM "identity_event" e
        WHERE e."accountId" = ${accountId}::uuid AND e."id" = r."id"), 0),
      r."personId", r."kind", r."anchor", r."integrationId", r."occurredAt", r."receivedAt", ${new Date(now)},
      r."confidence", r."verdict", r."outcome", r."sources", r."facts", r."detectorVersion"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r("id" uuid, "personId" uuid, "kind" text,
      "anchor" text, "integrationId" uuid, "occurredAt" timestamptz, "receivedAt" timestamptz, "confidence" float8,
      "verdict" text, "outcome" text, "sources" jsonb, "facts" jsonb, "detectorVersion" text)`;
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

/** A standing event as scoring takes it, with whether they got in. */
export interface StoredScoredEvent extends ScoredEvent {
  readonly id: string;
  readonly outcome: string;
}

/** The standing events of these people, as scoring takes them. */
export async function scoredEventsOf(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
): Promise<Map<string, StoredScoredEvent[]>> {
  const events = new Map<string, StoredScoredEvent[]>(personIds.map((id) => [id, []]));
  if (personIds.length === 0) return events;
  const rows = await tx.$queryRaw<
    {
      id: string;
      personId: string;
      kind: string;
      occurredAt: Date;
      receivedAt: Date;
      confidence: number;
      outcome: string;
    }[]
  >`
    SELECT "id", "personId", "kind", "occurredAt", "receivedAt", "confidence", "outcome" FROM "identity_event"
    WHERE "accountId" = ${accountId}::uuid AND "personId" = ANY(${personIds}::uuid[]) AND "retractedAt" IS NULL`;
  for (const row of rows) {
    const kind = parseEventKind(row.kind);
    if (kind === null) throw new Error(`The stored event ${row.id} has the unknown kind ${row.kind}.`);
    events.get(row.personId)?.push({
      id: row.id,
      kind,
      occurredAt: row.occurredAt.getTime(),
      receivedAt: row.receivedAt.getTime(),
      confidence: row.confidence,
      outcome: row.outcome,
    });
  }
  return events;
}

/** Adds to, or with -1 takes from, the counters of events by kind and 15-minute UTC bucket. */
export async function countEvents(
  accountId: string,
  tx: Transaction,
  changes: readonly { kind: string; occurredAt: number; integrationId: string; by: 1 | -1 }[],
): Promise<void> {
  const counts = new Map<string, { bucket: string; kind: string; integrationId: string; events: number }>();
  for (const { kind, occurredAt, integrationId, by } of changes) {
    const bucket = new Date(Math.floor(occurredAt / 900_000) * 900_000).toISOString();
    const key = `${bucket} ${kind} ${integrationId}`;
    const count = counts.get(key) ?? { bucket, kind, integrationId, events: 0 };
    count.events += by;
    counts.set(key, count);
  }
  const rows = [...counts.values()].filter((count) => count.events !== 0);
  if (rows.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO "event_counter" ("accountId", "bucket", "kind", "integrationId", "events")
    SELECT ${accountId}::uuid, r."bucket", r."kind", r."integrationId", r."events"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS r("bucket" timestamptz, "kind" text, "integrationId" uuid, "events" int)
    ORDER BY r."bucket", r."kind", r."integrationId"
    ON CONFLICT ("accountId", "bucket", "kind", "integrationId")
      DO UPDATE SET "events" = "event_counter"."events" + excluded."events"`;
}
