import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IntegrationId } from '@/domain/identifiers';
import { describeIntegration } from '@/server/services/integrations/describe-integration';
import { getIntegration } from '@/server/services/integrations/get-integration';
import { cancelRepull, repullWindow } from '@/server/services/integrations/repull-window';
import {
  disableIntegration,
  enableIntegration,
  pauseIntegration,
  resumeIntegration,
  runIntegrationNow,
} from '@/server/services/integrations/steer-integration';
import { runStreamNow, setStream } from '@/server/services/integrations/steer-stream';
import { execute } from '@/server/services/operation';
import { type CollectingHouse, openCollectingHouse } from '@/tests/setup/collecting-house';
import { duoRecord } from '@/tests/setup/duo-record';
import { type Simulator, start } from '@/tests/setup/simulator-process';

const MINUTE = 60_000;

let simulator: Simulator;
let house: CollectingHouse;
let id: IntegrationId;
let began: number;

beforeAll(async () => {
  simulator = await start(
    ...['--people', '6', '--history', '1d', '--lag', '0s', '--rate-limit', 'off', '--attack-every', 'off'],
  );
  house = await openCollectingHouse(simulator);
  began = Date.now() - 6 * 60 * MINUTE;
  // Sign-ins of every half hour, at whatever time of day this runs.
  const instants = Array.from({ length: 12 }, (_, index) => began + (index + 0.5) * 30 * MINUTE);
  await simulator.control('POST /records', {
    records: instants.map((at) => ({ record: duoRecord({ at }) })),
  });
  id = await house.connect('Cisco Duo', began, ['authentication', 'administrator', 'trust_monitor']);
  expect(await house.poll(id)).toBe('done');
});
afterAll(async () => {
  await house.close();
  await simulator.stop();
});

const as = () => ({ actor: house.actor, runtime: house.runtime });
const view = () => execute(getIntegration, { ...as(), input: { id } });
const streamView = async (stream = 'authentication') => {
  const found = (await view()).streams.find((candidate) => candidate.stream === stream);
  if (found === undefined) throw new Error(`There is no stream ${stream}.`);
  return found;
};
const gaps = (stream = 'authentication') =>
  house.sql('SELECT "cause", "from", "to", "refilledAt" FROM gap WHERE stream = $1 ORDER BY "foundAt"', [
    stream,
  ]);
const scheduled = async () =>
  (await house.sql('SELECT stream FROM stream_due WHERE "integrationId" = $1 ORDER BY stream', [id])).map(
    (row) => row.stream,
  );
const audited = async (action: string) =>
  (
    await house.sql('SELECT "entityId", "before", "after" FROM audit_entry WHERE action = $1 ORDER BY seq', [
      action,
    ])
  ).at(-1);
/** Sign-ins that are stored of a stretch of time. */
const signals = async (from: number, to: number) => {
  const [row] = await house.sql(
    'SELECT count(*)::int AS n FROM signal WHERE stream = 1 AND "occurredAt" >= $1 AND "occurredAt" < $2',
    [new Date(from), new Date(to)],
  );
  return Number(row?.n);
};

