import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listAccountEvents } from '@/server/services/events/list-account-events';
import { execute } from '@/server/services/operation';
import { openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';
import { DUO, newDesk } from '@/tests/setup/triage-desk';

const HOUR_MS = 3_600_000;
const NOW = Date.now();
const hoursAgo = (hours: number): string => new Date(NOW - hours * HOUR_MS).toISOString();

let house: PeopleHouse;
beforeAll(async () => {
  house = await openPeopleHouse();
}, 60_000);
afterAll(() => house.close());

it('events of the account are listed by when they occurred, half open, and by when they became known', async () => {
  const { accountId, ben } = await newDesk(house);
  // The n-th occurred n hours ago; those of an odd number became known an hour ago, the others ten.
  for (let n = 0; n < 16; n += 1)
    await house.sql(
      `INSERT INTO account_event ("accountId", id, "integrationId", rule, key, "occurredAt", "lastAt", raised, sources,
         "detectorVersion", "recordedAt")
       VALUES ($1, $2, $3, 'admin_created', $4, $5, $5, true, '[]', '1', $6)`,
      [accountId, randomUUID(), DUO, String(n), hoursAgo(n), hoursAgo(n % 2 === 1 ? 1 : 10)],
    );
  const found = async (input: object): Promise<number[]> => {
    const hours: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await execute(listAccountEvents, {
        ...{ actor: ben, runtime: house.runtime },
        input: { ...input, cursor },
      });
      hours.push(
        ...page.events.map(({ occurredAt }) => Math.round((NOW - Date.parse(occurredAt)) / HOUR_MS)),
      );
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return hours;
  };
  expect(await found({})).toEqual(Array.from({ length: 16 }, (_, n) => n));
  expect(await found({ known: hoursAgo(5) })).toEqual([1, 3, 5, 7, 9, 11, 13, 15]);
  expect(await found({ from: hoursAgo(6), to: hoursAgo(2) })).toEqual([3, 4, 5, 6]);
  expect(await found({ known: hoursAgo(5), to: hoursAgo(8) })).toEqual([9, 11, 13, 15]);
  await expect(found({ range: '30d', from: hoursAgo(6) })).rejects.toThrow(/^range: leave it out/);
});
