import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INDIVIDUAL_SORTS, type Individuals } from '@/domain/views/identity-scores';
import { listIndividuals } from '@/server/services/dashboard/list-individuals';
import { execute } from '@/server/services/operation';
import { writeCursor } from '@/server/services/page-cursor';
import { seedPeople } from '@/tests/setup/many-people';
import { openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';
import { DUO, member } from '@/tests/setup/triage-desk';

const MANY = 1_300;

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
    for (const sort of INDIVIDUAL_SORTS) {
      const pages = [await list({ sort })];
      for (let cursor = pages[0]?.nextCursor ?? null; cursor !== null;) {
        const page = await list({ sort, cursor });
        pages.push(page);
        cursor = page.nextCursor;
      }
      const people = pages.flatMap((page) => page.people);
      expect(pages.length).toBeGreaterThan(2);
      expect(new Set(pages.map(({ at, total }) => `${at} ${total}`)).size).toBe(1);
      expect(new Set(people.map(({ person }) => person.id)).size).toBe(counted?.people);
      expect(people).toHaveLength(pages[0]?.total ?? 0);
      const keys = people.map(({ person, events, contribution }) =>
        sort === 'events' ? events : sort === 'contribution' ? contribution : person.attackFactor.uncapped,
      );
      const falling = [...keys].sort((a, b) => b - a);
      if (sort === 'name')
        expect(people.map(({ person }) => person.name)).toEqual(
          people.map(({ person }) => person.name).sort((a, b) => a.localeCompare(b, 'en')),
        );
      else expect(keys).toEqual(falling);
    }
  });

  it('go on from a cursor of their own order and policy alone', async () => {
    const { nextCursor: cursor } = await list({ sort: 'events' });
    const wrong = /^cursor: leave it out/;
    await expect(list({ sort: 'name', cursor })).rejects.toThrow(wrong);
    await expect(list({ cursor: 'x' })).rejects.toThrow(wrong);
    const after = { id: DUO, name: '', events: 1, contribution: 1, factor: 1 };
    const stale = writeCursor({ sort: 'events', at: Date.now() - 1_000, past: null, policy: 9, after });
    await expect(list({ sort: 'events', cursor: stale })).rejects.toThrow(/has come into force/);
  });
});
