import { randomUUID } from 'node:crypto';
import {
  type AliasKind,
  aliasToken,
  isNews,
  mergeClaims,
  namesToFind,
  ownerOf,
  type PersonClaim,
  type SeenPerson,
  tokenOf,
  withRelated,
} from '@/domain/people/claim';
import { joinClaims, type JoinedPerson, type NameHolder } from '@/domain/people/join-claims';
import type { Transaction } from './database';
import { lockPeople, mergePeople, type PersonMerge, type StoredPerson } from './merge-people';

/** The people that were named in what was read. */
export interface ResolvedPeople {
  /** The person that a record names; null where it names nobody. */
  idOf(named: { readonly key: string | null; readonly username: string | null }): string | null;
  /** People who turned out to be one. The caller detects anew what rests on their records, and scores them anew. */
  readonly merges: readonly PersonMerge[];
}

/**
 * The person behind each record of an integration, made where there is none, and brought up to date by the newest.
 * Keys tell people of one integration apart, else usernames; people of several integrations are joined by equal
 * e-mail, never by username alone. Who turns out to be somebody known is merged with them. Locks rows in id order.
 *
 * @param now epoch milliseconds of this reading
 */
export async function resolvePeople(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  seen: readonly SeenPerson[],
  now: number,
): Promise<ResolvedPeople> {
  const claims = mergeClaims(seen);
  if (claims.size === 0) return { idOf: () => null, merges: [] };
  const holders = await findHolders(accountId, tx, integrationId, [...claims.values()]);
  const ids = new Map([...claims].map(([token, claim]) => [token, ownerOf(claim, holders) ?? '']));
  const how = { current: false, now, others: [] };
  const news = withRelated(claims, (claim) => isNews(claim, holders));
  const settled = await settle(accountId, tx, integrationId, news, { ...how, others: [...ids.values()] });
  for (const [token, id] of settled.ids) ids.set(token, id);
  if (await refresh(accountId, tx, claims, ids)) return { idOf: lookup(ids), merges: settled.merges };
  // Fewer rows than people: somebody was merged away since they were looked up.
  const again = await settle(accountId, tx, integrationId, claims, how);
  await refresh(accountId, tx, claims, again.ids);
  return { idOf: lookup(again.ids), merges: [...settled.merges, ...again.merges] };
}

/**
 * The same for users of a directory, which says who they are now: a username is theirs whoever had it. What the
 * directory tells of them beside their names is not stored here.
 */
export async function resolveUsers(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  users: readonly SeenPerson[],
  now: number,
): Promise<ResolvedPeople> {
  const claims = mergeClaims(users);
  if (claims.size === 0) return { idOf: () => null, merges: [] };
  const holders = await findHolders(accountId, tx, integrationId, [...claims.values()]);
  if (![...claims.values()].some((claim) => isNews(claim, holders))) {
    const ids = new Map([...claims].map(([token, claim]) => [token, ownerOf(claim, holders) ?? '']));
    const locked = await lockPeople(accountId, tx, [...ids.values()]);
    if (locked.size === new Set(ids.values()).size) return { idOf: lookup(ids), merges: [] };
  }
  const settled = await settle(accountId, tx, integrationId, claims, { current: true, now, others: [] });
  return { idOf: lookup(settled.ids), merges: settled.merges };
}

function lookup(ids: ReadonlyMap<string, string>): ResolvedPeople['idOf'] {
  return (named) => {
    const token = tokenOf(named);
    return token === null ? null : (ids.get(token) ?? null);
  };
}

/** Person ids by `aliasToken`, of every name that the claims are looked up by. */
async function findHolders(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  claims: readonly PersonClaim[],
  open = false,
): Promise<Map<string, string>> {
  const names = claims.flatMap((claim) => namesToFind(claim, open));
  // One look into the index for each name, whatever the planner thinks: a plan that is kept may be older than the rows.
  const rows = await tx.$queryRaw<{ kind: AliasKind; value: string; personId: string }[]>`
    SELECT n."kind", n."value", a."personId"
    FROM unnest(${names.map(({ kind }) => kind)}::text[], ${names.map(({ value }) => value)}::text[])
      AS n("kind", "value")
    CROSS JOIN LATERAL (
      SELECT "personId" FROM "person_alias" WHERE "accountId" = ${accountId}::uuid
        AND "integrationId" = ${integrationId}::uuid AND "kind" = n."kind" AND "value" = n."value" LIMIT 1
    ) a`;
  return new Map(rows.map((row) => [aliasToken(row.kind, row.value), row.personId]));
}

