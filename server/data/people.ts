import { randomUUID } from 'node:crypto';
import type { Transaction } from './database';
import type { AssessmentRow } from './signals';

/** A person as a record names it: by the vendor's key, or by a username alone. */
export interface SeenPerson {
  readonly key: string | null;
  readonly username: string | null;
  readonly email: string | null;
  /** Null where the record says nothing of groups. */
  readonly groups: readonly string[] | null;
  /** Epoch milliseconds of the record. */
  readonly seenAt: number;
}

/** The people that the records of a page name. */
export interface ResolvedPeople {
  /** The person that a record names; null where it names nobody that can be told from others. */
  idOf(named: { readonly key: string | null; readonly username: string | null }): string | null;
  /** People who turned out to be one. The caller detects anew what rests on their records, and scores them anew. */
  readonly merges: readonly PersonMerge[];
}

/** One person into whom others were merged. */
export interface PersonMerge {
  readonly personId: string;
  /** Assessments and lock-outs that came to them from the others. */
  readonly assessments: readonly AssessmentRow[];
}

/** What all records of a page say of one person. */
interface Seen extends SeenPerson {
  readonly key: string;
  readonly username: string;
  readonly groups: readonly string[];
  /** Epoch milliseconds of the oldest of them; `seenAt` is that of the newest. */
  readonly firstAt: number;
}

interface AliasRow {
  value: string;
  personId: string;
  hasEmail: boolean;
}

/**
 * The person behind each key, made where there is none, and brought up to date by the newest record. People of
 * several integrations are joined by equal e-mail, never by username alone. Locks their rows in id order.
 *
 * @param now epoch milliseconds of this reading
 */
export async function resolvePeople(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  seen: readonly SeenPerson[],
  _now: number,
): Promise<ResolvedPeople> {
  const people = mergeByKey(seen);
  const byKey = await resolveKeys(accountId, tx, integrationId, people);
  return { idOf: ({ key }) => (key === null ? null : (byKey.get(key) ?? null)), merges: [] };
}

async function resolveKeys(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  people: ReadonlyMap<string, Seen>,
): Promise<Map<string, string>> {
  if (people.size === 0) return new Map();
  const find = () => aliases(accountId, tx, integrationId, 'key', [...people.keys()]);
  let known = await find();
  let addresses = new Map<string, string>();
  if ([...people.values()].some((person) => isNews(person, known.get(person.key)))) {
    // One at a time per account: two integrations may meet the same new person, or address, at once.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('people:' || ${accountId}, 0))`;
    known = await find();
  }
  const byKey = new Map([...known].map(([key, row]) => [key, row.personId]));
  const news = [...people.values()].filter((person) => isNews(person, known.get(person.key)));
  if (news.length > 0) {
    const unknown = news.filter((person) => !known.has(person.key));
    if (unknown.length > 0) await adopt(accountId, tx, integrationId, unknown, byKey);
    addresses = await freeAddresses(accountId, tx, news, known);
  }
  await refresh(accountId, tx, people, byKey, addresses);
  return byKey;
}

/** A person nobody has met, or the address of one who had none. */
function isNews(person: Seen, known: AliasRow | undefined): boolean {
  return known === undefined || (person.email !== null && !known.hasEmail);
}

/** The newest record gives the names; the address is the newest that any record gives. */
function mergeByKey(seen: readonly SeenPerson[]): Map<string, Seen> {
  const people = new Map<string, Seen>();
  for (const person of [...seen].sort((a, b) => a.seenAt - b.seenAt)) {
    if (person.key === null) continue;
    const before = people.get(person.key);
    people.set(person.key, {
      ...person,
      key: person.key,
      username: person.username ?? before?.username ?? person.key,
      groups: person.groups ?? before?.groups ?? [],
      email: person.email ?? before?.email ?? null,
      firstAt: before?.firstAt ?? person.seenAt,
    });
  }
  return people;
}

async function aliases(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  kind: 'key' | 'username',
  values: readonly string[],
): Promise<Map<string, AliasRow>> {
  const rows = await tx.$queryRaw<AliasRow[]>`
    SELECT a."value", a."personId", p."email" IS NOT NULL AS "hasEmail" FROM "person_alias" a
    JOIN "person" p ON p."accountId" = a."accountId" AND p."id" = a."personId"
    WHERE a."accountId" = ${accountId}::uuid AND a."integrationId" = ${integrationId}::uuid AND a."kind" = ${kind}
      AND a."value" = ANY(${values})`;
  return new Map(rows.map((row) => [row.value, row]));
}

/** Addresses, by person id, of known people who had none, where nobody has the address yet. */
async function freeAddresses(
  accountId: string,
  tx: Transaction,
  news: readonly Seen[],
  known: ReadonlyMap<string, AliasRow>,
): Promise<Map<string, string>> {
  const wanted = new Map<string, string>();
  for (const { key, email } of news) {
    const row = known.get(key);
    if (row !== undefined && email !== null) wanted.set(email, row.personId);
  }
  if (wanted.size === 0) return new Map();
  const taken = await tx.$queryRaw<{ email: string }[]>`
    SELECT "email" FROM "person" WHERE "accountId" = ${accountId}::uuid AND "email" = ANY(${[...wanted.keys()]})`;
  for (const { email } of taken) wanted.delete(email);
  return new Map([...wanted].map(([email, personId]) => [personId, email]));
}

async function adopt(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  unknown: readonly Seen[],
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

/** Names and groups follow the newest record; `addresses` go to people who have none. */
async function refresh(
  accountId: string,
  tx: Transaction,
  people: ReadonlyMap<string, Seen>,
  byKey: ReadonlyMap<string, string>,
  addresses: ReadonlyMap<string, string>,
): Promise<void> {
  const rows = [...people.values()].map((person) => {
    const id = byKey.get(person.key) ?? '';
    return {
      id,
      username: person.username,
      email: addresses.get(id) ?? null,
      groups: person.groups,
      first: new Date(person.firstAt).toISOString(),
      at: new Date(person.seenAt).toISOString(),
    };
  });
  await tx.$executeRaw`
    WITH seen AS MATERIALIZED (
      SELECT DISTINCT ON (r."id") r."id", r."username", r."groups", r."at",
        min(r."first") OVER (PARTITION BY r."id") AS "first", max(r."email") OVER (PARTITION BY r."id") AS "email"
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        AS r("id" uuid, "username" text, "email" text, "groups" jsonb, "first" timestamptz, "at" timestamptz)
      ORDER BY r."id", r."at" DESC
    ), locked AS MATERIALIZED (
      SELECT p."id" FROM "person" p WHERE p."accountId" = ${accountId}::uuid AND p."id" IN (SELECT "id" FROM seen)
      ORDER BY p."id" FOR NO KEY UPDATE
    )
    UPDATE "person" p SET
      "lastSeenAt" = greatest(p."lastSeenAt", seen."at"),
      "firstSeenAt" = least(p."firstSeenAt", seen."first"),
      "email" = coalesce(p."email", seen."email"),
      "username" = CASE WHEN seen."at" >= p."lastSeenAt" THEN seen."username" ELSE p."username" END,
      "name" = CASE WHEN seen."at" >= p."lastSeenAt" AND p."name" = p."username" THEN seen."username" ELSE p."name" END,
      "groups" = CASE WHEN seen."at" >= p."lastSeenAt"
        THEN ARRAY(SELECT jsonb_array_elements_text(seen."groups")) ELSE p."groups" END
    FROM seen, locked WHERE p."accountId" = ${accountId}::uuid AND p."id" = seen."id" AND locked."id" = p."id"`;
}
