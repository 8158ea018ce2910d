import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensurePartitions } from '@/server/data/signals/signals';
import { execute } from '@/server/services/operation';
import { getPersonHistory } from '@/server/services/people/get-person-history';
import { listPeople } from '@/server/services/people/list-people';
import { saveView } from '@/server/services/people/saved-views';
import {
  changeWatchlist,
  changeWatchlistPeople,
  createWatchlist,
  listPersonWatchlists,
  listWatchlists,
  removeWatchlist,
} from '@/server/services/people/watchlists';
import { setCriticality, setCriticalityOfPeople } from '@/server/services/scoring/set-criticality';
import { namedRecord, openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';
import { DUO, harassed, member, newDesk } from '@/tests/setup/triage-desk';

const DAY = 86_400_000;
const NOON = Math.floor((Date.now() - 4 * DAY) / DAY) * DAY + DAY / 2;

let house: PeopleHouse;
beforeAll(async () => {
  house = await openPeopleHouse();
  await ensurePartitions(house.runtime.database, [NOON]);
});
afterAll(() => house.close());

/** An account with Ada and Bob in Finance and Cyd in Legal, attacked alike. */
async function newOffice() {
  const desk = await newDesk(house);
  const { accountId, runtime } = desk;
  const seen = (user: string, group: string) =>
    house.commit(accountId, DUO, [namedRecord(harassed(NOON, { user }), { groups: [group] })]);
  await seen('ada', 'Finance');
  await seen('bob', 'Finance');
  await seen('cyd', 'Legal');
  const idOf = async (user: string) => {
    const [row] = await house.sql('SELECT id FROM person WHERE "accountId" = $1 AND username = $2', [
      accountId,
      user,
    ]);
    return String(row?.id);
  };
  const create = (input: Record<string, unknown>, actor = desk.ada) =>
    execute(createWatchlist, { actor, runtime, input });
  const put = (id: string, act: 'add' | 'remove', people: unknown, actor = desk.ada) =>
    execute(changeWatchlistPeople, { actor, runtime, input: { id, act, people } });
  const on = async (watchlist: string) => {
    const input = { watchlist, sort: 'name' };
    const { people, total } = await execute(listPeople, { actor: desk.ada, runtime, input });
    expect(total).toBe(people.length);
    return people.map(({ username }) => username);
  };
  const counts = async () => {
    const { watchlists } = await execute(listWatchlists, { actor: desk.ada, runtime, input: {} });
    return watchlists.map(({ name, people }) => [name, people]);
  };
  const audit = () =>
    house.sql(
      `SELECT action, before, after FROM audit_entry WHERE "accountId" = $1 AND entity = 'watchlist' ORDER BY seq`,
      [accountId],
    );
  return { ...desk, seen, idOf, create, put, on, counts, audit };
}

describe('a watchlist by hand', () => {
  it('names whom members put on it, one by one or by a filter, and every change is in the audit log', async () => {
    const { accountId, idOf, create, put, on, counts, audit, runtime, ben } = await newOffice();
    const { id } = await create({ name: ' Board ', description: 'Since the merger' });
    expect(await on(id)).toEqual([]);
    const [ada, cyd] = [await idOf('ada'), await idOf('cyd')];
    expect(await put(id, 'add', { ids: [cyd, ada] })).toEqual({ people: 2, changed: 2 });
    expect(await put(id, 'add', { filter: { group: 'finance' }, expected: 2 })).toEqual({
      people: 2,
      changed: 1,
    });
    expect(await on(id)).toEqual(['ada', 'bob', 'cyd']);
    expect(await put(id, 'remove', { ids: [cyd] })).toEqual({ people: 1, changed: 1 });
    expect(await on(id)).toEqual(['ada', 'bob']);
    expect(await counts()).toEqual([['Board', 2]]);
    const of = async (person: string) => {
      const input = { id: person };
      const { watchlists } = await execute(listPersonWatchlists, { actor: ben, runtime, input });
      return watchlists.map(({ name, isOn }) => [name, isOn]);
    };
    expect([await of(ada), await of(cyd)]).toEqual([[['Board', true]], [['Board', false]]]);
    const told = async (person: string) => {
      const input = { id: person };
      const { entries } = await execute(getPersonHistory, { actor: ben, runtime, input });
      return entries.filter(({ by }) => by === 'Ada').map(({ did }) => did);
    };
    expect(await told(cyd)).toEqual([
      'took this person off the watchlist “Board”',
      'put this person on the watchlist “Board” together with 1 other person',
    ]);
    expect(await told(await idOf('bob'))).toEqual(['put this person on the watchlist “Board”']);
    const input = { id, name: 'The board', description: '' };
    await execute(changeWatchlist, { actor: ben, runtime, input });
    await execute(removeWatchlist, { actor: ben, runtime, input: { id } });
    expect(await counts()).toEqual([]);
    await expect(on(id)).rejects.toThrow(/watchlist: there is none with this id/);
    const left = await house.sql('SELECT count(*)::int AS n FROM watchlist_member WHERE "accountId" = $1', [
      accountId,
    ]);
    expect(left).toEqual([{ n: 0 }]);
    const board = { name: 'Board', description: 'Since the merger', rule: null };
    const renamed = { ...board, name: 'The board', description: '' };
    expect(await audit()).toEqual([
      { action: 'create-watchlist', before: null, after: board },
      ...[
        { act: 'add', changed: 2, people: [ada, cyd].sort() },
        { act: 'add', changed: 1, people: [ada, await idOf('bob')].sort() },
        { act: 'remove', changed: 1, people: [cyd] },
      ].map((after) => ({
        action: 'change-watchlist-people',
        before: null,
        after: { name: 'Board', ...after },
      })),
      { action: 'change-watchlist', before: board, after: renamed },
      { action: 'remove-watchlist', before: { ...renamed, people: 2 }, after: null },
    ]);
  });

  it('changes for as many people as were confirmed, or not at all', async () => {
    const { create, put, on } = await newOffice();
    const { id } = await create({ name: 'Board' });
    await expect(put(id, 'add', { filter: { group: 'Finance' }, expected: 3 })).rejects.toMatchObject({
      code: 'conflict',
      message: 'people: the filter leaves 2 people now and not 3. Look at the list again.',
    });
    await expect(put(id, 'add', { filter: { gruop: 'Finance' }, expected: 3 })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    await expect(put(id, 'add', { ids: [] })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(put(id, 'add', { ids: [randomUUID()] })).rejects.toMatchObject({ code: 'not_found' });
    expect(await on(id)).toEqual([]);
  });

  it('keeps whom somebody on it turned out to be', async () => {
    const { accountId, create, put, on, idOf } = await newOffice();
    await house.commit(accountId, DUO, [
      namedRecord(harassed(NOON, { user: 'ada.l', email: null }), { key: null, email: null }),
    ]);
    const { id } = await create({ name: 'Board' });
    await put(id, 'add', { ids: [await idOf('ada.l')] });
    const [alias] = await house.sql(
      `SELECT value FROM person_alias WHERE "accountId" = $1 AND "personId" = $2 AND kind = 'key'`,
      [accountId, await idOf('ada')],
    );
    await house.commit(accountId, DUO, [
      namedRecord({ at: NOON + 1000, user: 'ada.l', userKey: String(alias?.value), email: null }),
    ]);
    expect(await on(id)).toHaveLength(1);
    const [{ n } = { n: null }] = await house.sql(
      'SELECT count(*)::int AS n FROM person WHERE "accountId" = $1',
      [accountId],
    );
    expect(n).toBe(3);
  });
});

describe('a watchlist by rule', () => {
  it('names whom its rule leaves at this instant', async () => {
    const { create, on, counts, put, seen, idOf, runtime, ada } = await newOffice();
    const { id } = await create({
      name: 'Critical money',
      rule: { group: 'Finance', criticality: 'critical' },
    });
    expect(await on(id)).toEqual([]);
    const bob = await idOf('bob');
    await execute(setCriticality, { actor: ada, runtime, input: { id: bob, criticality: 'critical' } });
    expect(await on(id)).toEqual(['bob']);
    const { id: attacked } = await create({
      name: 'Attacked',
      rule: { least: 'low', kind: 'push_harassment' },
    });
    expect(await on(attacked)).toEqual(['ada', 'bob', 'cyd']);
    await seen('dan', 'Legal');
    expect(await counts()).toEqual([
      ['Attacked', 4],
      ['Critical money', 1],
    ]);
    await expect(put(id, 'add', { ids: [bob] })).rejects.toThrow(/goes by a rule/);
    const of = await execute(listPersonWatchlists, { actor: ada, runtime, input: { id: bob } });
    expect(of.watchlists).toMatchObject([
      { name: 'Attacked', byRule: true, isOn: true },
      { name: 'Critical money', byRule: true, isOn: true },
    ]);
  });

  it('is refused where it leaves nobody out, contradicts itself or names what there is not', async () => {
    const { create, runtime, ada } = await newOffice();
    const wrong: readonly [unknown, RegExp][] = [
      [{}, /rule: narrow it by one thing at least/],
      [{ least: 'very_low' }, /rule: narrow it by one thing at least/],
      [{ group: ' ' }, /rule: narrow it by one thing at least/],
      [{ least: 'high', band: 'low' }, /least: use it without band/],
      [{ group: 'Finance', ungrouped: 'true' }, /ungrouped: use it without group/],
      [{ q: 'ada' }, /rule: use band, least, risk/],
      [{ criticality: 'vip' }, /criticality: use one of/],
    ];
    for (const [rule, words] of wrong) await expect(create({ name: 'Wrong', rule })).rejects.toThrow(words);
    const { id } = await create({ name: 'Board' });
    await expect(create({ name: 'BOARD' })).rejects.toThrow(/there is a watchlist called Board/);
    await expect(create({ name: ' ' })).rejects.toThrow(/name: give the watchlist a name/);
    const input = { id, name: 'Board', rule: { group: 'Finance' } };
    await expect(execute(changeWatchlist, { actor: ada, runtime, input })).rejects.toThrow(/by hand/);
  });
});

describe('watchlists', () => {
  it('have one name each, also where two are made at once, and say how many views use them', async () => {
    const { create, runtime, ada, ben } = await newOffice();
    const made = await Promise.allSettled(['Board', 'board', 'BOARD'].map((name) => create({ name })));
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of made)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'conflict' });
    const { id } = await create({ name: 'Mine' });
    for (const actor of [ada, ben])
      await execute(saveView, { actor, runtime, input: { name: 'Its people', view: { watchlist: id } } });
    const { watchlists } = await execute(listWatchlists, { actor: ada, runtime, input: {} });
    expect(watchlists.map(({ views }) => views)).toEqual([0, 2]);
  });

  it('are made by administrators and analysts, and are those of one account', async () => {
    const office = await newOffice();
    const { id } = await office.create({ name: 'Board' });
    for (const role of ['auditor', 'help_desk'] as const) {
      const actor = member(office.accountId, 'Eve', role);
      await expect(office.create({ name: 'Mine' }, actor)).rejects.toMatchObject({ code: 'forbidden' });
      const people = { ids: [await office.idOf('ada')] };
      await expect(office.put(id, 'add', people, actor)).rejects.toMatchObject({ code: 'forbidden' });
    }
    const stranger = await newOffice();
    await expect(stranger.put(id, 'add', { ids: [await stranger.idOf('ada')] })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(stranger.on(id)).rejects.toMatchObject({ code: 'invalid_input' });
    const own = await stranger.create({ name: 'Board' });
    await expect(stranger.put(own.id, 'add', { ids: [await office.idOf('ada')] })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('criticality of many', () => {
  it('is set for each of them, moves their scores at once, and is in the audit log with its counts', async () => {
    const { accountId, ada, runtime, idOf, expectRecomputed } = await newOffice();
    const set = (people: unknown, criticality: string | null) =>
      execute(setCriticalityOfPeople, { actor: ada, runtime, input: { people, criticality } });
    expect(await set({ filter: { group: 'Finance' }, expected: 2 }, 'critical')).toEqual({
      people: 2,
      changed: 2,
    });
    expect(await set({ ids: [await idOf('bob'), await idOf('cyd')] }, 'critical')).toEqual({
      people: 2,
      changed: 1,
    });
    const rows = await house.sql(
      'SELECT username, criticality FROM person WHERE "accountId" = $1 ORDER BY 1',
      [accountId],
    );
    expect(rows.map(({ criticality }) => criticality)).toEqual(['critical', 'critical', 'critical']);
    await expectRecomputed();
    expect(await set({ filter: {}, expected: 3 }, null)).toEqual({ people: 3, changed: 3 });
    await expectRecomputed();
    const entries = await house.sql(
      `SELECT after->'changed' AS changed FROM audit_entry WHERE "accountId" = $1 AND action = 'set-criticality-of-people' ORDER BY seq`,
      [accountId],
    );
    expect(entries.map(({ changed }) => changed)).toEqual([2, 1, 3]);
    await expect(set({ filter: {}, expected: 4 }, 'critical')).rejects.toMatchObject({ code: 'conflict' });
    const but = { filter: {}, except: [await idOf('bob')] };
    await expect(set({ ...but, expected: 3 }, 'critical')).rejects.toMatchObject({ code: 'conflict' });
    expect(await set({ ...but, expected: 2 }, 'critical')).toEqual({ people: 2, changed: 2 });
    expect(
      await house.sql(`SELECT username FROM person WHERE "accountId" = $1 AND criticality = 'standard'`, [
        accountId,
      ]),
    ).toEqual([{ username: 'bob' }]);
  });
});
