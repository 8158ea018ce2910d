import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensurePartitions } from '@/server/data/signals/signals';
import { execute } from '@/server/services/operation';
import { erasePerson } from '@/server/services/privacy/erase-person';
import { openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';
import { member, newDesk } from '@/tests/setup/triage-desk';

let house: PeopleHouse;
beforeAll(async () => {
  house = await openPeopleHouse();
  await ensurePartitions(house.runtime.database, [Date.now() - 60_000]);
});
afterAll(() => house.close());

describe('what members wrote of their settings', () => {
  it('says nothing of who is erased: neither why it is so, nor how it is called', async () => {
    const desk = await newDesk(house);
    const { accountId } = desk;
    await desk.commit([{ user: 'zilpzalp', at: Date.now() - 60_000 }]);
    const put = (text: string, values: unknown[] = []) => house.sql(text, [accountId, ...values]);
    await put(`UPDATE scoring_policy SET reason = 'As Zilpzalp asked.' WHERE "accountId" = $1`);
    await put(
      `INSERT INTO detector_settings ("accountId", number, "from", thresholds, off, author, reason)
       VALUES ($1, 7, now(), '{}', '{}', 'Grace', 'Too loud about zilpzalp.')`,
    );
    await put(`UPDATE integration SET name = 'CORP\\zilpzalp' WHERE "accountId" = $1`);
    for (const name of ['zilpzalp', 'ZILPZALP', 'Zilpzalp of the wood'])
      await put(
        `INSERT INTO role ("accountId", id, name, description, permissions, "changedAt")
         VALUES ($1, $2, $3, 'Stands in for zilpzalp.', '{people:read}', now())`,
        [randomUUID(), name],
      );
    await put(
      `INSERT INTO api_token ("accountId", id, "memberId", name, permissions, "tokenHash", ending, "madeAt", "expiresAt")
       VALUES ($1, $2, $2, 'Export (zilpzalp)', '{}', 'x', 'abcd', now(), now() + interval '1 day')`,
      [randomUUID()],
    );
    await put(`UPDATE stream SET "errorDetail" = '{"message":"zilpzalp is unknown"}' WHERE "accountId" = $1`);
    const [person] = await put(`SELECT id FROM person WHERE "accountId" = $1`);
    const as = { actor: member(accountId, 'Grace', 'hrcc_administrator'), runtime: house.runtime };
    await execute(erasePerson, { ...as, input: { id: person?.['id'], confirm: 'zilpzalp' } });

    const values = async (table: string, column: string) =>
      (await put(`SELECT DISTINCT "${column}" AS v FROM ${table} WHERE "accountId" = $1 ORDER BY 1`)).map(
        ({ v }) => v,
      );
    expect(await values('scoring_policy', 'reason')).toEqual(['As erased person asked.']);
    expect(await values('detector_settings', 'reason')).toContain('Too loud about erased person.');
    expect(await values('integration', 'name')).toEqual(['CORP\\erased person']);
    // A plain word within a name may be anything, as “Duo of Sales” is not that of somebody called sales.
    expect(await values('role', 'name')).toEqual([
      'Zilpzalp of the wood',
      'erased person',
      'erased person 2',
    ]);
    expect(await values('role', 'description')).toEqual(['Stands in for erased person.']);
    expect(await values('api_token', 'name')).toEqual(['Export (erased person)']);
    expect(JSON.stringify(await values('stream', 'errorDetail'))).not.toContain('zilpzalp');
  });
});
