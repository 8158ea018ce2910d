import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { inGroup } from '@/server/data/people/people-narrowing';
import { seedPeople } from '@/tests/setup/many-people';
import { openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';
import { DUO } from '@/tests/setup/triage-desk';

const MANY = 4_000;
const planSchema = z
  .array(
    z.object({
      'QUERY PLAN': z.array(z.object({ Plan: z.object({ 'Plan Rows': z.number() }) })).length(1),
    }),
  )
  .length(1);

describe('the number of people in a group', () => {
  let house: PeopleHouse;
  beforeAll(async () => {
    house = await openPeopleHouse();
  });
  afterAll(() => house.close());

  it('is known to the planner, whatever the case of its name', async () => {
    const accountId = await house.newAccount([DUO]);
    await seedPeople(house, accountId, DUO, MANY, Date.now());
    const expected = async (group: string | null) => {
      const rows = await house.runtime.database.inAccount(
        accountId,
        (tx) => tx.$queryRaw`
          EXPLAIN (FORMAT JSON) SELECT FROM "person" p WHERE p."accountId" = ${accountId}::uuid AND ${inGroup(group)}`,
      );
      return planSchema.parse(rows)[0]?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? 0;
    };
    for (const [group, share] of [
      ['staff', 0.5],
      ['Legal', 0.25],
      ['nobody', 0],
      [null, 0.25],
    ] as const) {
      expect(await expected(group), String(group)).toBeGreaterThanOrEqual(MANY * share * 0.8);
      expect(await expected(group), String(group)).toBeLessThanOrEqual(MANY * share * 1.2 + MANY * 0.02);
    }
  });
});
