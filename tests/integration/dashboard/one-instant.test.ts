import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { ensurePartitions } from '@/server/data/signals/signals';
import { defineOperation, execute } from '@/server/services/operation';
import { duoRecord, fetchedRecord } from '@/tests/setup/duo-record';
import { openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';
import { systemActor } from '@/tests/setup/search-house';

const INTEGRATION = randomUUID();

let house: PeopleHouse;
beforeAll(async () => {
  house = await openPeopleHouse();
  await ensurePartitions(house.runtime.database, [Date.now()]);
});
afterAll(() => house.close());

it('reads everything that one answer tells as of one instant, whatever is written in between', async () => {
  const accountId = await house.newAccount([INTEGRATION]);
  const signIn = (user: string) => [fetchedRecord(duoRecord({ user, at: Date.now() - 60_000 }))];
  const counts = defineOperation({
    name: 'count-twice',
    http: 'internal',
    permission: 'people:read',
    input: z.object({}),
    output: z.object({ first: z.number(), then: z.number() }),
    audit: { none: 'A test.' },
    effect: 'read',
    run: async ({ tx }) => {
      const first = await tx.person.count();
      await house.commit(accountId, INTEGRATION, signIn(`ada-${first}`));
      return { first, then: await tx.person.count() };
    },
  });
  const asked = { actor: systemActor(accountId), runtime: house.runtime, input: {} };
  expect(await execute(counts, asked)).toEqual({ first: 0, then: 0 });
  expect(await execute(counts, asked)).toMatchObject({ first: 1 });
});
