import { createHash } from 'node:crypto';
import { ERASED, namesPattern, withoutNames, withoutOwnNames } from '@/domain/erased-names';
import { leftHash, type LeftOfEntry } from '@/server/data/audit/audit-log';
import type { Transaction } from '@/server/data/database';
import { Prisma } from '@/server/data/generated/client';
import { packRecord, unpackRecord } from '@/server/data/signals/raw-codec';

const DAY_MS = 86_400_000;

/** Texts that members and processes wrote, in which anybody may be named. */
const TEXTS = [
  ['person_note', 'text'],
  ['person_step', 'text'],
  ['disposition', 'reason'],
  ['campaign', 'note'],
  ['watchlist', 'description'],
  ['notification', 'ruleName'],
  ['name_reveal', 'reason'],
  ['risk_evidence', 'note'],
  ['run', 'errorMessage'],
  ['run', 'note'],
  ['integration', 'description'],
  ['account_event', 'key'],
  ['scoring_policy', 'reason'],
  ['detector_settings', 'reason'],
  ['role', 'description'],
  ['stream', 'errorDetail'],
] as const;

/** What is called by a name of its own, each by another one. */
const NAMED = ['watchlist', 'notification_rule'] as const;

/**
 * Names of things that are set up once and found by them: a plain word counts only where it is the whole name or set apart in it,
 * as “Duo of Sales” is not the one of somebody called sales.
 */
const CALLED = ['integration', 'api_token', 'role'] as const;

/** The same as JSON: of events who acted, and on whom. */
const JSONS = [
  ['identity_event', 'facts'],
  ['identity_event', 'sources'],
  ['account_event', 'sources'],
  ['run', 'log'],
  ['inbound_delivery', 'answer'],
] as const;

/** Under what in JSON somebody may be named: words of ours stand elsewhere, and somebody may be called like one. */
const NAMING: ReadonlySet<string> = new Set([
  ...['actor', 'target', 'subject', 'subjects', 'name', 'names', 'detectorName', 'message', 'reason'],
]);

/** What members keep for themselves and is worth nothing without the name. */
const KEPT_SEARCHES = [
  ['saved_search', 'q'],
  ['saved_search', 'name'],
  ['saved_view', 'view'],
  ['saved_view', 'name'],
] as const;

/**
 * Takes the names of somebody out of what is about others: `ERASED` stands in their place, in texts, in events that they
 * took part in and in the raw records of these. Nothing else of it changes. The caller holds the collection (`holdCollection`).
 */
export async function scrubNames(
  accountId: string,
  tx: Transaction,
  words: readonly string[],
): Promise<void> {
  const pattern = namesPattern(words);
  if (pattern === null) return;
  await scrubActed(accountId, tx, words, pattern);
  for (const [table, column] of TEXTS) {
    const [at, name] = [Prisma.raw(`"${table}"`), Prisma.raw(`"${column}"`)];
    await tx.$executeRaw`
      UPDATE ${at} SET ${name} = regexp_replace(${name}, ${pattern}, ${ERASED}, 'gi')
      WHERE "accountId" = ${accountId}::uuid AND ${name} ~* ${pattern}`;
  }
  for (const table of NAMED) await scrubNamed(accountId, tx, table, words, pattern);
  for (const table of CALLED) await scrubCalled(accountId, tx, table, words, pattern);
  for (const [table, column] of JSONS) await scrubJson(accountId, tx, table, column, words, pattern);
  for (const [table, column] of KEPT_SEARCHES) {
    await tx.$executeRaw`
      DELETE FROM ${Prisma.raw(`"${table}"`)} WHERE "accountId" = ${accountId}::uuid
        AND EXISTS (SELECT FROM jsonb_path_query(to_jsonb(${Prisma.raw(`"${column}"`)}), 'strict $.**') v
          WHERE jsonb_typeof(v) = 'string' AND v #>> '{}' ~* ${pattern})`;
  }
  // What could not be read cannot be taken apart.
  await tx.$executeRaw`
    DELETE FROM "quarantine" WHERE "accountId" = ${accountId}::uuid AND ("detail" ~* ${pattern}
      OR EXISTS (SELECT FROM unnest(${[...words]}::text[]) w WHERE position(convert_to(w, 'UTF8') IN "raw") > 0))`;
}