interface Settling {
  /** Whether the claims say what is so now, as a directory does. */
  readonly current: boolean;
  readonly now: number;
  /** People whom the page touches as well: locked together, or two pages would wait for each other. */
  readonly others: readonly string[];
}

/** Settles who is who, one page at a time in an account, and stores the names. */
async function settle(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  claims: ReadonlyMap<string, PersonClaim>,
  { current, now, others }: Settling,
): Promise<{ ids: Map<string, string>; merges: readonly PersonMerge[] }> {
  if (claims.size === 0) return { ids: new Map(), merges: [] };
  // Two integrations may meet the same new person, name or address at once.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('people:' || ${accountId}, 0))`;
  const all = [...claims.values()];
  const ids = await findHolders(accountId, tx, integrationId, all, true);
  const holders = await describeHolders(accountId, tx, ids);
  const owners = await emailOwners(accountId, tx, [...new Set(all.flatMap((claim) => claim.emails))]);
  const joined = joinClaims(all, holders, owners, current);
  const known = await lockPeople(accountId, tx, [
    ...joined.flatMap((person) => person.personIds),
    ...others.filter((id) => id !== ''),
  ]);
  const groups = joined
    .filter((person) => person.personIds.length > 1)
    .map((person) => person.personIds.flatMap((id) => known.get(id) ?? []));
  const { survivors, merges } = await mergePeople(accountId, tx, integrationId, groups, now);
  const people = joined.map((person) => {
    const [first] = person.personIds;
    return { ...person, id: first === undefined ? randomUUID() : (survivors.get(first)?.id ?? first) };
  });
  await insertPeople(
    accountId,
    tx,
    people.filter((person) => person.personIds.length === 0),
  );
  const stored = new Map([
    ...known,
    ...[...survivors.values()].map((person) => [person.id, person] as const),
  ]);
  const replaced = await storeAddresses(accountId, tx, people, stored);
  await putNames(accountId, tx, integrationId, people, replaced, holders);
  const idOfClaim = new Map(people.flatMap((person) => person.claims.map((claim) => [claim, person.id])));
  return { ids: new Map([...claims].map(([token, claim]) => [token, idOfClaim.get(claim) ?? ''])), merges };
}

async function describeHolders(
  accountId: string,
  tx: Transaction,
  ids: ReadonlyMap<string, string>,
): Promise<Map<string, NameHolder>> {
  const rows = await tx.$queryRaw<{ id: string; lastSeenAt: Date }[]>`
    SELECT "id", "lastSeenAt" FROM "person"
    WHERE "accountId" = ${accountId}::uuid AND "id" = ANY(${[...new Set(ids.values())]}::uuid[])`;
  const seen = new Map(rows.map((row) => [row.id, row.lastSeenAt.getTime()]));
  return new Map(
    [...ids].flatMap(([token, personId]) => {
      const lastSeenAt = seen.get(personId);
      return lastSeenAt === undefined ? [] : [[token, { personId, lastSeenAt }] as const];
    }),
  );
}

/** Who has, or had, each of these addresses in any integration. */
async function emailOwners(
  accountId: string,
  tx: Transaction,
  emails: readonly string[],
): Promise<Map<string, string[]>> {
  const owners = new Map<string, string[]>();
  if (emails.length === 0) return owners;
  const rows = await tx.$queryRaw<{ email: string; personId: string }[]>`
    SELECT "email", "id" AS "personId" FROM "person"
    WHERE "accountId" = ${accountId}::uuid AND "email" = ANY(${emails})
    UNION
    SELECT a."value", a."personId" FROM "integration" i JOIN "person_alias" a ON a."accountId" = i."accountId"
      AND a."integrationId" = i."id" AND a."kind" = 'email' AND a."value" = ANY(${emails})
    WHERE i."accountId" = ${accountId}::uuid`;
  for (const { email, personId } of rows) owners.set(email, [...(owners.get(email) ?? []), personId]);
  return owners;
}

