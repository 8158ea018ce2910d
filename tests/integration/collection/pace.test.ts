import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CISCO_DUO_STREAMS } from '@/domain/connectors/cisco-duo-streams';
import type { IntegrationId } from '@/domain/identifiers';
import { setLaneGoal } from '@/server/data/integrations/lanes';
import { scheduleStream } from '@/server/data/integrations/schedule';
import { type CollectingHouse, openCollectingHouse } from '@/tests/setup/collecting-house';
import { servedRecords } from '@/tests/setup/expected-events';
import { type Simulator, start } from '@/tests/setup/simulator-process';

const DAY = 86_400_000;
const PAGE_MS = 300;
/** What the simulator allows: exactly as many requests a minute to one endpoint as the pace takes. */
const ALLOWED = String(60_000 / PAGE_MS);

/** Asked by connection tests alone. */
const NOT_POLLED = ['/auth/v2/ping', '/admin/v1/admins', '/admin/v3/integrations'];

const pathsSchema = z.object({
  paths: z.record(
    z.string(),
    z.looseObject({
      count: z.number(),
      mostOpen: z.number(),
      shortestGapMs: z.number().nullable(),
      statuses: z.record(z.string(), z.number()),
    }),
  ),
});

describe('the pace of two workers over every stream, with a backfill beside', () => {
  let simulator: Simulator;
  let house: CollectingHouse;
  let integrationId: IntegrationId;
  const enabledAt = Date.now() - DAY;

  beforeAll(async () => {
    simulator = await start(
      ...['--people', '200', '--history', '12d', '--lag', '0s', '--attack-every', 'off'],
      ...['--rate-limit', ALLOWED],
    );
    house = await openCollectingHouse(simulator, { timing: { cycleMs: 2_000, pageMs: PAGE_MS } });
    const streams = CISCO_DUO_STREAMS.map(({ id }) => id);
    integrationId = await house.connect('Cisco Duo', enabledAt, streams);
    await house.runtime.database.inAccount(house.accountId, async (tx) => {
      for (const { id: stream, holds } of CISCO_DUO_STREAMS) {
        if (holds !== 'records') continue;
        const key = { integrationId, stream };
        const goal = { from: enabledAt - 10 * DAY, to: enabledAt };
        await setLaneGoal(house.accountId, tx, { ...key, lane: 'backfill' }, goal, Date.now());
        await scheduleStream(tx, { accountId: house.accountId, ...key });
      }
    });
    house.worker();
    house.worker();
  }, 60_000);
  afterAll(async () => {
    await house.close();
    await simulator.stop();
  });

  it('asks no endpoint twice at once, never sooner than its pace, and is never told to slow down', async () => {
    const left = async () =>
      house.sql(`SELECT stream FROM lane WHERE lane = 'backfill' AND "goalTo" IS NOT NULL`);
    await expect.poll(left, { timeout: 120_000, interval: 500 }).toEqual([]);
    const { paths } = pathsSchema.parse(await simulator.control('GET /requests'));
    const logs = CISCO_DUO_STREAMS.filter(({ holds }) => holds === 'records').map(({ endpoint }) => endpoint);
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining([...logs, '/admin/v1/users', '/admin/v1/phones']),
    );
    for (const [path, { count, mostOpen, shortestGapMs, statuses }] of Object.entries(paths)) {
      // What no stream reads is asked by the test before saving alone, and may be refused.
      if (NOT_POLLED.includes(path)) continue;
      expect({ path, mostOpen, statuses }).toEqual({ path, mostOpen: 1, statuses: { 200: count } });
      // A request may be a little sooner on the wire than the one before it was late.
      expect(shortestGapMs ?? Infinity, path).toBeGreaterThan(0.6 * PAGE_MS);
    }
    const live = await house.sql(
      `SELECT count(*)::int AS runs FROM run WHERE lane = 'live' AND stream = 'authentication' AND result = 'done'`,
    );
    expect(z.object({ runs: z.number() }).parse(live[0]).runs).toBeGreaterThan(3);
    const served = await servedRecords(simulator, enabledAt - 10 * DAY, enabledAt - 1);
    const kept = await house.sql(
      'SELECT count(*)::int AS n FROM signal WHERE backfill AND "integrationId" = $1 AND stream = 1',
      [integrationId],
    );
    expect(kept).toEqual([{ n: served.length }]);
  }, 130_000);
});
