import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { IntegrationId } from '@/domain/identifiers';
import { type CollectingHouse, openCollectingHouse } from '@/tests/setup/collecting-house';
import { duoRecord } from '@/tests/setup/duo-record';
import { servedRecords } from '@/tests/setup/expected-events';
import { type Simulator, start } from '@/tests/setup/simulator-process';

const HOUR = 3_600_000;

describe('which records are read', () => {
  let simulator: Simulator;
  let house: CollectingHouse;
  let integrationId: IntegrationId;
  const enabledAt = Date.now() - HOUR;

  beforeAll(async () => {
    simulator = await start(
      ...['--people', '20', '--history', '2d', '--lag', '0s', '--rate-limit', 'off', '--attack-every', 'off'],
    );
    house = await openCollectingHouse(simulator);
    integrationId = await house.connect('Cisco Duo', enabledAt);
  });
  afterAll(async () => {
    await house.close();
    await simulator.stop();
  });

  const give = (instants: readonly number[]) =>
    simulator.control('POST /records', { records: instants.map((at) => ({ record: duoRecord({ at }) })) });

  async function watermark(): Promise<number | null> {
    const [lane] = await house.sql(`SELECT watermark FROM lane WHERE lane = 'live'`);
    return z.object({ watermark: z.date().nullable() }).parse(lane).watermark?.getTime() ?? null;
  }
  async function stored(until = Date.now()): Promise<number> {
    const [row] = await house.sql('SELECT count(*) AS n FROM signal WHERE "occurredAt" <= $1', [
      new Date(until),
    ]);
    return z.object({ n: z.coerce.number() }).parse(row).n;
  }
  /** What is complete is complete: every record up to the watermark is here. */
  async function nothingIsMissing(): Promise<void> {
    const until = await watermark();
    if (until === null) return;
    expect(await stored(until)).toBe((await servedRecords(simulator, enabledAt, until)).length);
  }

  it('are none from before the stream was enabled, to the millisecond', async () => {
    await give([enabledAt - 60_000, enabledAt - 1, enabledAt, enabledAt + 1]);
    expect(await house.poll(integrationId)).toBe('done');
    await nothingIsMissing();
    const [oldest] = await house.sql('SELECT min("occurredAt") AS at FROM signal');
    expect(oldest?.at).toEqual(new Date(enabledAt));
  });

  it('are also those that come late by less than the margin', async () => {
    const before = await stored();
    const until = (await watermark()) ?? 0;
    // The margin of the test is two seconds.
    await give([until - 1_500, until - 3]);
    // Duo tells its time in whole seconds: the next window may end a second earlier than one expects.
    const poll = async () => {
      await house.poll(integrationId);
      expect((await watermark()) ?? 0).toBeGreaterThanOrEqual(until);
      return stored();
    };
    await expect.poll(poll, { timeout: 5_000, interval: 200 }).toBe(before + 2);
    await nothingIsMissing();
  });

  it('are read once though windows overlap', async () => {
    const [counters] = await house.sql(
      'SELECT sum(signals)::int AS counted, (SELECT count(*)::int FROM signal) AS stored FROM signal_counter',
    );
    expect(counters?.counted).toBe(counters?.stored);
    const [runs] = await house.sql(
      'SELECT sum(fetched)::int AS fetched, sum(added + duplicate + quarantined)::int AS told FROM run',
    );
    expect(runs?.fetched).toBe(runs?.told);
  });
});
