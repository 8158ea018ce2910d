import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FIRST_OF_INDIVIDUALS, INDIVIDUAL_SORTS } from '@/domain/people/individual-order';
import { PEOPLE_DIRECTIONS } from '@/domain/people/people-order';
import type { Individuals } from '@/domain/views/identity-scores';
import { getScoreBreakdown } from '@/server/services/dashboard/get-score-breakdown';
import { listIndividuals } from '@/server/services/dashboard/list-individuals';
import { execute } from '@/server/services/operation';
import { writeCursor } from '@/server/services/page-cursor';
import { seedPeople } from '@/tests/setup/many-people';
import { openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';
import { DUO, member } from '@/tests/setup/triage-desk';

const MANY = 1_300;

const idsOf = (page: Individuals | undefined) => page?.people.map(({ person }) => person.id);

describe('people with identity events', () => {
  let house: PeopleHouse;
  let accountId: Awaited<ReturnType<PeopleHouse['newAccount']>>;
  beforeAll(async () => {
    house = await openPeopleHouse();
    accountId = await house.newAccount([DUO]);
    await seedPeople(house, accountId, DUO, MANY, Date.now() - 60_000);
  });
  afterAll(() => house.close());

  const list = (input: object): Promise<Individuals> =>
    execute(listIndividuals, { actor: member(accountId, 'Ada'), runtime: house.runtime, input });

  it('come page by page, each once, in one order and as of one instant', async () => {
    const [counted] = await house.sql(
      `SELECT count(DISTINCT "personId")::int AS people FROM identity_event
       WHERE "accountId" = $1 AND "retractedAt" IS NULL AND disposition IS NULL`,
      [accountId],
    );
    expect(counted?.people).toBeGreaterThan(200);
    const orders = INDIVIDUAL_SORTS.flatMap((sort) =>
      PEOPLE_DIRECTIONS.map((direction) => ({ sort, direction })),
    );
    for (const order of orders) {
      const { sort, direction } = order;
      const pages = [await list(order)];
      for (let cursor = pages[0]?.nextCursor ?? null; cursor !== null;) {
        const page = await list({ ...order, cursor });
        pages.push(page);
        cursor = page.nextCursor;
      }
      const people = pages.flatMap((page) => page.people);
      expect(pages.length).toBeGreaterThan(2);
      expect(new Set(pages.map(({ at, total }) => `${at} ${total}`)).size).toBe(1);
      expect(new Set(people.map(({ person }) => person.id)).size).toBe(counted?.people);
      expect(people).toHaveLength(pages[0]?.total ?? 0);
      const sign = direction === 'rising' ? 1 : -1;
      const keys = people.map(({ person, events, contribution }) =>
        sort === 'events'
          ? events
          : sort === 'contribution'
            ? contribution
            : sort === 'fall'
              ? (person.fallsBelow?.days ?? sign * Number.MAX_VALUE)
              : person.attackFactor.uncapped,
      );
      if (sort === 'name')
        expect(people.map(({ person }) => person.name)).toEqual(
          people.map(({ person }) => person.name).sort((a, b) => sign * a.localeCompare(b, 'en')),
        );
      else expect(keys).toEqual([...keys].sort((a, b) => sign * (a - b)));
      if (direction === FIRST_OF_INDIVIDUALS[sort])
        expect(idsOf(await list({ sort }))).toEqual(idsOf(pages[0]));
    }
  });

  it('go on from a cursor of their own order and policy alone', async () => {
    const { nextCursor: cursor } = await list({ sort: 'events' });
    const wrong = /^cursor: leave it out/;
    await expect(list({ sort: 'name', cursor })).rejects.toThrow(wrong);
    await expect(list({ sort: 'events', direction: 'rising', cursor })).rejects.toThrow(wrong);
    await expect(list({ cursor: 'x' })).rejects.toThrow(wrong);
    const after = { id: DUO, name: '', events: 1, contribution: 1, factor: 1, fall: null };
    const stale = writeCursor({
      sort: 'events',
      direction: 'falling',
      at: Date.now() - 1_000,
      past: null,
      policy: 9,
      after,
    });
    await expect(list({ sort: 'events', cursor: stale })).rejects.toThrow(/has come into force/);
  });

  it('come page by page in one group too; only the first page says what groups there are', async () => {
    const group = 'staff';
    const pages = [await list({ department: group })];
    for (let cursor = pages[0]?.nextCursor ?? null; cursor !== null;) {
      const page = await list({ department: group, cursor });
      pages.push(page);
      cursor = page.nextCursor;
    }
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.map(({ departments }) => departments === null)).toEqual(
      pages.map((_page, place) => place > 0),
    );
    const people = pages.flatMap((page) => page.people.map(({ person }) => person));
    expect(new Set(people.map(({ id }) => id)).size).toBe(pages[0]?.total);
    expect(new Set(pages.map(({ total }) => total)).size).toBe(1);
    expect(people.every(({ groups }) => groups.some((one) => one.toLowerCase() === group))).toBe(true);
  });

  it('may be those in no group, as many as the breakdown by department says', async () => {
    const { departments } = await list({});
    const { people, total, departments: among } = await list({ ungrouped: 'true', sort: 'name' });
    expect(total).toBeGreaterThan(0);
    expect(total).toBe(departments?.ungrouped);
    expect(among).toEqual(departments);
    expect(people.every(({ person }) => person.groups.length === 0)).toBe(true);
    const as = { actor: member(accountId, 'Ada'), runtime: house.runtime };
    const { rows } = await execute(getScoreBreakdown, { ...as, input: { by: 'department' } });
    const none = rows.find(({ key }) => key === null);
    expect(none?.people).toBe(total);
    expect(people.reduce((sum, { events }) => sum + events, 0)).toBe(none?.events);
    await expect(list({ ungrouped: 'true', department: 'Finance' })).rejects.toThrow(
      'ungrouped: use it without department',
    );
    await expect(list({ ungrouped: 'yes' })).rejects.toThrow('ungrouped: use true');
  });
});
