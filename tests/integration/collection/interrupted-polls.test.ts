import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CISCO_DUO_STREAMS } from '@/domain/connectors/cisco-duo-streams';
import type { IntegrationId } from '@/domain/identifiers';
import { firstLanes } from '@/domain/polling/first-lanes';
import type { FetchPageInput, FetchPageResult } from '@/server/connectors/connector';
import { insertGap, listGaps } from '@/server/data/integrations/gaps';
import { holdIntegration } from '@/server/data/integrations/integrations';
import { setLaneGoal } from '@/server/data/integrations/lanes';
import { scheduleStream } from '@/server/data/integrations/schedule';
import { interruptStreams, restartStream } from '@/server/data/integrations/streams';
import { pollStream } from '@/server/services/collection/poll-stream';
import { pauseIntegration, resumeIntegration } from '@/server/services/integrations/steer-integration';
import { execute } from '@/server/services/operation';
import { type CollectingHouse, openCollectingHouse } from '@/tests/setup/collecting-house';
import { duoRecord, fetchedPage, fetchedRecord } from '@/tests/setup/duo-record';
import { type Simulator, start } from '@/tests/setup/simulator-process';

const HOUR = 3_600_000;
const STREAM = 'authentication';

/** Ends what waits for a row of this database; other tests run beside this one. */
const WHO_WAITS_ENDS = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock'`;

