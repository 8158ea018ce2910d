import { once } from 'node:events';
import { createServer, connect as connectSocket, type Server } from 'node:net';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { IntegrationId } from '@/domain/identifiers';
import { openDatabase } from '@/server/data/database';
import { postgresLiveSource } from '@/server/data/postgres-live';
import { LiveFanOut } from '@/server/platform/live';
import { openLiveFanOut } from '@/server/services/live/open-live-fan-out';
import { type CollectingHouse, openCollectingHouse } from '@/tests/setup/collecting-house';
import { duoRecord } from '@/tests/setup/duo-record';
import { type Simulator, start } from '@/tests/setup/simulator-process';

const OTHER_ACCOUNT = '00000000-0000-4000-8000-000000000000';
type Heard = readonly string[] | 'everything';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await start(
    ...['--people', '2', '--history', '1d', '--lag', '0s', '--rate-limit', 'off', '--attack-every', 'off'],
  );
});
afterAll(async () => {
  await simulator.stop();
});

describe.each(['postgres', 'redis'] as const)('live messages by %s', (backend) => {
  let house: CollectingHouse;
  let integrationId: IntegrationId;
  let fanOut: LiveFanOut;
  const own: Heard[] = [];
  const other: Heard[] = [];

  beforeAll(async () => {
    house = await openCollectingHouse(simulator, backend === 'redis' ? { redisUrl: inject('redisUrl') } : {});
    integrationId = await house.connect('Cisco Duo', Date.now() - 60_000);
    fanOut = openLiveFanOut(house.runtime);
    await fanOut.subscribe(house.accountId, (topics) => own.push(topics));
    await fanOut.subscribe(OTHER_ACCOUNT, (topics) => other.push(topics));
  });
  afterAll(async () => {
    await fanOut.close();
    await house.close();
  });

  const quiet = () => new Promise((resolve) => setTimeout(resolve, 300));

  it('tell the account of a committed page, once, and nobody else', async () => {
    await simulator.control('POST /records', {
      records: [{ record: duoRecord({ at: Date.now() - 2_000, detectors: [{ detector: 'NOVEL_ASN' }] }) }],
    });
    own.length = 0;
    expect(await house.poll(integrationId)).toBe('done');
    await expect.poll(() => own.length, { timeout: 3_000 }).toBeGreaterThan(0);
    await quiet();
    // Duo's last page may have an offset that leads to an empty one.
    const [last] = await house.sql('SELECT pages FROM run ORDER BY "startedAt" DESC LIMIT 1');
    expect(own).toHaveLength(Number(last?.pages));
    expect(own[0]).toEqual(['runs', 'integrations', 'events', 'people']);
    expect(other).toEqual([]);
  });

  it('tell of a failure too, and nothing of what was rolled back', async () => {
    own.length = 0;
    await simulator.control('POST /fault', { kind: 'server_error' });
    expect(await house.poll(integrationId)).toBe('failed');
    await expect.poll(() => own.length, { timeout: 3_000 }).toBeGreaterThan(0);
    await house.runtime.database
      .inAccount(house.accountId, async (tx) => {
        await house.runtime.live.withinCommit(tx, { accountId: house.accountId, topics: ['people'] });
        throw new Error('rolled back');
      })
      .catch(() => undefined);
    await quiet();
    expect(own).toEqual([['runs', 'integrations']]);
  });

  it('say that everything may have changed after the connection was lost, and go on', async () => {
    own.length = 0;
    if (backend === 'postgres') {
      const ended = await house.sql(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'parapet-test-listen'`,
      );
      expect(ended).toHaveLength(1);
    } else {
      const redis = new Redis(inject('redisUrl'));
      expect(Number(await redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub'))).toBeGreaterThan(0);
      await redis.quit();
    }
    await expect.poll(() => own.at(-1), { timeout: 5_000 }).toBe('everything');
    expect(other.at(-1)).toBe('everything');
    own.length = 0;
    await quiet();
    expect(await house.poll(integrationId)).toBe('done');
    await expect.poll(() => own.length, { timeout: 3_000 }).toBeGreaterThan(0);
  });
});

describe('a process that starts before PostgreSQL', () => {
  it('listens as soon as there is one', async () => {
    const house = await openCollectingHouse(simulator);
    const real = new URL(house.runtime.environment.databaseUrl);
    let door: Server | null = null;
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const address = closed.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    closed.close();
    await once(closed, 'close');
    const url = new URL(real);
    url.host = `127.0.0.1:${port}`;
    const database = openDatabase({ url: url.href, applicationName: 'parapet-early', max: 1 });
    const fanOut = new LiveFanOut(postgresLiveSource(database));
    try {
      const heard: Heard[] = [];
      await fanOut.subscribe(house.accountId, (topics) => heard.push(topics));
      expect(heard).toEqual([]);
      door = createServer((socket) => {
        const through = connectSocket(Number(real.port), real.hostname);
        socket.pipe(through).pipe(socket);
        for (const end of [socket, through]) end.on('error', () => socket.destroy());
      }).listen(port, '127.0.0.1');
      await expect.poll(() => heard, { timeout: 5_000 }).toEqual(['everything']);
    } finally {
      await fanOut.close();
      await database.close();
      await house.close();
      door?.close();
    }
  });
});
