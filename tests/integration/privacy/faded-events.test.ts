import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attackFactorFromHeat } from '@/domain/scoring/attack-factor';
import { DEFAULT_POLICY } from '@/domain/scoring/policy';
import { ensurePartitions } from '@/server/data/signals/signals';
import type { Actor } from '@/server/services/actor';
import { execute } from '@/server/services/operation';
import { getProfile } from '@/server/services/people/get-profile';
import {
  getRetention,
  previewRetention,
  removeExpired,
  setRetention,
} from '@/server/services/privacy/retention';
import { openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';
import { DUO, harassed, member, newDesk, novel } from '@/tests/setup/triage-desk';

const DAY = 86_400_000;
const NOW = Date.now();
/** With a half-life of 14 days events of 517 days ago are in no chart. */
const LEAST = 517;
const OLD = NOW - 530 * DAY;
const KEEP = {
  ...{ records: null, runs: null, quarantine: null, directory: null },
  ...{ events: null, baselines: null, notifications: null, audit: null },
};
const USERS = ['ada', 'bob', 'cleo'];

let house: PeopleHouse;

beforeAll(async () => {
  house = await openPeopleHouse();
  const months = Array.from({ length: 22 }, (_, month) => NOW - month * 28 * DAY);
  await ensurePartitions(house.runtime.database, months);
});
afterAll(() => house.close());

async function desk() {
  const base = await newDesk(house);
  const { accountId, commit } = base;
  const admin = { actor: member(accountId, 'Grace', 'hrcc_administrator'), runtime: house.runtime };
  const system: Actor = { kind: 'system', name: 'housekeeping', accountId };
  const count = async (text: string) => {
    const [row] = await house.sql(`SELECT count(*)::int AS n FROM ${text}`, [accountId]);
    return row?.['n'];
  };
  return {
    ...{ ...base, admin, count },
    /** As if it had been collected then. */
    collect: (at: number, wishes: Parameters<typeof commit>[0]) => commit(wishes, at + 60_000),
    keep: (input: Record<string, unknown>) =>
      execute(setRetention, { ...admin, input: { ...KEEP, ...input, confirmed: true } }),
    tidy: async (now: number | null = null) => {
      const runtime = now === null ? house.runtime : { ...house.runtime, now: () => now };
      while ((await execute(removeExpired, { actor: system, runtime, input: {} })).removed > 0);
    },
    /** What everybody reads at an instant. */
    numbers: async (at: number) => {
      const rows = await house.sql(
        `SELECT p.username, h.heat FROM person p LEFT JOIN person_heat h ON h."accountId" = p."accountId"
           AND h."personId" = p.id AND h.policy = 1 WHERE p."accountId" = $1 ORDER BY 1`,
        [accountId],
      );
      return rows.map(({ username, heat }) => {
        const factor = attackFactorFromHeat(typeof heat === 'number' ? heat : null, DEFAULT_POLICY, at);
        return [username, factor.shown, factor.band];
      });
    },
  };
}

describe('events that are kept no longer', () => {
  it('go with what hangs on them, and with nothing of what is younger', async () => {
    const own = await desk();
    // One network, so that there is a campaign of then, and one of now.
    for (const at of [OLD, NOW - DAY])
      await own.collect(
        at,
        USERS.map((user, index) => harassed(at + index * 60_000, { user, ip: '203.0.113.66' })),
      );
    const [first] = await own.events(`e."occurredAt" < now() - interval '500 days'`);
    await own.decide({ scope: 'event', event: String(first?.['id']) });
    const old = Number(
      await own.count(
        `identity_event WHERE "accountId" = $1 AND "occurredAt" < now() - interval '500 days' AND "retractedAt" IS NULL`,
      ),
    );
    expect(old).toBeGreaterThanOrEqual(3);
    const all = await own.count('identity_event WHERE "accountId" = $1');
    const view = await execute(getRetention, { ...own.admin, input: {} });
    expect(view).toMatchObject({ leastEventDays: LEAST });
    const loss = await execute(previewRetention, { ...own.admin, input: { events: LEAST } });
    expect(loss).toMatchObject({ events: old, decisions: 1, records: 0 });
    expect(loss.evidence).toBeGreaterThanOrEqual(3);
    await expect(execute(setRetention, { ...own.admin, input: { ...KEEP, events: LEAST } })).rejects.toThrow(
      new RegExp(`identity events: ${old} \\(with records they rest on: ${loss.evidence}`),
    );
    await expect(
      execute(setRetention, { ...own.admin, input: { ...KEEP, events: LEAST - 1 } }),
    ).rejects.toThrow(/events: give at least 517 days: with a half-life of 14 days/);
    const [before, anew] = [await own.numbers(NOW), await own.count('evidence WHERE "accountId" = $1')];
    await own.keep({ events: LEAST });
    await own.tidy();
    expect(
      await own.count(`identity_event WHERE "accountId" = $1 AND "occurredAt" < now() - interval '500 days'`),
    ).toBe(0);
    expect(await own.count('identity_event WHERE "accountId" = $1')).toBe(Number(all) - old);
    expect(await own.count('evidence WHERE "accountId" = $1')).toBe(Number(anew) - loss.evidence);
    expect(await own.count('disposition WHERE "accountId" = $1')).toBe(0);
    for (const [table, instant] of [
      ['event_counter', 'bucket'],
      ['campaign', '"lastAt"'],
    ])
      expect(
        await own.count(`${table} WHERE "accountId" = $1 AND ${instant} < now() - interval '500 days'`),
      ).toBe(0);
    expect(await own.numbers(NOW)).toEqual(before);
    await own.expectRecomputed();
    const [ada] = await own.events(`p.username = 'ada'`);
    const past = async (days: number) =>
      execute(getProfile, {
        ...own.admin,
        input: { id: ada?.['personId'], at: new Date(NOW - days * DAY).toISOString() },
      });
    expect((await past(180)).forgotten).toEqual({ namesBefore: null, eventsBefore: null });
    const { eventsBefore } = (await past(300)).forgotten;
    expect(Math.abs(Date.parse(eventsBefore ?? '') - (NOW - LEAST * DAY))).toBeLessThan(60_000);
    // Names of a moment before the oldest entry of the directory that is kept are of that time, and it is said.
    await own.keep({ events: LEAST, directory: 60 });
    const { namesBefore } = (await past(100)).forgotten;
    expect(Math.abs(Date.parse(namesBefore ?? '') - (NOW - 60 * DAY))).toBeLessThan(60_000);
    expect((await past(50)).forgotten.namesBefore).toBeNull();
  });

  it('leave what everybody reads as it is, whatever happened when', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            user: fc.constantFrom(...USERS),
            days: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 505, max: 560 })),
            isNovel: fc.boolean(),
          }),
          { minLength: 4, maxLength: 14 },
        ),
        async (wishes) => {
          const own = await desk();
          for (const { user, days, isNovel } of wishes) {
            const at = NOW - days * DAY - 3_600_000;
            await own.collect(at, [isNovel ? novel(at, { user }) : harassed(at, { user })]);
          }
          const instants = [0, 1, 20].map((days) => NOW + days * DAY);
          const before = await Promise.all(instants.map(own.numbers));
          await own.keep({ events: LEAST });
          await own.tidy();
          expect(await Promise.all(instants.map(own.numbers))).toEqual(before);
          expect(
            await own.count(
              `identity_event WHERE "accountId" = $1 AND "occurredAt" < now() - interval '${LEAST} days'`,
            ),
          ).toBe(0);
          await own.expectRecomputed();
        },
      ),
      { numRuns: 5, seed: 20_261_128 },
    );
  });

  it('wait while somebody stands on the edge of a number, and while the policy remembers them', async () => {
    const own = await desk();
    await own.collect(OLD, [harassed(OLD)]);
    const [{ personId } = {}] = await own.events();
    await house.sql(`DELETE FROM identity_event WHERE "accountId" = $1`, [own.accountId]);
    for (const [at, confidence] of [
      [NOW, 0.8 - 1e-13],
      [NOW - 520 * DAY, 1],
    ] as const)
      await house.sql(
        `INSERT INTO identity_event ("accountId", id, version, "personId", kind, anchor, "integrationId", "occurredAt",
           "receivedAt", "recordedAt", confidence, verdict, outcome, sources, facts, "detectorVersion")
         VALUES ($1, $2, 1, $3, 'user_marked_fraud', $5, $6, $4, $4, $4, $7, 'enforced', 'refused', '[]', '{}', '1')`,
        [own.accountId, randomUUID(), personId, new Date(at), `tx:${at}`, DUO, confidence],
      );
    await own.keep({ events: LEAST });
    const events = () => own.count('identity_event WHERE "accountId" = $1');
    await own.tidy(NOW);
    expect(await events()).toBe(2);
    await house.sql(
      `INSERT INTO scoring_policy ("accountId", number, body, author, reason, "createdAt", "currentFrom")
       SELECT "accountId", 2, jsonb_set(body, '{halfLifeDays}', '30'), author, reason, "createdAt", "currentFrom"
       FROM scoring_policy WHERE "accountId" = $1`,
      [own.accountId],
    );
    const policy = (number: number) =>
      house.sql('UPDATE account SET "currentPolicy" = $2 WHERE id = $1', [own.accountId, number]);
    await policy(2);
    await own.tidy(NOW + 60_000);
    expect(await events()).toBe(2);
    await policy(1);
    await own.tidy(NOW + 60_000);
    expect(await events()).toBe(1);
  });
});

