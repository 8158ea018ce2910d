import { randomUUID } from 'node:crypto';
import type { Transaction } from '@/server/data/database';
import { addDue } from '@/server/data/detection/detection-due';
import { mergeEvents } from '@/server/data/detection/merge-events';
import { mergeUse } from '@/server/data/detection/network-use';
import { attackersOf } from '@/server/data/detection/source-attacks';
import { mergeHappenings } from '@/server/data/notifications/happenings';
import { mergeCriticalities } from '@/server/data/scoring/criticality-history';
import { unpackRecord } from '@/server/data/signals/raw-codec';
import type { AssessmentRow } from '@/server/data/signals/signals';
import { restateDirectory } from './directory';
import { mergePosture } from './merge-posture';
import { mergeCare } from './person-care';
import { mergeWatchlists } from './watchlists';

/** One person into whom others were merged. */
export interface PersonMerge {
  readonly personId: string;
  /** Assessments and lock-outs that came to them from the others. */
  readonly assessments: readonly AssessmentRow[];
}

/** A person as stored, locked by this transaction. */
export interface StoredPerson {
  readonly id: string;
  readonly name: string;
  readonly username: string;
  readonly email: string | null;
  readonly groups: readonly string[];
  readonly criticality: string;
  readonly ownCriticality: string | null;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  readonly status: string | null;
  readonly enrolled: boolean | null;
  readonly lastLoginAt: Date | null;
  readonly inDirectorySince: Date | null;
  readonly leftDirectoryAt: Date | null;
}

