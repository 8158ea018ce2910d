import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { lastHour, pagesOf, soon, span } from '@/tests/setup/simulator-pages';
import { ask, start, type Simulator } from '@/tests/setup/simulator-process';

const ACTIVITY = '/admin/v2/logs/activity';
const ADMINISTRATOR = '/admin/v1/logs/administrator';
const OFFLINE = '/admin/v1/logs/offline_enrollment';
const TRUST = '/admin/v1/trust_monitor/events';
const HOUR_MS = 3_600_000;

let simulator: Simulator;
beforeAll(async () => {
  simulator = await start(
    ...['--people', '60', '--history', '3d', '--lag', '0s', '--attack-every', 'off', '--rate-limit', 'off'],
  );
});
afterAll(() => simulator.stop());

const { get, list, page } = pagesOf(() => simulator);

describe('records', () => {
  it.each([
    [ACTIVITY, { activity_id: 'given-1', action: 'user_update', ts: new Date().toISOString() }],
    ['/admin/v2/logs/telephony', { telephony_id: 'given-2', ts: new Date().toISOString(), type: 'sms' }],
    [TRUST, { sekey: 'SEGIVEN', surfaced_timestamp: Date.now() - 1000, type: 'something_new' }],
    [ADMINISTRATOR, { action: 'user_create', timestamp: Math.floor(Date.now() / 1000) - 5, description: {} }],
    [OFFLINE, { action: 'o2fa_user_provisioned', timestamp: Math.floor(Date.now() / 1000) - 5 }],
  ])('of any shape are served by %s', async (path, record) => {
    await simulator.control('POST /records', { path, records: [{ record }] });
    const query = path.startsWith('/admin/v1/logs') ? '' : lastHour();
    expect((await ask(simulator.port, path, query)).text).toContain(JSON.stringify(record).slice(1, -1));
    const kept = z.object({ records: z.array(z.object({ raw: z.string() })) });
    const { records } = kept.parse(await simulator.control(`GET /records?path=${path}`));
    expect(records.map(({ raw }) => raw)).toContain(JSON.stringify(record));
  });

  it('come to light when they are told to', async () => {
    const visibleFrom = Date.now() + 1500;
    const ms = Date.now() - 60_000;
    const record = { activity_id: 'late-one' };
    await simulator.control('POST /records', { path: ACTIVITY, records: [{ record, ms, visibleFrom }] });
    const seen = async () =>
      ((await page(ACTIVITY, span(ms, ms + 1))).items ?? []).some((one) => one['activity_id'] === 'late-one');
    if (Date.now() < visibleFrom - 300) expect(await seen()).toBe(false);
    await soon(seen);
    expect(Date.now()).toBeGreaterThanOrEqual(visibleFrom);
  });

  it('of one path are late from now on, until they are not, and those before stay as they are', async () => {
    const before = Date.now() - 5000;
    await simulator.control('POST /records', {
      path: ACTIVITY,
      records: [{ record: { activity_id: 'in-time' }, ms: before }],
    });
    await simulator.control('POST /delay', { path: ACTIVITY, ms: 2000 });
    const delayed = Date.now() + 20;
    await simulator.control('POST /records', {
      path: ACTIVITY,
      records: [{ record: { activity_id: 'delayed' }, ms: delayed }],
    });
    const ids = async () =>
      ((await page(ACTIVITY, lastHour('limit=1000&'))).items ?? []).map((one) => one['activity_id']);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const first = await ids();
    expect(first).toContain('in-time');
    if (Date.now() < delayed + 1500) expect(first).not.toContain('delayed');
    await simulator.control('POST /delay', { path: ACTIVITY, ms: 0 });
    await soon(async () => (await ids()).includes('delayed'));
    expect(Date.now()).toBeGreaterThanOrEqual(delayed + 2000);
    const prompt = Date.now();
    await simulator.control('POST /records', {
      path: ACTIVITY,
      records: [{ record: { activity_id: 'prompt' }, ms: prompt }],
    });
    expect(await ids()).toContain('prompt');
  });

  it.each([ADMINISTRATOR, OFFLINE])('share one second among 1,500 in %s', async (path) => {
    const at = Date.now() - 10 * 60_000;
    const second = Math.floor(at / 1000);
    const made = await simulator.control('POST /burst', { path, records: 1500, at });
    expect(made).toEqual({ at: second * 1000, records: 1500, distinct: 1350 });
    const cut = await list(path, `mintime=${second}`);
    expect(cut).toHaveLength(1000);
    expect(cut.every(({ timestamp }) => timestamp === second)).toBe(true);
    expect(await list(path, `mintime=${second}`)).toEqual(cut);
    await simulator.control('POST /burst', { path, records: 1, at, whole: true });
    const whole = await list(path, `mintime=${second}`);
    expect(whole.filter(({ timestamp }) => timestamp === second)).toHaveLength(1501);
    await simulator.control('POST /burst', { path, records: 1, at: at - 60_000, whole: false });
  });

  it('older than log_retention_days are gone, and come back with it', async () => {
    const from = Date.now() - 3 * 24 * HOUR_MS;
    const oldest = async () =>
      Date.parse(
        String(((await page(ACTIVITY, span(from, Date.now(), '', '&sort=ts%3Aasc'))).items ?? [])[0]?.['ts']),
      );
    expect(await oldest()).toBeLessThan(Date.now() - 2 * 24 * HOUR_MS);
    await simulator.control('POST /settings', { log_retention_days: 1, helpdesk_bypass: 'deny' });
    expect(await oldest()).toBeGreaterThan(Date.now() - 24 * HOUR_MS - 1000);
    expect((await get('/admin/v1/settings', '')).response).toMatchObject({
      log_retention_days: 1,
      helpdesk_bypass: 'deny',
    });
    expect(
      Math.min(...(await list(ADMINISTRATOR, '')).map(({ timestamp }) => Number(timestamp))),
    ).toBeGreaterThan(Date.now() / 1000 - 86_402);
    await simulator.control('POST /settings', { log_retention_days: null });
    expect(await oldest()).toBeLessThan(Date.now() - 2 * 24 * HOUR_MS);
  });
});

