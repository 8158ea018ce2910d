import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensurePartitions } from '@/server/data/signals/signals';
import { directoryUser, namedRecord, openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOON = Math.floor((Date.now() - 4 * DAY) / DAY) * DAY + 12 * HOUR;
const SWEEP = 6 * HOUR;

describe('an e-mail address that somebody else gets', () => {
  let house: PeopleHouse;
  const first = randomUUID();
  const second = randomUUID();

  beforeAll(async () => {
    house = await openPeopleHouse();
    await ensurePartitions(house.runtime.database, [NOON - 5 * DAY, NOON]);
  });
  afterAll(() => house.close());

  const newAccount = () => house.newAccount([first, second]);
  const user = (id: string, email: string | null) => directoryUser({ id, username: id.toLowerCase(), email });
  const record = (userKey: string, email: string | null, at: number) =>
    namedRecord({ at, user: userKey.toLowerCase(), userKey, email });
  const sweep = (
    account: string,
    at: number,
    users: readonly ReturnType<typeof user>[],
    integration = first,
  ) => house.sweep(account, integration, { objects: users, finished: ['users'], at });

  /** Keys of each person, with the address that is shown and the number of signals. */
  async function people(account: string) {
    return house.sql(
      `SELECT (SELECT string_agg(a.value, ' ' ORDER BY a.value) FROM person_alias a
           WHERE a."accountId" = p."accountId" AND a."personId" = p.id AND a.kind = 'key') AS keys, p.email,
         (SELECT count(*)::int FROM signal s WHERE s."accountId" = p."accountId" AND s."personId" = p.id) AS signals
       FROM person p WHERE p."accountId" = $1 ORDER BY 1`,
      [account],
    );
  }

  const old = user('DU1', 'john@x.example');
  const moved = user('DU1', 'john.old@x.example');
  const young = user('DU3', 'john@x.example');
  const APART = [
    { keys: 'DU1', email: 'john.old@x.example', signals: 2 },
    { keys: 'DU3', email: 'john@x.example', signals: 1 },
  ];

  async function beginning(): Promise<string> {
    const account = await newAccount();
    await sweep(account, NOON - DAY, [old]);
    await house.commit(account, first, [record('DU1', 'john@x.example', NOON - DAY + HOUR)]);
    return account;
  }

  /** Records of both that were made after the move, and sweeps that say the same again. */
  async function afterwards(account: string, at: number): Promise<void> {
    await house.commit(account, first, [record('DU3', 'john@x.example', at)]);
    await house.commit(account, first, [record('DU1', 'john.old@x.example', at + 1)]);
    await sweep(account, at + SWEEP, [young, moved]);
  }

  it.each([
    ['one page, who had it first', [[moved, young]]],
    ['one page, who gets it first', [[young, moved]]],
    ['two pages of a sweep, who had it first', [[moved], [young]]],
    ['two pages of a sweep, who gets it first', [[young], [moved]]],
  ])('stays with each their own: %s', async (_name, pages) => {
    const account = await beginning();
    for (const objects of pages) await house.sweep(account, first, { objects, at: NOON });
    await house.sweep(account, first, { finished: ['users'], at: NOON });
    await afterwards(account, NOON + HOUR);
    expect(await people(account)).toEqual(APART);
  });

  it('stays with each their own over two sweeps, in either order of the users', async () => {
    for (const turn of [false, true]) {
      const account = await beginning();
      await sweep(account, NOON, [moved]);
      await sweep(account, NOON + SWEEP, turn ? [young, moved] : [moved, young]);
      await afterwards(account, NOON + SWEEP + HOUR);
      expect(await people(account)).toEqual(APART);
    }
  });

  it('stays with each their own where records alone tell of it, if the move is known before both have it', async () => {
    const told = [
      record('DU1', 'john@x.example', NOON),
      record('DU1', 'john.old@x.example', NOON + HOUR),
      record('DU3', 'john@x.example', NOON + 2 * HOUR),
    ];
    for (const order of [
      [0, 1, 2],
      [1, 0, 2],
      [1, 2, 0],
      [2, 1, 0],
    ]) {
      const account = await newAccount();
      for (const place of order) await house.commit(account, first, told.slice(place, place + 1));
      expect(await people(account)).toEqual(APART);
    }
    const together = await newAccount();
    await house.commit(together, first, told);
    expect(await people(together)).toEqual(APART);
  });

  it('is swapped between two people in one page', async () => {
    const account = await newAccount();
    await sweep(account, NOON - DAY, [user('DU1', 'a@x.example'), user('DU2', 'b@x.example')]);
    await sweep(account, NOON, [user('DU1', 'b@x.example'), user('DU2', 'a@x.example')]);
    const swapped = [
      { keys: 'DU1', email: 'b@x.example', signals: 0 },
      { keys: 'DU2', email: 'a@x.example', signals: 0 },
    ];
    expect(await people(account)).toEqual(swapped);
    const byRecords = await newAccount();
    await house.commit(byRecords, first, [
      record('DU1', 'a@x.example', NOON),
      record('DU2', 'b@x.example', NOON),
    ]);
    await house.commit(byRecords, first, [
      record('DU1', 'b@x.example', NOON + 1),
      record('DU2', 'a@x.example', NOON + 1),
    ]);
    expect(await people(byRecords)).toEqual(swapped.map((person) => ({ ...person, signals: 2 })));
  });

  it('joins nobody to who had it before, in another integration either', async () => {
    const account = await beginning();
    await sweep(account, NOON, [moved]);
    await house.commit(account, second, [record('DU9', 'john@x.example', NOON + HOUR)]);
    expect(await people(account)).toHaveLength(2);
    // Who has the new address elsewhere is the one who moved.
    await sweep(account, NOON + HOUR, [user('DU8', 'john.old@x.example')], second);
    expect(await people(account)).toMatchObject([{ keys: 'DU1 DU8' }, { keys: 'DU9' }]);
  });

  it('is not the way by which two keys of one integration are joined through another one', async () => {
    const account = await newAccount();
    await sweep(account, NOON - DAY, [old]);
    await sweep(account, NOON - DAY, [user('DU7', 'john@x.example')], second);
    await sweep(account, NOON, [moved]);
    // The other directory still has john@x for the one who moved.
    await sweep(account, NOON + SWEEP, [moved, young]);
    expect(await people(account)).toMatchObject([{ keys: 'DU1 DU7' }, { keys: 'DU3' }]);
    await sweep(account, NOON + 2 * SWEEP, [user('DU7', 'john.old@x.example')], second);
    await sweep(
      account,
      NOON + 2 * SWEEP,
      [user('DU7', 'john.old@x.example'), user('DU5', 'john@x.example')],
      second,
    );
    expect(await people(account)).toMatchObject([
      { keys: 'DU1 DU7', email: 'john.old@x.example' },
      { keys: 'DU3 DU5', email: 'john@x.example' },
    ]);
  });

  it('joins two users of one directory whom one sweep gives it, on one page or on two', async () => {
    const twin = user('DU2', 'john@x.example');
    for (const pages of [[[old, twin]], [[old], [twin]], [[twin], [old]]]) {
      const account = await newAccount();
      for (const objects of pages) await house.sweep(account, first, { objects, at: NOON });
      expect(await people(account)).toMatchObject([{ keys: 'DU1 DU2' }]);
      const known = await beginning();
      for (const objects of pages) await house.sweep(known, first, { objects, at: NOON });
      expect(await people(known)).toMatchObject([{ keys: 'DU1 DU2' }]);
      // They were one while they shared it, and stay one.
      await sweep(known, NOON + SWEEP, [moved, twin]);
      expect(await people(known)).toMatchObject([{ keys: 'DU1 DU2' }]);
    }
  });

  it('joins a key that gets late the address that somebody has now', async () => {
    const account = await beginning();
    await house.commit(account, first, [record('DU2', null, NOON)]);
    expect(await people(account)).toHaveLength(2);
    await house.commit(account, first, [record('DU2', 'john@x.example', NOON + 1)]);
    expect(await people(account)).toEqual([{ keys: 'DU1 DU2', email: 'john@x.example', signals: 3 }]);
  });

  it('keeps a person whose address alone changes', async () => {
    const account = await beginning();
    await sweep(account, NOON, [moved]);
    await house.commit(account, first, [record('DU1', 'john.new@x.example', NOON + HOUR)]);
    expect(await people(account)).toMatchObject([{ keys: 'DU1', signals: 2 }]);
  });

  it('is neither taken back nor shared by records that come late with it', async () => {
    const account = await beginning();
    await sweep(account, NOON, [moved, young]);
    const late = (at: number) => house.commit(account, first, [record('DU1', 'john@x.example', at)]);
    await late(NOON - HOUR);
    await sweep(account, NOON + SWEEP, [moved, young]);
    // Older than the sweep that said the same again, newer than the one that said it first.
    await late(NOON + HOUR);
    await house.commit(account, second, [record('DU9', 'john@x.example', NOON + 2 * HOUR)]);
    expect(await people(account)).toEqual([
      { keys: 'DU1', email: 'john.old@x.example', signals: 3 },
      { keys: 'DU3 DU9', email: 'john@x.example', signals: 1 },
    ]);
  });

  it('is as old as the last record that said it: one of before does not replace it', async () => {
    const account = await newAccount();
    await house.commit(account, first, [record('DU1', 'a@x.example', NOON)]);
    await house.commit(account, first, [record('DU1', 'a@x.example', NOON + 2 * HOUR)]);
    await house.commit(account, first, [record('DU1', 'b@x.example', NOON + HOUR)]);
    await house.commit(account, second, [record('DU2', 'b@x.example', NOON + 3 * HOUR)]);
    expect(await people(account)).toMatchObject([
      { keys: 'DU1', email: 'a@x.example' },
      { keys: 'DU2', email: 'b@x.example' },
    ]);
  });

  it('is free when who had it is gone from the directory', async () => {
    const account = await beginning();
    await sweep(account, NOON, [young]);
    expect(await people(account)).toMatchObject([{ keys: 'DU1' }, { keys: 'DU3', email: 'john@x.example' }]);
    await sweep(account, NOON + SWEEP, [young]);
    await house.commit(account, first, [record('DU3', 'john@x.example', NOON + SWEEP + HOUR)]);
    expect(await people(account)).toHaveLength(2);
  });

  it('never joins two keys where every record comes in the order of time, in whatever pages', async () => {
    const step = fc.record({ cut: fc.boolean(), again: fc.constantFrom('DU1', 'DU2', 'DU3') });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 9 }), async (steps) => {
        const account = await newAccount();
        const has = new Map([
          ['DU1', 'p0@x.example'],
          ['DU2', 'p1@x.example'],
          ['DU3', 'p2@x.example'],
        ]);
        let page = [...has].map(([key, email]) => record(key, email, NOON - DAY));
        for (const [index, { cut, again }] of steps.entries()) {
          const freed = has.get(again) ?? '';
          const at = NOON + index * 1000;
          has.set(again, `q${index}@x.example`);
          page.push(record(again, has.get(again) ?? '', at));
          const next = again === 'DU1' ? 'DU2' : 'DU1';
          has.set(next, freed);
          page.push(record(next, freed, at + 1));
          if (!cut) continue;
          await house.commit(account, first, page);
          page = [];
        }
        await house.commit(account, first, page);
        const found = await people(account);
        expect(found.map(({ keys, email }) => [keys, email])).toEqual([...has]);
      }),
      { numRuns: 15 },
    );
  }, 60_000);
});
