import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { IntegrationId } from '@/domain/identifiers';
import { restoreSchedule } from '@/server/data/integrations/schedule';
import { pollStream } from '@/server/services/collection/poll-stream';
import { pauseIntegration, resumeIntegration } from '@/server/services/integrations/steer-integration';
import { execute } from '@/server/services/operation';
import { type CollectingHouse, openCollectingHouse } from '@/tests/setup/collecting-house';
import { duoRecord } from '@/tests/setup/duo-record';
import { servedRecords } from '@/tests/setup/expected-events';
import { type Simulator, start } from '@/tests/setup/simulator-process';

const HOUR_MS = 3_600_000;

describe('clocks, schedules and pages that kill', () => {
  let simulator: Simulator;
  let house: CollectingHouse;
  let integrationId: IntegrationId;
  const enabledAt = Date.now() - 6 * HOUR_MS;

  beforeAll(async () => {
    simulator = await start(
      ...['--people', '80', '--history', '1d', '--seed', '11', '--lag', '0s', '--rate-limit', 'off'],
      ...['--attack-every', 'off'],
    );
    house = await openCollectingHouse(simulator);
    integrationId = await house.connect('Cisco Duo', enabledAt);
  }, 60_000);

  afterAll(async () => {
    await house.close();
    await simulator.stop();
  });

  async function watermark(): Promise<number> {
    const [lane] = await house.sql(
      `SELECT watermark FROM lane WHERE lane = 'live' AND stream = 'authentication'`,
    );
    return z.object({ watermark: z.date() }).parse(lane).watermark.getTime();
  }

  async function pollWith(clock: () => number): Promise<string> {
    await house.sql(`UPDATE stream_due SET "nextRunAt" = now() - interval '1 second'`);
    await house.sql(
      `UPDATE lane SET "cycleAt" = now() - interval '1 hour', "dueAt" = CASE lane WHEN 'live' THEN now() - interval '1 second' ELSE "dueAt" END`,
    );
    const { outcome } = await execute(pollStream, {
      actor: house.actor,
      runtime: { ...house.runtime, now: clock },
      input: { accountId: house.accountId, integrationId, stream: 'authentication' },
    });
    return outcome;
  }

  it('never says complete beyond what Duo had shown, however far the clock of a worker runs ahead', async () => {
    expect(await pollWith(() => Date.now() + 200_000)).toBe('done');
    const until = await watermark();
    expect(until).toBeLessThanOrEqual(Date.now());
    const served = await servedRecords(simulator, enabledAt, until);
    const [stored] = await house.sql('SELECT count(*) AS n FROM signal WHERE "occurredAt" <= $1', [
      new Date(until),
    ]);
    expect(z.object({ n: z.coerce.number() }).parse(stored).n).toBe(served.length);
    // A worker with the right clock goes on at once, not when the other's time has come.
    expect(await pollWith(Date.now)).toBe('done');
  });

  it('reads only what has been shown when the clock of Duo is behind', async () => {
    await simulator.control('POST /fault', { kind: 'clock_skew', seconds: -120 });
    await house.sql(
      `UPDATE lane SET watermark = now() - interval '1 hour' WHERE lane = 'live'; UPDATE stream SET "clockOffsetMs" = 0`,
    );
    expect(await pollWith(Date.now)).toBe('done');
    expect(await watermark()).toBeLessThanOrEqual(Date.now() - 118_000);
    await simulator.control('POST /fault', { kind: 'clear' });
  });

  it('keeps the schedule of an integration that is resumed while a worker still believes it paused', async () => {
    await execute(pauseIntegration, {
      actor: house.actor,
      runtime: house.runtime,
      input: { id: integrationId },
    });
    const [stale] = await house.sql('SELECT count(*) AS n FROM stream_due');
    expect(z.object({ n: z.coerce.number() }).parse(stale).n).toBe(0);
    const late = execute(pollStream, {
      actor: house.actor,
      runtime: house.runtime,
      input: { accountId: house.accountId, integrationId, stream: 'authentication' },
    });
    await execute(resumeIntegration, {
      actor: house.actor,
      runtime: house.runtime,
      input: { id: integrationId },
    });
    await late;
    const [kept] = await house.sql('SELECT count(*) AS n FROM stream_due');
    expect(z.object({ n: z.coerce.number() }).parse(kept).n).toBe(1);
  });

  it('puts a lost schedule back, except where a person must act first', async () => {
    const restore = () =>
      house.runtime.database.inAccount(house.accountId, (tx) => restoreSchedule(house.accountId, tx));
    expect(await restore()).toBe(0);
    await house.sql('DELETE FROM stream_due');
    expect(await restore()).toBe(1);
    await house.sql('DELETE FROM stream_due');
    await house.sql(`UPDATE stream SET "errorClass" = 'credentials'`);
    expect(await restore()).toBe(0);
    await house.sql(`UPDATE stream SET "errorClass" = NULL`);
    await house.sql(`UPDATE integration SET state = 'paused'`);
    expect(await restore()).toBe(0);
    await house.sql(`UPDATE integration SET state = 'enabled'`);
    expect(await restore()).toBe(1);
  });

  it('reads a page in small pieces after a worker died at it, and after three deaths keeps it whole, unread', async () => {
    // As many as make several pieces, at whatever time of day this runs.
    const at = Date.now() - 3_600_000;
    await simulator.control('POST /records', {
      records: Array.from({ length: 60 }, (_, index) => ({ record: duoRecord({ at: at + index }) })),
    });
    await house.sql(
      `UPDATE lane SET watermark = now() - interval '2 hours', "pageAttempts" = 1 WHERE lane = 'live'`,
    );
    expect(await pollWith(Date.now)).toBe('done');
    const [careful] = await house.sql(`SELECT pages, fetched FROM run ORDER BY "startedAt" DESC LIMIT 1`);
    const pieces = z.object({ pages: z.number(), fetched: z.number() }).parse(careful);
    expect(pieces.fetched).toBeGreaterThan(25);
    expect(pieces.pages).toBeGreaterThan(1);

    await house.sql('DELETE FROM signal');
    await house.sql(
      `UPDATE lane SET watermark = now() - interval '2 hours', "pageAttempts" = 3 WHERE lane = 'live'`,
    );
    expect(await pollWith(Date.now)).toBe('done');
    const [kept] = await house.sql('SELECT reason, raw FROM quarantine');
    const page = z.object({ reason: z.string(), raw: z.instanceof(Buffer) }).parse(kept);
    expect(page.reason).toBe('page_unread');
    const body = z
      .object({ response: z.object({ authlogs: z.array(z.unknown()) }) })
      .parse(JSON.parse(page.raw.toString('utf8')));
    expect(body.response.authlogs).toHaveLength(25);
    const [rest] = await house.sql('SELECT count(*) AS n FROM signal');
    const [run] = await house.sql(`SELECT added, quarantined FROM run ORDER BY "startedAt" DESC LIMIT 1`);
    expect(run).toEqual({ added: z.object({ n: z.coerce.number() }).parse(rest).n, quarantined: 1 });
    expect(run?.['added']).toBeGreaterThanOrEqual(pieces.fetched - 25);
  });
});
