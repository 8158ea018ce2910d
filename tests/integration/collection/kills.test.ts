import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import type { IntegrationId } from '@/domain/identifiers';
import {
  type EmbeddedPostgres,
  eraseEmbeddedPostgres,
  startEmbeddedPostgres,
} from '@/scripts/embedded-postgres.mjs';
import { migrate } from '@/scripts/migrate';
import { tryQuarantine } from '@/server/services/integrations/try-quarantine';
import { execute } from '@/server/services/operation';
import { type CollectingHouse, openCollectingHouse } from '@/tests/setup/collecting-house';
import { compareHeat, factorsAt, servedRecords } from '@/tests/setup/expected-events';
import { type Simulator, start } from '@/tests/setup/simulator-process';

const DAY_MS = 86_400_000;
/** Of each queue. A soak takes more: KILLS=100. */
const KILLS = Number(process.env['KILLS'] ?? 10);
const SEED = Number(process.env['KILL_SEED'] ?? Date.now() % 1_000_000);

/** Small and seeded, so that a failure can be run again: KILL_SEED=… */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe.each(['postgres', 'redis'] as const)('kills at random moments, queue on %s', (backend) => {
  const random = seeded(SEED);
  const home = mkdtempSync(join(tmpdir(), 'parapet-kills-'));
  let database: EmbeddedPostgres;
  let simulator: Simulator;
  let house: CollectingHouse;
  let integrationId: IntegrationId;
  const enabledAt = Date.now() - 28 * DAY_MS;

  beforeAll(async () => {
    database = await startEmbeddedPostgres({ home });
    await migrate(database.ownerUrl);
    simulator = await start(
      '--people',
      '150',
      '--history',
      '30d',
      '--seed',
      String(1 + (SEED % 50)),
      '--lag',
      '0s',
      '--rate-limit',
      'off',
      '--attack-every',
      'off',
    );
    house = await openCollectingHouse(simulator, {
      ...(backend === 'redis' ? { redisUrl: inject('redisUrl') } : {}),
      timing: { pageMs: 50 },
      database: { ...database, drop: () => Promise.resolve() },
    });
    integrationId = await house.connect('Cisco Duo', enabledAt);
  }, 120_000);

  afterAll(async () => {
    await house.close();
    await simulator.stop();
    await database.stop();
    await eraseEmbeddedPostgres({ home });
    rmSync(home, { recursive: true, force: true });
  });

  it(`loses nothing and doubles nothing over ${KILLS} kills (seed ${SEED})`, async () => {
    for (let kill = 0; kill < KILLS; kill += 1) {
      const worker = house.worker();
      await new Promise((resolve) => setTimeout(resolve, 1_000 + random() * 1_400));
      if (kill % 4 === 3) {
        // Its keeper brings it back, as it does under the product.
        killIfThere(database.pid());
        await new Promise((resolve) => setTimeout(resolve, random() * 600));
      }
      worker.kill('SIGKILL');
      await once(worker, 'exit');
      // Half of the rounds find the lease still held by the dead worker.
      if (random() < 0.5) await house.sql('UPDATE stream SET "leaseUntil" = NULL').catch(() => undefined);
    }
    house.worker();
    const target = Date.now();
    await expect
      .poll(async () => (await watermark(house)) ?? 0, { timeout: 200_000, interval: 500 })
      .toBeGreaterThan(target);
    await expect
      .poll(() => house.sql('SELECT name FROM detection_due'), { timeout: 60_000, interval: 500 })
      .toEqual([]);
    await readAgainWhatWasPutAway(house, integrationId);

    const until = (await watermark(house)) ?? 0;
    const served = await servedRecords(simulator, enabledAt, until);
    const [stored] = await house.sql(
      'SELECT count(*) AS signals, count(DISTINCT "signalKey") AS keys FROM signal WHERE "occurredAt" <= $1',
      [new Date(until)],
    );
    const counts = z.object({ signals: z.coerce.number(), keys: z.coerce.number() }).parse(stored);
    expect(counts).toEqual({ signals: served.length, keys: served.length });
    const [counters] = await house.sql(
      'SELECT (SELECT sum(signals) FROM signal_counter) AS counted, (SELECT count(*) FROM signal) AS stored, (SELECT sum(events) FROM event_counter) AS events, (SELECT count(*) FROM identity_event WHERE "retractedAt" IS NULL) AS standing',
    );
    const sums = z
      .object({
        counted: z.coerce.number(),
        stored: z.coerce.number(),
        events: z.coerce.number(),
        standing: z.coerce.number(),
      })
      .parse(counters);
    expect(sums.counted).toBe(sums.stored);
    expect(sums.events).toBe(sums.standing);
    expect((await compareHeat(house)).wrong).toEqual([]);

    const undisturbed = await openCollectingHouse(simulator);
    try {
      const again = await undisturbed.connect('Undisturbed', enabledAt);
      // On a busy machine one turn may not be long enough for all of it.
      let read = await undisturbed.poll(again);
      while (read === 'cut_off') read = await undisturbed.poll(again);
      expect(read).toBe('done');
      const at = Date.now();
      const values = (factors: Map<string, number>) => [...factors.values()].sort((a, b) => b - a);
      expect(values(await factorsAt(house, at))).toEqual(values(await factorsAt(undisturbed, at)));
    } finally {
      await undisturbed.close();
    }
  }, 420_000);
});

/** Records in which three workers were killed in a row are put away unread: kept, said, and read again by hand. */
async function readAgainWhatWasPutAway(house: CollectingHouse, id: IntegrationId): Promise<void> {
  const { actor, runtime } = house;
  for (let cursor: string | null | undefined; cursor !== null;) {
    const input = cursor === undefined ? { id } : { id, cursor };
    const tried = await execute(tryQuarantine, { actor, runtime, input });
    expect({ unreadable: tried.unreadable, tooOld: tried.tooOld }).toEqual({ unreadable: 0, tooOld: 0 });
    cursor = tried.nextCursor;
  }
  await expect
    .poll(() => house.sql('SELECT name FROM detection_due'), { timeout: 60_000, interval: 500 })
    .toEqual([]);
}

async function watermark(house: CollectingHouse): Promise<number | null> {
  try {
    const [lane] = await house.sql(
      `SELECT watermark FROM lane WHERE lane = 'live' AND stream = 'authentication'`,
    );
    return z.object({ watermark: z.date().nullable() }).parse(lane).watermark?.getTime() ?? null;
  } catch {
    return null;
  }
}

/** The server may be between two lives already. */
function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