/** Names of watchlists and of notification rules are each there once: where another one is called so already, a number tells them apart. */
async function scrubNamed(
  accountId: string,
  tx: Transaction,
  table: (typeof NAMED)[number],
  words: readonly string[],
  pattern: string,
): Promise<void> {
  const from = Prisma.raw(`"${table}"`);
  const rows = await tx.$queryRaw<{ id: string; name: string }[]>`
    SELECT "id"::text, "name" FROM ${from} WHERE "accountId" = ${accountId}::uuid AND "name" ~* ${pattern}
    ORDER BY "id" FOR UPDATE`;
  for (const { id, name: said } of rows) {
    const plain = withoutNames(said, words);
    let name = plain;
    for (let number = 2; await isTaken(accountId, tx, table, name, id); number += 1)
      name = `${plain} ${number}`;
    await tx.$executeRaw`
      UPDATE ${from} SET "name" = ${name}, "nameKey" = ${name.toLowerCase()}
      WHERE "accountId" = ${accountId}::uuid AND "id" = ${id}::uuid`;
  }
}

/** Only what changes is locked: pages and deliveries refer to integrations all the time. */
async function scrubCalled(
  accountId: string,
  tx: Transaction,
  table: (typeof CALLED)[number],
  words: readonly string[],
  pattern: string,
): Promise<void> {
  const at = Prisma.raw(`"${table}"`);
  const rows = await tx.$queryRaw<{ id: string; name: string; called: boolean }[]>`
    SELECT "id"::text, "name", "name" ~* ${pattern} AS called FROM ${at}
    WHERE "accountId" = ${accountId}::uuid ORDER BY "id"`;
  const taken = new Set(rows.map(({ name }) => name.toLowerCase()));
  for (const { id, name: said, called } of rows) {
    const plain = called ? withoutOwnNames(said, words) : said;
    if (plain === said) continue;
    let name = plain;
    for (let number = 2; taken.has(name.toLowerCase()); number += 1) name = `${plain} ${number}`;
    taken.add(name.toLowerCase());
    await tx.$executeRaw`
      UPDATE ${at} SET "name" = ${name} WHERE "accountId" = ${accountId}::uuid AND "id" = ${id}::uuid`;
  }
}

async function isTaken(
  accountId: string,
  tx: Transaction,
  table: (typeof NAMED)[number],
  name: string,
  id: string,
): Promise<boolean> {
  const [other] = await tx.$queryRaw<{ id: string }[]>`
    SELECT "id"::text FROM ${Prisma.raw(`"${table}"`)}
    WHERE "accountId" = ${accountId}::uuid AND "nameKey" = ${name.toLowerCase()} AND "id" <> ${id}::uuid LIMIT 1`;
  return other !== undefined;
}

async function scrubJson(
  accountId: string,
  tx: Transaction,
  table: string,
  column: string,
  words: readonly string[],
  pattern: string,
): Promise<void> {
  const [at, name] = [Prisma.raw(`"${table}"`), Prisma.raw(`"${column}"`)];
  const rows = await tx.$queryRaw<{ place: string; value: unknown }[]>`
    SELECT ctid::text AS place, ${name} AS value FROM ${at}
    WHERE "accountId" = ${accountId}::uuid AND ${name}::text ~* ${pattern} FOR UPDATE`;
  for (const { place, value } of rows)
    await tx.$executeRaw`
      UPDATE ${at} SET ${name} = ${JSON.stringify(unnamed(value, words, false))}::jsonb WHERE ctid = ${place}::tid`;
}

/** The value without the names in values that stand under one of `NAMING`, or in all of them. */
function unnamed(value: unknown, words: readonly string[], isNaming: boolean, all = false): unknown {
  if (typeof value === 'string') return isNaming ? withoutOwnNames(value, words) : value;
  if (Array.isArray(value)) return value.map((part: unknown) => unnamed(part, words, isNaming, all));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]): [string, unknown] => [
      key,
      unnamed(part, words, all || NAMING.has(key), all),
    ]),
  );
}

