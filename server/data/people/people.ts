import { randomUUID } from 'node:crypto';
import {
  type AddressStatement,
  type AliasKind,
  aliasToken,
  type HeldName,
  isNews,
  mergeClaims,
  namesToFind,
  ownerOf,
  type PersonClaim,
  type SeenPerson,
  tokenOf,
  usernameKind,
  withRelated,
} from '@/domain/people/claim';
import { joinClaims, type JoinedPerson, type NameHolder } from '@/domain/people/join-claims';
import type { Transaction } from '@/server/data/database';
import { holdPolicies } from '@/server/data/scoring/scoring-policies';
import { holdPeople, lockPeople, mergePeople, type PersonMerge } from './merge-people';
import {
  currentAddresses,
  peopleShownWith,
  saidAgain,
  type SaidAgain,
  showAddresses,
  withCurrentAddresses,
} from './person-addresses';

/** The people that were named in what was read. */
export interface ResolvedPeople {
  /** The person that a record names; null where it names nobody. */
  idOf(named: { readonly key: string | null; readonly username: string | null }): string | null;
  /** People who turned out to be one. The caller detects anew what rests on their records, and scores them anew. */
  readonly merges: readonly PersonMerge[];
}

/**
 * The person behind each record of an integration, made where there is none, and brought up to date by the newest.
 * Keys tell people of one integration apart, else usernames. People are joined by an equal e-mail address that is
 * current for both (the newest that is said of each key), never by one of before, and never by username alone. Who
 * turns out to be somebody known is merged with them for good, also when one of them gets another address later. Locks
 * rows in id order.
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
  const ids = ownersOf(claims, holders);
  const how = { sweepStartedAt: null, now, others: [] };
  const news = withRelated(claims, (claim) => isNews(claim, holders));
  const settled = await settle(accountId, tx, integrationId, news, { ...how, others: [...ids.values()] });
  for (const [token, id] of settled.ids) ids.set(token, id);
  const said = [...claims.values()].flatMap((claim) => saidAgain(claim, holders, settled.ids));
  if (await refresh(accountId, tx, integrationId, claims, ids, said))
    return { idOf: lookup(ids), merges: settled.merges };
  // Somebody was merged away, or got another address, since they were looked up.
  const again = await settle(accountId, tx, integrationId, claims, how);
  await refresh(accountId, tx, integrationId, claims, again.ids, []);
  return { idOf: lookup(again.ids), merges: [...settled.merges, ...again.merges] };
}

/**
 * The same for users of a directory, which says who they are now: a username is theirs whoever had it. What the
 * directory tells of them beside their names is not stored here. Two of its users are joined where one sweep says the
 * same address of both.
 */
export async function resolveUsers(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  users: readonly SeenPerson[],
  { now, sweepStartedAt }: { readonly now: number; readonly sweepStartedAt: number },
): Promise<ResolvedPeople> {
  const claims = mergeClaims(users);
  if (claims.size === 0) return { idOf: () => null, merges: [] };
  const holders = await findHolders(accountId, tx, integrationId, [...claims.values()]);
  if (![...claims.values()].some((claim) => isNews(claim, holders))) {
    const ids = ownersOf(claims, holders);
    const locked = await lockPeople(accountId, tx, [...ids.values()]);
    if (locked.size === new Set(ids.values()).size) return { idOf: lookup(ids), merges: [] };
  }
  const settled = await settle(accountId, tx, integrationId, claims, {
    sweepStartedAt,
    now,
    others: [],
  });
  return { idOf: lookup(settled.ids), merges: settled.merges };
}

function ownersOf(
  claims: ReadonlyMap<string, PersonClaim>,
  holders: ReadonlyMap<string, HeldName>,
): Map<string, string> {
  return new Map([...claims].map(([token, claim]) => [token, ownerOf(claim, holders)?.personId ?? '']));
}

function lookup(ids: ReadonlyMap<string, string>): ResolvedPeople['idOf'] {
  return (named) => {
    const token = tokenOf(named);
    return token === null ? null : (ids.get(token) ?? null);
  };
}

/** By `aliasToken`, of every name that the claims are looked up by. */
async function findHolders(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  claims: readonly PersonClaim[],
  open = false,
): Promise<Map<string, HeldName>> {
  const names = claims.flatMap((claim) => namesToFind(claim, open));
  // One look into the index for each name, whatever the planner thinks: a plan that is kept may be older than the rows.
  const rows = await tx.$queryRaw<
    { kind: AliasKind; value: string; personId: string; email: string | null; emailAt: Date | null }[]
  >`
    SELECT n."kind", n."value", a."personId", a."email", a."emailAt"
    FROM unnest(${names.map(({ kind }) => kind)}::text[], ${names.map(({ value }) => value)}::text[])
      AS n("kind", "value")
    CROSS JOIN LATERAL (
      SELECT "personId", "email", "emailAt" FROM "person_alias" WHERE "accountId" = ${accountId}::uuid
        AND "integrationId" = ${integrationId}::uuid AND "kind" = n."kind" AND "value" = n."value" LIMIT 1
    ) a`;
  return new Map(
    rows.map(({ kind, value, personId, email, emailAt }) => [
      aliasToken(kind, value),
      { personId, email, emailAt: emailAt?.getTime() ?? 0 },
    ]),
  );
}

