import { randomUUID } from 'node:crypto';
import type { Transaction } from './database';

/** A person as a record names it. Names that the vendor does not know (no key) never come here. */
export interface SeenPerson {
  readonly key: string;
  readonly username: string;
  readonly email: string | null;
  readonly groups: readonly string[];
  /** Epoch milliseconds of the record. */
  readonly seenAt: number;
}

interface AliasRow {
  value: string;
  personId: string;
}

/**
 * The person behind each key, made where there is none, and brought up to date by the newest record. People of
 * several integrations are joined by equal e-mail, never by username alone. Locks their rows in id order.
 *
 * @returns person ids by key
 */
export async function resolvePeople(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  seen: readonly SeenPerson[],
): Promise<Map<string, string>> {
  const newest = newestByKey(seen);
  if (newest.size === 0) return new Map();
  let byKey = await aliases(accountId, tx, integrationId, 'key', [...newest.keys()]);
  const unknown = [...newest.values()].filter((person) => !byKey.has(person.key));
  if (unknown.length > 0) {
    // One at a time per account: two integrations may meet the same new person at once.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('people:' || ${accountId}, 0))`;
    byKey = await aliases(accountId, tx, integrationId, 'key', [...newest.keys()]);
    await adopt(
      accountId,
      tx,
      integrationId,
      unknown.filter((person) => !byKey.has(person.key)),
      byKey,
    );
  }
  await refresh(accountId, tx, newest, byKey);
  return byKey;
}

function newestByKey(seen: readonly SeenPerson[]): Map<string, SeenPerson> {
  const newest = new Map<string, SeenPerson>();
  for (const person of seen) {
    const known = newest.get(person.key);
    if (known === undefined || person.seenAt >= known.seenAt) newest.set(person.key, person);
  }
  return newest;
}

async function aliases(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  kind: 'key' | 'username',
  values: readonly string[],
): Promise<Map<string, string>> {
  const rows = await tx.$queryRaw<AliasRow[]>`
    SELECT "value", "personId" FROM "person_alias"
    WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${integrationId}::uuid AND "kind" = ${kind}
      AND "value" = ANY(${values})`;
  return new Map(rows.map((row) => [row.value, row.personId]));
}

async function adopt(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  unknown: readonly SeenPerson[],
  byKey: Map<string, string>,
): Promise<void> {
  const emails = unknown.flatMap((person) => (person.email === null ? [] : [person.email]));
  const owners = await tx.$queryRaw<{ email: string; id: string }[]>`
    SELECT "email", "id" FROM "person" WHERE "accountId" = ${accountId}::uuid AND "email" = ANY(${emails})`;
  const byEmail = new Map(owners.map((owner) => [owner.email, owner.id]));
  const made: object[] = [];
  for (const person of unknown) {
    const known = person.email === null ? undefined : byEmail.get(person.email);
    const id = known ?? randomUUID();
    byKey.set(person.key, id);
    if (known !== undefined) continue;
    if (person.email !== null) byEmail.set(person.email, id);
    made.push({
      id,
      username: person.username,
      email: person.email,
      groups: person.groups,
      at: new Date(person.seenAt).toISOString(),
    });
  }
  await tx.$executeRaw`
    INSERT INTO "person" ("accountId", "id", "name", "username", "email", "groups", "firstSeenAt", "lastSeenAt")
    SELECT ${accountId}::uuid, r."id", r."username", r."username", r."email",
      ARRAY(SELECT jsonb_array_elements_text(r."groups")), r."at", r."at"
    FROM jsonb_to_recordset(${JSON.stringify(made)}::jsonb)
      AS r("id" uuid, "username" text, "email" text, "groups" jsonb, "at" timestamptz)
    ORDER BY r."id"`;
  await tx.$executeRaw`
    INSERT INTO "person_heat" ("accountId", "policy", "personId", "heat")
    SELECT a."id", a."currentPolicy", r."id", NULL FROM "account" a,
      jsonb_to_recordset(${JSON.stringify(made)}::jsonb) AS r("id" uuid)
    WHERE a."id" = ${accountId}::uuid`;
  const links = unknown.map((person) => ({ value: person.key, personId: byKey.get(person.key) }));
  await tx.$executeRaw`
    INSERT INTO "person_alias" ("accountId", "integrationId", "kind", "value", "personId")
    SELECT ${accountId}::uuid, ${integrationId}::uuid, 'key', r."value", r."personId"
    FROM jsonb_to_recordset(${JSON.stringify(links)}::jsonb) AS r("value" text, "personId" uuid)
    ON CONFLICT DO NOTHING`;
}

/** Names and groups follow the newest record; an e-mail that somebody else has is left alone. */
async function refresh(
  accountId: string,
  tx: Transaction,
  newest: ReadonlyMap<string, SeenPerson>,
  byKey: ReadonlyMap<string, string>,
): Promise<void> {
  const rows = [...newest.values()].map((person) => ({
    id: byKey.get(person.key),
    username: person.username,
    email: person.email,
    groups: person.groups,
    at: new Date(person.seenAt).toISOString(),
  }));
  await tx.$executeRaw`
    WITH seen AS MATERIALIZED (
      SELECT DISTINCT ON (r."id") r.* FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        AS r("id" uuid, "username" text, "email" text, "groups" jsonb, "at" timestamptz)
      ORDER BY r."id", r."at" DESC
    ), locked AS MATERIALIZED (
      SELECT p."id" FROM "person" p WHERE p."accountId" = ${accountId}::uuid AND p."id" IN (SELECT "id" FROM seen)
      ORDER BY p."id" FOR NO KEY UPDATE
    )
    UPDATE "person" p SET
      "lastSeenAt" = greatest(p."lastSeenAt", seen."at"),
      "firstSeenAt" = least(p."firstSeenAt", seen."at"),
      "username" = CASE WHEN seen."at" >= p."lastSeenAt" THEN seen."username" ELSE p."username" END,
      "name" = CASE WHEN seen."at" >= p."lastSeenAt" AND p."name" = p."username" THEN seen."username" ELSE p."name" END,
      "groups" = CASE WHEN seen."at" >= p."lastSeenAt"
        THEN ARRAY(SELECT jsonb_array_elements_text(seen."groups")) ELSE p."groups" END
    FROM seen, locked WHERE p."accountId" = ${accountId}::uuid AND p."id" = seen."id" AND locked."id" = p."id"`;
}