interface SettledPerson extends JoinedPerson {
  readonly id: string;
}

async function insertPeople(
  accountId: string,
  tx: Transaction,
  people: readonly SettledPerson[],
): Promise<void> {
  if (people.length === 0) return;
  const made = people.map(({ id, claims }) => {
    const newest = [...claims].sort((a, b) => a.seenAt - b.seenAt);
    const last = newest.at(-1);
    return {
      id,
      username:
        newest.findLast((claim) => claim.username !== null)?.username ?? last?.emails.at(-1) ?? last?.key,
      groups: newest.findLast((claim) => claim.groups !== null)?.groups ?? [],
      first: new Date(Math.min(...claims.map((claim) => claim.firstAt))).toISOString(),
      at: new Date(last?.seenAt ?? 0).toISOString(),
    };
  });
  await tx.$executeRaw`
    INSERT INTO "person" ("accountId", "id", "name", "username", "groups", "firstSeenAt", "lastSeenAt")
    SELECT ${accountId}::uuid, r."id", r."username", r."username",
      ARRAY(SELECT jsonb_array_elements_text(r."groups")), r."first", r."at"
    FROM jsonb_to_recordset(${JSON.stringify(made)}::jsonb)
      AS r("id" uuid, "username" text, "groups" jsonb, "first" timestamptz, "at" timestamptz)
    ORDER BY r."id"`;
  await tx.$executeRaw`
    INSERT INTO "person_heat" ("accountId", "policy", "personId", "heat")
    SELECT a."id", a."currentPolicy", r."id", NULL
    FROM "account" a, unnest(${made.map(({ id }) => id)}::uuid[]) AS r("id") WHERE a."id" = ${accountId}::uuid`;
}

/**
 * Gives people the newest address that is read of them, unless a directory knows them: it says which is theirs.
 *
 * @returns addresses that were replaced, which still lead to the person, by person id
 */
async function storeAddresses(
  accountId: string,
  tx: Transaction,
  people: readonly SettledPerson[],
  stored: ReadonlyMap<string, StoredPerson>,
): Promise<Map<string, string>> {
  const replaced = new Map<string, string>();
  const changes = people.flatMap(({ id, claims }) => {
    const newest = claims
      .filter((claim) => claim.emails.length > 0)
      .reduce<PersonClaim | null>(
        (best, claim) => (best === null || claim.seenAt > best.seenAt ? claim : best),
        null,
      );
    const email = newest?.emails.at(-1);
    if (newest === null || email === undefined) return [];
    const before = stored.get(id);
    const had = before?.email ?? null;
    if (before !== undefined && had !== null) {
      if (had === email || before.inDirectorySince !== null) return [];
      if (newest.seenAt < before.lastSeenAt.getTime()) return [];
      replaced.set(id, had);
    }
    return [{ id, email }];
  });
  if (changes.length > 0) {
    await tx.$executeRaw`
      UPDATE "person" p SET "email" = r."email"
      FROM jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) AS r("id" uuid, "email" text)
      WHERE p."accountId" = ${accountId}::uuid AND p."id" = r."id"`;
  }
  return replaced;
}

/** Stores by which names these people are found from now on; a name that stood alone no longer does once it is claimed. */
async function putNames(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  people: readonly SettledPerson[],
  replaced: ReadonlyMap<string, string>,
  known: ReadonlyMap<string, unknown>,
): Promise<void> {
  const rows = new Map<string, { kind: AliasKind; value: string; personId: string }>();
  const put = (kind: AliasKind, value: string, personId: string): void => {
    if (value !== '') rows.set(aliasToken(kind, value), { kind, value, personId });
  };
  for (const { id, claims, usernames, names } of people) {
    const before = replaced.get(id);
    if (before !== undefined) put('email', before, id);
    for (const username of usernames) put('username', username, id);
    for (const name of names) put('name', name, id);
    for (const claim of claims) {
      if (claim.key !== null) put('key', claim.key, id);
      for (const email of claim.emails) put('email', email, id);
      for (const alias of claim.aliases) put('alias', alias, id);
    }
  }
  await tx.$executeRaw`
    INSERT INTO "person_alias" ("accountId", "integrationId", "kind", "value", "personId")
    SELECT ${accountId}::uuid, ${integrationId}::uuid, r."kind", r."value", r."personId"
    FROM jsonb_to_recordset(${JSON.stringify([...rows.values()])}::jsonb)
      AS r("kind" text, "value" text, "personId" uuid)
    ON CONFLICT ("accountId", "integrationId", "kind", "value") DO UPDATE SET "personId" = excluded."personId"
      WHERE "person_alias"."personId" <> excluded."personId"`;
  const claimed = [...rows.values()].flatMap(({ kind, value }) =>
    (kind === 'username' || kind === 'alias') && known.has(aliasToken('name', value)) ? value : [],
  );
  if (claimed.length === 0) return;
  await tx.$executeRaw`
    DELETE FROM "person_alias" WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${integrationId}::uuid
      AND "kind" = 'name' AND "value" = ANY(${claimed})`;
}