describe('paging that goes wrong', () => {
  const fault = (path: string, kind: string, times = 1) =>
    simulator.control('POST /fault', { kind, path, times });

  it('repeats an offset and shows an empty page with one, wherever pages follow each other', async () => {
    await fault(TRUST, 'empty_page');
    const empty = await page(TRUST, lastHour());
    expect([empty.events, typeof empty.metadata.next_offset]).toEqual([[], 'string']);
    await fault('/admin/v1/users', 'repeat_offset');
    expect((await get('/admin/v1/users', 'limit=5&offset=10')).metadata).toMatchObject({ next_offset: 10 });
    await fault(ACTIVITY, 'repeat_offset');
    const cursor = `${Date.now() - 1000},abc`;
    const stuck = await page(
      ACTIVITY,
      lastHour('', `&next_offset=${encodeURIComponent(cursor)}&sort=ts%3Aasc`),
    );
    expect(stuck.metadata.next_offset).toBe(cursor);
  });

  it('leads round in a circle of two offsets', async () => {
    const window = span(Date.now() - 48 * HOUR_MS, Date.now(), 'limit=5&');
    const next = async (offset: string | null): Promise<string> => {
      await fault(ACTIVITY, 'cycle_offsets');
      const cursor = offset === null ? '' : `&next_offset=${encodeURIComponent(offset)}`;
      return String((await page(ACTIVITY, `${window}${cursor}&sort=ts%3Aasc`)).metadata.next_offset);
    };
    const first = await next(null);
    const second = await next(first);
    expect(second).not.toBe(first);
    expect(await next(second)).toBe(first);
    expect(await next(first)).toBe(second);
    await simulator.control('POST /fault', { kind: 'clear' });
  });

  it.each([
    ['html_ok', 200],
    ['unavailable', 503],
    ['redirect', 302],
  ])('%s is no answer of Duo', async (kind, status) => {
    await fault('/admin/v1/groups', kind);
    const answer = await ask(simulator.port, '/admin/v1/groups', '');
    expect(answer.status).toBe(status);
    expect(() => z.object({ response: z.unknown() }).parse(JSON.parse(answer.text))).toThrow();
    expect(answer.headers.location).toBe(kind === 'redirect' ? 'https://elsewhere.example/' : undefined);
  });

  it('says FAIL with 200 when it is ordered to', async () => {
    await simulator.control('POST /fault', {
      kind: 'fail_with_200',
      path: '/admin/v1/groups',
      code: 42901,
      detail: 'why',
    });
    const answer = await ask(simulator.port, '/admin/v1/groups', '');
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toMatchObject({ stat: 'FAIL', code: 42901, message_detail: 'why' });
  });
});