interface Kept {
  readonly place: string;
  readonly signalKey: Uint8Array;
  readonly occurredAt: Date;
  readonly stream: number;
  readonly dictionary: number;
  readonly raw: Uint8Array;
  readonly actor?: string;
}

/**
 * Records on others in which they are named as who acted, and copies of these that events rest on. Who is only named alike,
 * as an administrator Ada Lovelace is who has nothing to do with somebody called ada, stays as they are.
 */
async function scrubActed(
  accountId: string,
  tx: Transaction,
  words: readonly string[],
  pattern: string,
): Promise<void> {
  const alike = await tx.$queryRaw<{ value: string }[]>`
    SELECT DISTINCT "value" FROM "signal_value"
    WHERE "accountId" = ${accountId}::uuid AND "field" = 'actor' AND "value" ~* ${pattern}`;
  const actors = alike.map(({ value }) => value).filter((value) => withoutOwnNames(value, words) !== value);
  const [days] = await tx.$queryRaw<{ first: number | null; last: number | null }[]>`
    SELECT min("day") AS first, max("day") AS last FROM "signal_value"
    WHERE "accountId" = ${accountId}::uuid AND "field" = 'actor' AND "value" = ANY(${actors})`;
  // Where nobody of this name acted, nothing is read through.
  const signals =
    typeof days?.first !== 'number' || days.last === null
      ? []
      : await tx.$queryRaw<Kept[]>`
    SELECT '' AS place, "signalKey", "occurredAt", "stream", "dictionary", "raw", "actor" FROM "signal"
    WHERE "accountId" = ${accountId}::uuid AND "actor" = ANY(${actors})
      AND "occurredAt" >= ${new Date(days.first * DAY_MS)} AND "occurredAt" < ${new Date((days.last + 1) * DAY_MS)}`;
  for (const { signalKey, occurredAt, packed, actor } of changed(signals, words))
    await tx.$executeRaw`
      UPDATE "signal" SET "actor" = ${withoutOwnNames(actor ?? ERASED, words)},
        "dictionary" = ${packed.dictionary}::smallint, "raw" = ${packed.bytes}
      WHERE "accountId" = ${accountId}::uuid AND "occurredAt" = ${occurredAt} AND "signalKey" = ${signalKey}`;
  const evidence = await tx.$queryRaw<Kept[]>`
    SELECT "eventId"::text AS place, "signalKey", "occurredAt", "stream", "dictionary", "raw" FROM "evidence"
    WHERE "accountId" = ${accountId}::uuid AND "eventId" IN (
      SELECT "id" FROM "identity_event" WHERE "accountId" = ${accountId}::uuid
        AND ("facts"::text ~* ${pattern} OR "sources"::text ~* ${pattern})
      UNION SELECT "id" FROM "account_event" WHERE "accountId" = ${accountId}::uuid AND "sources"::text ~* ${pattern})`;
  for (const { place, signalKey, text, packed } of changed(evidence, words))
    await tx.evidence.update({
      where: {
        accountId_eventId_signalKey: { accountId, eventId: place, signalKey: Uint8Array.from(signalKey) },
      },
      data: {
        dictionary: packed.dictionary,
        raw: packed.bytes,
        sha256: Uint8Array.from(createHash('sha256').update(text, 'utf8').digest()),
      },
    });
  await tx.$executeRaw`
    DELETE FROM "signal_value" WHERE "accountId" = ${accountId}::uuid AND "field" = 'actor' AND "value" = ANY(${actors})`;
}

function changed(rows: readonly Kept[], words: readonly string[]) {
  return rows.flatMap((row) => {
    const before = unpackRecord({ dictionary: row.dictionary, bytes: row.raw });
    const said: unknown = JSON.parse(before);
    const text = JSON.stringify(unnamed(said, words, true, true));
    return text === JSON.stringify(said) ? [] : [{ ...row, text, packed: packRecord(row.stream, text) }];
  });
}

/**
 * Entries of the audit log that name somebody, in their own words or by one of their ids, as far as they say anything. In what
 * a member wrote any word counts that they are called by; elsewhere a plain one only where it is the value.
 */
