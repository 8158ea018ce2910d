import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEVICE_FAULTS, ENROLMENT_STATES, FACTOR_STRENGTHS } from '@/domain/human-risk/posture-state';
import { postureHistory } from '@/server/data/people/posture-history';
import { storeHumanRisk } from '@/server/data/scoring/human-risk';
import { getDashboard } from '@/server/services/dashboard/get-dashboard';
import { execute } from '@/server/services/operation';
import { openScoringHouse, type ScoringHouse } from '@/tests/setup/scoring-house';

const DAY = 86_400_000;
const TODAY = Math.floor(Date.now() / DAY) * DAY;

let house: ScoringHouse;

beforeAll(async () => {
  house = await openScoringHouse();
});
afterAll(() => house.close());
beforeEach(async () => {
  await house.sql('DELETE FROM person');
});

const states = fc.record({
  enrolment: fc.constantFrom(null, ...ENROLMENT_STATES),
  strength: fc.constantFrom(null, ...FACTOR_STRENGTHS),
  devices: fc.oneof(
    fc.constant([] as const),
    fc.constant(['healthy'] as const),
    fc.subarray([...DEVICE_FAULTS], { minLength: 1 }),
  ),
});
type States = typeof states extends fc.Arbitrary<infer Value> ? Value : never;

function store(personId: string, daysAgo: number, own: States): ReturnType<typeof storeHumanRisk> {
  const { accountId, runtime } = house;
  return runtime.database.inAccount(accountId, (tx) =>
    storeHumanRisk(accountId, tx, TODAY - daysAgo * DAY, [
      { personId, score: daysAgo, readings: [], states: own },
    ]),
  );
}

/** The same counts from the scores themselves: of everybody the newest row up to the end of a day. */
async function counted(daysAgo: number): Promise<Record<string, number>> {
  const rows = await house.sql(
    `SELECT m AS mark, count(*)::int AS people FROM (SELECT DISTINCT ON ("personId") * FROM human_risk_day
       WHERE day <= $1 ORDER BY "personId", day DESC) h,
       unnest(array_remove(ARRAY[h.enrolment, h.strength,
         CASE WHEN h.enrolment <> 'enrolled' THEN 'mfa_enrolment' END,
         CASE WHEN h.strength <> 'resistant' THEN 'authenticator_strength' END,
         CASE WHEN NOT h.devices <@ '{healthy}' THEN 'device_health' END] || h.devices, NULL)) m
     GROUP BY 1`,
    [new Date(TODAY - daysAgo * DAY)],
  );
  return Object.fromEntries(rows.map(({ mark, people }) => [String(mark), Number(people)]));
}

async function history(from: number): Promise<Record<string, number>[]> {
  const { days, counts } = await house.runtime.database.inAccount(house.accountId, (tx) =>
    postureHistory(house.accountId, tx, TODAY - from * DAY, TODAY),
  );
  return days.map((_, index) =>
    Object.fromEntries(
      [...counts].flatMap(([mark, own]) => ((own[index] ?? 0) === 0 ? [] : [[mark, own[index] ?? 0]])),
    ),
  );
}

describe('the history of posture', () => {
  it('counts on each day what the scores of that day said, whoever came, changed or went', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ person: fc.nat(3), ago: fc.nat(6), states }), { minLength: 1, maxLength: 14 }),
        fc.nat(3),
        async (changes, gone) => {
          await house.sql('DELETE FROM person');
          expect(await house.sql('SELECT FROM posture_change WHERE people <> 0')).toEqual([]);
          const people = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
          for (const id of people)
            await house.sql(
              `INSERT INTO person ("accountId", id, name, username, groups, "firstSeenAt", "lastSeenAt")
               VALUES ($1, $2::uuid, 'x', $2::uuid::text, '{}', now(), now())`,
              [house.accountId, id],
            );
          // As the worker writes them: day after day, and again on one day.
          for (const change of [...changes].sort((a, b) => b.ago - a.ago))
            await store(people[change.person] ?? '', change.ago, change.states);
          for (const removed of [null, people[gone]]) {
            if (removed !== null) await house.sql('DELETE FROM person WHERE id = $1', [removed]);
            const told = await history(6);
            for (const [index, day] of told.entries()) expect(day).toEqual(await counted(6 - index));
          }
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);

  it('leaves the past as it was where another fault is worth as much as the one before', async () => {
    const id = await house.person([]);
    const { accountId, runtime } = house;
    for (const [daysAgo, devices] of [
      [3, ['no_lock']],
      [1, ['no_encryption']],
    ] as const)
      await runtime.database.inAccount(accountId, (tx) =>
        storeHumanRisk(accountId, tx, TODAY - daysAgo * DAY, [
          { personId: id, score: 3, readings: [], states: { enrolment: null, strength: null, devices } },
        ]),
      );
    expect(await history(3)).toEqual([
      { device_health: 1, no_lock: 1 },
      { device_health: 1, no_lock: 1 },
      { device_health: 1, no_encryption: 1 },
      { device_health: 1, no_encryption: 1 },
    ]);
  });

  it('is the trend and the change on the dashboard, and says nothing of days before it began', async () => {
    // Who is gone was never known, however long ago that began.
    await store(await house.person([]), 60, { enrolment: 'enrolled', strength: null, devices: [] });
    await house.sql('DELETE FROM person');
    const id = await house.person([]);
    await store(id, 3, { enrolment: 'not_enrolled', strength: 'code', devices: ['healthy'] });
    await store(id, 1, { enrolment: 'enrolled', strength: 'code', devices: ['healthy'] });
    const ask = async (range: string) =>
      (await execute(getDashboard, { ...house.who, input: { range } })).posture.find(
        (behavior) => behavior.id === 'mfa_enrolment',
      );
    const week = await ask('7d');
    expect(week?.trend.slice(-4)).toEqual([1, 1, 0, 0]);
    expect(week?.trend[0]).toBeNull();
    expect(week?.change).toBeNull();
    const day = await ask('24h');
    expect(day).toMatchObject({ atRisk: 0, change: 0 });
    const enrolled = day?.states.find(({ state }) => state === 'enrolled');
    expect([day?.trend.at(-1), enrolled?.people, enrolled?.trend.at(-1)]).toEqual([0, 1, 1]);
  });
});
