import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { latestFigures } from '@/server/data/scoring/account-figures';
import { ensurePartitions } from '@/server/data/signals/signals';
import { namedRecord, openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOON = Math.floor((Date.now() - 4 * DAY) / DAY) * DAY + 12 * HOUR;

describe('the figures of an account', () => {
  let house: PeopleHouse;
  const first = randomUUID();

  beforeAll(async () => {
    house = await openPeopleHouse();
    await ensurePartitions(house.runtime.database, [NOON - 5 * DAY, NOON]);
  });
  afterAll(() => house.close());

  it('compare the vendor’s count of a closed day with what is stored of it', async () => {
    const account = await house.newAccount([first]);
    const midnight = NOON - 12 * HOUR;
    const figures = {
      edition: 'Premier',
      users: 2,
      usersPendingDeletion: 0,
      administrators: 1,
      applications: 3,
      telephonyCredits: 100,
      retentionDays: 90,
      attempts: { from: midnight, to: midnight + DAY, success: 2, failure: 1, fraud: 0, error: 0 },
    };
    await house.commit(account, first, [
      namedRecord({ at: NOON, user: 'ada' }),
      namedRecord({ at: NOON, user: 'ada', result: 'denied' }),
      namedRecord({ at: midnight - 1, user: 'ada' }),
    ]);
    const page = { records: [], rejected: [], requests: 1, figures };
    const latest = () => house.runtime.database.inAccount(account, (tx) => latestFigures(account, tx, first));
    expect(await latest()).toBeNull();
    await house.commit(account, first, [], { stream: 'summary', page, now: NOON + DAY });
    expect(await latest()).toMatchObject({
      at: NOON + DAY,
      figures: { edition: 'Premier', retentionDays: 90 },
      attempts: { vendor: { success: 2 }, ours: { success: 1, failure: 1 }, equal: false, complete: false },
    });
    await house.commit(account, first, [namedRecord({ at: midnight, user: 'late' })]);
    await house.sql('UPDATE stream SET "completeUntil" = $2 WHERE "accountId" = $1 AND stream = $3', [
      account,
      new Date(midnight + DAY),
      'authentication',
    ]);
    expect(await latest()).toMatchObject({ attempts: { equal: true, complete: true } });
    const [integration] = await house.sql(
      'SELECT edition, "retentionDays" FROM integration WHERE "accountId" = $1 AND id = $2',
      [account, first],
    );
    expect(integration).toEqual({ edition: 'Premier', retentionDays: 90 });
  });
});