/**
 * Names and groups follow the newest record, until a directory says them.
 *
 * @returns whether everybody was still there
 */
async function refresh(
  accountId: string,
  tx: Transaction,
  claims: ReadonlyMap<string, PersonClaim>,
  ids: ReadonlyMap<string, string>,
): Promise<boolean> {
  const people = [...newestById(claims, ids)];
  const updated = await tx.$executeRaw`
    WITH seen AS MATERIALIZED (
      SELECT r.*, r."at" >= p."lastSeenAt" AND (p."inDirectorySince" IS NULL OR p."leftDirectoryAt" IS NOT NULL)
        AS "names"
      FROM unnest(${people.map(([id]) => id)}::uuid[], ${people.map(([, { username }]) => username ?? '')}::text[],
          ${people.map(([, { groups }]) => (groups === null ? '' : arrayLiteral(groups)))}::text[],
          ${people.map(([, { firstAt }]) => new Date(firstAt).toISOString())}::timestamptz[],
          ${people.map(([, { seenAt }]) => new Date(seenAt).toISOString())}::timestamptz[])
        AS r("id", "username", "groups", "first", "at")
      JOIN "person" p ON p."accountId" = ${accountId}::uuid AND p."id" = r."id"
      ORDER BY p."id" FOR NO KEY UPDATE OF p
    )
    UPDATE "person" p SET
      "lastSeenAt" = greatest(p."lastSeenAt", seen."at"),
      "firstSeenAt" = least(p."firstSeenAt", seen."first"),
      "username" = CASE WHEN seen."names" THEN coalesce(nullif(seen."username", ''), p."username")
        ELSE p."username" END,
      "name" = CASE WHEN seen."names" AND p."name" = p."username"
        THEN coalesce(nullif(seen."username", ''), p."name") ELSE p."name" END,
      "groups" = CASE WHEN seen."names" AND seen."groups" <> '' THEN seen."groups"::text[] ELSE p."groups" END
    FROM seen WHERE p."accountId" = ${accountId}::uuid AND p."id" = seen."id"`;
  return updated === people.length;
}

/** What is said of each person: by the newest of their claims, and first seen by the oldest. */
function newestById(
  claims: ReadonlyMap<string, PersonClaim>,
  ids: ReadonlyMap<string, string>,
): Map<string, Pick<PersonClaim, 'username' | 'groups' | 'firstAt' | 'seenAt'>> {
  const people = new Map<string, PersonClaim>();
  for (const [token, claim] of claims) {
    const id = ids.get(token) ?? '';
    const other = people.get(id);
    if (other === undefined) {
      people.set(id, claim);
      continue;
    }
    const [older, newer] = comesFirst(claim, other) ? [claim, other] : [other, claim];
    people.set(id, {
      ...newer,
      firstAt: Math.min(older.firstAt, newer.firstAt),
    });
  }
  return people;
}

/** Of two claims of one instant the one with a name counts, and the lesser name, whichever came first. */
function comesFirst(a: PersonClaim, b: PersonClaim): boolean {
  if (a.seenAt !== b.seenAt) return a.seenAt < b.seenAt;
  return a.username === null || (b.username !== null && b.username < a.username);
}

/** Texts as PostgreSQL writes an array of them. */
function arrayLiteral(texts: readonly string[]): string {
  return `{${texts.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}
