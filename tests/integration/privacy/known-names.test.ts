import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { AccountId } from '@/domain/identifiers';
import { setNamesWithheld } from '@/server/data/members/accounts';
import { namesAmong } from '@/server/data/privacy/known-names';
import { seedPeople } from '@/tests/setup/many-people';
import { openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';

const DUO = randomUUID();
const PEOPLE = 5_000;

const wordsSchema = z.object({ whole: z.array(z.string()), parts: z.array(z.string()) });

let house: PeopleHouse;
let accountId: AccountId;

beforeAll(async () => {
  house = await openPeopleHouse();
  accountId = await house.newAccount([DUO]);
  await seedPeople(house, accountId, DUO, PEOPLE, Date.now());
  await house.sql(
    `INSERT INTO person_alias ("accountId", "integrationId", kind, value, "personId", email)
     SELECT "accountId", $2, 'username', username, id, email FROM person WHERE "accountId" = $1`,
    [accountId, DUO],
  );
  await house.sql(
    `INSERT INTO directory_object ("accountId", "integrationId", part, "objectId", "personId", name, facts, "firstSeenAt", "seenAt")
     SELECT "accountId", $2, 'users', username, id, name || ' (' || username || ')', '{}', now(), now() FROM person
     WHERE "accountId" = $1`,
    [accountId, DUO],
  );
  await house.sql('ANALYZE');
});
afterAll(() => house.close());

/** What an answer of a hundred rows says: mostly words that nobody is called by. */
const TEXTS = Array.from({ length: 3_000 }, (_, n) =>
  n % 100 === 0 ? `ada ${n}` : n % 100 === 1 ? `u${n}@example.com` : `a sign-in from network ${n}`,
);

function among(except: readonly string[] = [], texts: readonly string[] = TEXTS) {
  return house.runtime.database.inAccount(accountId, (tx) =>
    namesAmong(accountId, tx, { texts, words: texts, except }),
  );
}
/** The same, of every name and word that stands in the tables themselves. */
async function reckoned(except: readonly string[], texts: readonly string[]) {
  const [row] = await house.sql(
    `WITH named AS (SELECT * FROM person WHERE "accountId" = $1 AND id <> ALL($2::uuid[])),
       whole AS (
         SELECT lower(unnest(ARRAY[name, username, email])) AS w FROM named
         UNION SELECT lower(unnest(ARRAY[CASE WHEN kind <> 'key' THEN value END, email])) FROM person_alias
           WHERE "accountId" = $1 AND "personId" <> ALL($2::uuid[])
         UNION SELECT lower(name) FROM directory_object WHERE "accountId" = $1 AND part = 'users'
           AND ("personId" IS NULL OR "personId" <> ALL($2::uuid[]))),
       parts AS (
         SELECT regexp_split_to_table(lower(name), '[\\s.,;:@_+()''’"/\\\\-]+') AS w FROM named
         UNION SELECT split_part(lower(email), '@', 1) FROM named)
     SELECT ARRAY(SELECT w FROM whole WHERE w = ANY($3::text[])) AS whole,
       ARRAY(SELECT w FROM parts WHERE w = ANY($3::text[])) AS parts`,
    [accountId, except, texts],
  );
  return row;
}

async function expectExact(
  except: readonly string[] = [],
  texts: readonly string[] = TEXTS,
): Promise<number> {
  const { whole, parts } = await among(except, texts);
  const anew = wordsSchema.parse(await reckoned(except, texts));
  expect({ whole: [...whole].sort(), parts: [...parts].sort() }).toEqual({
    whole: anew.whole.sort(),
    parts: anew.parts.sort(),
  });
  return whole.size + parts.size;
}

function withhold(withheld: boolean): Promise<void> {
  return house.runtime.database.inAccount(accountId, (tx) =>
    setNamesWithheld(accountId, tx, withheld ? Date.now() : null),
  );
}
const known = async () => (await house.sql('SELECT count(*)::int AS n FROM said_name'))[0]?.['n'];

describe('names among texts', () => {
  it('are those that stand in the tables, exactly', async () => {
    await withhold(true);
    expect(await expectExact()).toBeGreaterThan(20);
    const [first] = await house.sql(`SELECT id FROM person WHERE username = 'u101'`);
    const own = ['u101', 'u101@example.com', 'ada'];
    expect([...(await among([], own)).whole].sort()).toEqual(['u101', 'u101@example.com']);
    expect([...(await among([String(first?.['id'])], own)).whole]).toEqual([]);
    await expectExact([String(first?.['id'])], [...own, ...TEXTS]);
  });

  it('stay exact whatever changes, with no row too many', async () => {
    await withhold(true);
    const texts = [
      'zoe quine',
      'quine',
      'zq@example.com',
      'zq',
      'u5',
      'u6',
      'u7',
      'old name',
      'u8',
      'u8@example.com',
    ];
    const before = await known();
    const changes = [
      `UPDATE person SET name = 'Zoe Quine', email = 'ZQ@example.com' WHERE username = 'u5'`,
      `UPDATE person_alias SET "personId" = (SELECT id FROM person WHERE username = 'u6') WHERE value = 'u7'`,
      `UPDATE person_alias SET email = 'zq@example.com' WHERE value = 'u6'`,
      `UPDATE directory_object SET name = 'Old Name' WHERE "objectId" = 'u7'`,
      `UPDATE directory_object SET "personId" = NULL WHERE "objectId" = 'u7'`,
      `DELETE FROM directory_object WHERE "objectId" = 'u7'`,
      `DELETE FROM person WHERE username = 'u8'`,
    ];
    const [six] = await house.sql(`SELECT id FROM person WHERE username = 'u6'`);
    for (const change of changes) {
      await house.sql(change);
      await expectExact([], texts);
      await expectExact([String(six?.['id'])], texts);
    }
    const after = await known();
    await withhold(false);
    await withhold(true);
    expect(await known()).toBe(after);
    expect(after).not.toBe(before);
  });

  it('are put down for nobody where nothing is withheld', async () => {
    await withhold(false);
    expect(await known()).toBe(0);
    await house.sql(`UPDATE person SET name = 'Ben Quine' WHERE username = 'u9'`);
    expect(await known()).toBe(0);
    await withhold(true);
    await expectExact([], ['ben quine', 'quine']);
  });
});
