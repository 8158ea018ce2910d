import { randomUUID } from 'node:crypto';
import type { DirectoryPart } from '@/domain/directory';
import type { FactChange } from '@/domain/people/directory-facts';
import { userFactsSchema } from '@/domain/people/directory-facts';
import { type DirectoryEntry, directoryStanding } from '@/domain/people/directory-standing';
import type { Transaction } from '@/server/data/database';

/** One object of a directory in storage. */
export interface DirectoryRow {
  readonly part: DirectoryPart;
  readonly objectId: string;
  readonly personId: string | null;
  readonly facts: object;
  readonly gone: boolean;
}

/** Key of maps of objects of one integration. */
export function objectToken(part: string, objectId: string): string {
  return `${part} ${objectId}`;
}

/** What is stored of these objects, by `objectToken`. */
export async function storedObjects(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  objects: readonly { readonly part: DirectoryPart; readonly id: string }[],
): Promise<Map<string, DirectoryRow>> {
  if (objects.length === 0) return new Map();
  const rows = await tx.$queryRaw<DirectoryRow[]>`
    SELECT d."part", d."objectId", d."personId", d."facts", d."goneAt" IS NOT NULL AS gone
    FROM unnest(${objects.map(({ part }) => part)}::text[], ${objects.map(({ id }) => id)}::text[]) AS o("part", "id")
    JOIN "directory_object" d ON d."accountId" = ${accountId}::uuid AND d."integrationId" = ${integrationId}::uuid
      AND d."part" = o."part" AND d."objectId" = o."id"`;
  return new Map(rows.map((row) => [objectToken(row.part, row.objectId), row]));
}

/** An object as a sweep found it. */
export interface FoundObject {
  readonly part: DirectoryPart;
  readonly objectId: string;
  readonly personId: string | null;
  readonly name: string | null;
  readonly facts: object;
}