describe('a poll that somebody interrupts', () => {
  let simulator: Simulator;
  let house: CollectingHouse;
  let id: IntegrationId;
  const enabledAt = Date.now() - 5 * HOUR;

  beforeAll(async () => {
    simulator = await start('--people', '2', '--rate-limit', 'off', '--attack-every', 'off');
    house = await openCollectingHouse(simulator);
    id = await house.connect('Cisco Duo', enabledAt, [STREAM, 'summary']);
  });
  afterAll(async () => {
    await house.close();
    await simulator.stop();
  });
  beforeEach(async () => {
    await house.sql(`UPDATE lane SET "cycleAt" = NULL, "dueAt" = CASE WHEN lane = 'live' THEN now() - interval '1 second' ELSE NULL END,
      "windowFrom" = NULL, "windowTo" = NULL, "nextOffset" = NULL, "pageAttempts" = 0;
      UPDATE stream_due SET "nextRunAt" = now() - interval '1 second'; DELETE FROM gap`);
  });

  /** One poll of whatever lane is due; the vendor answers as the test says. */
  async function poll(stream: string, answer: (input: FetchPageInput) => Promise<FetchPageResult>) {
    const adapter = house.runtime.adapterOf('cisco-duo');
    if (adapter?.delivery !== 'polled') throw new Error('Duo is polled.');
    const runtime = { ...house.runtime, adapterOf: () => ({ ...adapter, fetchPage: answer }) };
    const input = { accountId: house.accountId, integrationId: id, stream };
    return (await execute(pollStream, { actor: house.actor, runtime, input })).outcome;
  }
  const as = () => ({ actor: house.actor, runtime: house.runtime, input: { id } });
  const pause = () => execute(pauseIntegration, as());
  const resume = () => execute(resumeIntegration, as());
  const inAccount: CollectingHouse['runtime']['database']['inAccount'] = (account, work) =>
    house.runtime.database.inAccount(account, work);
  async function attempts(): Promise<number> {
    const [row] = await house.sql(
      `SELECT "pageAttempts" AS n FROM lane WHERE stream = $1 AND lane = 'live'`,
      [STREAM],
    );
    return z.object({ n: z.number() }).parse(row).n;
  }

  it('thrice at one page has not killed a worker: the page is read, and not put away unread', async () => {
    const asked: { limit: number; unread: boolean }[] = [];
    for (let time = 0; time < 4; time += 1) {
      const outcome = await poll(STREAM, async ({ limit, unread = false }) => {
        asked.push({ limit, unread });
        await pause();
        return fetchedPage([]);
      });
      expect(outcome).toBe('cut_off');
      expect(await attempts()).toBe(0);
      await resume();
      await house.sql(`UPDATE lane SET "cycleAt" = NULL WHERE lane = 'live'`);
    }
    expect(asked).toEqual(Array(4).fill({ limit: 1_000, unread: false }));
  });

  it('thrice by the end of its connections has not killed a worker either, and goes on at once', async () => {
    const asked: boolean[] = [];
    for (let time = 0; time < 4; time += 1) {
      let outage: Promise<unknown> = Promise.resolve();
      const outcome = await poll(STREAM, async ({ unread = false }) => {
        asked.push(unread);
        // PostgreSQL ends whoever waits for the row of the stream, as it does when it shuts down.
        await new Promise<void>((isHeld) => {
          outage = inAccount(house.accountId, async (tx) => {
            await tx.$executeRaw`SELECT FROM "stream" FOR UPDATE`;
            isHeld();
            await expect
              .poll(() => house.sql(WHO_WAITS_ENDS), { timeout: 5_000, interval: 20 })
              .not.toHaveLength(0);
          });
        });
        return fetchedPage([]);
      });
      await outage;
      expect(outcome).toBe('cut_off');
      expect(await attempts()).toBe(Math.min(time + 1, 2));
      expect(
        await house.sql(`SELECT "nextRunAt" <= now() AS due FROM stream_due WHERE stream = $1`, [STREAM]),
      ).toEqual([{ due: true }]);
      await house.sql(`UPDATE lane SET "cycleAt" = NULL WHERE lane = 'live'`);
    }
    expect(asked).toEqual([false, false, false, false]);
  });

  it('still counts a worker that died: its lease has run out by the time', async () => {
    await house.sql(`UPDATE lane SET "pageAttempts" = 2 WHERE lane = 'live'`);
    await house.sql(
      `UPDATE stream SET "leaseOwner" = 'dead', "leaseLane" = 'live', "leaseUntil" = now() - interval '1 second'`,
    );
    await pause();
    expect(await attempts()).toBe(2);
    await resume();
  });

  it('by a new beginning reads nothing from before it, also where it was about to start', async () => {
    const [facts] = CISCO_DUO_STREAMS;
    if (facts === undefined) throw new Error('There is a first stream.');
    const key = { integrationId: id, stream: STREAM };
    const anew = Date.now() - HOUR;
    const asked: FetchPageInput['window'][] = [];
    let polled: Promise<string> | undefined;
    await inAccount(house.accountId, async (tx) => {
      await interruptStreams(house.accountId, tx, key, anew, 'It begins anew.');
      polled = poll(STREAM, ({ window }) => {
        asked.push(window);
        return Promise.resolve(
          fetchedPage([fetchedRecord(duoRecord({ at: anew - 60_000, user: 'before' }))]),
        );
      });
      // The poll waits for the row of the stream.
      await expect
        .poll(() => house.sql(`SELECT FROM pg_locks WHERE NOT granted`), { timeout: 5_000 })
        .not.toHaveLength(0);
      const lanes = firstLanes(facts, { now: anew, enabledAt: anew, backfillDays: 0 });
      await restartStream(house.accountId, tx, key, lanes, anew);
      await scheduleStream(tx, { accountId: house.accountId, ...key });
    });
    expect(await polled).toBe('done');
    expect(asked.map(({ from }) => from)).toEqual([anew]);
    expect(await house.sql(`SELECT FROM signal WHERE username = 'before'`)).toEqual([]);
  });

  it('while it stores figures of the account does not make the one who pauses wait for it for ever', async () => {
    const figures = {
      edition: 'Premier',
      users: 1,
      usersPendingDeletion: 0,
      administrators: 1,
      applications: 1,
      telephonyCredits: 1,
      retentionDays: 30,
      attempts: null,
    };
    let asked = (): void => undefined;
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    let answer = (): void => undefined;
    const mayAnswer = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const polled = poll('summary', async () => {
      asked();
      await mayAnswer;
      return { ...fetchedPage([]), figures };
    });
    await isAsked;
    await inAccount(house.accountId, async (tx) => {
      await holdIntegration(house.accountId, tx, id);
      answer();
      await expect
        .poll(() => house.sql(`SELECT FROM pg_locks WHERE NOT granted`), { timeout: 5_000 })
        .not.toHaveLength(0);
      await interruptStreams(house.accountId, tx, { integrationId: id }, Date.now(), 'It was paused.');
    });
    expect(await polled).toBe('cut_off');
  });

  it('by a gap that it meets once more leaves that gap open, and fills the one beside it', async () => {
    const key = { integrationId: id, stream: STREAM };
    const [from, to] = [Date.now() - 50 * 60_000, Date.now() - 40 * 60_000];
    const unclear = { from: from + 60_000, to };
    await inAccount(house.accountId, async (tx) => {
      await insertGap(house.accountId, tx, key, { ...unclear, cause: 'unclear' }, Date.now());
      await insertGap(house.accountId, tx, key, { from, to: from + 60_000, cause: 'refused' }, Date.now());
    });
    const gaps = () =>
      inAccount(house.accountId, async (tx) =>
        (await listGaps(house.accountId, tx, id, 9)).map(({ cause, refilledAt }) => [
          cause,
          refilledAt !== null,
        ]),
      );
    const repull = async (page: Partial<FetchPageResult & { ok: true }>) => {
      await inAccount(house.accountId, async (tx) => {
        await setLaneGoal(house.accountId, tx, { ...key, lane: 'repull' }, { from, to }, Date.now());
        await scheduleStream(tx, { accountId: house.accountId, ...key });
      });
      await house.sql(`UPDATE lane SET "dueAt" = NULL WHERE lane <> 'repull'`);
      await house.sql(`UPDATE stream_due SET "nextRunAt" = now() - interval '1 second'`);
      expect(await poll(STREAM, () => Promise.resolve({ ...fetchedPage([]), ...page }))).toBe('done');
    };
    await repull({ possibleGap: unclear });
    expect(await gaps()).toEqual([
      ['unclear', false],
      ['refused', true],
    ]);
    await repull({});
    expect(await gaps()).toEqual([
      ['unclear', true],
      ['refused', true],
    ]);
    // What was filled and is met again is open again.
    await repull({ possibleGap: unclear });
    expect((await gaps())[0]).toEqual(['unclear', false]);
  });
});