describe('the page of an integration', () => {
  it('says of each stream whether the permission was found, its interval, its cursor and what can be read again', async () => {
    const authentication = await streamView();
    expect(authentication).toMatchObject({
      permissionFound: 'granted',
      enabled: true,
      switchable: false,
      intervals: { least: 60 },
      readable: { from: new Date(began).toISOString(), to: authentication.cursorAt },
      underWay: [],
    });
    expect(authentication.signals24h).toBeGreaterThan(0);
    expect(await streamView('administrator')).toMatchObject({
      permissionFound: 'unknown',
      status: { word: 'waiting' },
      cursorAt: null,
      readable: null,
      switchable: true,
    });
  });

  it('says which process has opened the keys', async () => {
    const { keysOpenedBy } = await view();
    expect(keysOpenedBy.map(({ process }) => process)).toEqual([house.runtime.processName]);
  });

  it('is called otherwise on request, unless another one has the name', async () => {
    const rename = (name: string) =>
      execute(describeIntegration, { ...as(), input: { id, name, description: ' Head office ' } });
    expect(await rename('  Cisco Duo · Main ')).toEqual({
      name: 'Cisco Duo · Main',
      description: 'Head office',
    });
    await house.sql(
      `INSERT INTO integration SELECT (jsonb_populate_record(i, jsonb_build_object('id', gen_random_uuid(),
        'name', 'Other', 'host', 'other'))).* FROM integration i`,
    );
    await expect(rename('oTHER')).rejects.toMatchObject({ code: 'conflict', fields: [{ field: 'name' }] });
    await expect(rename(' ')).rejects.toMatchObject({ fields: [{ field: 'name' }] });
    expect(await rename('CISCO DUO · main')).toMatchObject({ name: 'CISCO DUO · main' });
    await house.sql(`DELETE FROM integration WHERE name = 'Other'`);
    expect(await audited('describe-integration')).toMatchObject({
      before: { name: 'Cisco Duo · Main' },
      after: { name: 'CISCO DUO · main' },
    });
  });
});

