import type { KnownName } from '@/domain/erased-names';
import type { Transaction } from '@/server/data/database';

/** All by which somebody is or was named. */
export interface PersonNames {
  /** As records and directories name them, by integration. */
  readonly known: readonly (KnownName & { readonly integrationId: string })[];
  /** Usernames, aliases and addresses in lower case: what stands in lists of names. */
  readonly lower: readonly string[];
  /** Integrations that know them. */
  readonly integrationIds: readonly string[];
  /** Everything, former and display names among it, as it may stand in texts. */
  readonly words: readonly string[];
}

/** How somebody, under any of their ids, is and was named. */
export async function namesOfPerson(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
): Promise<PersonNames> {
  const where = { accountId, personId: { in: [...personIds] } };
  const aliases = await tx.personAlias.findMany({
    where,
    select: { integrationId: true, kind: true, value: true, email: true },
  });
  const people = await tx.person.findMany({
    where: { accountId, id: { in: [...personIds] } },
    select: { name: true, username: true, email: true },
  });
  // Whatever texts the directory told of them, now or before: names, addresses, what they were called.
  const told = await tx.$queryRaw<{ word: string }[]>`
    SELECT DISTINCT t.word FROM (
      SELECT jsonb_path_query("facts", 'strict $.** ? (@.type() == "string")') #>> '{}' AS word, "part" AS field
      FROM (SELECT "part", jsonb_build_array("facts"->'username', "facts"->'name', "facts"->'email', "facts"->'aliases')
          AS "facts" FROM "directory_object"
        WHERE "accountId" = ${accountId}::uuid AND "personId" = ANY(${[...personIds]}::uuid[]) AND "part" = 'users') own
      UNION ALL
      SELECT jsonb_path_query(jsonb_build_array("before", "after"), 'strict $.** ? (@.type() == "string")') #>> '{}', "field"
      FROM "directory_change" WHERE "accountId" = ${accountId}::uuid AND "personId" = ANY(${[...personIds]}::uuid[])
        AND "part" = 'users' AND "field" IN ('username', 'name', 'email', 'aliases', 'added', 'left', 'returned')
    ) t WHERE t.word <> ''`;
  const known = aliases.flatMap(({ integrationId, kind, value, email }) => [
    { integrationId, kind: kindOf(kind), value },
    ...(email === null ? [] : [{ integrationId, kind: 'email' as const, value: email }]),
  ]);
  const shown = people.flatMap(({ name, username, email }) => [name, username, email ?? '']);
  const words = [...known.map(({ value }) => value), ...shown, ...told.map(({ word }) => word)];
  return {
    known,
    lower: distinct(known.flatMap(({ kind, value }) => (kind === 'key' ? [] : value.toLowerCase()))),
    integrationIds: distinct(aliases.map(({ integrationId }) => integrationId)),
    words: distinct(words),
  };
}

function kindOf(kind: string): KnownName['kind'] {
  return kind === 'key' || kind === 'email' ? kind : 'name';
}

function distinct(words: readonly string[]): string[] {
  return [...new Set(words.filter((word) => word !== ''))];
}
