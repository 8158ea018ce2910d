import type { DirectoryObject } from '@/domain/directory';
import type { KnownName } from '@/domain/erased-names';
import type { FetchedRecord } from '@/server/connectors/connector';
import type { Transaction } from '@/server/data/database';
import { anyErased, countKeptOut, erasuresOf, putErasedRecords } from '@/server/data/privacy/erasures';
import { streamNumber } from '@/server/data/signals/signals';
import { erasedDigest } from '@/server/platform/erased-digest';

export interface ToKeepOut<R> {
  readonly integrationId: string;
  readonly stream: string;
  readonly records: readonly R[];
  readonly objects: readonly DirectoryObject[];
  /** Keys that digests of names may have been made with. */
  readonly nameKeys: () => Promise<readonly Buffer[]>;
  readonly now: number;
}

/**
 * What is left of a page without those who were erased: their records, and their entries in a directory. Their devices stay
 * as nobody's, because what others use is compared with all that is in use. What is left out is counted, once each.
 */
export async function keepErasedOut<R extends { readonly fetched: FetchedRecord; readonly hex: string }>(
  accountId: string,
  tx: Transaction,
  { integrationId, stream, records, objects, nameKeys, now }: ToKeepOut<R>,
): Promise<{ records: readonly R[]; objects: readonly DirectoryObject[]; keptOut: number }> {
  if (!(await anyErased(accountId, tx))) return { records, objects, keptOut: 0 };
  const keys = await nameKeys();
  const digestsOf = (name: KnownName): string[] =>
    keys.map((key) => erasedDigest(key, accountId, integrationId, name).toString('hex'));
  const named = [
    ...records.flatMap(({ fetched }) => namesOfRecord(fetched)),
    ...objects.flatMap(namesOfObject),
  ];
  const digests = [...new Set(named.flatMap(digestsOf))];
  const erasures = await erasuresOf(
    accountId,
    tx,
    digests.map((digest) => Buffer.from(digest, 'hex')),
  );
  if (erasures.size === 0) return { records, objects, keptOut: 0 };
  const erasureOf = (names: readonly KnownName[]): string | undefined =>
    names.flatMap(digestsOf).flatMap((digest) => erasures.get(digest) ?? [])[0];
  const out = records.flatMap((record) => {
    const erasure = erasureOf(namesOfRecord(record.fetched));
    return erasure === undefined ? [] : [{ record, erasure }];
  });
  const added = await putErasedRecords(
    accountId,
    tx,
    out.map(({ record: { hex, fetched } }) => ({
      signalKey: hex,
      occurredAt: fetched.occurredAt,
      integrationId,
      stream: streamNumber(stream),
    })),
  );
  const counts = new Map<string, number>();
  for (const { record, erasure } of out)
    if (added.has(record.hex)) counts.set(erasure, (counts.get(erasure) ?? 0) + 1);
  await countKeptOut(accountId, tx, counts, now);
  const gone = new Set(out.map(({ record }) => record));
  return {
    records: records.filter((record) => !gone.has(record)),
    objects: objects.flatMap((object) => nobodys(object, (names) => erasureOf(names) !== undefined)),
    keptOut: out.length,
  };
}

/** By which names a record tells whose it is. A name that the vendor does not know is one in a sign-in alone. */
function namesOfRecord({ person, columns, record }: FetchedRecord): KnownName[] {
  if (person !== null)
    return names([
      ['key', person.key],
      ['name', person.username],
      ['email', person.email],
    ]);
  return record.kind === 'authentication' ? names([['name', columns.username]]) : [];
}

function namesOfObject(object: DirectoryObject): KnownName[] {
  if (object.part === 'users')
    return names([
      ['key', object.id],
      ['name', object.username],
      ['email', object.email],
      ...object.aliases.map((alias) => ['name', alias] as const),
    ]);
  if (object.part === 'phones') return names(object.userIds.map((id) => ['key', id] as const));
  if (object.part === 'groups') return [];
  return names([
    ['name', object.username],
    ['email', object.email],
  ]);
}

function names(of: readonly (readonly [KnownName['kind'], string | null])[]): KnownName[] {
  return of.flatMap(([kind, value]) => (value === null || value === '' ? [] : [{ kind, value }]));
}

/** The object as it may be kept: a device without its owner who was erased, nothing of the owner. */
function nobodys(
  object: DirectoryObject,
  isErased: (of: readonly KnownName[]) => boolean,
): readonly DirectoryObject[] {
  switch (object.part) {
    case 'groups':
      return [object];
    case 'users':
      return isErased(namesOfObject(object)) ? [] : [object];
    case 'phones': {
      const userIds = object.userIds.filter((id) => !isErased([{ kind: 'key', value: id }]));
      if (userIds.length === object.userIds.length) return [object];
      return [{ ...object, userIds, ...(userIds.length === 0 && { name: null, numberEnding: null }) }];
    }
    case 'endpoints':
      return isErased(namesOfObject(object))
        ? [{ ...object, name: null, username: null, email: null }]
        : [object];
  }
}
