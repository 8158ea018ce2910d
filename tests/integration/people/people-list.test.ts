import { performance } from 'node:perf_hooks';
import { randomUUID } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { BANDS } from '@/domain/bands';
import { FIRST_DIRECTION, PEOPLE_DIRECTIONS, PEOPLE_SORTS } from '@/domain/people/people-order';
import type { PeoplePage } from '@/domain/views/person';
import { currentPolicy } from '@/server/data/scoring/scoring-policies';
import type { Actor } from '@/server/services/actor';
import { execute } from '@/server/services/operation';
import { writeCursor } from '@/server/services/page-cursor';
import { exportPeople } from '@/server/services/people/export-people';
import { listPeople } from '@/server/services/people/list-people';
import { changeWatchlistPeople, createWatchlist } from '@/server/services/people/watchlists';
import { seedPeople } from '@/tests/setup/many-people';
import { openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';
import { conditionsOf, PLAIN, plainKey, plainOrder } from '@/tests/setup/plain-people';
import { DUO, member } from '@/tests/setup/triage-desk';

const FEW = 700;
const MANY = 100_000;
const LATER_PAGE = 100;

let house: PeopleHouse;
beforeAll(async () => {
  house = await openPeopleHouse();
});
afterAll(() => house.close());

async function newAccount(many: number, now: number, clock = () => Date.now()) {
  const accountId = await house.newAccount([DUO]);
  await seedPeople(house, accountId, DUO, many, now);
  const actor = member(accountId, 'Ada');
  const list = (input: Record<string, unknown>) =>
    execute(listPeople, { actor, runtime: { ...house.runtime, now: clock }, input });
  const policy = await house.runtime.database.inAccount(accountId, (tx) => currentPolicy(accountId, tx));
  return { accountId, actor, list, policy: policy.policy };
}

/** Every id of a list, page after page, with the count that the first page told. */
async function everybody(list: (input: Record<string, unknown>) => Promise<PeoplePage>, input: object) {
  const ids: string[] = [];
  let page = await list({ ...input });
  const { total } = page;
  for (;;) {
    ids.push(...page.people.map(({ id }) => id));
    if (page.nextCursor === null) return { ids, total };
    page = await list({ ...input, cursor: page.nextCursor });
    expect(page.total).toBe(total);
  }
}

/** The rows of a file of people. */
async function exported(actor: Actor, input: Record<string, unknown>) {
  const file = await execute(exportPeople, { actor, runtime: house.runtime, input });
  const chunks: Uint8Array[] = [];
  for await (const piece of file.pieces) chunks.push(piece);
  return z.array(z.record(z.string(), z.string())).parse(parse(Buffer.concat(chunks), { columns: true }));
}

describe('people', () => {
  it('are whom plain SQL finds, in its order, each once, in 200 lists by chance', async () => {
    const at = Date.now();
    const { accountId, list, policy } = await newAccount(FEW, at, () => at);
    let state = 20260101;
    const chance = () => (state = (state * 48271) % 2147483647) / 2147483647;
    const pick = <T>(choices: readonly T[]): T => {
      const chosen = choices[Math.floor(chance() * choices.length)];
      if (chosen === undefined) throw new Error('There is nothing to choose from.');
      return chosen;
    };
    const conditions = conditionsOf(policy, at, pick);
    let found = 0;
    for (let round = 0; round < 200; round += 1) {
      const sort = pick(PEOPLE_SORTS);
      const direction = pick(PEOPLE_DIRECTIONS);
      const chosen = conditions.filter(() => chance() < 0.17).map((condition) => condition());
      const where = chosen.map(({ sql }) => `(${sql})`).join(' AND ') || 'true';
      const rows = await house.sql(
        `SELECT p.id ${PLAIN} AND ${where} ORDER BY ${plainOrder(sort, direction, plainKey(sort, policy, at))}`,
        [accountId],
      );
      const input = {
        ...Object.fromEntries(chosen.flatMap((condition) => Object.entries(condition.input))),
        sort,
        direction,
      };
      const { ids, total } = await everybody(list, input);
      expect({ input, ids, total }).toEqual({ input, ids: rows.map(({ id }) => id), total: rows.length });
      // Each band as it is counted beside the filters, and as many as it leaves once it is chosen.
      const { inBands } = await list(input);
      const name = sort === 'human_risk' ? 'risk' : 'band';
      const band = pick(BANDS);
      const { total: chosenTotal } = await list({ ...input, [name]: band });
      expect({ input, band, counted: inBands?.bands[band] }).toEqual({ input, band, counted: chosenTotal });
      expect(inBands?.score).toBe(sort === 'human_risk' ? sort : 'attack_factor');
      found += rows.length;
    }
    expect(found).toBeGreaterThan(10_000);
  });

  it('are put in order without regard to case and accents', async () => {
    const accountId = await house.newAccount([DUO]);
    for (const name of ['Zoe', 'ádám', 'Adam', 'Öz', 'oZ', 'x'.repeat(5000)])
      await house.sql(
        `INSERT INTO person ("accountId", id, name, username, groups, "firstSeenAt", "lastSeenAt")
         VALUES ($1, $2::uuid, $3, $2::uuid::text, '{}', now(), now())`,
        [accountId, randomUUID(), name],
      );
    const input = { sort: 'name' };
    const actor = member(accountId, 'Ada');
    const { people } = await execute(listPeople, { actor, runtime: house.runtime, input });
    const plain = people.map(({ name }) =>
      name.slice(0, 5).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase(),
    );
    expect(plain).toEqual(['adam', 'adam', 'oz', 'oz', 'xxxxx', 'zoe']);
  });

  it('are listed page after page whatever their names are made of', async () => {
    for (const name of ['名'.repeat(250), '\u{1F600}'.repeat(250), '\u0001"'.repeat(100)]) {
      const { accountId, list } = await newAccount(130, Date.now());
      await house.sql('UPDATE person SET name = $2 WHERE "accountId" = $1', [accountId, name]);
      const { ids } = await everybody(list, { sort: 'name' });
      expect(new Set(ids).size).toBe(130);
    }
  });

  it('are exported as they are narrowed and put in order, without a formula', async () => {
    const { accountId, list, actor } = await newAccount(1300, Date.now());
    await house.sql(`UPDATE person SET name = '=HYPERLINK("x")' WHERE "accountId" = $1 AND username = 'u2'`, [
      accountId,
    ]);
    const input = { sort: 'name', direction: 'falling', criticality: 'standard' };
    const rows = await exported(actor, input);
    const { ids } = await everybody(list, input);
    expect(rows.map(({ id }) => id)).toEqual(ids);
    expect(ids.length).toBeGreaterThan(500);
    expect(rows.find(({ username }) => username === 'u2')?.name).toBe(`'=HYPERLINK("x")`);
    expect(rows.map(({ criticality }) => criticality)).not.toContain('critical');
  });

  it('are exported one by one, in the order of the list, those of this account alone', async () => {
    const { list, actor } = await newAccount(30, Date.now());
    const stranger = await (await newAccount(1, Date.now())).list({});
    const { people } = await list({ sort: 'name' });
    const chosen = [people[7], people[2], people[4], stranger.people[0]].map((person) => String(person?.id));
    const rows = await exported(actor, { sort: 'name', people: chosen.join(',') });
    expect(rows.map(({ id }) => id)).toEqual([2, 4, 7].map((place) => people[place]?.id));
    const refused = async (named: string) =>
      expect(exported(actor, { people: named })).rejects.toMatchObject({ code: 'invalid_input' });
    const rest = await exported(actor, { sort: 'name', except: chosen.join(',') });
    expect(rest.map(({ id }) => id)).toEqual(people.map(({ id }) => id).filter((id) => !chosen.includes(id)));
    await refused('');
    await refused(`${chosen[0] ?? ''},u2`);
    await refused(Array.from({ length: 151 }, () => randomUUID()).join(','));
  });

  it('are exported under one policy: the file breaks off where another comes into force meanwhile', async () => {
    const { accountId, actor } = await newAccount(1300, Date.now());
    const file = await execute(exportPeople, { actor, runtime: house.runtime, input: {} });
    const entries = await house.sql(
      `SELECT "action", "after" FROM audit_entry WHERE "accountId" = $1 AND "entity" = 'people_file'`,
      [accountId],
    );
    expect(entries).toMatchObject([{ action: 'export-people', after: { people: 1300 } }]);
    const pieces = file.pieces[Symbol.asyncIterator]();
    await pieces.next();
    await pieces.next();
    await house.sql(
      `INSERT INTO scoring_policy SELECT (jsonb_populate_record(p, '{"number": 2}')).* FROM scoring_policy p
       WHERE "accountId" = $1`,
      [accountId],
    );
    await house.sql('UPDATE account SET "currentPolicy" = 2 WHERE id = $1', [accountId]);
    await expect(pieces.next()).rejects.toThrow(/Another policy/);
  });

  it('go on from a cursor of their own order alone, and say so of any other', async () => {
    const { list } = await newAccount(120, Date.now());
    for (const sort of PEOPLE_SORTS) {
      const { nextCursor: cursor } = await list({ sort });
      const other = sort === 'name' ? 'events' : 'name';
      const turned = FIRST_DIRECTION[sort] === 'falling' ? 'rising' : 'falling';
      await expect(list({ sort, cursor })).resolves.toMatchObject({ figures: null, total: 120 });
      for (const input of [{ sort: other }, { sort, direction: turned }])
        await expect(list({ ...input, cursor })).rejects.toMatchObject({
          code: 'invalid_input',
          fields: [{ field: 'cursor' }],
        });
    }
    const id = randomUUID();
    for (const [sort, key] of [
      ['name', '\0'],
      ['name', '\ud800'],
      ['last_event', '0000-01-01T00:00:00.000Z'],
      ['events', '9999999999'],
      ['attack_factor', 'Infinity'],
      ['outcome', 'perhaps'],
    ] as const) {
      const made = {
        sort,
        direction: FIRST_DIRECTION[sort],
        key,
        id,
        at: Date.now(),
        past: null,
        policy: 1,
        total: 1,
      };
      await expect(list({ sort, cursor: writeCursor(made) })).rejects.toMatchObject({
        code: 'invalid_input',
        fields: [{ field: 'cursor' }],
      });
    }
    await expect(list({ sort: 'shoe size' })).rejects.toThrow(/^sort: use one of attack_factor/);
    await expect(list({ direction: 'up' })).rejects.toThrow(/^direction: use falling or rising/);
    await expect(list({ status: 'asleep' })).rejects.toThrow(/^status: use one of active/);
    await expect(list({ last: '1y' })).rejects.toThrow(/^last: use one of 1d/);
    await expect(list({ outcome: 'perhaps' })).rejects.toThrow(/^outcome: use one of got_in/);
    await expect(list({ criticality: 'vip' })).rejects.toThrow(/^criticality: use one of standard/);
  });
});

/** A value as a cursor holds it. */
function textOf(value: unknown): string | null {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'number' || typeof value === 'string' ? String(value) : null;
}

describe('100,000 people', () => {
  it('are listed from the middle of any order in less than half the time of what sorts them all', async () => {
    const at = Date.now();
    const { accountId, actor, list, policy } = await newAccount(MANY, at);
    const first: number[] = [];
    const deep: number[] = [];
    const filtered: number[] = [];
    const watched: number[] = [];
    const plain: number[] = [];
    const timed = async (into: number[], work: () => Promise<unknown>) => {
      const from = performance.now();
      const answer = await work();
      into.push(performance.now() - from);
      return answer;
    };
    for (const sort of PEOPLE_SORTS)
      for (const direction of PEOPLE_DIRECTIONS)
        for (const offset of [20_000, 95_000]) {
          const key = plainKey(sort, policy, at);
          const order = plainOrder(sort, direction, key);
          const [place] = await house.sql(
            `SELECT p.id, ${sort === 'attack_factor' ? 'h.heat' : ['criticality', 'outcome'].includes(sort) ? `p.${sort}` : key} AS key
             ${PLAIN} ORDER BY ${order} OFFSET ${offset} LIMIT 1`,
            [accountId],
          );
          const cursor = writeCursor({
            ...{ sort, direction, id: place?.id, at, past: null, policy: 1, total: MANY },
            key: textOf(place?.key),
          });
          await timed(first, () => list({ sort, direction }));
          const page = await timed(deep, () => list({ sort, direction, cursor }));
          const rows = await timed(plain, () =>
            house.sql(`SELECT p.id ${PLAIN} ORDER BY ${order} OFFSET ${offset + 1} LIMIT ${LATER_PAGE}`, [
              accountId,
            ]),
          );
          expect(page).toMatchObject({
            people: Array.isArray(rows) ? rows.map(({ id }) => ({ id: String(id) })) : [],
          });
        }
    const filters = [
      { q: 'u99999@' },
      { group: 'Legal', sort: 'name' },
      { kind: 'new_country', criticality: 'critical' },
      { outcome: 'got_in' },
      { outcome: 'refused', sort: 'name' },
      { status: 'left', risk: 'low', sort: 'last_event' },
      { least: 'medium', last: '30d', direction: 'rising' },
      { posture: 'bypass', group: 'nobody', sort: 'events' },
      { ungrouped: 'true', sort: 'name' },
    ];
    for (let round = 0; round < 3; round += 1)
      for (const input of filters) await timed(filtered, () => list(input));
    const { runtime } = house;
    const watchlist = async (name: string, rule: Record<string, string> | null) =>
      (await execute(createWatchlist, { actor, runtime, input: { name, rule } })).id;
    const byHand = await watchlist('By hand', null);
    const { total } = await list({ kind: 'push_harassment' });
    const people = { filter: { kind: 'push_harassment' }, expected: total };
    await execute(changeWatchlistPeople, { actor, runtime, input: { id: byHand, act: 'add', people } });
    const lists = [
      byHand,
      await watchlist('Under attack in Finance', { least: 'high', group: 'Finance' }),
      await watchlist('Critical and harassed', { kind: 'push_harassment', criticality: 'critical' }),
      await watchlist('Staff at some risk', { risk: 'medium', group: 'staff' }),
    ];
    for (let round = 0; round < 5; round += 1)
      for (const id of lists) await timed(watched, () => list({ watchlist: id }));
    const of = (times: readonly number[], share: number) =>
      Math.round([...times].sort((a, b) => a - b)[Math.ceil(times.length * share) - 1] ?? Infinity);
    // Three in four: what a loaded machine does to the slowest few says nothing of the list.
    const milliseconds = {
      plain: of(plain, 0.5),
      deep: of(deep, 0.75),
      first: of(first, 0.75),
      filtered: of(filtered, 0.75),
      watched: of(watched, 0.75),
    };
    // A page from the middle reads a page; a first page counts everybody, and a filter may have to look at them all.
    expect(milliseconds.deep * 2, JSON.stringify(milliseconds)).toBeLessThan(milliseconds.plain);
    expect(milliseconds.first, JSON.stringify(milliseconds)).toBeLessThan(milliseconds.plain * 2);
    expect(milliseconds.filtered, JSON.stringify(milliseconds)).toBeLessThan(milliseconds.plain * 4);
    expect(milliseconds.watched, JSON.stringify(milliseconds)).toBeLessThan(milliseconds.plain * 4);
  }, 120_000);
});
