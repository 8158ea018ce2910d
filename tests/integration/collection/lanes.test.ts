import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { IntegrationId } from '@/domain/identifiers';
import type { Lane } from '@/domain/polling/lanes';
import { insertGap, listGaps } from '@/server/data/integrations/gaps';
import { setLaneGoal } from '@/server/data/integrations/lanes';
import { restoreSchedule, scheduleStream } from '@/server/data/integrations/schedule';
import { pollStream } from '@/server/services/collection/poll-stream';
import { execute } from '@/server/services/operation';
import { type CollectingHouse, openCollectingHouse } from '@/tests/setup/collecting-house';
import { fault } from '@/tests/setup/duo-faults';
import { duoRecord } from '@/tests/setup/duo-record';
import { servedRecords } from '@/tests/setup/expected-events';
import { type Simulator, start } from '@/tests/setup/simulator-process';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const STREAM = 'authentication';

describe('the lanes of a stream', () => {
  let simulator: Simulator;
  let house: CollectingHouse;
  let integrationId: IntegrationId;
  const enabledAt = Date.now() - 2 * DAY;

  beforeAll(async () => {
    simulator = await start(
      ...['--people', '40', '--history', '9d', '--lag', '0s', '--rate-limit', 'off', '--attack-every', 'off'],
    );
    house = await openCollectingHouse(simulator);
    integrationId = await house.connect('Cisco Duo', enabledAt);
    expect(await house.poll(integrationId)).toBe('done');
  });
  afterAll(async () => {
    await house.close();
    await simulator.stop();
  });
  beforeEach(async () => {
    await simulator.control('POST /fault', { kind: 'clear' });
    await house.sql(`UPDATE lane SET "windowFrom" = NULL, "windowTo" = NULL, "nextOffset" = NULL, "runId" = NULL,
      "goalFrom" = NULL, "goalTo" = NULL, failures = 0, "pageAttempts" = 0;
      UPDATE stream SET "holdUntil" = NULL, "errorClass" = NULL, "retryAt" = NULL`);
  });

  const give = (instants: readonly number[]) =>
    simulator.control('POST /records', { records: instants.map((at) => ({ record: duoRecord({ at }) })) });

  async function number(text: string, values: readonly unknown[] = []): Promise<number> {
    return z.object({ n: z.coerce.number() }).parse((await house.sql(text, values))[0]).n;
  }
  const signals = () => number('SELECT count(*) AS n FROM signal WHERE backfill IS NULL');
  const poll = (lane: Lane) => house.poll(integrationId, STREAM, lane);
  const runs = (lane: Lane) =>
    house.sql(
      'SELECT result, requests, pages, fetched, added, note, "errorCode" FROM run WHERE lane = $1 ORDER BY "startedAt"',
      [lane],
    );
  async function setGoal(lane: 'repull' | 'backfill', from: number, to: number): Promise<void> {
    await house.runtime.database.inAccount(house.accountId, async (tx) => {
      const key = { integrationId, stream: STREAM };
      await setLaneGoal(house.accountId, tx, { ...key, lane }, { from, to }, Date.now());
      await scheduleStream(tx, { accountId: house.accountId, ...key });
    });
  }
  async function gaps() {
    const rows = await house.runtime.database.inAccount(house.accountId, (tx) =>
      listGaps(house.accountId, tx, integrationId, 10),
    );
    return rows.map(({ cause, refilledAt }) => ({ cause, refilled: refilledAt !== null }));
  }
  async function liveWatermark(): Promise<number> {
    const [row] = await house.sql(`SELECT watermark FROM lane WHERE lane = 'live' AND stream = $1`, [STREAM]);
    return z.object({ watermark: z.date() }).parse(row).watermark.getTime();
  }

  it('leave a re-read at one request when as many records are here as Duo counts', async () => {
    expect(await poll('reread_short')).toBe('done');
    const [run] = (await runs('reread_short')).slice(-1);
    expect(run).toMatchObject({ result: 'done', requests: 1, pages: 0, added: 0 });
    expect(run?.note).toMatch(/^The vendor counts \d+ records here, and all of them are stored already\.$/);
  });

  it.each([
    ['reread_short', 3 * HOUR],
    ['reread_long', 30 * HOUR],
  ] as const)('catch in %s what came later than the margin, once, with its detection', async (lane, ago) => {
    const before = await signals();
    const late = (await liveWatermark()) - ago;
    await simulator.control('POST /records', {
      records: [{ record: duoRecord({ at: late, detectors: [{ detector: 'NOVEL_ASN' }] }) }],
    });
    const events = await number('SELECT count(*) AS n FROM identity_event');
    expect(await poll('live')).toBe('done');
    expect(await signals()).toBe(before);
    for (let time = 0; time < 2; time += 1) {
      expect(await poll(lane)).toBe('done');
      expect(await signals()).toBe(before + 1);
    }
    expect(await number('SELECT count(*) AS n FROM identity_event')).toBe(events + 1);
  });

  it('never read again what is from before the stream was enabled', async () => {
    await house.sql(`UPDATE lane SET watermark = $1 WHERE lane = 'live'`, [new Date(enabledAt + HOUR)]);
    await give([enabledAt - 5_000]);
    const before = await signals();
    expect(await poll('reread_long')).toBe('done');
    expect(await signals()).toBe(before);
    expect(await poll('live')).toBe('done');
  });

  it('re-pull a window in pieces of a day, refill its gap, and bring what was missing', async () => {
    const from = enabledAt + HOUR;
    const to = enabledAt + 30 * HOUR;
    const wanted = (await servedRecords(simulator, from, to)).length;
    await house.sql('DELETE FROM signal WHERE "occurredAt" >= $1 AND "occurredAt" <= $2', [
      new Date(from),
      new Date(to),
    ]);
    await house.runtime.database.inAccount(house.accountId, async (tx) => {
      const key = { integrationId, stream: STREAM };
      for (const cause of ['skipped', 'same_second'] as const)
        await insertGap(house.accountId, tx, key, { from, to: to - 1, cause }, Date.now());
    });
    await setGoal('repull', from, to);
    expect(await poll('repull')).toBe('done');
    const [run] = (await runs('repull')).slice(-1);
    expect(run).toMatchObject({ result: 'done', added: wanted });
    expect(Number(run?.pages)).toBeGreaterThanOrEqual(2);
    expect((await gaps()).sort((a, b) => (a.cause < b.cause ? -1 : 1))).toEqual([
      { cause: 'same_second', refilled: false },
      { cause: 'skipped', refilled: true },
    ]);
    expect(await number(`SELECT count(*) AS n FROM lane WHERE lane = 'repull' AND "dueAt" IS NULL`)).toBe(1);
  });

  it('keep a backfill marked, unscored and without events; what it teaches of a source only makes verdicts on it milder', async () => {
    const live = await signals();
    const known = z.array(z.object({ id: z.string(), confidence: z.number() }));
    const events = async () =>
      known.parse(
        await house.sql('SELECT id, confidence FROM identity_event WHERE "retractedAt" IS NULL ORDER BY id'),
      );
    const before = await events();
    const from = enabledAt - 4 * DAY;
    await setGoal('backfill', from, enabledAt);
    expect(await poll('backfill')).toBe('done');
    const served = (await servedRecords(simulator, from, enabledAt - 1)).length;
    expect(served).toBeGreaterThan(100);
    expect(await number('SELECT count(*) AS n FROM signal WHERE backfill')).toBe(served);
    expect(await signals()).toBe(live);
    // It teaches habits: what was said of a source that has become known weighs less, and nothing ever more.
    const after = await events();
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    for (const [index, { confidence }] of after.entries())
      expect(confidence).toBeLessThanOrEqual(before[index]?.confidence ?? 0);
    expect(
      await number(`SELECT count(*) AS n FROM identity_event, jsonb_array_elements(sources) AS source
        JOIN signal ON source->>'signalKey' = encode(signal."signalKey", 'hex') WHERE backfill`),
    ).toBe(0);
  });

  it('make room for the live lane between two pages, and go on with the same run', async () => {
    await house.sql('DELETE FROM signal WHERE backfill');
    await setGoal('backfill', enabledAt - 4 * DAY, enabledAt);
    const before = (await runs('backfill')).length;
    // The live lane falls due while the first page is on its way.
    await fault({ kind: 'slow', delayMs: 800 })(simulator);
    const first = poll('backfill');
    await expect.poll(() => runs('backfill'), { interval: 25 }).toHaveLength(before + 1);
    await house.sql(`UPDATE lane SET "dueAt" = now() - interval '1 second' WHERE lane = 'live'`);
    expect(await first).toBe('made_room');
    expect((await runs('backfill')).at(-1)).toMatchObject({ result: 'running', pages: 1 });
    const [due] = await house.sql('SELECT "nextRunAt" <= now() AS now FROM stream_due WHERE stream = $1', [
      STREAM,
    ]);
    expect(due).toEqual({ now: true });
    const liveBefore = (await runs('live')).length;
    expect(await house.poll(integrationId)).toBe('done');
    expect(await runs('live')).toHaveLength(liveBefore + 1);
    expect(await poll('backfill')).toBe('done');
    expect(await runs('backfill')).toHaveLength(before + 1);
    const served = (await servedRecords(simulator, enabledAt - 4 * DAY, enabledAt - 1)).length;
    expect((await runs('backfill')).at(-1)).toMatchObject({ result: 'done', added: served });
  });

  it('hold every lane when Duo asks for fewer requests, and say so of the stream', async () => {
    await setGoal('backfill', enabledAt - DAY, enabledAt);
    await fault({ kind: 'rate_limited', retryAfter: 2 })(simulator);
    expect(await poll('backfill')).toBe('failed');
    expect(await house.poll(integrationId)).toBe('not_due');
    const [stream] = await house.sql(
      `SELECT "errorCode", "retryAt" > now() AS waits FROM stream WHERE stream = $1`,
      [STREAM],
    );
    expect(stream).toEqual({ errorCode: 'duo_42901', waits: true });
    await house.sql(`UPDATE stream SET "holdUntil" = now()`);
    expect(await house.poll(integrationId)).toBe('done');
    expect(await poll('backfill')).toBe('done');
  });

  it('say nothing of the stream when another lane than the live one fails', async () => {
    await setGoal('repull', enabledAt, enabledAt + HOUR);
    await fault({ kind: 'server_error' })(simulator);
    expect(await poll('repull')).toBe('failed');
    expect(await house.sql(`SELECT "errorCode", failures FROM stream WHERE stream = $1`, [STREAM])).toEqual([
      { errorCode: null, failures: 0 },
    ]);
    expect(await number(`SELECT failures AS n FROM lane WHERE lane = 'repull'`)).toBe(1);
    expect(await poll('repull')).toBe('done');
    expect(await number(`SELECT failures AS n FROM lane WHERE lane = 'repull'`)).toBe(0);
  });

  it('do not begin a backfill before Duo shows its end', async () => {
    const to = Date.now() + 1_500;
    await setGoal('backfill', to - HOUR, to);
    expect(await poll('backfill')).toBe('not_due');
    const [lane] = await house.sql(`SELECT "dueAt" FROM lane WHERE lane = 'backfill'`);
    const { dueAt } = z.object({ dueAt: z.date() }).parse(lane);
    expect(dueAt.getTime()).toBeGreaterThanOrEqual(to + 400);
    expect(dueAt.getTime()).toBeLessThan(to + 5_000);
    await house.sql(
      `UPDATE lane SET "goalFrom" = NULL, "goalTo" = NULL, "dueAt" = NULL WHERE lane = 'backfill'`,
    );
  });

  it('do not keep a stream on the schedule that waits for a person, but for the live one', async () => {
    await house.sql(`UPDATE stream SET "errorClass" = 'capability'`);
    await house.sql(`UPDATE lane SET "dueAt" = now() + interval '20 hours' WHERE lane = 'live'`);
    await house.sql(`UPDATE lane SET "dueAt" = now() - interval '1 hour' WHERE lane = 'reread_short'`);
    // Rounded to the millisecond, this instant may still lie ahead.
    await house.sql(`UPDATE stream_due SET "nextRunAt" = now() - interval '1 second'`);
    const due = { accountId: house.accountId, integrationId, stream: STREAM };
    const hours = async () =>
      number(`SELECT round(extract(epoch FROM "nextRunAt" - now()) / 3600) AS n FROM stream_due`);
    const asked = { actor: house.actor, runtime: house.runtime, input: due };
    expect((await execute(pollStream, asked)).outcome).toBe('not_due');
    expect(await hours()).toBe(20);
    await house.sql('DELETE FROM stream_due');
    await house.runtime.database.inAccount(house.accountId, (tx) => restoreSchedule(house.accountId, tx));
    expect(await hours()).toBe(20);
    await house.sql('UPDATE stream SET "errorClass" = NULL');
    await house.runtime.database.inAccount(house.accountId, (tx) => scheduleStream(tx, due));
    expect(await hours()).toBe(-1);
  });

  it('call what Duo no longer keeps one gap, however long nothing can be read', async () => {
    await house.sql('DELETE FROM gap');
    const key = { integrationId, stream: STREAM };
    const from = enabledAt - 9 * DAY;
    await house.runtime.database.inAccount(house.accountId, async (tx) => {
      for (const to of [from + HOUR, from + 2 * HOUR])
        await insertGap(house.accountId, tx, key, { from, to, cause: 'history' }, Date.now());
    });
    expect(await house.sql('SELECT "to" FROM gap')).toEqual([{ to: new Date(from + 2 * HOUR) }]);
  });

  it('enter what Duo no longer keeps as a gap, and read on from what it has', async () => {
    await house.sql('DELETE FROM gap');
    await house.sql('UPDATE integration SET "retentionDays" = 1');
    await house.sql(
      `UPDATE lane SET watermark = now() - interval '40 hours' WHERE lane = 'live' AND stream = $1`,
      [STREAM],
    );
    expect(await house.poll(integrationId)).toBe('done');
    expect(await gaps()).toEqual([{ cause: 'history', refilled: false }]);
    const [gap] = await house.sql(
      `SELECT round(extract(epoch FROM "to" - "from") / 3600)::int AS hours FROM gap`,
    );
    expect(gap).toEqual({ hours: 16 });
    await house.sql('UPDATE integration SET "retentionDays" = NULL');
  });
});