/** Nobody else settles who is who in this account until the transaction ends. */
export async function holdPeople(accountId: string, tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('people:' || ${accountId}, 0))`;
}

/** Locks these people in the order of their ids. Who is no longer there is left out. */
export async function lockPeople(
  accountId: string,
  tx: Transaction,
  ids: readonly string[],
): Promise<Map<string, StoredPerson>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.$queryRaw<StoredPerson[]>`
    SELECT "id", "name", "username", "email", "groups", "criticality", "ownCriticality", "firstSeenAt", "lastSeenAt",
      "status", "enrolled", "lastLoginAt", "inDirectorySince", "leftDirectoryAt"
    FROM "person" WHERE "accountId" = ${accountId}::uuid AND "id" = ANY(${[...new Set(ids)]}::uuid[])
    ORDER BY "id" FOR UPDATE`;
  return new Map(rows.map((row) => [row.id, row]));
}

/**
 * Makes one person of each group, of people whom the caller has locked. Who was seen first stays, or has the lower id;
 * signals, events with their evidence, names and devices of the others come to them, and the others are gone.
 *
 * @returns who stays, by the id of everybody in the groups; and what came to them
 */
export async function mergePeople(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  groups: readonly (readonly StoredPerson[])[],
  now: number,
): Promise<{ survivors: Map<string, StoredPerson>; merges: readonly PersonMerge[] }> {
  const survivors = new Map<string, StoredPerson>();
  const moves: Move[] = [];
  for (const group of groups) {
    const [first, ...others] = [...group].sort(bySeniority);
    if (first === undefined || others.length === 0) continue;
    const survivor = others.reduce(together, first);
    for (const person of group) survivors.set(person.id, survivor);
    moves.push(...others.map((other) => ({ from: other, to: survivor })));
  }
  if (moves.length === 0) return { survivors, merges: [] };
  const pairs = moves.map(({ from, to }) => ({ from: from.id, to: to.id }));
  await mergeEvents(accountId, tx, pairs, now);
  const assessments = await moveSignals(accountId, tx, pairs);
  const text = JSON.stringify(pairs);
  await tx.$executeRaw`
    UPDATE "person_alias" a SET "personId" = m."to" FROM jsonb_to_recordset(${text}::jsonb) AS m("from" uuid, "to" uuid)
    WHERE a."accountId" = ${accountId}::uuid AND a."personId" = m."from"`;
  await tx.$executeRaw`
    UPDATE "directory_object" d SET "personId" = m."to"
    FROM jsonb_to_recordset(${text}::jsonb) AS m("from" uuid, "to" uuid)
    WHERE d."accountId" = ${accountId}::uuid AND d."personId" = m."from"`;
  await tx.$executeRaw`
    UPDATE "directory_change" d SET "personId" = m."to"
    FROM jsonb_to_recordset(${text}::jsonb) AS m("from" uuid, "to" uuid)
    WHERE d."accountId" = ${accountId}::uuid AND d."personId" = m."from"`;
  await mergePosture(accountId, tx, pairs);
  await mergeCriticalities(accountId, tx, pairs, now);
  await mergeCare(accountId, tx, pairs);
  await mergeWatchlists(accountId, tx, pairs);
  await mergeHappenings(accountId, tx, pairs);
  await mergeUse(accountId, tx, pairs);
  // Who was attacked among many counts once from now on.
  const attackers = await attackersOf(
    accountId,
    tx,
    pairs.map(({ from }) => from),
  );
  await addDue(
    accountId,
    tx,
    attackers.map(({ network, ...span }) => ({ subject: 'network', name: network, ...span })),
  );
  await writeJoins(accountId, tx, integrationId, moves, now);
  await tx.$executeRaw`
    DELETE FROM "person" WHERE "accountId" = ${accountId}::uuid AND "id" = ANY(${pairs.map(({ from }) => from)}::uuid[])`;
  const stay = [...new Set(survivors.values())];
  await updateSurvivors(accountId, tx, stay);
  await restateDirectory(
    accountId,
    tx,
    stay.filter((person) => person.inDirectorySince !== null).map(({ id }) => id),
  );
  return {
    survivors,
    merges: stay.map(({ id }) => ({
      personId: id,
      assessments: assessments.filter((assessment) => assessment.personId === id),
    })),
  };
}

/** Whom somebody was merged into; null for an id that was never merged. */
export async function mergedInto(
  accountId: string,
  tx: Transaction,
  personId: string,
): Promise<string | null> {
  const joined = await tx.directoryChange.findFirst({
    where: { accountId, field: 'joined', objectId: personId },
    select: { personId: true },
  });
  return joined?.personId ?? null;
}

/** Whom people were merged into, by the id that they had; ids that were never merged are not in it. */
export async function mergedIntoOf(
  accountId: string,
  tx: Transaction,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const joined = await tx.directoryChange.findMany({
    where: { accountId, field: 'joined', objectId: { in: [...ids] } },
    select: { objectId: true, personId: true },
  });
  return new Map(
    joined.flatMap(({ objectId, personId }): [string, string][] =>
      personId === null ? [] : [[objectId, personId]],
    ),
  );
}

/** The ids that people had who were merged into any of these. */
export async function idsMergedInto(
  accountId: string,
  tx: Transaction,
  ids: readonly string[],
): Promise<string[]> {
  if (ids.length === 0) return [];
  const joined = await tx.$queryRaw<{ objectId: string }[]>`
    SELECT "objectId" FROM "directory_change"
    WHERE "accountId" = ${accountId}::uuid AND "field" = 'joined' AND "personId" = ANY(${[...ids]}::uuid[])`;
  return joined.map(({ objectId }) => objectId);
}

/** The ids under which a person is and was known: their own, and those of whom they were merged with. */
export async function idsOfPerson(accountId: string, tx: Transaction, personId: string): Promise<string[]> {
  const joined = await tx.directoryChange.findMany({
    where: { accountId, personId, field: 'joined' },
    select: { objectId: true },
  });
  return [...new Set([personId, ...joined.map(({ objectId }) => objectId)])];
}

interface Move {
  readonly from: StoredPerson;
  readonly to: StoredPerson;
}

function bySeniority(a: StoredPerson, b: StoredPerson): number {
  return a.firstSeenAt.getTime() - b.firstSeenAt.getTime() || (a.id < b.id ? -1 : 1);
}

const CRITICALITIES = ['standard', 'elevated', 'critical'];

/** What two people are as one: names of whom the directory knows, else of whom was seen last. */
function together(stays: StoredPerson, goes: StoredPerson): StoredPerson {
  const rank = (person: StoredPerson) => [
    person.inDirectorySince === null ? 0 : 1,
    person.lastSeenAt.getTime(),
  ];
  const [known = 0, seen = 0] = rank(stays);
  const [knownToo = 0, seenToo = 0] = rank(goes);
  const named = knownToo > known || (knownToo === known && seenToo > seen) ? goes : stays;
  const other = named === goes ? stays : goes;
  return {
    id: stays.id,
    name: named.name,
    username: named.username,
    email: named.email ?? other.email,
    groups: named.groups.length > 0 ? named.groups : other.groups,
    criticality: higher(stays.criticality, goes.criticality) ?? 'standard',
    ownCriticality: higher(stays.ownCriticality, goes.ownCriticality),
    firstSeenAt: stays.firstSeenAt <= goes.firstSeenAt ? stays.firstSeenAt : goes.firstSeenAt,
    lastSeenAt: stays.lastSeenAt >= goes.lastSeenAt ? stays.lastSeenAt : goes.lastSeenAt,
    status: named.status ?? other.status,
    enrolled: named.enrolled ?? other.enrolled,
    lastLoginAt: named.lastLoginAt ?? other.lastLoginAt,
    inDirectorySince: named.inDirectorySince ?? other.inDirectorySince,
    leftDirectoryAt: named.inDirectorySince === null ? other.leftDirectoryAt : named.leftDirectoryAt,
  };
}

/** The higher of two criticalities; what is not set is below all. */
function higher(a: string | null, b: string | null): string | null {
  return CRITICALITIES.indexOf(b ?? '') > CRITICALITIES.indexOf(a ?? '') ? b : a;
}

/** Signals become the survivor's. Returns the assessments and lock-outs among them. */
async function moveSignals(
  accountId: string,
  tx: Transaction,
  pairs: readonly { from: string; to: string }[],
): Promise<AssessmentRow[]> {
  const rows = await tx.$queryRaw<
    { personId: string; key: string; occurredAt: Date; dictionary: number; raw: Uint8Array }[]
  >`
    WITH moved AS (
      UPDATE "signal" s SET "personId" = m."to"
      FROM jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) AS m("from" uuid, "to" uuid)
      WHERE s."accountId" = ${accountId}::uuid AND s."personId" = m."from"
      RETURNING s."personId", s."signalKey", s."occurredAt", s."trustLevel", s."reason", s."backfill", s."dictionary",
        s."raw"
    )
    SELECT "personId", encode("signalKey", 'hex') AS key, "occurredAt", "dictionary", "raw" FROM moved
    WHERE ("trustLevel" IS NOT NULL OR "reason" = 'locked_out') AND "backfill" IS NOT TRUE
    ORDER BY "occurredAt", "signalKey"`;
  return rows.map((row) => ({
    personId: row.personId,
    signalKey: row.key,
    occurredAt: row.occurredAt.getTime(),
    text: unpackRecord({ dictionary: row.dictionary, bytes: row.raw }),
  }));
}

/** Keeps that, and when, they turned out to be one: an old address of a profile still finds its person. */
async function writeJoins(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  moves: readonly Move[],
  now: number,
): Promise<void> {
  await tx.directoryChange.createMany({
    data: moves.map(({ from, to }) => ({
      accountId,
      id: randomUUID(),
      integrationId,
      part: 'users',
      objectId: from.id,
      personId: to.id,
      at: new Date(now),
      field: 'joined',
      before: { name: from.name, username: from.username, email: from.email },
    })),
  });
}

async function updateSurvivors(
  accountId: string,
  tx: Transaction,
  people: readonly StoredPerson[],
): Promise<void> {
  await tx.$executeRaw`
    UPDATE "person" p SET "name" = r."name", "username" = r."username", "email" = r."email",
      "groups" = ARRAY(SELECT jsonb_array_elements_text(r."groups")), "criticality" = r."criticality",
      "ownCriticality" = r."ownCriticality",
      "firstSeenAt" = r."firstSeenAt", "lastSeenAt" = r."lastSeenAt", "status" = r."status", "enrolled" = r."enrolled",
      "lastLoginAt" = r."lastLoginAt", "inDirectorySince" = r."inDirectorySince",
      "leftDirectoryAt" = r."leftDirectoryAt"
    FROM jsonb_to_recordset(${JSON.stringify(people)}::jsonb) AS r("id" uuid, "name" text, "username" text, "email" text,
      "groups" jsonb, "criticality" text, "ownCriticality" text, "firstSeenAt" timestamptz, "lastSeenAt" timestamptz, "status" text,
      "enrolled" boolean, "lastLoginAt" timestamptz, "inDirectorySince" timestamptz, "leftDirectoryAt" timestamptz)
    WHERE p."accountId" = ${accountId}::uuid AND p."id" = r."id"`;
}