export async function auditEntriesOn(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
  words: readonly string[],
): Promise<bigint[]> {
  const pattern = namesPattern(words);
  const rows = await tx.$queryRaw<{ seq: bigint; own: boolean; said: unknown }[]>`
    SELECT "seq", coalesce("personId" = ANY(${[...personIds]}::uuid[]), false) AS own,
      jsonb_build_array("before", "after", "entityId") AS said
    FROM "audit_entry" WHERE "accountId" = ${accountId}::uuid AND "erasedBy" IS NULL AND (
      ("personId" = ANY(${[...personIds]}::uuid[]) AND ("before" IS NOT NULL OR "after" IS NOT NULL))
      OR (${pattern}::text IS NOT NULL AND ("before"::text ~* ${pattern} OR "after"::text ~* ${pattern}
        OR "entityId" ~* ${pattern})))
    ORDER BY "seq"`;
  return rows.filter(({ own, said }) => own || saysNameOf(said, words)).map(({ seq }) => seq);
}

/** Under what in an entry words of Parapet stand: somebody may be called like one, which names nobody. */
const OWN_WORDS: ReadonlySet<string> = new Set([
  ...[
    'role',
    'permissions',
    'action',
    'kind',
    'kinds',
    'state',
    'status',
    'verdict',
    'scope',
    'stream',
    'streams',
  ],
  ...['lane', 'connector', 'criticality', 'label', 'detector', 'detectors', 'delivery', 'range', 'sort'],
]);

/** Under what members write sentences. */
const WRITTEN: ReadonlySet<string> = new Set([
  ...['note', 'text', 'reason', 'description', 'comment', 'message', 'step'],
]);

/** Whether a value says one of the words, and not as the name of a field or a word of Parapet. */
function saysNameOf(value: unknown, words: readonly string[], isWritten = false): boolean {
  if (typeof value === 'string')
    return (isWritten ? withoutNames(value, words) : withoutOwnNames(value, words)) !== value;
  if (Array.isArray(value)) return value.some((part: unknown) => saysNameOf(part, words, isWritten));
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(
    ([key, part]) => !OWN_WORDS.has(key) && saysNameOf(part, words, isWritten || WRITTEN.has(key)),
  );
}

/**
 * Takes from these entries what they said; `by` is the entry after them, of this transaction, that says so. What is left of
 * each is hashed under the key of the log. How many there were.
 */
export async function eraseFromAudit(
  accountId: string,
  tx: Transaction,
  key: Buffer,
  entries: readonly bigint[],
  by: bigint,
): Promise<number> {
  const rows = await tx.$queryRaw<(Omit<LeftOfEntry, 'at' | 'by'> & { seq: bigint; at: Date })[]>`
    SELECT "seq", "at", "actorKind", "actorId", "actorName", "action", "entity", "entityId", "address",
      "personId"::text, "hash"
    FROM "audit_entry" WHERE "accountId" = ${accountId}::uuid AND "seq" = ANY(${[...entries]}::bigint[])
      AND "erasedBy" IS NULL ORDER BY "seq"`;
  const kept = rows.map(({ seq, at, hash, entityId, ...left }) =>
    Uint8Array.from(
      leftHash(key, accountId, seq, {
        ...left,
        at: at.getTime(),
        entityId: entityId !== null && UUID.test(entityId) ? entityId : null,
        hash: Buffer.from(hash),
        by,
      }),
    ),
  );
  const [row] = await tx.$queryRaw<{ gone: number }[]>`
    SELECT erase_from_audit(${rows.map(({ seq }) => seq)}::bigint[], ${kept}::bytea[], ${by}) AS gone`;
  return row?.gone ?? 0;
}

/** An id says of nobody who they are: it stays. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Every column that is searched for the names of an erased person, as `table.column`: the schema is held against it. */
export const SCRUBBED: readonly string[] = [
  ...[...TEXTS, ...JSONS, ...KEPT_SEARCHES].map(([table, column]) => `${table}.${column}`),
  ...NAMED.flatMap((table) => [`${table}.name`, `${table}.nameKey`]),
  ...CALLED.map((table) => `${table}.name`),
  ...['signal.actor', 'signal_value.value', 'quarantine.detail'],
  ...['audit_entry.before', 'audit_entry.after', 'audit_entry.entityId'],
];
