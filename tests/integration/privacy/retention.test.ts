import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensurePartitions } from '@/server/data/signals/signals';
import { execute } from '@/server/services/operation';
import {
  getRetention,
  previewRetention,
  removeExpired,
  setRetention,
} from '@/server/services/privacy/retention';
import { countSignals } from '@/server/services/signals/count-signals';
import { searchSignals } from '@/server/services/signals/search-signals';
import { openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';
import { DUO, harassed, member, newDesk } from '@/tests/setup/triage-desk';

const DAY = 86_400_000;
const NOW = Date.now();
const KEEP = {
  ...{ records: null, runs: null, quarantine: null, directory: null },
  ...{ events: null, baselines: null, notifications: null, audit: null },
};

const NO_LOSS = {
  ...{ events: 0, evidence: 0, decisions: 0, campaigns: 0, baselines: 0 },
  ...{ notifications: 0, audit: 0 },
};

let house: PeopleHouse;

beforeAll(async () => {
  house = await openPeopleHouse();
  await ensurePartitions(house.runtime.database, [NOW - 101 * DAY, NOW - 70 * DAY, NOW - 40 * DAY, NOW]);
});
afterAll(() => house.close());

/** An account with records, runs, quarantine and directory entries of a hundred days ago and of yesterday. */
async function oldDesk() {
  const desk = await newDesk(house);
  const { accountId } = desk;
  for (const at of [NOW - 100 * DAY, NOW - DAY])
    await desk.commit([
      harassed(at),
      ...Array.from({ length: 5 }, (_, n) => ({ user: 'bob', at: at + n * 1_000 })),
    ]);
  for (const at of [NOW - 100 * DAY, NOW - DAY]) {
    const when = new Date(at);
    await house.sql(
      `INSERT INTO run ("accountId", id, "integrationId", stream, lane, trigger, worker, "startedAt", "finishedAt", result)
       VALUES ($1, $2, $3, 'authentication', 'live', 'schedule', 'w', $4, $4, 'done')`,
      [accountId, randomUUID(), DUO, when],
    );
    await house.sql(
      `INSERT INTO quarantine ("accountId", id, "integrationId", stream, hash, reason, detail, raw, "firstSeenAt")
       VALUES ($1, $2, $3, 'authentication', decode(md5(random()::text), 'hex'), 'x', 'x', 'x', $4)`,
      [accountId, randomUUID(), DUO, when],
    );
    await house.sql(
      `INSERT INTO directory_change ("accountId", id, "integrationId", part, "objectId", at, field)
       VALUES ($1, $2, $3, 'users', 'x', $4, 'email')`,
      [accountId, randomUUID(), DUO, when],
    );
  }
  const admin = member(accountId, 'Grace', 'hrcc_administrator');
  const as = { actor: admin, runtime: house.runtime };
  const system = {
    actor: { kind: 'system', name: 'housekeeping', accountId } as const,
    runtime: house.runtime,
  };
  return {
    accountId,
    admin,
    set: (input: Record<string, unknown>) => execute(setRetention, { ...as, input }),
    preview: (input: Record<string, unknown>) => execute(previewRetention, { ...as, input }),
    view: () => execute(getRetention, { ...as, input: {} }),
    tidy: async () => {
      let sum = 0;
      for (;;) {
        const { removed } = await execute(removeExpired, { ...system, input: {} });
        if (removed === 0) return sum;
        sum += removed;
      }
    },
    counts: async () => {
      const [row] = await house.sql(
        `SELECT (SELECT count(*)::int FROM signal WHERE "accountId" = $1) AS records,
           (SELECT sum(signals)::int FROM signal_counter WHERE "accountId" = $1) AS counted,
           (SELECT count(*)::int FROM run WHERE "accountId" = $1) AS runs,
           (SELECT count(*)::int FROM quarantine WHERE "accountId" = $1) AS quarantine,
           (SELECT count(*)::int FROM directory_change WHERE "accountId" = $1) AS directory,
           (SELECT count(*)::int FROM identity_event WHERE "accountId" = $1) AS events,
           (SELECT count(*)::int FROM evidence WHERE "accountId" = $1) AS evidence`,
        [accountId],
      );
      return row;
    },
  };
}

describe('how long data is kept', () => {
  it('is for ever until somebody sets days', async () => {
    const desk = await oldDesk();
    const before = await desk.counts();
    expect(await desk.view()).toMatchObject({ days: KEEP, set: null, mayChange: true });
    expect(await desk.tidy()).toBe(0);
    expect(await desk.counts()).toEqual(before);
  });

  it('is shorter only once what is lost was told in counts and confirmed', async () => {
    const desk = await oldDesk();
    const wish = { ...KEEP, records: 90, runs: 90, quarantine: 90, directory: 90 };
    const loss = { records: 6, runs: 1, quarantine: 1, directory: 1 };
    expect(await desk.preview({ records: 90, runs: 90, quarantine: 90, directory: 90 })).toEqual({
      ...loss,
      ...NO_LOSS,
    });
    await expect(desk.set(wish)).rejects.toThrow(/raw records: 6.*runs of integrations: 1.*do not come back/);
    expect(await desk.view()).toMatchObject({ days: KEEP });
    expect(await desk.set({ ...wish, confirmed: true })).toMatchObject({ records: 6 });
    expect(await desk.view()).toMatchObject({ days: wish, set: { by: 'Grace' } });
    // What loses nothing needs no confirmation.
    expect(await desk.set({ ...KEEP, records: 365, confirmed: false })).toEqual({
      ...{ records: 0, runs: 0, quarantine: 0, directory: 0 },
      ...NO_LOSS,
    });
  });

  it('takes what is older and nothing else: events keep their evidence, and scores stay', async () => {
    const desk = await oldDesk();
    const before = await desk.counts();
    const heat = () =>
      house.sql(`SELECT "personId", policy, heat FROM person_heat WHERE "accountId" = $1 ORDER BY 1, 2`, [
        desk.accountId,
      ]);
    const scores = await heat();
    expect(scores.some(({ heat: value }) => value !== null)).toBe(true);
    const other = await oldDesk();
    const untouched = await other.counts();
    await desk.set({ ...KEEP, records: 90, runs: 90, quarantine: 90, directory: 90, confirmed: true });
    expect(await desk.tidy()).toBeGreaterThanOrEqual(9);
    expect(await desk.counts()).toEqual({
      ...before,
      ...{ records: 6, counted: 6, runs: 1, quarantine: 1, directory: 1 },
    });
    expect(await desk.tidy()).toBe(0);
    expect(await heat()).toEqual(scores);
    expect(await other.counts()).toEqual(untouched);
    const oldest = (await desk.view()).oldest.records;
    expect(Date.parse(oldest ?? '')).toBeGreaterThan(NOW - 2 * DAY);
    const found = await execute(searchSignals, {
      ...{ actor: member(desk.accountId, 'Ada'), runtime: house.runtime },
      input: { from: new Date(NOW - 110 * DAY).toISOString(), to: new Date(NOW - 50 * DAY).toISOString() },
    });
    expect(found.signals).toEqual([]);
    const histogram = (input: Record<string, unknown>) =>
      execute(countSignals, { actor: member(desk.accountId, 'Ada'), runtime: house.runtime, input });
    const { keptFrom } = await histogram({ from: new Date(NOW - 110 * DAY).toISOString() });
    expect(Math.abs(Date.parse(keptFrom ?? '') - (NOW - 90 * DAY))).toBeLessThan(60_000);
    expect((await histogram({ from: new Date(NOW - 50 * DAY).toISOString() })).keptFrom).toBeNull();
  });

  it('has bounds, and is set by those who may', async () => {
    const desk = await oldDesk();
    for (const [kind, days] of [
      ['records', 59],
      ['records', 1_096],
      ['runs', 13],
      ['runs', 20.5],
      ['audit', 365],
      ['baselines', 499],
    ] as const)
      await expect(desk.set({ ...KEEP, [kind]: days, confirmed: true })).rejects.toThrow(
        new RegExp(`${kind}: give whole days from`),
      );
    for (const role of ['analyst', 'auditor', 'basic_administrator'] as const) {
      const asked = { actor: member(desk.accountId, 'Ben', role), runtime: house.runtime };
      await expect(execute(setRetention, { ...asked, input: KEEP })).rejects.toMatchObject({
        code: 'forbidden',
      });
      expect((await execute(getRetention, { ...asked, input: {} })).mayChange).toBe(false);
    }
  });
});
