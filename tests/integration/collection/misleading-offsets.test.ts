import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CISCO_DUO_STREAMS } from '@/domain/connectors/cisco-duo-streams';
import type { IntegrationId } from '@/domain/identifiers';
import { type CollectingHouse, openCollectingHouse } from '@/tests/setup/collecting-house';
import { MISLEADING } from '@/tests/setup/duo-faults';
import { logRecord } from '@/tests/setup/duo-record';
import { type Simulator, start } from '@/tests/setup/simulator-process';

const HOUR = 3_600_000;
/** Every log that is read in pages. */
const PAGED = CISCO_DUO_STREAMS.filter(({ holds, paging }) => holds === 'records' && paging !== 'none');
/** More than three pages of the logs with the largest, more than any cycle of offsets shows. */
const GIVEN = 3_400;
const laneSchema = z.object({ watermark: z.date().nullable(), failures: z.number() });

describe('where the offset misleads, live', () => {
  let simulator: Simulator;
  let house: CollectingHouse;
  let integrationId: IntegrationId;
  const enabledAt = Date.now() - HOUR;
  const from = enabledAt + 60_000;
  const to = from + GIVEN;

  beforeAll(async () => {
    simulator = await start(
      ...['--people', '20', '--history', '1d', '--lag', '0s', '--rate-limit', 'off', '--attack-every', 'off'],
    );
    for (const { endpoint: path } of PAGED) {
      const records = Array.from({ length: GIVEN }, (_, index) => ({
        record: logRecord(path, from + index),
      }));
      await simulator.control('POST /records', { path, records });
    }
    house = await openCollectingHouse(simulator);
    integrationId = await house.connect(
      'Cisco Duo',
      enabledAt,
      PAGED.map(({ id }) => id),
    );
  });
  afterAll(async () => {
    await house.close();
    await simulator.stop();
  });
  beforeEach(async () => {
    await simulator.control('POST /fault', { kind: 'clear' });
    await house.sql(`DELETE FROM signal; DELETE FROM gap; DELETE FROM run;
      UPDATE lane SET watermark = NULL, "windowFrom" = NULL, "windowTo" = NULL, "nextOffset" = NULL, failures = 0`);
  });

  const order = (path: string, kind: string, times: number) =>
    simulator.control('POST /fault', { kind, times, path, ...(kind === 'slow' ? { delayMs: 0 } : {}) });
  async function laneOf(stream: string) {
    const [row] = await house.sql(
      `SELECT watermark, failures FROM lane WHERE lane = 'live' AND stream = $1`,
      [stream],
    );
    const { watermark, failures } = laneSchema.parse(row);
    return { watermark: watermark?.getTime() ?? null, failures };
  }
  /** How many of the given records are here, of those up to an instant. */
  async function stored(storageNumber: number, until = to): Promise<number> {
    const [row] = await house.sql(
      'SELECT count(*)::int AS n FROM signal WHERE stream = $1 AND "occurredAt" >= $2 AND "occurredAt" < $3',
      [storageNumber, new Date(from), new Date(Math.min(until, to))],
    );
    return z.object({ n: z.number() }).parse(row).n;
  }
  /** What is said to be complete is: every given record up to the watermark is here, or lies in a gap. */
  async function nothingIsMissing(stream: (typeof PAGED)[number]): Promise<void> {
    const { watermark } = await laneOf(stream.id);
    if (watermark === null) return;
    const [gap] = await house.sql('SELECT min("from") AS at FROM gap WHERE stream = $1', [stream.id]);
    const named = z.object({ at: z.date().nullable() }).parse(gap).at?.getTime() ?? Infinity;
    const until = Math.min(watermark, named, to);
    expect(await stored(stream.storageNumber, until)).toBe(Math.max(0, until - from));
  }

  const cases = PAGED.flatMap((stream) => MISLEADING.map((given) => ({ stream, ...given })));
  it.each(cases)(
    '$stream.id, $name: the run ends, and the next one brings what is missing',
    async (given) => {
      const { stream, faults } = given;
      for (const [kind, times] of faults) await order(stream.endpoint, kind, times);
      expect(await house.poll(integrationId, stream.id)).toBe('done');
      await nothingIsMissing(stream);
      expect(await stored(stream.storageNumber)).toBeLessThan(GIVEN);
      const [run] = await house.sql('SELECT note FROM run WHERE stream = $1', [stream.id]);
      expect(run?.['note']).toMatch(/said that there is more/);
      await simulator.control('POST /fault', { kind: 'clear' });
      expect(await house.poll(integrationId, stream.id)).toBe('done');
      await nothingIsMissing(stream);
      expect(await stored(stream.storageNumber)).toBe(GIVEN);
      expect((await laneOf(stream.id)).watermark).toBeGreaterThan(to);
      expect(await house.sql('SELECT cause FROM gap')).toEqual([]);
    },
  );

  it.each(PAGED)('$id, time after time: reading goes on, and what is missing is named', async (stream) => {
    await order(stream.endpoint, 'empty_page', 1_000);
    for (let time = 0; time < 3; time += 1) {
      expect(await laneOf(stream.id)).toEqual({ watermark: null, failures: time });
      expect(await house.sql('SELECT cause FROM gap')).toEqual([]);
      expect(await house.poll(integrationId, stream.id)).toBe('done');
    }
    const { watermark, failures } = await laneOf(stream.id);
    expect(failures).toBe(0);
    expect(await house.sql('SELECT cause, "from", "to", "refilledAt" FROM gap')).toEqual([
      { cause: 'unclear', from: new Date(enabledAt), to: new Date(watermark ?? 0), refilledAt: null },
    ]);
    await simulator.control('POST /fault', { kind: 'clear' });
    expect(await house.poll(integrationId, stream.id)).toBe('done');
  });
});
