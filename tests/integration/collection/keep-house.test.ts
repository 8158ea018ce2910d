import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keepHouse } from '@/server/services/collection/keep-house';
import { openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';

let house: PeopleHouse;

beforeAll(async () => {
  house = await openPeopleHouse();
});
afterAll(() => house.close());

it('goes on with every account, whatever goes wrong in the first', async () => {
  await house.newAccount([randomUUID()]);
  await house.newAccount([randomUUID()]);
  const [faulty, sound] = (await house.sql('SELECT id FROM account ORDER BY id')).map(({ id }) => String(id));
  for (const accountId of [faulty, sound]) {
    await house.sql(
      `INSERT INTO person ("accountId", id, name, username, groups, "firstSeenAt", "lastSeenAt")
       VALUES ($1, gen_random_uuid(), 'Lena', 'lena', '{}', now(), now())`,
      [accountId],
    );
    await house.sql(
      'INSERT INTO human_risk_due SELECT "accountId", id, true FROM person WHERE "accountId" = $1',
      [accountId],
    );
  }
  await house.sql(`
    CREATE FUNCTION refuse_faulty() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF OLD."accountId" = '${faulty}' THEN RAISE EXCEPTION 'this account is faulty'; END IF;
      RETURN OLD;
    END $$`);
  await house.sql(
    'CREATE TRIGGER refuse_faulty BEFORE DELETE ON human_risk_due FOR EACH ROW EXECUTE FUNCTION refuse_faulty()',
  );
  const due = async () =>
    (await house.sql('SELECT "accountId" FROM human_risk_due')).map((row) => row['accountId']);
  const keeping = keepHouse(house.runtime);
  try {
    await expect.poll(due, { timeout: 20_000 }).toEqual([faulty]);
  } finally {
    await keeping.stop();
  }
});
