import { mergeCandidates, verdictOf } from '@/domain/detection/merge-candidates';
import { reconcile, type StandingEvent } from '@/domain/detection/reconcile';
import { addCampaignsDueOf } from '@/server/data/campaigns/campaign-due';
import type { Transaction } from '@/server/data/database';
import { moveDispositions } from '@/server/data/events/dispositions';
import { candidateFromRow } from '@/server/data/events/event-row';
import { eventIdOf, type EventWrite, writeEvents } from '@/server/data/events/identity-events';
import { markEvents } from './mark-events';

interface EventRow {
  readonly id: string;
  readonly version: number;
  readonly personId: string;
  readonly integrationId: string;
  readonly kind: string;
  readonly anchor: string;
  readonly receivedAt: Date;
  readonly retractedAt: Date | null;
}

interface Place {
  readonly id: string;
  readonly version: number;
}

/** A row that becomes the survivor's, under the id that the event has with them. */
interface MovedRow {
  readonly from: Place;
  readonly to: Place;
  readonly personId: string;
}

/**
 * Events of people who turned out to be somebody else become that person's, with every earlier version and all
 * evidence. Where both have the event, the two become one, as if its records had reached one person from the first.
 */
export async function mergeEvents(
  accountId: string,
  tx: Transaction,
  pairs: readonly { readonly from: string; readonly to: string }[],
  now: number,
): Promise<void> {
  const survivors = new Map(pairs.flatMap(({ from, to }) => [[from, to] as const, [to, to] as const]));
  const rows = await tx.$queryRaw<EventRow[]>`
    SELECT "id", "version", "personId", "integrationId", "kind", "anchor", "occurredAt", "receivedAt", "retractedAt",
      "confidence", "outcome", "sources", "facts", "detectorVersion"
    FROM "identity_event" WHERE "accountId" = ${accountId}::uuid AND "personId" = ANY(${[...survivors.keys()]}::uuid[])
    ORDER BY "personId", "id", "version"`;
  const events = new Map<string, EventRow[]>();
  for (const row of rows) {
    const key = `${survivors.get(row.personId) ?? ''} ${row.kind} ${row.anchor}`;
    events.set(key, [...(events.get(key) ?? []), row]);
  }
  const moved: MovedRow[] = [];
  const ended: StandingEvent[] = [];
  const writes: EventWrite[] = [];
  for (const versions of events.values()) {
    const merged = mergeVersions(accountId, versions, survivors);
    moved.push(...merged.moved);
    ended.push(...merged.ended);
    writes.push(...merged.writes);
  }
  // Ended first: at most one version of an event stands at any time.
  await writeEvents(accountId, tx, [], ended, now);
  await moveRows(accountId, tx, moved);
  const ids = new Map(moved.map(({ from, to }) => [from.id, { from: from.id, to: to.id }]));
  await moveDispositions(accountId, tx, pairs, [...ids.values()]);
  await writeEvents(accountId, tx, writes, [], now);
  await markEvents(accountId, tx, { people: pairs.map(({ to }) => to) });
  // Two people of a campaign may be one now.
  await addCampaignsDueOf(accountId, tx, { people: pairs.map(({ to }) => to) });
}

/** All versions of one event, of whichever of the people who are one. */
function mergeVersions(
  accountId: string,
  versions: readonly EventRow[],
  survivors: ReadonlyMap<string, string>,
): { moved: MovedRow[]; ended: StandingEvent[]; writes: EventWrite[] } {
  const own = versions.filter((row) => survivors.get(row.personId) === row.personId);
  const others = versions.filter((row) => survivors.get(row.personId) !== row.personId);
  let highest = Math.max(0, ...own.map((row) => row.version));
  const moved = others.map((row): MovedRow => {
    const personId = survivors.get(row.personId) ?? row.personId;
    const id = eventIdOf(accountId, { personId, candidate: candidateFromRow(row) });
    highest += 1;
    return { from: { id: row.id, version: row.version }, to: { id, version: highest }, personId };
  });
  const standing = [...own, ...others].filter((row) => row.retractedAt === null);
  const [keptRow, ...doubles] = standing;
  if (keptRow === undefined || doubles.length === 0) return { moved, ended: [], writes: [] };
  const place = moved.find(({ from }) => from.id === keptRow.id && from.version === keptRow.version)?.to;
  const personId = survivors.get(keptRow.personId) ?? keptRow.personId;
  const kept: StandingEvent = {
    ...standingEvent(keptRow),
    ...place,
    personId,
    receivedAt: Math.min(...standing.map((row) => row.receivedAt.getTime())),
  };
  const found = mergeCandidates(standing.map(candidateFromRow)).map((candidate) => ({ personId, candidate }));
  return {
    moved,
    ended: doubles.map(standingEvent),
    writes: reconcile(found, [kept]).write.map((write) => ({
      ...write,
      integrationId: kept.integrationId,
      verdict: verdictOf(write.found.candidate.sources),
      receivedAt: kept.receivedAt,
    })),
  };
}

function standingEvent(row: EventRow): StandingEvent {
  return {
    id: row.id,
    version: row.version,
    personId: row.personId,
    integrationId: row.integrationId,
    receivedAt: row.receivedAt.getTime(),
    candidate: candidateFromRow(row),
  };
}

async function moveRows(accountId: string, tx: Transaction, moved: readonly MovedRow[]): Promise<void> {
  if (moved.length === 0) return;
  const rows = JSON.stringify(
    moved.map(({ from, to, personId }) => ({
      fromId: from.id,
      fromVersion: from.version,
      toId: to.id,
      toVersion: to.version,
      personId,
    })),
  );
  await tx.$executeRaw`
    UPDATE "identity_event" e SET "id" = r."toId", "version" = r."toVersion", "personId" = r."personId"
    FROM jsonb_to_recordset(${rows}::jsonb)
      AS r("fromId" uuid, "fromVersion" int, "toId" uuid, "toVersion" int, "personId" uuid)
    WHERE e."accountId" = ${accountId}::uuid AND e."id" = r."fromId" AND e."version" = r."fromVersion"`;
  const ids = JSON.stringify([
    ...new Map(moved.map(({ from, to }) => [from.id, { from: from.id, to: to.id }])).values(),
  ]);
  await tx.$executeRaw`
    INSERT INTO "evidence" ("accountId", "eventId", "signalKey", "stream", "occurredAt", "sha256", "dictionary", "raw")
    SELECT e."accountId", r."to", e."signalKey", e."stream", e."occurredAt", e."sha256", e."dictionary", e."raw"
    FROM jsonb_to_recordset(${ids}::jsonb) AS r("from" uuid, "to" uuid)
    JOIN "evidence" e ON e."accountId" = ${accountId}::uuid AND e."eventId" = r."from"
    ON CONFLICT DO NOTHING`;
  await tx.$executeRaw`
    DELETE FROM "evidence" e USING jsonb_to_recordset(${ids}::jsonb) AS r("from" uuid)
    WHERE e."accountId" = ${accountId}::uuid AND e."eventId" = r."from"`;
}
