import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY_MS } from '@/domain/scoring/scored-event';
import type { Reading } from '@/domain/views/person';
import { ensurePartitions } from '@/server/data/signals/signals';
import { execute } from '@/server/services/operation';
import { getProfile } from '@/server/services/people/get-profile';
import { listPeople } from '@/server/services/people/list-people';
import { directoryUser, namedRecord, openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';
import { DUO, member } from '@/tests/setup/triage-desk';

const HOUR_MS = 3_600_000;

describe('whom a list at a past instant holds', () => {
  const NOON = Math.floor((Date.now() - 4 * DAY_MS) / HOUR_MS) * HOUR_MS;
  const LATE = randomUUID();
  let house: PeopleHouse;
  let accountId: Awaited<ReturnType<PeopleHouse['newAccount']>>;

  beforeAll(async () => {
    house = await openPeopleHouse();
    await ensurePartitions(house.runtime.database, [NOON - 24 * HOUR_MS, NOON + 96 * HOUR_MS]);
    accountId = await house.newAccount([DUO, LATE]);
    await house.sql('UPDATE integration SET "createdAt" = $1 WHERE id = $2', [new Date(NOON - HOUR_MS), DUO]);
    await house.sql('UPDATE integration SET "createdAt" = $1 WHERE id = $2', [
      new Date(NOON + 30 * HOUR_MS),
      LATE,
    ]);
    const signIn = (integration: string, user: string, hours: number, nowHours = hours) =>
      house.commit(
        accountId,
        integration,
        [namedRecord({ at: NOON + hours * HOUR_MS, user }, { key: `DU-${user}` })],
        { now: NOON + nowHours * HOUR_MS },
      );
    const sweep = (hours: number, users: readonly { user: string; name: string; status?: string }[]) =>
      house.sweep(accountId, DUO, {
        objects: users.map(({ user, name, status = 'active' }) =>
          directoryUser({ id: `DU-${user}`, username: user, name, email: `${user}@example.com`, status }),
        ),
        finished: ['users'],
        at: NOON + hours * HOUR_MS,
      });
    await signIn(DUO, 'ada', 0);
    await sweep(1, [{ user: 'ada', name: 'Ada Byron' }]);
    await sweep(10, [
      { user: 'ada', name: 'Ada Lovelace', status: 'bypass' },
      { user: 'mary', name: 'Mary Somerville' },
    ]);
    await sweep(20, [{ user: 'mary', name: 'Zoe Somerville' }]);
    // Another integration is connected later, and brings what had happened before that.
    await signIn(LATE, 'ben', 2, 31);
  });
  afterAll(() => house.close());

  const list = (hours: number, reading: Reading, input: Record<string, unknown> = {}) =>
    execute(listPeople, {
      actor: member(accountId, 'Ada'),
      runtime: house.runtime,
      input: { sort: 'name', at: new Date(NOON + hours * HOUR_MS).toISOString(), reading, ...input },
    });
  const names = async (hours: number, reading: Reading, input: Record<string, unknown> = {}) =>
    (await list(hours, reading, input)).people.map(({ name }) => name);

  it('is who was known by then, under the names of then, with hindsight who is known now', async () => {
    expect(await names(-0.5, 'then')).toEqual([]);
    expect(await names(0.5, 'then')).toEqual(['Ada Byron']);
    expect(await names(5, 'then')).toEqual(['Ada Byron']);
    expect(await names(12, 'then')).toEqual(['Ada Lovelace', 'Mary Somerville']);
    expect(await names(25, 'then')).toEqual(['Ada Lovelace', 'Zoe Somerville']);
    expect(await names(32, 'then')).toEqual(['Ada Lovelace', 'ben', 'Zoe Somerville']);
    expect(await names(5, 'hindsight')).toEqual(['Ada Lovelace', 'ben']);
    expect(await names(5, 'then', { q: 'byron' })).toEqual(['Ada Byron']);
    expect(await names(12, 'then', { q: 'byron' })).toEqual([]);
    expect(await names(12, 'then', { status: 'bypass' })).toEqual(['Ada Lovelace']);
    expect(await names(25, 'then', { status: 'left' })).toEqual(['Ada Lovelace']);
    expect(await names(12, 'hindsight', { status: 'left' })).toEqual(['Ada Lovelace']);
    for (const hours of [0.5, 5, 12, 25, 32])
      for (const reading of ['then', 'hindsight'] as const)
        for (const row of (await list(hours, reading)).people) {
          const { person } = await execute(getProfile, {
            actor: member(accountId, 'Ada'),
            runtime: house.runtime,
            input: { id: row.id, at: new Date(NOON + hours * HOUR_MS).toISOString(), reading },
          });
          expect(person).toMatchObject(row);
        }
  });

  it('says since when Parapet collects, of a moment before that', async () => {
    const since = new Date(NOON - HOUR_MS).toISOString();
    expect(await list(-2, 'then')).toMatchObject({ collectsSince: since, total: 0, figures: { people: 0 } });
    expect(await list(-2, 'hindsight')).toMatchObject({ collectsSince: null });
    expect(await list(1, 'then')).toMatchObject({ collectsSince: null, total: 1 });
  });
});
