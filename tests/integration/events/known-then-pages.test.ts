import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { eventsKnownAt } from '@/server/data/detection/known-events';
import { Prisma } from '@/server/data/generated/client';
import { seedPeople } from '@/tests/setup/many-people';
import { openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';
import { DUO } from '@/tests/setup/triage-desk';

const MANY = 10_000;
const planSchema = z
  .array(
    z.object({
      'QUERY PLAN': z
        .array(z.object({ Plan: z.object({ 'Actual Rows': z.number(), 'Shared Hit Blocks': z.number() }) }))
        .length(1),
    }),
  )
  .length(1);

describe('events as they were known at a past moment', () => {
  let house: PeopleHouse;
  beforeAll(async () => {
    house = await openPeopleHouse();
  });
  afterAll(() => house.close());

  it('are read without looking at every decision of the account for each of them', async () => {
    const accountId = await house.newAccount([DUO]);
    const now = Date.now();
    await seedPeople(house, accountId, DUO, MANY, now);
    const decided = await house.sql(
      `INSERT INTO disposition ("accountId", id, verdict, scope, "eventId", "personId", breadth, reason, "createdAt",
         "createdByName", "approvedAt")
       SELECT "accountId", gen_random_uuid(), 'benign', 'event', id, "personId", 0, 'A test.', "recordedAt", 'Ada', "recordedAt"
       FROM identity_event WHERE "accountId" = $1 RETURNING id`,
      [accountId],
    );
    expect(decided.length).toBeGreaterThan(1_000);
    await house.sql('ANALYZE disposition');
    const events = eventsKnownAt(accountId, now + 1, Prisma.sql`true`);
    const rows = await house.runtime.database.inAccount(
      accountId,
      (tx) => tx.$queryRaw`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT e."id" FROM ${events} e`,
    );
    const plan = planSchema.parse(rows)[0]?.['QUERY PLAN'][0]?.Plan;
    expect(plan?.['Actual Rows']).toBeGreaterThan(1_000);
    expect((plan?.['Shared Hit Blocks'] ?? Infinity) / (plan?.['Actual Rows'] ?? 0)).toBeLessThan(25);
  });
});
