import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { IntegrationId } from '@/domain/identifiers';
import { insertGap } from '@/server/data/integrations/gaps';
import { setLaneGoal } from '@/server/data/integrations/lanes';
import { scheduleStream } from '@/server/data/integrations/schedule';
import {
  disableIntegration,
  enableIntegration,
  pauseIntegration,
  resumeIntegration,
} from '@/server/services/integrations/steer-integration';
import { execute } from '@/server/services/operation';
import { type CollectingHouse, openCollectingHouse } from '@/tests/setup/collecting-house';
import { fault, MISLEADING } from '@/tests/setup/duo-faults';
import { duoRecord } from '@/tests/setup/duo-record';
import { servedRecords } from '@/tests/setup/expected-events';
import { type Simulator, start } from '@/tests/setup/simulator-process';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const STREAM = 'authentication';
const LANES = ['repull', 'backfill'] as const;
/** How far back Duo is asked, by its manifest: half a day less than it answers. */
const KEPT = 179.5 * DAY;

const gapSchema = z.object({
  cause: z.string(),
  from: z.date(),
  to: z.date(),
  refilled: z.boolean(),
});

describe('a stretch that is read in pieces', () => {
  let simulator: Simulator;
  let house: CollectingHouse;
  let integrationId: IntegrationId;
  const enabledAt = Date.now() - 8 * DAY;

  beforeAll(async () => {
    simulator = await start(
      ...['--people', '40', '--history', '9d', '--lag', '0s', '--rate-limit', 'off', '--attack-every', 'off'],
    );
    house = await openCollectingHouse(simulator);
    integrationId = await house.connect('Cisco Duo', enabledAt, [STREAM, 'summary']);
    expect(await house.poll(integrationId, 'summary')).toBe('done');
    expect(await house.poll(integrationId)).toBe('done');
  });
  afterAll(async () => {
    await house.close();
    await simulator.stop();
  });
  beforeEach(async () => {
    await simulator.control('POST /fault', { kind: 'clear' });
    await house.sql(`DELETE FROM gap; DELETE FROM signal WHERE backfill;
      UPDATE lane SET "windowFrom" = NULL, "windowTo" = NULL, "nextOffset" = NULL, "runId" = NULL,
        "goalFrom" = NULL, "goalTo" = NULL, failures = 0, "pageAttempts" = 0`);
  });

  const as = () => ({ actor: house.actor, runtime: house.runtime, input: { id: integrationId } });
  const poll = (lane: (typeof LANES)[number]) => house.poll(integrationId, STREAM, lane);
  async function setGoal(lane: (typeof LANES)[number], from: number, to: number): Promise<void> {
    await house.runtime.database.inAccount(house.accountId, async (tx) => {
      const key = { integrationId, stream: STREAM };
      await setLaneGoal(house.accountId, tx, { ...key, lane }, { from, to }, Date.now());
      await scheduleStream(tx, { accountId: house.accountId, ...key });
    });
  }
  const give = (instants: readonly number[]) =>
    simulator.control('POST /records', { records: instants.map((at) => ({ record: duoRecord({ at }) })) });
  async function gaps() {
    const rows = await house.sql(
      `SELECT cause, "from", "to", "refilledAt" IS NOT NULL AS refilled FROM gap ORDER BY "from", cause`,
    );
    return gapSchema
      .array()
      .parse(rows)
      .map(({ from, to, ...gap }) => ({ ...gap, from: from.getTime(), to: to.getTime() }));
  }
  async function stored(from: number, to: number): Promise<number> {
    const [row] = await house.sql(
      'SELECT count(*)::int AS n FROM signal WHERE "occurredAt" >= $1 AND "occurredAt" <= $2',
      [new Date(from), new Date(to)],
    );
    return z.object({ n: z.number() }).parse(row).n;
  }
  /** What has been read of a stretch is all of it. */
  async function isWhole(from: number, to: number): Promise<void> {
    const served = await servedRecords(simulator, from, to);
    expect(served.length).toBeGreaterThan(0);
    expect(await stored(from, to)).toBe(served.length);
  }
  /** Every record of a stretch is here, or lies in what is named. */
  async function isWholeOrNamed(from: number, to: number, namedFrom: number): Promise<void> {
    const before = (await servedRecords(simulator, from, Math.min(to, namedFrom))).length;
    expect(await stored(from, namedFrom)).toBe(before);
  }
  async function goalOf(lane: string): Promise<unknown> {
    const [row] = await house.sql('SELECT "goalTo" FROM lane WHERE lane = $1 AND stream = $2', [
      lane,
      STREAM,
    ]);
    return row?.['goalTo'];
  }
  const lastRun = async (lane: string) => {
    const rows = await house.sql('SELECT * FROM run WHERE lane = $1 ORDER BY "startedAt" DESC LIMIT 1', [
      lane,
    ]);
    return rows[0];
  };

  describe('and reaches further back than Duo keeps', () => {
    it('loses only what is too old, and says so', async () => {
      const from = Date.now() - 182 * DAY;
      const to = from + 5 * DAY;
      const kept = [Date.now() - 179 * DAY, Date.now() - 178 * DAY, to - HOUR];
      await give(kept);
      await setGoal('backfill', from, to);
      expect(await poll('backfill')).toBe('done');
      const [lost, ...others] = await gaps();
      expect(others).toEqual([]);
      expect(lost).toMatchObject({ cause: 'history', from, refilled: false });
      expect(Math.abs(Date.now() - KEPT - (lost?.to ?? 0))).toBeLessThan(10_000);
      expect(await stored(from, to)).toBe(kept.length);
    });

    it.each([
      {
        name: 'because it was enabled half a day after it was saved',
        stop: () => execute(disableIntegration, as()),
        goOn: () => execute(enableIntegration, as()),
      },
      {
        name: 'because it was paused before its first piece',
        stop: () => execute(pauseIntegration, as()),
        goOn: () => execute(resumeIntegration, as()),
      },
    ])('$name: loses only that, and says so', async ({ stop, goOn }) => {
      await house.sql(`UPDATE stream SET "lastRunAt" = NULL WHERE stream = $1`, [STREAM]);
      const from = Date.now() - KEPT - 13 * HOUR;
      await setGoal('backfill', from, from + 3 * DAY);
      await stop();
      await goOn();
      const until = from + 3 * DAY;
      await house.sql(`UPDATE lane SET "goalTo" = $1 WHERE lane = 'backfill' AND stream = $2`, [
        new Date(until),
        STREAM,
      ]);
      const kept = [from + 14 * HOUR, until - HOUR];
      await give(kept);
      const before = await stored(from, until);
      expect(await poll('backfill')).toBe('done');
      const [lost, ...others] = (await gaps()).filter(({ from: at }) => at < until);
      expect(others).toEqual([]);
      expect(lost).toMatchObject({ cause: 'history', from });
      expect(await stored(from, until)).toBeGreaterThanOrEqual(before + kept.length);
      await house.sql('UPDATE stream SET "enabledAt" = $1', [new Date(enabledAt)]);
      await house.poll(integrationId);
    });

    it('knows how long this account keeps its log before it begins, and names what is older', async () => {
      await simulator.control('POST /settings', { log_retention_days: 3 });
      await house.sql(`UPDATE integration SET "retentionDays" = NULL;
        UPDATE stream SET "lastSuccessAt" = NULL WHERE stream = 'summary'`);
      const to = Date.now() - DAY;
      const from = to - 5 * DAY;
      await setGoal('backfill', from, to);
      expect(await poll('backfill')).toBe('not_due');
      expect(await house.poll(integrationId, 'summary')).toBe('done');
      expect(await poll('backfill')).toBe('done');
      const [lost, ...others] = await gaps();
      expect(others).toEqual([]);
      expect(lost).toMatchObject({ cause: 'history', from, refilled: false });
      expect(Math.abs(Date.now() - 3 * DAY - (lost?.to ?? 0))).toBeLessThan(10_000);
      await simulator.control('POST /settings', { log_retention_days: null });
      expect(await house.poll(integrationId, 'summary')).toBe('done');
    });

    it('leaves a re-pull that waited a few minutes as it was asked for, and fills no gap it did not read', async () => {
      await house.sql('UPDATE integration SET "retentionDays" = 3');
      const from = Date.now() - 3 * DAY - 60_000;
      await setGoal('repull', from, from + DAY);
      expect(await poll('repull')).toBe('done');
      expect(await gaps()).toEqual([]);
      const old = Date.now() - 4 * DAY;
      await house.runtime.database.inAccount(house.accountId, (tx) =>
        insertGap(
          house.accountId,
          tx,
          { integrationId, stream: STREAM },
          { from: old, to: old + 2 * DAY, cause: 'skipped' },
          Date.now(),
        ),
      );
      await setGoal('repull', old, old + 2 * DAY);
      expect(await poll('repull')).toBe('done');
      expect((await gaps()).map(({ cause, refilled }) => ({ cause, refilled }))).toEqual([
        { cause: 'history', refilled: false },
        { cause: 'skipped', refilled: false },
      ]);
      await house.sql('UPDATE integration SET "retentionDays" = NULL');
    });
  });

  describe.each(LANES)('and is refused in part (%s)', (lane) => {
    const from = enabledAt + HOUR;
    const to = from + 4 * DAY;
    const refuse = (times: number) => fault({ kind: 'duo_error', code: 40002, times })(simulator);

    it('leaves out the piece that is refused three times, names it, and reads the rest', async () => {
      await house.sql('DELETE FROM signal');
      await setGoal(lane, from, to);
      await refuse(3);
      for (let time = 0; time < 3; time += 1) expect(await poll(lane)).toBe('failed');
      expect(await poll(lane)).toBe('done');
      expect(await gaps()).toEqual([{ cause: 'refused', from, to: from + DAY, refilled: false }]);
      if (lane === 'repull') await isWhole(from + DAY, to);
      expect(await goalOf(lane)).toBeNull();
    });

    it('gives up the rest where one piece after the other is refused, and names all of it', async () => {
      await setGoal(lane, from, to);
      await refuse(100);
      for (let time = 0; time < 5; time += 1) expect(await poll(lane)).toBe('failed');
      expect(await poll(lane)).toBe('not_due');
      expect(await gaps()).toEqual([
        { cause: 'refused', from, to: from + DAY, refilled: false },
        { cause: 'refused', from: from + DAY, to: from + 2 * DAY, refilled: false },
        { cause: 'refused', from: from + 2 * DAY, to, refilled: false },
      ]);
      expect(await goalOf(lane)).toBeNull();
    });

    it('gives up nothing for faults that are no refusals', async () => {
      await setGoal(lane, from, to);
      await fault({ kind: 'server_error', times: 4 })(simulator);
      for (let time = 0; time < 4; time += 1) expect(await poll(lane)).toBe('failed');
      await refuse(1);
      expect(await poll(lane)).toBe('failed');
      expect(await poll(lane)).toBe('done');
      expect(await gaps()).toEqual([]);
    });
  });

  const mislead = async (faults: readonly (readonly [kind: string, times: number])[], from: number) => {
    await house.sql('DELETE FROM signal WHERE "occurredAt" >= $1 AND "occurredAt" <= $2', [
      new Date(from),
      new Date(from + 2 * DAY),
    ]);
    for (const [kind, times] of faults)
      await fault({ kind, times, ...(kind === 'slow' ? { delayMs: 0 } : {}) })(simulator);
  };

  describe.each(LANES)('where the offset misleads (%s)', (lane) => {
    // A backfill imports what is from before the stream was enabled, a re-pull what is from after.
    const from = lane === 'repull' ? enabledAt + 10 * HOUR : enabledAt - 20 * HOUR;
    const to = from + 18 * HOUR;
    const skipped = { from: from + HOUR, to: to - HOUR, cause: 'skipped' } as const;

    beforeAll(() => give(Array.from({ length: 3_400 }, (_, index) => from + 2 * HOUR + index)));
    beforeEach(() =>
      house.runtime.database.inAccount(house.accountId, (tx) =>
        insertGap(house.accountId, tx, { integrationId, stream: STREAM }, skipped, Date.now()),
      ),
    );

    it.each(MISLEADING)('$name: the piece is read again, and brings what was missing', async ({ faults }) => {
      await mislead(faults, from);
      await setGoal(lane, from, to);
      expect(await poll(lane)).toBe('done');
      expect(await gaps()).toEqual([{ ...skipped, refilled: false }]);
      expect(await goalOf(lane)).toEqual(new Date(to));
      expect((await lastRun(lane))?.['note']).toMatch(/said that there is more/);
      await simulator.control('POST /fault', { kind: 'clear' });
      expect(await poll(lane)).toBe('done');
      await isWhole(from, to);
      expect(await gaps()).toEqual([{ ...skipped, refilled: true }]);
      expect(await goalOf(lane)).toBeNull();
    });

    it.each(['repeat_offset', 'cycle_offsets', 'empty_page'] as const)(
      '%s, time after time: what is missing is named, and no gap is called filled',
      async (kind) => {
        await mislead([[kind, 1_000]], from);
        await setGoal(lane, from, to);
        for (let time = 0; time < 3; time += 1) {
          expect((await gaps()).map(({ cause }) => cause)).toEqual(['skipped']);
          expect(await poll(lane)).toBe('done');
        }
        const found = await gaps();
        expect(found.map(({ cause, refilled }) => ({ cause, refilled }))).toEqual(
          expect.arrayContaining([
            { cause: 'skipped', refilled: false },
            { cause: 'unclear', refilled: false },
          ]),
        );
        const unclear = found.find(({ cause }) => cause === 'unclear');
        expect(unclear?.to).toBe(to);
        await isWholeOrNamed(from, to, unclear?.from ?? Infinity);
        expect(await goalOf(lane)).toBeNull();
      },
    );
  });
});
