import { z } from 'zod';
import { endpointFactsSchema, phoneFactsSchema, userFactsSchema } from '@/domain/people/directory-facts';
import type { Transaction } from '@/server/data/database';
import { groupedByPerson } from './grouped-by-person';

const MOST_DEVICES = 100;
const MOST_CHANGES = 100;

interface StoredObject {
  readonly part: string;
  readonly objectId: string;
  readonly integrationId: string;
  readonly integrationName: string;
  readonly name: string | null;
  readonly facts: unknown;
  readonly goneAt: Date | null;
}

/** What is stored of one person from directories. */
export type StoredDirectory = Awaited<ReturnType<typeof directoryOfPerson>>;

/** Users, devices that are there, other names, and what changed, newest first. */
export async function directoryOfPerson(accountId: string, tx: Transaction, personId: string) {
  const users = await tx.$queryRaw<StoredObject[]>`
    SELECT d."part", d."objectId", d."integrationId", i."name" AS "integrationName", d."name", d."facts", d."goneAt"
    FROM "directory_object" d
    JOIN "integration" i ON i."accountId" = d."accountId" AND i."id" = d."integrationId"
    WHERE d."accountId" = ${accountId}::uuid AND d."personId" = ${personId}::uuid AND d."part" = 'users'
    ORDER BY d."goneAt" IS NOT NULL, i."name", d."objectId"`;
  const read = users.map((user) => ({ ...user, facts: userFactsSchema.parse(user.facts) }));
  // A telephone may belong to several people: their user knows it, its own row names one of them.
  const phones = read.flatMap((user) =>
    user.goneAt === null ? user.facts.phoneIds.map((id) => ({ integrationId: user.integrationId, id })) : [],
  );
  const devices = await tx.$queryRaw<StoredObject[]>`
    SELECT d."part", d."objectId", d."integrationId", i."name" AS "integrationName", d."name", d."facts", d."goneAt"
    FROM (
      SELECT o.* FROM "directory_object" o WHERE o."accountId" = ${accountId}::uuid
        AND o."personId" = ${personId}::uuid AND o."part" IN ('phones', 'endpoints')
      UNION
      SELECT o.* FROM jsonb_to_recordset(${JSON.stringify(phones)}::jsonb) AS r("integrationId" uuid, "id" text)
      JOIN "directory_object" o ON o."accountId" = ${accountId}::uuid AND o."integrationId" = r."integrationId"
        AND o."part" = 'phones' AND o."objectId" = r."id"
    ) d
    JOIN "integration" i ON i."accountId" = d."accountId" AND i."id" = d."integrationId"
    WHERE d."goneAt" IS NULL
    ORDER BY d."part", d."name" NULLS LAST, d."objectId" LIMIT ${MOST_DEVICES}`;
  const of = (part: string) => devices.filter((device) => device.part === part);
  const aliases = await tx.personAlias.findMany({
    where: { accountId, personId, kind: { in: ['username', 'alias', 'name'] } },
    select: { value: true },
    distinct: ['value'],
    orderBy: { value: 'asc' },
  });
  const changes = await tx.$queryRaw<
    {
      id: string;
      at: Date;
      part: string;
      field: string;
      before: unknown;
      after: unknown;
      integrationId: string;
      integrationName: string;
      name: string | null;
    }[]
  >`
    SELECT c."id", c."at", c."part", c."field", c."before", c."after", c."integrationId",
      i."name" AS "integrationName", o."name"
    FROM "directory_change" c
    JOIN "integration" i ON i."accountId" = c."accountId" AND i."id" = c."integrationId"
    LEFT JOIN "directory_object" o ON o."accountId" = c."accountId" AND o."integrationId" = c."integrationId"
      AND o."part" = c."part" AND o."objectId" = c."objectId"
    WHERE c."accountId" = ${accountId}::uuid AND c."personId" = ${personId}::uuid
    ORDER BY c."at" DESC, c."field", c."id" LIMIT ${MOST_CHANGES}`;
  return {
    users: read,
    phones: of('phones').map((phone) => ({ ...phone, facts: phoneFactsSchema.parse(phone.facts) })),
    endpoints: of('endpoints').map((one) => ({ ...one, facts: endpointFactsSchema.parse(one.facts) })),
    names: aliases.map(({ value }) => value),
    changes,
  };
}

/** Whether any record was read of a person. */
export async function hasSignals(accountId: string, tx: Transaction, personId: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ found: boolean }[]>`
    SELECT EXISTS (SELECT FROM "signal" WHERE "accountId" = ${accountId}::uuid AND "personId" = ${personId}::uuid) AS found`;
  return row?.found ?? false;
}

/**
 * When the newest record of a person that occurred by an instant (epoch milliseconds) did so, with `isKnown` of those that
 * had been read by then; null where none is kept.
 */
export async function newestRecordAt(
  accountId: string,
  tx: Transaction,
  personId: string,
  { by, isKnown }: { readonly by: number; readonly isKnown: boolean },
): Promise<Date | null> {
  const then = new Date(by);
  const newest = await tx.signal.findFirst({
    where: { accountId, personId, occurredAt: { lte: then }, ...(isKnown && { receivedAt: { lte: then } }) },
    select: { occurredAt: true },
    orderBy: { occurredAt: 'desc' },
  });
  return newest?.occurredAt ?? null;
}

/** The groups that a person was in at an instant (epoch milliseconds): those of now with every later change taken back. */
export async function groupsAt(
  accountId: string,
  tx: Transaction,
  person: { readonly id: string; readonly groups: readonly string[] },
  at: number,
): Promise<string[]> {
  return (await groupsOfPeopleAt(accountId, tx, [person], at)).get(person.id) ?? [...person.groups];
}

/** The same of each of these people. */
export async function groupsOfPeopleAt(
  accountId: string,
  tx: Transaction,
  people: readonly { readonly id: string; readonly groups: readonly string[] }[],
  at: number,
): Promise<Map<string, string[]>> {
  const changes = await tx.directoryChange.findMany({
    where: {
      accountId,
      personId: { in: people.map(({ id }) => id) },
      part: 'users',
      field: 'groups',
      at: { gt: new Date(at) },
    },
    select: { personId: true, before: true, after: true },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
  });
  const changesOf = groupedByPerson(changes);
  return new Map(people.map(({ id, groups }) => [id, takenBack(groups, changesOf.get(id) ?? [])]));
}

/** Groups before these changes, of which the newest is the first. */
function takenBack(
  groups: readonly string[],
  changes: readonly { readonly before: unknown; readonly after: unknown }[],
): string[] {
  let then: readonly string[] = groups;
  for (const change of changes) {
    const before = namesSchema.parse(change.before);
    const after = namesSchema.parse(change.after);
    const lost = before.filter((name) => !after.includes(name) && !then.includes(name));
    then = [...then.filter((name) => before.includes(name) || !after.includes(name)), ...lost];
  }
  return [...then];
}

/** What the directory calls devices, by the key that sign-ins name them by. */
export async function deviceNames(
  accountId: string,
  tx: Transaction,
  keys: readonly string[],
): Promise<Map<string, string>> {
  const rows = await tx.directoryObject.findMany({
    where: { accountId, part: { in: ['endpoints', 'phones'] }, objectId: { in: [...keys] } },
    select: { objectId: true, name: true },
  });
  return new Map(rows.flatMap(({ objectId, name }) => (name === null ? [] : [[objectId, name] as const])));
}

const namesSchema = z.array(z.string()).catch([]);
