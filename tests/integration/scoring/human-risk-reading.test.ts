import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bandOf } from '@/domain/bands';
import type { AccountId } from '@/domain/identifiers';
import type { PeoplePage, PersonRow } from '@/domain/views/person';
import { ensurePartitions } from '@/server/data/signals/signals';
import { getBehaviors } from '@/server/services/dashboard/get-behaviors';
import { getDashboard } from '@/server/services/dashboard/get-dashboard';
import { execute } from '@/server/services/operation';
import { getProfile } from '@/server/services/people/get-profile';
import { listPeople } from '@/server/services/people/list-people';
import { scoreHumanRisk } from '@/server/services/scoring/score-human-risk';
import { duoRecord, fetchedRecord } from '@/tests/setup/duo-record';
import { directoryUser, openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';

const DAY = 86_400_000;
const TODAY = Math.floor(Date.now() / DAY) * DAY;
const INTEGRATION = randomUUID();
const STATUSES = ['active', 'bypass', 'locked out', 'disabled'];

describe('human risk scores on pages', () => {
  let house: PeopleHouse;
  let accountId: AccountId;

  beforeAll(async () => {
    house = await openPeopleHouse();
    await ensurePartitions(house.runtime.database, [TODAY - 10 * DAY, TODAY]);
    accountId = await house.newAccount([INTEGRATION]);
    const users = Array.from({ length: 120 }, (_, n) =>
      directoryUser({
        id: `DU${n}`,
        username: `person${String(n).padStart(3, '0')}`,
        status: STATUSES[n % 4] ?? 'active',
        // Somebody wrote one of them otherwise, and once both ways.
        groups: [
          n % 2 === 0 ? 'Even' : n % 9 === 0 ? 'ODD' : 'Odd',
          ...(n < 4 ? ['Few'] : []),
          ...(n === 0 ? ['even'] : []),
        ],
        authenticators: [{ kind: 'webauthn', name: null }],
      }),
    );
    await house.sweep(accountId, INTEGRATION, { objects: users, finished: ['users'], at: TODAY });
    const signIns = users.flatMap(({ id, username }, n) =>
      n % 3 === 0
        ? [
            fetchedRecord({
              ...duoRecord({ at: TODAY - (n % 9) * DAY, user: username, userKey: id }),
              factor: n % 2 === 0 ? 'sms_passcode' : 'duo_push',
            }),
          ]
        : [],
    );
    await house.commit(accountId, INTEGRATION, signIns);
    const denied = ['location_restricted', 'location_restricted', 'out_of_date', 'user_mistake'];
    await house.commit(
      accountId,
      INTEGRATION,
      denied.map((reason, n) =>
        fetchedRecord(
          duoRecord({ at: TODAY - DAY + n, user: 'person000', userKey: 'DU0', result: 'denied', reason }),
        ),
      ),
    );
    let more: boolean;
    do ({ more } = await execute(scoreHumanRisk, { ...as(), input: {} }));
    while (more);
  });
  afterAll(() => house.close());

  const as = () => ({ actor: { kind: 'system', name: 'test', accountId } as const, runtime: house.runtime });

  async function everyPage(input: Record<string, unknown>) {
    const all: PersonRow[] = [];
    let total = 0;
    let cursor: string | null = null;
    do {
      const page: PeoplePage = await execute(listPeople, {
        ...as(),
        input: { ...input, ...(cursor === null ? {} : { cursor }) },
      });
      all.push(...page.people);
      ({ total, nextCursor: cursor } = page);
    } while (cursor !== null);
    return { people: all, total };
  }

  it('put everybody in order once, those without a score last', async () => {
    const { people, total } = await everyPage({ sort: 'human_risk' });
    expect([people.length, total, new Set(people.map(({ id }) => id)).size]).toEqual([120, 120, 120]);
    const scores = people.map(({ humanRisk }) => humanRisk?.score ?? -1);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    // Switched off in the directory, and no factor in use.
    expect(scores.filter((score) => score === -1)).toHaveLength(20);
  });

  it('say the same in band, number, count and filter', async () => {
    const { figures } = await execute(listPeople, { ...as(), input: {} });
    expect(figures?.risk.without).toBe(20);
    for (const band of ['very_low', 'low', 'medium', 'high', 'very_high'] as const) {
      const { people, total } = await everyPage({ risk: band, sort: 'human_risk' });
      expect({ band, people: people.length, total }).toEqual({
        band,
        people: figures?.risk.bands[band],
        total: figures?.risk.bands[band],
      });
      for (const { humanRisk } of people) {
        expect([humanRisk?.band, bandOf(Number(humanRisk?.shown))]).toEqual([band, band]);
      }
      const byHeat = await everyPage({ risk: band });
      expect(byHeat.people.map(({ id }) => id).sort()).toEqual(people.map(({ id }) => id).sort());
    }
  });

  it('list who stands where on the dashboard', async () => {
    const list = async (posture: string) =>
      (await everyPage({ posture })).people.map(({ username }) => username);
    expect(await list('bypass')).toHaveLength(30);
    expect(await list('locked_out')).toHaveLength(30);
    expect(await list('telephony')).toHaveLength(20);
    expect(await list('tampered')).toEqual([]);
    await expect(execute(listPeople, { ...as(), input: { posture: 'tall' } })).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });

  it('stand on the dashboard with the organisation’s mean and what feeds them, in the numbers of the lists', async () => {
    const dashboard = await execute(getDashboard, { ...as(), input: {} });
    const { people } = await everyPage({ sort: 'human_risk' });
    const scores = people.flatMap(({ humanRisk }) => humanRisk?.score ?? []);
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    expect(dashboard.humanRisk).toMatchObject({ people: 100, without: 20 });
    expect(dashboard.humanRisk.score?.score).toBeCloseTo(mean, 9);
    expect(Object.values(dashboard.humanRisk.bands).reduce((sum, count) => sum + count, 0)).toBe(100);
    for (const { states, known, atRisk } of dashboard.posture) {
      for (const { state, people: counted } of states) {
        const { total } = await everyPage({ posture: state });
        expect({ state, counted }).toEqual({ state, counted: total });
      }
      expect(atRisk).toBe(known - (states.at(-1)?.people ?? 0));
    }
    expect(dashboard.posture.map(({ known }) => known)).toEqual([90, 40, 0]);
  });

  it('are followed by whom the access policy stopped, by reason and application, and not moved by it', async () => {
    const { policyDenials } = await execute(getDashboard, { ...as(), input: {} });
    expect(policyDenials).toMatchObject({
      denials: 3,
      reasons: [
        { label: 'Location not allowed', denials: 2, applications: [{ name: 'Salesforce', denials: 2 }] },
        { label: 'Software out of date', denials: 1 },
      ],
    });
    expect(policyDenials.trend.reduce<number>((sum, count) => sum + (count ?? 0), 0)).toBe(3);
  });

  it('say of each day whether a directory was too old in it, as far as runs are kept', async () => {
    const unread = async () =>
      (await execute(getDashboard, { ...as(), input: { range: '7d' } })).posture[0]?.unread;
    const run = (hoursAgo: number, result = 'done', stream = 'directory') =>
      house.sql(
        `INSERT INTO run ("accountId", id, "integrationId", stream, lane, trigger, worker, "startedAt", "finishedAt", result)
         VALUES ($1, gen_random_uuid(), $2, $3, 'live', 'schedule', 'test', $4, $4, $5)`,
        [accountId, INTEGRATION, stream, new Date(Date.now() - hoursAgo * 3_600_000), result],
      );
    await house.sql(
      `INSERT INTO stream SELECT (jsonb_populate_record(s, '{"stream": "directory", "intervalSeconds": 21600}')).*
       FROM stream s WHERE s."accountId" = $1`,
      [accountId],
    );
    // Nothing is known of runs: nothing is said.
    expect(await unread()).not.toContain(true);
    // Each six hours; what failed, and what another stream did, is no read of the directory.
    for (let hours = 9 * 24; hours >= 0; hours -= 6) if (hours < 60 || hours > 130) await run(hours);
    await run(90, 'failed');
    await run(80, 'done', 'summary');
    const days = await unread();
    // The last before it 132 hours ago, the next 54: too old after a day and a half.
    const stretch = { from: Date.now() - (132 - 36) * 3_600_000, to: Date.now() - 54 * 3_600_000 };
    expect(days).toEqual(
      (days ?? []).map((_day, index) => {
        const day = TODAY - ((days?.length ?? 0) - 1 - index) * DAY;
        return stretch.from < day + DAY && stretch.to > day;
      }),
    );
    expect(days).toContain(true);
    expect(days?.at(-1)).toBe(false);
    await house.sql('DELETE FROM run WHERE "accountId" = $1 AND "startedAt" > $2', [
      accountId,
      new Date(Date.now() - 5 * 24 * 3_600_000),
    ]);
    expect((await unread())?.at(-1)).toBe(true);
    // Nobody waits for what is off, or may not be read, nor for what was before it was switched on.
    const instead = async (table: string, change: string, back: string) => {
      const which = `WHERE "accountId" = $1 ${table === 'stream' ? "AND stream = 'directory'" : ''}`;
      await house.sql(`UPDATE ${table} SET ${change} ${which}`, [accountId]);
      expect(await unread(), change).not.toContain(true);
      await house.sql(`UPDATE ${table} SET ${back} ${which}`, [accountId]);
    };
    await instead('integration', `state = 'disabled'`, `state = 'enabled'`);
    await instead('stream', `"errorClass" = 'capability'`, `"errorClass" = NULL`);
    await instead('stream', `"enabledAt" = now()`, `"enabledAt" = '1970-01-01'`);
    await instead('stream', `"intervalSeconds" = 604800`, `"intervalSeconds" = 21600`);
    expect((await unread())?.at(-1)).toBe(true);
    for (const table of ['run', 'stream'])
      await house.sql(`DELETE FROM ${table} WHERE "accountId" = $1 AND stream = 'directory'`, [accountId]);
  });

  it('make an index of each department with enough people, below its mean', async () => {
    const { departments, organisation } = await execute(getBehaviors, { ...as(), input: {} });
    expect(departments.map(({ name }) => name).sort()).toEqual(['Even', 'Odd']);
    expect(departments.reduce((sum, { scored }) => sum + scored, 0)).toBe(organisation.people);
    for (const { name, people } of departments)
      expect({ name, people }).toEqual({ name, people: (await everyPage({ group: name })).total });
    for (const { index, mean } of departments) expect(index.score).toBeLessThan(mean.score);
  });

  it('have an order of their own: a cursor of the other one is refused', async () => {
    const { nextCursor } = await execute(listPeople, { ...as(), input: {} });
    const input = { sort: 'human_risk', cursor: nextCursor };
    await expect(execute(listPeople, { ...as(), input })).rejects.toMatchObject({
      fields: [{ field: 'cursor' }],
    });
  });

  it('open into categories whose shares add up, with what was left out and why', async () => {
    const { people } = await execute(listPeople, { ...as(), input: { q: 'person005' } });
    const profile = await execute(getProfile, { ...as(), input: { id: people[0]?.id } });
    expect(profile.person.humanRisk).toMatchObject({ score: 9, shown: '9.0', band: 'very_high' });
    const { categories, reckoned, since, course } = profile.humanRisk;
    expect([reckoned, since]).toEqual([true, new Date(TODAY).toISOString()]);
    const sum = categories.reduce((all, { share }) => all + (share ?? 0), 0);
    expect(sum).toBeCloseTo(9, 12);
    expect(categories.filter(({ value }) => value === null)).toHaveLength(7);
    expect(categories.every(({ value, leftOut }) => (value === null) === (leftOut !== null))).toBe(true);
    expect(course).toEqual([{ day: new Date(TODAY).toISOString(), score: 9 }]);
  });
});
