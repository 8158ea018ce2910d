import { isDeepStrictEqual } from 'node:util';
import type { DirectoryEndpoint, DirectoryObject, DirectoryPart, DirectoryUser } from '@/domain/directory';
import { groupName } from '@/domain/group-name';
import { changesOf, factsOf } from '@/domain/people/directory-facts';
import type { Transaction } from '@/server/data/database';
import {
  type DirectoryRow,
  type FoundObject,
  insertChanges,
  linkDevices,
  markGone,
  markSwept,
  type ObjectChange,
  objectToken,
  partsSweptBefore,
  peopleOfNames,
  peopleOfUsers,
  putObjects,
  restateDirectory,
  storedObjects,
} from '@/server/data/people/directory';
import { lockPeople, type PersonMerge } from '@/server/data/people/merge-people';
import { resolveUsers } from '@/server/data/people/people';
import { markEverybodyDue, markHumanRiskDue } from '@/server/data/scoring/human-risk-due';

export interface DirectoryToStore {
  readonly integrationId: string;
  readonly objects: readonly DirectoryObject[];
  /** Parts that were read to their end: what the sweep did not find of them is gone. A refused part is not here. */
  readonly finishedParts: readonly DirectoryPart[];
  /** When the sweep began; the same for all of its pages. Epoch milliseconds, like `now`. */
  readonly sweepStartedAt: number;
  readonly now: number;
}

export interface StoredDirectory {
  /** People who turned out to be one: their events are to be detected and scored anew. */
  readonly merges: readonly PersonMerge[];
  /** Whether anything is different from before. */
  readonly changed: boolean;
  /** Of whom the directory says something else, their groups perhaps. */
  readonly people: readonly string[];
}

/**
 * Stores one page of a directory, within the caller's transaction: objects as they are now, the people behind users
 * and devices, and what changed as history. Doing it again changes nothing. Nobody is ever removed: who is gone from
 * the directory keeps events, scores and history.
 */
export async function storeDirectory(
  accountId: string,
  tx: Transaction,
  { integrationId, objects, finishedParts, sweepStartedAt, now }: DirectoryToStore,
): Promise<StoredDirectory> {
  if (objects.length === 0 && finishedParts.length === 0) return { merges: [], changed: false, people: [] };
  // The last of a page is the newest form of an object; an object may move between two pages of a sweep.
  const found = [...new Map(objects.map((object) => [tokenOf(object), storable(object)])).values()];
  const users = found.filter((object) => object.part === 'users');
  const before = await storedObjects(accountId, tx, integrationId, found);
  const people = await resolveUsers(
    accountId,
    tx,
    integrationId,
    users.map((user) => ({ ...seenUser(user, now), statedAt: sweepStartedAt })),
    { now, sweepStartedAt },
  );
  const ownerOf = await deviceOwners(accountId, tx, integrationId, found);
  const rows = found.map((object): FoundObject => ({
    part: object.part,
    objectId: object.id,
    personId: object.part === 'users' ? people.idOf({ key: object.id, username: null }) : ownerOf(object),
    name: object.part === 'users' ? (object.name ?? object.username) : object.name,
    facts: factsOf(object),
  }));
  const times = { sweepStartedAt, now };
  await putObjects(accountId, tx, integrationId, rows, times);
  const gone =
    finishedParts.length === 0 ? [] : await markGone(accountId, tx, integrationId, finishedParts, times);
  const news = rows.filter((row) => isNews(row, before.get(objectToken(row.part, row.objectId))));
  const added = news.some((row) => !before.has(objectToken(row.part, row.objectId)));
  const swept = added
    ? await partsSweptBefore(accountId, tx, integrationId, sweepStartedAt)
    : new Set<string>();
  await insertChanges(
    accountId,
    tx,
    integrationId,
    [...news.flatMap((row) => changesOfRow(row, before, swept)), ...gone.flatMap(leaving)],
    now,
  );
  const leavers = gone.flatMap((row) =>
    row.part === 'users' && row.personId !== null ? [row.personId] : [],
  );
  await lockPeople(accountId, tx, leavers);
  const restated = [
    ...new Set([...news.flatMap((row) => (row.part === 'users' ? (row.personId ?? []) : [])), ...leavers]),
  ];
  await restateDirectory(accountId, tx, restated);
  if (finishedParts.length > 0) {
    await markSwept(accountId, tx, integrationId, finishedParts, sweepStartedAt);
    await linkDevices(accountId, tx, integrationId);
    // Devices found their owners, and what is gone is known: the posture of anybody may be another.
    await markEverybodyDue(accountId, tx);
  }
  await markHumanRiskDue(
    accountId,
    tx,
    [
      ...news.flatMap((row) => [
        row.personId,
        before.get(objectToken(row.part, row.objectId))?.personId ?? null,
      ]),
      ...gone.map((row) => row.personId),
    ].flatMap((id) => id ?? []),
  );
  return { merges: people.merges, changed: news.length > 0 || gone.length > 0, people: restated };
}

