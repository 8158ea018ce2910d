import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { IntegrationId } from '@/domain/identifiers';
import { pollStream } from '@/server/services/collection/poll-stream';
import { getIntegration } from '@/server/services/integrations/get-integration';
import {
  pauseIntegration,
  resumeIntegration,
  runIntegrationNow,
} from '@/server/services/integrations/steer-integration';
import { getShell } from '@/server/services/members/get-shell';
import { openRuntime } from '@/server/services/open-runtime';
import { execute } from '@/server/services/operation';
import { type CollectingHouse, openCollectingHouse } from '@/tests/setup/collecting-house';
import { clear, fault, FAULTS } from '@/tests/setup/duo-faults';
import { duoRecord } from '@/tests/setup/duo-record';
import { IKEY, run, SKEY, type Simulator, start } from '@/tests/setup/simulator-process';
import { watchWorkers, type WorkersSaid } from '@/tests/setup/watch-workers';

const lastRunSchema = z.object({
  result: z.string(),
  errorCode: z.string().nullable(),
  trigger: z.string(),
  requests: z.number(),
  cursorBefore: z.date().nullable(),
  cursorAfter: z.date().nullable(),
  finishedAt: z.date().nullable(),
});

describe('what goes wrong while a stream is polled', () => {
  let simulator: Simulator;
  let house: CollectingHouse;
  let integrationId: IntegrationId;
  let unanswered: IntegrationId;
  let unansweredPoll: Promise<string>;
  let workers: Promise<WorkersSaid>;
  let watched: CollectingHouse;
  let watchedId: IntegrationId;
  let restarted: ReturnType<typeof run> | null = null;
  const enabledAt = Date.now() - 3_600_000;
  const flags = ['--people', '10', '--history', '1d', '--lag', '0s', '--rate-limit', 'off'];

  beforeAll(async () => {
    simulator = await start(...flags, '--attack-every', 'off');
    house = await openCollectingHouse(simulator);
    unanswered = await house.connect('Unanswered', Date.now() - 60_000);
    integrationId = await house.connect('Cisco Duo', enabledAt);
    watched = await openCollectingHouse(simulator);
    watchedId = await watched.connect('Cisco Duo', Date.now());
    // Its workers need nothing to do, and must not use up the faults that others order.
    await watched.sql(`UPDATE integration SET state = 'paused'`);
  });
  afterAll(async () => {
    await house.close();
    await simulator.stop();
    if (restarted !== null) {
      restarted.kill('SIGKILL');
      await once(restarted, 'exit');
    }
  });

  const as = () => ({ actor: house.actor, runtime: house.runtime });
  const view = async (id = integrationId) => execute(getIntegration, { ...as(), input: { id } });
  const wordOf = async (id = integrationId) => (await view(id)).status.word;
  /** What the frame of every page says of integrations that wait for a person. */
  const needAction = async () =>
    (await execute(getShell, { ...as(), input: {} })).needAction.map(({ name }) => name);
  const pollIfDue = async () => {
    const input = { accountId: house.accountId, integrationId, stream: 'authentication' };
    return (await execute(pollStream, { ...as(), input })).outcome;
  };

  /** The state that a failed run must leave alone. */
  async function standing() {
    const [row] = await house.sql(
      `SELECT (SELECT count(*) FROM signal WHERE "integrationId" = $1) AS signals,
        (SELECT coalesce(sum(signals), 0) FROM signal_counter WHERE "integrationId" = $1) AS counted,
        (SELECT count(*) FROM identity_event) AS events, (SELECT count(*) FROM person) AS people,
        (SELECT count(*) FROM quarantine) AS quarantined,
        (SELECT watermark FROM lane WHERE "integrationId" = $1 AND lane = 'live' AND stream = 'authentication') AS watermark,
        (SELECT "lastSuccessAt" FROM stream WHERE "integrationId" = $1) AS success`,
      [integrationId],
    );
    return row ?? {};
  }

  async function lastRun() {
    const [row] = await house.sql(
      'SELECT * FROM run WHERE "integrationId" = $1 ORDER BY "startedAt" DESC LIMIT 1',
      [integrationId],
    );
    return lastRunSchema.parse(row);
  }

  async function dueIn(): Promise<number | null> {
    const [row] = await house.sql(
      'SELECT extract(epoch FROM "nextRunAt" - clock_timestamp())::float8 * 1000 AS ms FROM stream_due WHERE "integrationId" = $1',
      [integrationId],
    );
    return row === undefined ? null : z.object({ ms: z.number() }).parse(row).ms;
  }

  /** A new sign-in: old enough for the next window, though Duo's clock tells whole seconds, and within its margin. */
  async function signIn(): Promise<void> {
    await simulator.control('POST /records', {
      records: [{ record: duoRecord({ at: Date.now() - 1_800 }) }],
    });
  }

  async function untilDue(): Promise<void> {
    await expect
      .poll(async () => (await dueIn()) ?? Infinity, { timeout: 5_000, interval: 50 })
      .toBeLessThan(0);
  }

  it('waits, then is connected; a request without an answer is syncing meanwhile', async () => {
    expect(await wordOf()).toBe('waiting');
    expect(await house.poll(integrationId)).toBe('done');
    expect(await wordOf()).toBe('connected');
    await fault({ kind: 'timeout' })(simulator);
    unansweredPoll = house.poll(unanswered);
    // Both take half a minute; the rest goes on meanwhile.
    workers = watchWorkers(watched, watchedId);
    await expect.poll(async () => wordOf(unanswered), { timeout: 5_000 }).toBe('syncing');
    const waiting = z.object({ faults: z.array(z.unknown()) });
    await expect
      .poll(async () => waiting.parse(await simulator.control('GET /state')).faults.length, {
        timeout: 5_000,
      })
      .toBe(0);
  });

  it.each(FAULTS)('$name: says so, writes nothing, and heals', async (given) => {
    await signIn();
    const before = await standing();
    await given.arrange(simulator);
    expect(await house.poll(integrationId)).toBe('failed');
    const waits = await dueIn();
    if (given.word === 'rate_limited') {
      const { startsInMs } = await execute(runIntegrationNow, { ...as(), input: { id: integrationId } });
      expect(startsInMs).toBeGreaterThan(0);
    }

    expect(await standing()).toEqual(before);
    const failedRun = await lastRun();
    expect(failedRun).toMatchObject({ result: 'failed', errorCode: given.code });
    expect(failedRun.cursorAfter).toEqual(failedRun.cursorBefore);
    expect(failedRun.finishedAt).not.toBeNull();
    const failed = await view();
    expect(failed.status.word).toBe(given.word);
    expect(await needAction()).toEqual(given.word === 'action_required' ? ['Cisco Duo'] : []);
    const [stream] = failed.streams;
    expect(stream?.error).toMatchObject({ code: given.code, class: given.class, count: 1 });
    expect(stream?.error?.message).toMatch(given.message);
    expect(stream?.error?.remedy.length).toBeGreaterThan(20);
    if (given.detail !== null) expect(stream?.error?.detail).toMatch(given.detail);

    if (given.retry === null) {
      expect(waits).toBeNull();
      expect(stream?.nextRunAt).toBeNull();
      await given.undo?.(simulator);
      expect(await pollIfDue()).toBe('not_due');
      await execute(runIntegrationNow, { ...as(), input: { id: integrationId } });
    } else {
      const [least, most] = given.retry;
      expect(waits).toBeGreaterThan(least - 300);
      expect(waits).toBeLessThan(most);
      if (given.word === 'rate_limited') {
        expect(Date.parse(failed.status.until ?? '')).toBeCloseTo(Date.parse(stream?.nextRunAt ?? ''), -3);
      }
      await given.undo?.(simulator);
    }
    await untilDue();
    expect(await pollIfDue()).toBe('done');
    const healed = await view();
    expect(healed.status.word).toBe('connected');
    expect(await needAction()).toEqual([]);
    expect(healed.streams[0]?.error).toBeNull();
    expect(Number((await standing()).signals)).toBe(Number(before.signals) + 1);
  });

  it('says that a worker cannot open the keys, asks nothing of Duo, and heals with a worker that can', async () => {
    await signIn();
    const before = await standing();
    const vaultKey = randomBytes(32);
    const stranger = openRuntime({
      environment: { ...house.runtime.environment, vaultKey },
      process: 'stranger',
      log: house.runtime.log,
    });
    const asked = async () => JSON.stringify(await simulator.control('GET /requests'));
    const requests = await asked();
    await house.sql(
      `UPDATE stream_due SET "nextRunAt" = now() - interval '1 second' WHERE "integrationId" = $1`,
      [integrationId],
    );
    await house.sql(
      `UPDATE lane SET "cycleAt" = now() - interval '1 hour',
        "dueAt" = CASE WHEN lane = 'live' THEN now() - interval '1 second' ELSE now() + interval '1 hour' END WHERE "integrationId" = $1`,
      [integrationId],
    );
    const input = { accountId: house.accountId, integrationId, stream: 'authentication' };
    const { outcome } = await execute(pollStream, { actor: house.actor, runtime: stranger, input });
    await stranger.close();
    expect(outcome).toBe('failed');
    expect(await asked()).toBe(requests);
    const waits = await dueIn();
    expect(waits).toBeGreaterThan(100);
    expect(waits).toBeLessThan(700);
    const failed = await view();
    expect(failed.status.word).toBe('connected');
    expect(failed.streams[0]?.error).toMatchObject({ code: 'vault_locked', class: 'transient', count: 1 });
    expect(failed.streams[0]?.error?.remedy).toMatch(/PARAPET_VAULT_KEY/);
    expect(await standing()).toEqual(before);
    await untilDue();
    expect(await pollIfDue()).toBe('done');
    expect((await view()).streams[0]?.error).toBeNull();
    expect(Number((await standing()).signals)).toBe(Number(before.signals) + 1);
  });

  it('waits longer after each failure in a row, and counts them', async () => {
    await fault({ kind: 'server_error', times: 3 })(simulator);
    const waits: number[] = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect(await house.poll(integrationId)).toBe('failed');
      waits.push((await dueIn()) ?? 0);
    }
    expect(waits[1]).toBeGreaterThan(800);
    expect(waits[2]).toBeGreaterThan(1_700);
    const error = (await view()).streams[0]?.error;
    expect(error?.count).toBe(3);
    expect(Date.parse(error?.firstSeenAt ?? '')).toBeLessThan(Date.parse(error?.lastSeenAt ?? ''));
    expect(await house.poll(integrationId)).toBe('done');
  });

  it('follows a Duo clock that is behind, and does not ask before it has come that far', async () => {
    await simulator.control('POST /fault', { kind: 'clock_skew', seconds: -100 });
    expect(await house.poll(integrationId)).toBe('done');
    expect(await house.poll(integrationId)).toBe('not_due');
    const waits = (await dueIn()) ?? 0;
    expect(waits).toBeGreaterThan(80_000);
    expect(waits).toBeLessThan(105_000);
    await clear(simulator);
    await house.sql('UPDATE stream SET "clockOffsetMs" = 0');
  });

  it('asks for another window when Duo refuses the one that was begun', async () => {
    await house.sql(
      `UPDATE lane SET "windowFrom" = now() - interval '200 days', "windowTo" = now() - interval '199 days'
       WHERE "integrationId" = $1 AND lane = 'live'`,
      [integrationId],
    );
    expect(await house.poll(integrationId)).toBe('failed');
    expect((await view()).streams[0]?.error?.code).toBe('duo_40002');
    expect(await house.poll(integrationId)).toBe('done');
  });

  it('says at the third time that a page cannot be committed, and then waits between attempts', async () => {
    await house.sql(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'disk on fire'; END $$;
      CREATE TRIGGER refuse BEFORE INSERT ON signal FOR EACH ROW EXECUTE FUNCTION refuse()`);
    await signIn();
    const before = await standing();
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(house.poll(integrationId)).rejects.toThrow(/disk on fire/);
      await house.sql('UPDATE stream SET "leaseUntil" = NULL WHERE "integrationId" = $1', [integrationId]);
    }
    expect(await house.poll(integrationId)).toBe('failed');
    expect(await dueIn()).toBeGreaterThan(100);
    expect((await view()).streams[0]?.error?.code).toBe('not_stored');
    expect(await standing()).toEqual(before);
    await house.sql('DROP FUNCTION refuse CASCADE');
    expect(await house.poll(integrationId)).toBe('done');
    expect(Number((await standing()).signals)).toBe(Number(before.signals) + 1);
    const runs = await house.sql('SELECT FROM run WHERE "integrationId" = $1 AND result = $2', [
      integrationId,
      'running',
    ]);
    expect(runs).toEqual([]);
  });

  it('is delayed when more than one interval late, and stale after two', async () => {
    // Only a success since it was connected counts.
    await house.sql(`UPDATE integration SET "createdAt" = now() - interval '1 hour' WHERE id = $1`, [
      integrationId,
    ]);
    await house.sql(`UPDATE stream SET "enabledAt" = now() - interval '1 hour' WHERE "integrationId" = $1`, [
      integrationId,
    ]);
    const ago = (seconds: number) =>
      house.sql(
        `UPDATE stream SET "lastSuccessAt" = now() - $2 * interval '1 second' WHERE "integrationId" = $1`,
        [integrationId, seconds],
      );
    const words: string[] = [];
    for (const seconds of [61, 115, 125, 175, 185]) {
      await ago(seconds);
      words.push(await wordOf());
    }
    expect(words).toEqual(['connected', 'connected', 'delayed', 'delayed', 'stale']);
  });

  it('stops at once when it is paused, and goes on from there when it is resumed', async () => {
    await signIn();
    const before = await standing();
    await fault({ kind: 'slow', delayMs: 1_500 })(simulator);
    const polling = house.poll(integrationId);
    await expect.poll(async () => (await lastRun()).result, { timeout: 5_000, interval: 50 }).toBe('running');
    await execute(pauseIntegration, { ...as(), input: { id: integrationId } });
    expect((await lastRun()).result).toBe('lost');
    expect(await wordOf()).toBe('paused');
    expect(await polling).toBe('cut_off');
    expect(await standing()).toEqual(before);
    expect(await dueIn()).toBeNull();
    await expect(execute(runIntegrationNow, { ...as(), input: { id: integrationId } })).rejects.toThrow(
      /paused/,
    );
    await execute(resumeIntegration, { ...as(), input: { id: integrationId } });
    await untilDue();
    expect(await pollIfDue()).toBe('done');
    expect(Number((await standing()).signals)).toBe(Number(before.signals) + 1);
  });

  it('gives up after half a minute where no answer comes, and never said connected', async () => {
    expect(await unansweredPoll).toBe('failed');
    const { status, streams } = await view(unanswered);
    expect(streams[0]?.error).toMatchObject({ code: 'timeout', class: 'network' });
    expect(status.word).toBe('waiting');
    expect(await house.poll(unanswered)).toBe('done');
    expect(await wordOf(unanswered)).toBe('connected');
  }, 40_000);

  it('says whether a worker runs: when one starts, at once when it ends in order, and 15 seconds after it died', async () => {
    const { silentFor, ...said } = await workers;
    expect(said).toEqual({ before: false, afterOrderlyEnd: false, exitCode: 0, justAfterDeath: true });
    expect(silentFor).toBeGreaterThan(9_000);
    expect(silentFor).toBeLessThan(16_500);
  }, 60_000);

  it('says that nobody is there, and goes on when somebody is again', async () => {
    await simulator.stop();
    const before = await standing();
    expect(await house.poll(integrationId)).toBe('failed');
    expect((await view()).streams[0]?.error).toMatchObject({
      code: 'refused',
      class: 'network',
      detail: 'ECONNREFUSED',
    });
    expect(await standing()).toEqual(before);
    const keys = ['--port', String(simulator.port), '--ikey', IKEY, '--skey', SKEY];
    restarted = run([...keys, ...flags, '--attack-every', 'off']);
    if (restarted.stdout !== null) await once(restarted.stdout, 'data');
    await untilDue();
    expect(await pollIfDue()).toBe('done');
    expect(await wordOf()).toBe('connected');
  });

  it('writes no secret into any row or line of the log', async () => {
    const tables = await house.sql(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'queue')`,
    );
    for (const { name } of tables) {
      const rows = await house.sql(`SELECT FROM ${String(name)} t WHERE t::text LIKE '%secretsecret%'`);
      expect({ name, rows: rows.length }).toEqual({ name, rows: 0 });
    }
    expect(house.log.length).toBeGreaterThan(10);
    expect(house.log.filter((line) => line.includes('secretsecret'))).toEqual([]);
  });
});