interface Settling {
  /** When the sweep began, for claims of a directory, which say what is so now; null for records. Epoch milliseconds. */
  readonly sweepStartedAt: number | null;
  readonly now: number;
  /** People whom the page touches as well: locked together, or two pages would wait for each other. */
  readonly others: readonly string[];
}

/** Settles who is who, one page at a time in an account, and stores the names. */
async function settle(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  said: ReadonlyMap<string, PersonClaim>,
  { sweepStartedAt, now, others }: Settling,
): Promise<{ ids: Map<string, string>; merges: readonly PersonMerge[] }> {
  if (said.size === 0) return { ids: new Map(), merges: [] };
  // Two integrations may meet the same new person, name or address at once.
  await holdPeople(accountId, tx);
  const found = await findHolders(accountId, tx, integrationId, [...said.values()], true);
  const holders = await describeHolders(accountId, tx, found);
  const claims = await withCurrentAddresses(accountId, tx, integrationId, said, holders);
  const addresses = await currentAddresses(accountId, tx, integrationId, claims, holders, sweepStartedAt);
  const joined = joinClaims([...claims.values()], holders, addresses, sweepStartedAt !== null);
  const known = await lockPeople(accountId, tx, [
    ...joined.flatMap((person) => person.personIds),
    ...others.filter((id) => id !== ''),
    ...(await peopleShownWith(accountId, tx, claims)),
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
  await putNames(accountId, tx, integrationId, people, holders);
  await showAddresses(
    accountId,
    tx,
    people.map(({ id }) => id),
  );
  const idOfClaim = new Map(people.flatMap((person) => person.claims.map((claim) => [claim, person.id])));
  return { ids: new Map([...claims].map(([token, claim]) => [token, idOfClaim.get(claim) ?? ''])), merges };
}

async function describeHolders(
  accountId: string,
  tx: Transaction,
  held: ReadonlyMap<string, HeldName>,
): Promise<Map<string, NameHolder>> {
  const rows = await tx.$queryRaw<{ id: string; lastSeenAt: Date }[]>`
    SELECT "id", "lastSeenAt" FROM "person"
    WHERE "accountId" = ${accountId}::uuid AND "id" = ANY(${[...new Set([...held.values()].map(({ personId }) => personId))]}::uuid[])`;
  const seen = new Map(rows.map((row) => [row.id, row.lastSeenAt.getTime()]));
  return new Map(
    [...held].flatMap(([token, holder]) => {
      const lastSeenAt = seen.get(holder.personId);
      return lastSeenAt === undefined ? [] : [[token, { ...holder, lastSeenAt }] as const];
    }),
  );
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
      username: newest.findLast((claim) => claim.username !== null)?.username ?? last?.email ?? last?.key,
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
  // Under a policy that is being prepared, too: nobody is missing when it becomes the current one.
  await holdPolicies(accountId, tx);
  await tx.$executeRaw`
    INSERT INTO "person_heat" ("accountId", "policy", "personId", "heat")
    SELECT a."id", w."policy", r."id", NULL
    FROM "account" a, unnest(ARRAY[a."currentPolicy", a."nextPolicy"]) AS w("policy"),
      unnest(${made.map(({ id }) => id)}::uuid[]) AS r("id")
    WHERE a."id" = ${accountId}::uuid AND w."policy" IS NOT NULL`;
}

/** Stores by which names these people are found from now on; a name that stood alone no longer does once it is claimed. */
async function putNames(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  people: readonly SettledPerson[],
  known: ReadonlyMap<string, NameHolder>,
): Promise<void> {
  const rows = new Map<string, { kind: AliasKind; value: string; personId: string } & AddressStatement>();
  const put = (
    kind: AliasKind,
    value: string,
    personId: string,
    said: AddressStatement | undefined,
  ): void => {
    if (value === '') return;
    const { email, emailAt } = said ?? { email: null, emailAt: 0 };
    rows.set(aliasToken(kind, value), { kind, value, personId, email, emailAt });
  };
  for (const { id, claims, usernames, names } of people) {
    for (const username of usernames) put('username', username, id, known.get(aliasToken('name', username)));
    for (const name of names) put('name', name, id, undefined);
    for (const claim of claims) {
      if (claim.key !== null) put('key', claim.key, id, claim);
      if (claim.email !== null) put('email', claim.email, id, undefined);
      for (const alias of claim.aliases) put('alias', alias, id, known.get(aliasToken('name', alias)));
    }
  }
  for (const { id, claims } of people) {
    for (const claim of claims) {
      const [name] = claim.usernames;
      if (claim.key !== null || claim.email === null || name === undefined) continue;
      const kind = usernameKind(name, rows) ?? usernameKind(name, known) ?? 'name';
      put(kind, name, rows.get(aliasToken(kind, name))?.personId ?? id, claim);
    }
  }
  await tx.$executeRaw`
    INSERT INTO "person_alias" AS a ("accountId", "integrationId", "kind", "value", "personId", "email", "emailAt")
    SELECT ${accountId}::uuid, ${integrationId}::uuid, r."kind", r."value", r."personId", r."email",
      CASE WHEN r."email" IS NOT NULL THEN to_timestamp(r."emailAt" / 1000.0) END
    FROM jsonb_to_recordset(${JSON.stringify([...rows.values()])}::jsonb)
      AS r("kind" text, "value" text, "personId" uuid, "email" text, "emailAt" bigint)
    ON CONFLICT ("accountId", "integrationId", "kind", "value") DO UPDATE SET "personId" = excluded."personId",
      "email" = CASE WHEN a."personId" <> excluded."personId" OR excluded."email" IS NOT NULL THEN excluded."email"
        ELSE a."email" END,
      "emailAt" = CASE WHEN a."email" = excluded."email" THEN greatest(a."emailAt", excluded."emailAt")
        WHEN a."personId" <> excluded."personId" OR excluded."email" IS NOT NULL THEN excluded."emailAt"
        ELSE a."emailAt" END
      WHERE a."personId" <> excluded."personId" OR a."email" IS DISTINCT FROM coalesce(excluded."email", a."email")
        OR a."emailAt" < excluded."emailAt"`;
  const claimed = [...rows.values()].flatMap(({ kind, value }) =>
    (kind === 'username' || kind === 'alias') && known.has(aliasToken('name', value)) ? value : [],
  );
  if (claimed.length === 0) return;
  await tx.$executeRaw`
    DELETE FROM "person_alias" WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${integrationId}::uuid
      AND "kind" = 'name' AND "value" = ANY(${claimed})`;
}

/**
 * Names and groups follow the newest record, until a directory says them. Addresses that were said again are as new as
 * that: a record that comes late with another one does not replace them.
 *
 * @returns whether everybody was still there, with the same address
 */
async function refresh(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  claims: ReadonlyMap<string, PersonClaim>,
  ids: ReadonlyMap<string, string>,
  said: readonly SaidAgain[],
): Promise<boolean> {
  const people = [...newestById(claims, ids)];
  const [updated] = await tx.$queryRaw<{ people: number; names: number }[]>`
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
    ), names AS (
      -- One look into the primary key for each name, whatever the planner knew of the table when it made its plan.
      UPDATE "person_alias" a SET "emailAt" = greatest(a."emailAt", f."at")
      FROM (
        SELECT k."row", r."at"
        FROM unnest(${said.map((claim) => ids.get(tokenOf(claim) ?? '') ?? '')}::uuid[],
            ${said.map(({ kind }) => kind)}::text[], ${said.map(({ value }) => value)}::text[],
            ${said.map(({ email }) => email ?? '')}::text[],
            ${said.map(({ emailAt }) => new Date(emailAt).toISOString())}::timestamptz[])
          AS r("id", "kind", "value", "email", "at")
        JOIN seen ON seen."id" = r."id"
        CROSS JOIN LATERAL (SELECT ctid AS "row" FROM "person_alias" WHERE "accountId" = ${accountId}::uuid
          AND "integrationId" = ${integrationId}::uuid AND "kind" = r."kind" AND "value" = r."value"
          AND "personId" = r."id" AND "email" = r."email" LIMIT 1) k
      ) f
      WHERE a.ctid = f."row"
      RETURNING 1
    ), people AS (
    UPDATE "person" p SET
      "lastSeenAt" = greatest(p."lastSeenAt", seen."at"),
      "firstSeenAt" = least(p."firstSeenAt", seen."first"),
      "username" = CASE WHEN seen."names" THEN coalesce(nullif(seen."username", ''), p."username")
        ELSE p."username" END,
      "name" = CASE WHEN seen."names" AND p."name" = p."username"
        THEN coalesce(nullif(seen."username", ''), p."name") ELSE p."name" END,
      "groups" = CASE WHEN seen."names" AND seen."groups" <> '' THEN seen."groups"::text[] ELSE p."groups" END
    FROM seen WHERE p."accountId" = ${accountId}::uuid AND p."id" = seen."id"
    RETURNING 1)
    SELECT (SELECT count(*)::int FROM people) AS "people", (SELECT count(*)::int FROM names) AS "names"`;
  return updated?.people === people.length && updated.names === said.length;
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