function tokenOf(object: DirectoryObject): string {
  return objectToken(object.part, object.id);
}

/** As PostgreSQL can keep it: without U+0000 and halves of characters. Addresses compare; groups are named as people know them. */
function storable<T extends DirectoryObject>(object: T): T {
  const clean: T = structuredClone(object);
  cleanTexts(clean);
  if (clean.part !== 'users') return clean;
  return { ...clean, email: clean.email?.toLowerCase() ?? null, groups: clean.groups.map(groupName) };
}

function cleanTexts(value: object): void {
  for (const [name, inner] of new Map<string, unknown>(Object.entries(value))) {
    if (typeof inner === 'string') Reflect.set(value, name, inner.replaceAll('\0', '\uFFFD').toWellFormed());
    else if (typeof inner === 'object' && inner !== null) cleanTexts(inner);
  }
}

function seenUser(user: DirectoryUser, now: number) {
  return {
    key: user.id,
    username: user.username,
    email: user.email,
    groups: user.groups,
    // No record was read of them: the newest that is known is their last sign-in.
    seenAt: user.lastLoginAt ?? now,
    aliases: user.aliases,
  };
}

/** Whose each device is, as far as users and names are known by now. */
async function deviceOwners(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  objects: readonly DirectoryObject[],
): Promise<(object: DirectoryObject) => string | null> {
  const userIds = objects.flatMap((object) => (object.part === 'phones' ? object.userIds : []));
  const names = objects.flatMap((object) => (object.part === 'endpoints' ? namesOf(object) : []));
  const byUser = await peopleOfUsers(accountId, tx, integrationId, userIds);
  const byName = await peopleOfNames(
    accountId,
    tx,
    integrationId,
    names.map(({ value }) => value),
  );
  return (object) => {
    if (object.part === 'phones') {
      const [owner] = [...object.userIds].sort().flatMap((id) => byUser.get(id) ?? []);
      return owner ?? null;
    }
    if (object.part !== 'endpoints') return null;
    const [owner] = namesOf(object).flatMap(({ kind, value }) => byName.get(`${kind} ${value}`) ?? []);
    return owner ?? null;
  };
}

function namesOf({ username, email }: DirectoryEndpoint): { kind: string; value: string }[] {
  const name = username?.toLowerCase() ?? '';
  return [
    { kind: 'username', value: name },
    { kind: 'alias', value: name },
    { kind: 'name', value: name },
    { kind: 'email', value: email?.toLowerCase() ?? '' },
  ].filter(({ value }) => value !== '');
}

function isNews(row: FoundObject, before: DirectoryRow | undefined): boolean {
  if (before === undefined || before.gone) return true;
  return before.personId !== row.personId || !isDeepStrictEqual(before.facts, row.facts);
}

/** What of an object goes into the history. What the first sweep finds was there before: it is no news. */
function changesOfRow(
  row: FoundObject,
  stored: ReadonlyMap<string, DirectoryRow>,
  swept: ReadonlySet<string>,
): ObjectChange[] {
  const { part, objectId, personId } = row;
  const before = stored.get(objectToken(part, objectId));
  const place = { part, objectId, personId };
  if (before === undefined) {
    return swept.has(part) && isFollowed(part)
      ? [{ ...place, field: 'added', before: null, after: { name: row.name } }]
      : [];
  }
  const changes = changesOf(part, before.facts, row.facts).map((change) => ({ ...place, ...change }));
  return before.gone && isFollowed(part)
    ? [{ ...place, field: 'returned', before: null, after: { name: row.name } }, ...changes]
    : changes;
}

function leaving({ part, objectId, personId, facts }: DirectoryRow): ObjectChange[] {
  if (!isFollowed(part)) return [];
  const name: unknown = Reflect.get(facts, 'name') ?? Reflect.get(facts, 'username') ?? null;
  return [{ part, objectId, personId, field: 'left', before: { name }, after: null }];
}

/** Endpoints come and go with every browser. */
function isFollowed(part: DirectoryPart): boolean {
  return part !== 'endpoints';
}