describe('Trust Monitor', () => {
  it('tells of an event that changed state, at its old place', async () => {
    const staged = z.object({ txids: z.array(z.string()) });
    await simulator
      .control('POST /attack', { kind: 'USER_MARKED_FRAUD' })
      .then((answer) => staged.parse(answer));
    const events = async () => (await page(TRUST, lastHour())).events ?? [];
    await soon(async () => (await events()).some(({ type }) => type === 'auth'));
    const event = (await events()).find(({ type }) => type === 'auth');
    expect(event).toMatchObject({ state: 'new', state_updated_timestamp: null });
    await simulator.control('POST /trust-state', {
      sekey: event?.['sekey'],
      state: 'processed',
      triaged_as_interesting: true,
    });
    const same = (await events()).find(({ sekey }) => sekey === event?.['sekey']);
    expect(same).toEqual({
      ...event,
      state: 'processed',
      triaged_as_interesting: true,
      state_updated_timestamp: expect.any(Number) as number,
    });
    expect(await simulator.control('POST /trust-state', { sekey: 'SENONE', state: 'new' })).toMatchObject({
      error: expect.stringContaining('no event') as string,
    });
  });

  it('is closed without the licence, and opens with it', async () => {
    await simulator.control('POST /licence', { trustMonitor: false });
    expect((await ask(simulator.port, TRUST, lastHour())).status).toBe(403);
    expect((await ask(simulator.port, ACTIVITY, lastHour())).status).toBe(200);
    await simulator.control('POST /licence', { trustMonitor: true });
    expect((await ask(simulator.port, TRUST, lastHour())).status).toBe(200);
  });
});

describe('the key and the pace', () => {
  it('writes down who was refused for the address', async () => {
    await simulator.control('POST /network', { deny: true });
    await ask(simulator.port, ACTIVITY, lastHour());
    await simulator.control('POST /network', { deny: false });
    const since = Math.floor(Date.now() / 1000) - 5;
    await soon(async () =>
      (await list(ADMINISTRATOR, `mintime=${since}`)).some(
        ({ action }) => action === 'adminapi_request_ip_denied',
      ),
    );
  });

  it('proves a client’s pace: starts, ends, statuses, how many at once, the shortest gap', async () => {
    await simulator.control('POST /requests', { clear: true });
    await simulator.control('POST /fault', {
      kind: 'slow',
      path: '/admin/v1/groups',
      delayMs: 400,
      times: 2,
    });
    await Promise.all([1, 2].map(() => ask(simulator.port, '/admin/v1/groups', '')));
    await ask(simulator.port, '/admin/v1/groups', 'limit=0');
    const request = z.object({
      started: z.number(),
      ended: z.number(),
      status: z.number(),
      code: z.number().nullable(),
    });
    const report = z
      .object({
        paths: z.record(
          z.string(),
          z.object({
            count: z.number(),
            mostOpen: z.number(),
            mostInAMinute: z.number(),
            shortestGapMs: z.number(),
            last: z.array(request),
          }),
        ),
      })
      .parse(await simulator.control('GET /requests?path=/admin/v1/groups'));
    expect(Object.keys(report.paths)).toEqual(['/admin/v1/groups']);
    const seen = report.paths['/admin/v1/groups'];
    expect(seen).toMatchObject({ count: 3, mostOpen: 2, mostInAMinute: 3 });
    expect(seen?.last.map(({ status, code }) => [status, code])).toEqual([
      [200, null],
      [200, null],
      [400, 40002],
    ]);
    expect(seen?.last.every(({ started, ended }) => ended >= started)).toBe(true);
    expect(seen?.shortestGapMs).toBeLessThan(400);
  });

  it.each([
    ['POST /delay', { path: '/admin/v1/users', ms: 5 }, 'Body field "path": must be one of'],
    ['POST /burst', { path: TRUST }, 'bursts are for'],
    ['POST /settings', { log_retention_days: -1 }, 'log_retention_days'],
    ['POST /application', {}, 'deleted'],
    ['POST /fault', { kind: 'duo_error' }, 'code'],
  ])('%s says what is wrong with %j', async (call, wrong, part) => {
    expect(await simulator.control(call, wrong)).toEqual({ error: expect.stringContaining(part) as string });
  });
});