/** Stores objects as they are now. Storing them again in the same sweep changes nothing. Instants are epoch ms. */
export async function putObjects(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  objects: readonly FoundObject[],
  { sweepStartedAt, now }: { readonly sweepStartedAt: number; readonly now: number },
): Promise<void> {
  if (objects.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO "directory_object" ("accountId", "integrationId", "part", "objectId", "personId", "name", "facts",
      "firstSeenAt", "seenAt")
    SELECT ${accountId}::uuid, ${integrationId}::uuid, r."part", r."objectId", r."personId", r."name", r."facts",
      ${new Date(now)}, ${new Date(sweepStartedAt)}
    FROM jsonb_to_recordset(${JSON.stringify(objects)}::jsonb)
      AS r("part" text, "objectId" text, "personId" uuid, "name" text, "facts" jsonb)
    ORDER BY r."part", r."objectId"
    ON CONFLICT ("accountId", "integrationId", "part", "objectId") DO UPDATE SET "personId" = excluded."personId",
      "name" = excluded."name", "facts" = excluded."facts", "goneAt" = NULL,
      "seenAt" = greatest("directory_object"."seenAt", excluded."seenAt")`;
}

/** Something that changed of an object; `personId` is whose history it belongs to. */
export interface ObjectChange extends FactChange {
  readonly part: DirectoryPart;
  readonly objectId: string;
  readonly personId: string | null;
}

/** Keeps changes as history. */
export async function insertChanges(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  changes: readonly ObjectChange[],
  now: number,
): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map((change) => ({ id: randomUUID(), ...change }));
  await tx.$executeRaw`
    INSERT INTO "directory_change" ("accountId", "id", "integrationId", "part", "objectId", "personId", "at", "field",
      "before", "after")
    SELECT ${accountId}::uuid, r."id", ${integrationId}::uuid, r."part", r."objectId", r."personId", ${new Date(now)},
      r."field", r."before", r."after"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r("id" uuid, "part" text, "objectId" text,
      "personId" uuid, "field" text, "before" jsonb, "after" jsonb)`;
}

/** Marks as gone what a finished sweep of these parts did not find. Returns what it was. */
export async function markGone(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  parts: readonly DirectoryPart[],
  { sweepStartedAt, now }: { readonly sweepStartedAt: number; readonly now: number },
): Promise<DirectoryRow[]> {
  return tx.$queryRaw<DirectoryRow[]>`
    UPDATE "directory_object" SET "goneAt" = ${new Date(now)}
    WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${integrationId}::uuid AND "part" = ANY(${[...parts]})
      AND "seenAt" < ${new Date(sweepStartedAt)} AND "goneAt" IS NULL
    RETURNING "part", "objectId", "personId", "facts", true AS gone`;
}

/** Keeps that these parts were read to their end. */
export async function markSwept(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  parts: readonly DirectoryPart[],
  sweepStartedAt: number,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "directory_sweep" ("accountId", "integrationId", "part", "firstAt", "lastAt")
    SELECT ${accountId}::uuid, ${integrationId}::uuid, r."part", ${new Date(sweepStartedAt)}, ${new Date(sweepStartedAt)}
    FROM unnest(${[...parts]}::text[]) AS r("part") ORDER BY r."part"
    ON CONFLICT ("accountId", "integrationId", "part")
      DO UPDATE SET "lastAt" = greatest("directory_sweep"."lastAt", excluded."lastAt")`;
}

/** The parts that an earlier sweep read to their end: what is new in them was added since. */
export async function partsSweptBefore(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  sweepStartedAt: number,
): Promise<Set<string>> {
  const rows = await tx.directorySweep.findMany({
    where: { accountId, integrationId, firstAt: { lt: new Date(sweepStartedAt) } },
    select: { part: true },
  });
  return new Set(rows.map((row) => row.part));
}

/** Links devices that were read before their users were known, once users have been read to their end. */
export async function linkDevices(accountId: string, tx: Transaction, integrationId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE "directory_object" d SET "personId" = (
      SELECT u."personId" FROM "directory_object" u, jsonb_array_elements_text(d."facts"->'userIds') AS o("id")
      WHERE u."accountId" = d."accountId" AND u."integrationId" = d."integrationId" AND u."part" = 'users'
        AND u."objectId" = o."id" AND u."personId" IS NOT NULL ORDER BY u."objectId" LIMIT 1)
    WHERE d."accountId" = ${accountId}::uuid AND d."integrationId" = ${integrationId}::uuid AND d."part" = 'phones'
      AND d."personId" IS NULL AND jsonb_typeof(d."facts"->'userIds') = 'array'`;
  await tx.$executeRaw`
    UPDATE "directory_object" d SET "personId" = (
      SELECT a."personId" FROM "person_alias" a
      WHERE a."accountId" = d."accountId" AND a."integrationId" = d."integrationId" AND (
        (a."kind" = 'username' AND a."value" = lower(d."facts"->>'username'))
        OR (a."kind" = 'alias' AND a."value" = lower(d."facts"->>'username'))
        OR (a."kind" = 'name' AND a."value" = lower(d."facts"->>'username'))
        OR (a."kind" = 'email' AND a."value" = lower(d."facts"->>'email')))
      ORDER BY a."kind" = 'username' DESC, a."kind" LIMIT 1)
    WHERE d."accountId" = ${accountId}::uuid AND d."integrationId" = ${integrationId}::uuid AND d."part" = 'endpoints'
      AND d."personId" IS NULL`;
}

/** Person ids of users of this directory, by their ids. */
export async function peopleOfUsers(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  userIds: readonly string[],
): Promise<Map<string, string>> {
  if (userIds.length === 0) return new Map();
  const rows = await tx.$queryRaw<{ objectId: string; personId: string }[]>`
    SELECT "objectId", "personId" FROM "directory_object"
    WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${integrationId}::uuid AND "part" = 'users'
      AND "objectId" = ANY(${[...userIds]}) AND "personId" IS NOT NULL`;
  return new Map(rows.map((row) => [row.objectId, row.personId]));
}

/** Person ids by `kind value` of names in lower case, as this integration knows them. */
export async function peopleOfNames(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  names: readonly string[],
): Promise<Map<string, string>> {
  if (names.length === 0) return new Map();
  const rows = await tx.$queryRaw<{ kind: string; value: string; personId: string }[]>`
    SELECT "kind", "value", "personId" FROM "person_alias"
    WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${integrationId}::uuid
      AND "kind" IN ('username', 'alias', 'name', 'email') AND "value" = ANY(${[...names]})`;
  return new Map(rows.map((row) => [`${row.kind} ${row.value}`, row.personId]));
}

/**
 * Reckons anew what directories say of these people, whom the caller has locked, and stores it. Of whom no directory
 * says anything any more, their records tell the names from now on.
 */
export async function restateDirectory(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
): Promise<void> {
  if (personIds.length === 0) return;
  const rows = await tx.$queryRaw<
    {
      personId: string;
      integrationId: string;
      objectId: string;
      facts: unknown;
      firstSeenAt: Date;
      goneAt: Date | null;
    }[]
  >`
    SELECT "personId", "integrationId", "objectId", "facts", "firstSeenAt", "goneAt" FROM "directory_object"
    WHERE "accountId" = ${accountId}::uuid AND "personId" = ANY(${[...personIds]}::uuid[]) AND "part" = 'users'`;
  const entries = new Map<string, DirectoryEntry[]>();
  for (const row of rows) {
    const entry: DirectoryEntry = {
      integrationId: row.integrationId,
      objectId: row.objectId,
      facts: userFactsSchema.parse(row.facts),
      firstSeenAt: row.firstSeenAt.getTime(),
      goneAt: row.goneAt?.getTime() ?? null,
    };
    entries.set(row.personId, [...(entries.get(row.personId) ?? []), entry]);
  }
  const shown = new Set<string>();
  const standings = [...entries].flatMap(([id, own]) => {
    const standing = directoryStanding(own);
    return standing === null
      ? []
      : [
          {
            id,
            ...standing,
            email: shownAddress(standing, shown),
            lastLoginAt: iso(standing.lastLoginAt),
            inDirectorySince: iso(standing.inDirectorySince),
            leftDirectoryAt: iso(standing.leftDirectoryAt),
          },
        ];
  });
  await tx.person.updateMany({
    where: {
      accountId,
      id: { in: personIds.filter((id) => !entries.has(id)) },
      inDirectorySince: { not: null },
    },
    data: { status: null, enrolled: null, lastLoginAt: null, inDirectorySince: null, leftDirectoryAt: null },
  });
  await freeAddresses(
    accountId,
    tx,
    standings.flatMap(({ id, email }) => (email === null ? [] : { id, email })),
  );
  await tx.$executeRaw`
    UPDATE "person" p SET "name" = r."name", "username" = r."username", "email" = coalesce(r."email", p."email"),
      "groups" = ARRAY(SELECT jsonb_array_elements_text(r."groups")), "status" = r."status", "enrolled" = r."enrolled",
      "lastLoginAt" = r."lastLoginAt", "inDirectorySince" = r."inDirectorySince",
      "leftDirectoryAt" = r."leftDirectoryAt"
    FROM jsonb_to_recordset(${JSON.stringify(standings)}::jsonb) AS r("id" uuid, "name" text, "username" text,
      "email" text, "groups" jsonb, "status" text, "enrolled" boolean, "lastLoginAt" timestamptz,
      "inDirectorySince" timestamptz, "leftDirectoryAt" timestamptz)
    WHERE p."accountId" = ${accountId}::uuid AND p."id" = r."id"`;
}

/** An address is shown once, and is not taken back for somebody who left. */
function shownAddress(
  { email, leftDirectoryAt }: { email: string | null; leftDirectoryAt: number | null },
  shown: Set<string>,
): string | null {
  if (email === null || leftDirectoryAt !== null || shown.has(email)) return null;
  shown.add(email);
  return email;
}

/** Takes these addresses from everybody else, so that they can move between people whatever the order. */
export async function freeAddresses(
  accountId: string,
  tx: Transaction,
  wanted: readonly { readonly id: string; readonly email: string }[],
): Promise<void> {
  if (wanted.length === 0) return;
  await tx.$executeRaw`
    UPDATE "person" p SET "email" = NULL
    FROM jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) AS r("id" uuid, "email" text)
    WHERE p."accountId" = ${accountId}::uuid AND p."email" = r."email" AND p."id" <> r."id"`;
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
