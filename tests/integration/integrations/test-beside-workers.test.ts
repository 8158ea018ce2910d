import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CISCO_DUO_STREAMS } from '@/domain/connectors/cisco-duo-streams';
import type { IntegrationId } from '@/domain/identifiers';
import { setLaneGoal } from '@/server/data/integrations/lanes';
import { scheduleStream } from '@/server/data/integrations/schedule';
import { getIntegration } from '@/server/services/integrations/get-integration';
import { replaceKeys } from '@/server/services/integrations/replace-keys';
import { testIntegration } from '@/server/services/integrations/test-connection';
import { execute } from '@/server/services/operation';
import { type CollectingHouse, openCollectingHouse } from '@/tests/setup/collecting-house';
import { IKEY, SKEY, type Simulator, start } from '@/tests/setup/simulator-process';

const DAY = 86_400_000;
const PAGE_MS = 200;
/** How long each answer takes: two that overlap are seen. */
const SLOW_MS = 200;
const POLLED = [
  ...CISCO_DUO_STREAMS.map(({ endpoint }) => endpoint),
  '/admin/v1/groups',
  '/admin/v1/phones',
  '/admin/v1/endpoints',
  '/admin/v1/settings',
];

const requestsSchema = z.object({
  paths: z.record(
    z.string(),
    z.looseObject({ count: z.number(), mostOpen: z.number(), shortestGapMs: z.number().nullable() }),
  ),
});

describe('a connection test beside two workers', () => {
  let simulator: Simulator;
  let house: CollectingHouse;
  let id: IntegrationId;
  const enabledAt = Date.now() - DAY;

  beforeAll(async () => {
    simulator = await start(
      ...[
        '--people',
        '50',
        '--history',
        '12d',
        '--lag',
        '0s',
        '--rate-limit',
        'off',
        '--attack-every',
        'off',
      ],
    );
    house = await openCollectingHouse(simulator, { timing: { cycleMs: 1_500, pageMs: PAGE_MS } });
    id = await house.connect(
      'Cisco Duo',
      enabledAt,
      CISCO_DUO_STREAMS.map((stream) => stream.id),
    );
    await simulator.control('POST /fault', { kind: 'slow', delayMs: SLOW_MS, times: 100_000 });
    house.worker();
    house.worker();
    // One log is under way in another lane for as long as this takes, with nothing live to make room for.
    await house.sql(`UPDATE stream SET "intervalSeconds" = 86400 WHERE stream = 'telephony'`);
    await house.runtime.database.inAccount(house.accountId, async (tx) => {
      const key = { integrationId: id, stream: 'telephony' };
      const goal = { from: enabledAt - 170 * DAY, to: enabledAt };
      await setLaneGoal(house.accountId, tx, { ...key, lane: 'backfill' }, goal, Date.now());
      await scheduleStream(tx, { accountId: house.accountId, ...key });
    });
  }, 60_000);
  afterAll(async () => {
    await house.close();
    await simulator.stop();
  });

  const as = () => ({ actor: house.actor, runtime: house.runtime });
  /** No polled endpoint was asked twice at once, or sooner than the pace allows. */
  async function keptPace(): Promise<void> {
    const { paths } = requestsSchema.parse(await simulator.control('GET /requests'));
    const polled = Object.entries(paths).filter(([path]) => POLLED.includes(path));
    expect(polled.length).toBe(POLLED.length);
    for (const [path, { mostOpen, shortestGapMs }] of polled) {
      expect({ path, mostOpen }).toEqual({ path, mostOpen: 1 });
      // A request may be a little sooner on the wire than the one before it was late.
      expect(shortestGapMs ?? Infinity, path).toBeGreaterThan(0.6 * PAGE_MS);
    }
  }

  it('finds every stream readable, and asks no endpoint that a worker is asking', async () => {
    await expect
      .poll(
        () => house.sql(`SELECT FROM run WHERE lane = 'live' AND stream = 'directory' AND result = 'done'`),
        {
          timeout: 30_000,
        },
      )
      .not.toEqual([]);
    for (let time = 0; time < 2; time += 1) {
      const result = await execute(testIntegration, { ...as(), input: { id } });
      expect(result.streams).toEqual(CISCO_DUO_STREAMS.map(({ id: stream }) => ({ stream, readable: true })));
      expect(result.ok).toBe(true);
    }
    await keptPace();
  }, 120_000);

  it('is said of the integration while it runs, and no longer', async () => {
    const view = () => execute(getIntegration, { ...as(), input: { id } });
    const testing = execute(testIntegration, { ...as(), input: { id } });
    const wordOf = async () => (await view()).status.word;
    await expect.poll(wordOf, { timeout: 20_000, interval: 20 }).toBe('testing');
    await testing;
    expect((await view()).streams.map(({ status }) => status.word)).not.toContain('testing');
  }, 60_000);

  it('keeps the pace also where keys are replaced', async () => {
    const fields = { host: `127.0.0.1:${simulator.port}`, ikey: IKEY, skey: SKEY };
    await execute(replaceKeys, { ...as(), input: { id, fields } });
    await keptPace();
  }, 60_000);

  it('leaves everything as it was: workers go on, and nothing failed', async () => {
    const before = z.object({ n: z.number() }).parse((await house.sql(LIVE_RUNS))[0]).n;
    await expect
      .poll(async () => z.object({ n: z.number() }).parse((await house.sql(LIVE_RUNS))[0]).n, {
        timeout: 20_000,
      })
      .toBeGreaterThan(before + 3);
    expect(await house.sql(`SELECT "errorCode" FROM run WHERE result = 'failed'`)).toEqual([]);
  }, 30_000);

  it('waits where the vendor wants to be left alone, and says so', async () => {
    await simulator.control('POST /fault', { kind: 'clear' });
    const path = '/admin/v2/logs/authentication';
    await simulator.control('POST /fault', { kind: 'rate_limited', retryAfter: 60, path });
    const held = () => house.sql('SELECT stream FROM stream WHERE "holdUntil" > now()');
    await expect.poll(held, { timeout: 15_000 }).toEqual([{ stream: 'authentication' }]);
    const result = await execute(testIntegration, { ...as(), input: { id } });
    expect(result).toMatchObject({ ok: false, fault: { message: /fewer requests/ } });
  }, 30_000);
});

const LIVE_RUNS = `SELECT count(*)::int AS n FROM run WHERE lane = 'live' AND result = 'done'`;
