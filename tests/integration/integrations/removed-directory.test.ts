import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensurePartitions } from '@/server/data/signals/signals';
import { deleteIntegration } from '@/server/services/integrations/delete-integration';
import { purgeIntegration } from '@/server/services/integrations/purge-integration';
import { tryQuarantine } from '@/server/services/integrations/try-quarantine';
import { execute } from '@/server/services/operation';
import { directoryUser, namedRecord, openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';

const HOUR = 3_600_000;
const NOON = Math.floor(Date.now() / (24 * HOUR)) * 24 * HOUR - 84 * HOUR;

describe('a directory whose integration is removed with all that came from it', () => {
  let house: PeopleHouse;
  const first = randomUUID();
  const second = randomUUID();

  beforeAll(async () => {
    house = await openPeopleHouse();
    await ensurePartitions(house.runtime.database, [NOON]);
  });
  afterAll(() => house.close());

  it('says nothing more of people, whose records name them again', async () => {
    const account = await house.newAccount([first, second]);
    const people = () =>
      house.sql(
        `SELECT username, email, status, enrolled, "inDirectorySince", "leftDirectoryAt" FROM person
         WHERE "accountId" = $1`,
        [account],
      );
    const as = {
      actor: { kind: 'system' as const, name: 'test', accountId: account },
      runtime: house.runtime,
    };
    await house.sweep(account, first, {
      objects: [directoryUser({ id: 'DU1', username: 'ada.directory', email: 'ada@example.com' })],
      finished: ['users'],
      at: NOON,
    });
    const other = { key: 'DU2', email: 'ada@example.com' };
    await house.commit(account, second, [namedRecord({ at: NOON, user: 'ada' }, other)]);
    expect(await people()).toMatchObject([{ username: 'ada.directory', status: 'active' }]);
    await execute(deleteIntegration, { ...as, input: { id: first, name: 'Duo 1', keep: 'nothing' } });
    // What is put in by hand now would never be taken out again.
    await expect(execute(tryQuarantine, { ...as, input: { id: first } })).rejects.toMatchObject({
      code: 'conflict',
      message: /being removed/,
    });
    expect(await execute(purgeIntegration, { ...as, input: { id: first } })).toEqual({ outcome: 'done' });
    expect(await people()).toMatchObject([
      {
        email: 'ada@example.com',
        status: null,
        enrolled: null,
        inDirectorySince: null,
        leftDirectoryAt: null,
      },
    ]);
    await house.commit(account, second, [namedRecord({ at: NOON + HOUR, user: 'ada' }, other)]);
    expect(await people()).toMatchObject([{ username: 'ada' }]);
  });
});