describe('baselines that nothing has touched', () => {
  it('go, and are learnt anew; those of who is there stay', async () => {
    const own = await desk();
    for (const [user, at] of [
      ['ada', NOW - DAY],
      ['bob', OLD],
    ] as const)
      await own.collect(at, [{ user, at, ip: '203.0.113.9' }]);
    for (const user of ['ada', 'bob'])
      await house.sql(
        `INSERT INTO person_habits ("accountId", "personId", "learnFrom", known, body)
         SELECT "accountId", id, floor(extract(epoch FROM "lastSeenAt") / 86400), '{}', '' FROM person
         WHERE "accountId" = $1 AND username = $2 ON CONFLICT DO NOTHING`,
        [own.accountId, user],
      );
    await house.sql(`UPDATE person SET "lastSeenAt" = $2 WHERE "accountId" = $1 AND username = 'bob'`, [
      own.accountId,
      new Date(OLD),
    ]);
    const rows = async (table: string) => Number(await own.count(`${table} WHERE "accountId" = $1`));
    const used = await rows('network_use');
    const { baselines } = await execute(previewRetention, { ...own.admin, input: { baselines: 500 } });
    expect(baselines).toBeGreaterThan(1);
    await own.keep({ baselines: 500 });
    await own.tidy();
    expect(await rows('person_habits')).toBe(1);
    expect(await rows('network_use')).toBeLessThan(used);
    expect(await rows('network_use')).toBeGreaterThan(0);
    const oldest = (await execute(getRetention, { ...own.admin, input: {} })).oldest.baselines;
    expect(Date.parse(oldest ?? '')).toBeGreaterThan(NOW - 3 * DAY);
  });
});