describe('a stream', () => {
  const set = (stream: string, changes: object) =>
    execute(setStream, { ...as(), input: { id, stream, ...changes } });

  it('takes an interval between what its connector allows, and is due by it', async () => {
    expect(await set('authentication', { intervalSeconds: 600 })).toMatchObject({ intervalSeconds: 600 });
    const slow = Date.parse((await streamView()).nextRunAt ?? '');
    await set('authentication', { intervalSeconds: 60 });
    expect(Date.parse((await streamView()).nextRunAt ?? '')).toBeLessThan(slow);
    for (const intervalSeconds of [59, 86_401, 61.5]) {
      await expect(set('authentication', { intervalSeconds })).rejects.toMatchObject({
        code: 'invalid_input',
        fields: [{ field: 'intervalSeconds' }],
      });
    }
    expect(await audited('set-stream')).toMatchObject({
      entityId: `${id}/authentication`,
      before: { intervalSeconds: 600 },
      after: { intervalSeconds: 60 },
    });
  });

  it('that the integration is there for cannot be switched off', async () => {
    await expect(set('authentication', { enabled: false })).rejects.toMatchObject({
      fields: [{ field: 'enabled', message: /Pause or disable/ }],
    });
  });

  it('is off the schedule while it is off; switched on it begins then, and the time between is a gap', async () => {
    expect(await house.poll(id, 'administrator')).toBe('done');
    const { cursorAt } = await streamView('administrator');
    await set('administrator', { enabled: false });
    expect(await scheduled()).not.toContain('administrator');
    expect(await streamView('administrator')).toMatchObject({
      status: { word: 'off' },
      cursorAt: null,
      nextRunAt: null,
    });
    expect((await view()).status.word).toBe('waiting');
    await expect(
      execute(runStreamNow, { ...as(), input: { id, stream: 'administrator' } }),
    ).rejects.toMatchObject({ code: 'conflict', message: /switched off/ });
    expect(await gaps('administrator')).toEqual([]);

    await set('administrator', { enabled: true });
    const on = await streamView('administrator');
    expect(Date.parse(on.enabledAt)).toBeGreaterThan(Date.parse(cursorAt ?? ''));
    expect(on.status.word).toBe('waiting');
    expect(await scheduled()).toContain('administrator');
    expect(await gaps('administrator')).toEqual([
      { cause: 'disabled', from: new Date(cursorAt ?? ''), to: new Date(on.enabledAt), refilledAt: null },
    ]);
  });

  it('that was off from the beginning misses nothing when it is switched on', async () => {
    await set('trust_monitor', { enabled: false });
    await set('trust_monitor', { enabled: true });
    expect(await gaps('trust_monitor')).toEqual([]);
  });

  it('runs on request, by hand, as soon as its pace allows', async () => {
    const { startsInMs } = await execute(runStreamNow, { ...as(), input: { id, stream: 'authentication' } });
    expect(startsInMs).toBeLessThanOrEqual(500);
    const [lane] = await house.sql(
      `SELECT trigger, "dueAt" <= now() AS due FROM lane WHERE "integrationId" = $1 AND stream = 'authentication' AND lane = 'live'`,
      [id],
    );
    expect(lane).toEqual({ trigger: 'manual', due: true });
    await expect(
      execute(runStreamNow, { ...as(), input: { id, stream: 'unheard_of' } }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a window that is read again', () => {
  const repull = (from: number, to: number, stream = 'authentication') =>
    execute(repullWindow, {
      ...as(),
      input: { id, stream, from: new Date(from).toISOString(), to: new Date(to).toISOString() },
    });
  const cancel = () => execute(cancelRepull, { ...as(), input: { id, stream: 'authentication' } });

  it('is cut to what is read at all, shows how far it is, brings back what was lost, and fills its gap', async () => {
    await house.poll(id);
    const { cursorAt } = await streamView();
    const to = Date.parse(cursorAt ?? '');
    const lost = await signals(began, to);
    expect(lost).toBeGreaterThan(3);
    await house.sql('DELETE FROM signal');
    await house.sql('DELETE FROM signal_counter');
    await house.sql(
      `INSERT INTO gap ("accountId", id, "integrationId", stream, "from", "to", cause, "foundAt")
       VALUES ($1, gen_random_uuid(), $2, 'authentication', $3, $4, 'refused', now())`,
      [house.accountId, id, new Date(began + MINUTE), new Date(to - MINUTE)],
    );
    expect(await repull(began - 86_400_000, Date.now() + 86_400_000)).toEqual({
      from: new Date(began).toISOString(),
      to: cursorAt,
    });
    expect((await streamView()).underWay).toMatchObject([
      { lane: 'repull', share: 0, reading: false, retryAt: null, goal: { to: cursorAt } },
    ]);
    await expect(repull(began, to)).rejects.toMatchObject({ code: 'conflict', message: /cancel it first/ });
    expect(await house.poll(id, 'authentication', 'repull')).toBe('done');
    expect(await signals(began, to)).toBe(lost);
    expect((await streamView()).underWay).toEqual([]);
    expect((await gaps())[0]?.refilledAt).not.toBeNull();
  });

  it('is refused where nothing of it can be read, with the field and the remedy', async () => {
    const { cursorAt } = await streamView();
    const to = Date.parse(cursorAt ?? '');
    await expect(repull(to + 1, to + MINUTE)).rejects.toMatchObject({
      fields: [{ field: 'from', message: /comes by itself/ }],
    });
    await expect(repull(began - MINUTE, began)).rejects.toMatchObject({ fields: [{ field: 'to' }] });
    await expect(repull(to, began)).rejects.toMatchObject({
      fields: [{ field: 'to', message: /later end/ }],
    });
    await expect(repull(began, to, 'administrator')).rejects.toMatchObject({ message: /first run/ });
  });

  it('can be cancelled, and another one asked for', async () => {
    expect(await cancel()).toEqual({ cancelled: false });
    await repull(began, began + MINUTE);
    expect(await cancel()).toEqual({ cancelled: true });
    expect((await streamView()).underWay).toEqual([]);
    expect(await house.poll(id, 'authentication', 'repull')).toBe('not_due');
    await repull(began, began + MINUTE);
    await cancel();
  });
});

describe('a pause', () => {
  const pause = () => execute(pauseIntegration, { ...as(), input: { id } });
  const resume = (missed?: string) => execute(resumeIntegration, { ...as(), input: { id, missed } });

  it('keeps the cursor, takes everything off the schedule, and is audited', async () => {
    const { cursorAt } = await streamView();
    await pause();
    expect(await scheduled()).toEqual([]);
    expect(await streamView()).toMatchObject({ status: { word: 'paused' }, cursorAt, nextRunAt: null });
    expect(await audited('pause-integration')).toMatchObject({
      before: { state: 'enabled' },
      after: { state: 'paused' },
    });
    for (const run of [
      () => execute(runIntegrationNow, { ...as(), input: { id } }),
      () => execute(runStreamNow, { ...as(), input: { id, stream: 'authentication' } }),
    ])
      await expect(run()).rejects.toMatchObject({ code: 'conflict', message: /paused. Resume it first/ });
  });

  it('has no choice while nothing lies between, and one when something does', async () => {
    expect((await view()).missedSince).toBeNull();
    await house.sql(
      `UPDATE stream SET "completeUntil" = now() - interval '3 hours' WHERE stream = 'authentication'`,
    );
    await house.sql(
      `UPDATE lane SET watermark = now() - interval '3 hours' WHERE stream = 'authentication' AND lane = 'live'`,
    );
    const { missedSince } = await view();
    expect(Date.now() - Date.parse(missedSince ?? '')).toBeGreaterThan(170 * MINUTE);
  });

  it('ended by catching up reads what happened meanwhile, from the cursor on', async () => {
    await house.sql('DELETE FROM signal');
    const since = Date.parse((await view()).missedSince ?? '');
    await resume('catch_up');
    expect(await house.poll(id)).toBe('done');
    expect(await signals(since, Date.now())).toBeGreaterThan(0);
    expect(Date.parse((await streamView()).cursorAt ?? '')).toBeGreaterThan(Date.now() - MINUTE);
    expect((await gaps()).map(({ cause }) => cause)).toEqual(['refused']);
    expect(await audited('resume-integration')).toMatchObject({
      after: { state: 'enabled', missed: 'catch_up' },
    });
  });

  it('ended by skipping begins now: what happened meanwhile is never read, not even by a re-read', async () => {
    await pause();
    await house.sql(
      `UPDATE stream SET "completeUntil" = now() - interval '3 hours' WHERE stream = 'authentication'`,
    );
    await house.sql('DELETE FROM signal');
    const since = Date.parse((await view()).missedSince ?? '');
    await resume('skip');
    const { enabledAt, status } = await streamView();
    expect(status.word).toBe('waiting');
    expect((await view()).enabledAt).toBe(new Date(began).toISOString());
    expect((await gaps()).at(-1)).toEqual({
      cause: 'skipped',
      from: new Date(since),
      to: new Date(enabledAt),
      refilledAt: null,
    });
    await expect.poll(() => house.poll(id), { timeout: 5_000 }).toBe('done');
    await house.poll(id, 'authentication', 'reread_short');
    expect(await signals(since, Date.parse(enabledAt))).toBe(0);
  });

  it('is refused a choice that there is not', async () => {
    await expect(resume('perhaps')).rejects.toMatchObject({ fields: [{ field: 'missed' }] });
  });
});

describe('disabling', () => {
  it('keeps the configuration only; enabled anew it is forward only from then, with the time between as a gap', async () => {
    await execute(setStream, { ...as(), input: { id, stream: 'authentication', intervalSeconds: 300 } });
    const before = await streamView();
    await execute(disableIntegration, { ...as(), input: { id } });
    expect((await view()).status.word).toBe('disabled');
    expect(await streamView()).toMatchObject({ intervalSeconds: 300, cursorAt: null, nextRunAt: null });
    expect(await scheduled()).toEqual([]);
    await expect(execute(resumeIntegration, { ...as(), input: { id } })).rejects.toMatchObject({
      message: /Enable it first/,
    });
    const { enabledAt } = await execute(enableIntegration, { ...as(), input: { id } });
    expect(await view()).toMatchObject({ enabledAt, status: { word: 'waiting' } });
    expect((await streamView()).enabledAt).toBe(enabledAt);
    expect((await gaps()).at(-1)).toMatchObject({
      cause: 'disabled',
      from: new Date(before.cursorAt ?? ''),
      to: new Date(enabledAt),
    });
    expect(await audited('enable-integration')).toMatchObject({ after: { state: 'enabled', enabledAt } });
    await expect.poll(() => house.poll(id), { timeout: 5_000 }).toBe('done');
    expect((await streamView()).status.word).toBe('connected');
  });
});
