import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { getBy, leadToSimulator, npmClient } from '@/tests/setup/npm-duo-client';
import { IKEY, SKEY, ask, start, type Signing, type Simulator } from '@/tests/setup/simulator-process';

const LOG = '/admin/v2/logs/authentication';
const DAY_MS = 86_400_000;

const offset = z.tuple([z.string().regex(/^\d{13}$/), z.string()]);
const page = z.object({
  stat: z.literal('OK'),
  response: z.object({
    authlogs: z.array(z.looseObject({ txid: z.string(), isotimestamp: z.string() })),
    metadata: z.object({ next_offset: offset.nullish(), total_objects: z.number() }),
  }),
});
const failure = z.object({
  stat: z.literal('FAIL'),
  code: z.number(),
  message: z.string(),
  message_detail: z.string().optional(),
});
const listed = z.object({
  records: z.array(z.object({ ms: z.number(), txid: z.string(), raw: z.string() })),
});
const window = (from: number, to: number, more = ''): string => `${more}maxtime=${to}&mintime=${from}`;
const lastHour = (): string => window(Date.now() - 3_600_000, Date.now());

describe('with the npm client of Duo', () => {
  let simulator: Simulator;
  let undo: () => void;

  beforeAll(async () => {
    simulator = await start(
      '--people',
      '40',
      '--history',
      '10d',
      '--attack-every',
      'off',
      '--rate-limit',
      'off',
    );
    undo = leadToSimulator(simulator.port);
  });
  afterAll(async () => {
    undo();
    await simulator.stop();
  });

  it.each([
    [2, 'ts:asc', '137'],
    [5, 'ts:asc', '1000'],
    [5, 'ts:desc', '100'],
  ] as const)(
    'signature %i, %s, pages of %s: every record exactly once, in order',
    async (version, sort, limit) => {
      const client = npmClient(version);
      const to = Date.now() - 150_000;
      const from = to - 9 * DAY_MS;
      const wanted = listed.parse(await simulator.control(`GET /records?from=${from}&to=${to}`)).records;
      expect(wanted.length).toBeGreaterThan(500);

      const got: { txid: string; isotimestamp: string }[] = [];
      let next: z.infer<typeof offset> | null | undefined;
      do {
        const params = { mintime: String(from), maxtime: String(to), sort, limit };
        const answer = page.parse(
          await getBy(client, LOG, next ? { ...params, next_offset: next.join(',') } : params),
        );
        expect(answer.response.metadata.total_objects).toBe(wanted.length);
        expect(answer.response.authlogs.length).toBeLessThanOrEqual(Number(limit));
        got.push(...answer.response.authlogs);
        next = answer.response.authlogs.length > 0 ? answer.response.metadata.next_offset : null;
      } while (next);

      const inOrder = sort === 'ts:asc' ? got : got.toReversed();
      expect(inOrder.map(({ txid }) => txid)).toEqual(wanted.map(({ txid }) => txid));
      expect(inOrder).toEqual(wanted.map(({ raw }): unknown => JSON.parse(raw)));
    },
  );

  it('answers the summary and the check of credentials', async () => {
    const client = npmClient(5);
    expect(await getBy(client, '/admin/v1/info/summary', {})).toMatchObject({
      stat: 'OK',
      response: { user_count: 40, edition: 'Premier' },
    });
    expect(await getBy(client, '/auth/v2/check', {})).toMatchObject({ stat: 'OK' });
  });

  it('refuses a wrong secret', async () => {
    const client = npmClient(5, 'wrong');
    expect(await getBy(client, '/admin/v1/info/summary', {})).toMatchObject({ stat: 'FAIL', code: 40103 });
  });
});

describe('rules', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await start(
      '--people',
      '20',
      '--history',
      '2d',
      '--attack-every',
      'off',
      '--rate-limit',
      'off',
    );
  });
  afterAll(() => simulator.stop());

  it.each(['2-sha1', '2-sha512', '5'] as const)('accepts signature version %s', async (version) => {
    expect((await ask(simulator.port, LOG, lastHour(), { version })).status).toBe(200);
  });

  it('accepts a host signed without its port, and a date in X-Duo-Date', async () => {
    expect((await ask(simulator.port, LOG, lastHour(), { signedHost: '127.0.0.1' })).status).toBe(200);
    expect((await ask(simulator.port, LOG, lastHour(), { dateHeader: 'X-Duo-Date' })).status).toBe(200);
  });

  it('accepts values of a repeated key signed as sent or sorted', async () => {
    const factors = `factors=passcode&factors=duo_push&${lastHour()}`;
    const sorted = `factors=duo_push&factors=passcode&${lastHour()}`;
    expect((await ask(simulator.port, LOG, factors)).status).toBe(200);
    expect((await ask(simulator.port, LOG, sorted, { sent: factors })).status).toBe(200);
  });

  const now = Date.now();
  const old = new Date(now - 6 * 60_000).toUTCString();
  it.each<[string, string, Signing, string, number, number]>([
    ['no credentials', lastHour(), { authorization: null }, LOG, 401, 40101],
    ['garbled credentials', lastHour(), { authorization: 'Basic %%%' }, LOG, 401, 40101],
    ['another integration key', lastHour(), { ikey: 'DIOTHEROTHEROTHER001' }, LOG, 401, 40102],
    ['another secret', lastHour(), { skey: 'x'.repeat(40) }, LOG, 401, 40103],
    ['a parameter changed after signing', lastHour(), { sent: `${lastHour()}&limit=5` }, LOG, 401, 40103],
    ['a date six minutes old', lastHour(), { date: old }, LOG, 401, 40105],
    ['a date that is none', lastHour(), { date: 'yesterday' }, LOG, 401, 40105],
    ['mintime missing', `maxtime=${now}`, {}, LOG, 400, 40001],
    ['maxtime equal to mintime', window(now, now), {}, LOG, 400, 40002],
    ['seconds instead of milliseconds', window(1_700_000_000, 1_700_000_100), {}, LOG, 400, 40002],
    ['mintime 181 days old', window(now - 181 * DAY_MS, now), {}, LOG, 400, 40002],
    ['a limit above 1000', `limit=1001&${lastHour()}`, {}, LOG, 400, 40002],
    ['a limit of 0', `limit=0&${lastHour()}`, {}, LOG, 400, 40002],
    ['an unknown order', `${lastHour()}&sort=id`, {}, LOG, 400, 40002],
    ['an offset without an id', `${lastHour()}&next_offset=${now}`, {}, LOG, 400, 40002],
    ['an unknown path', '', {}, '/admin/v2/logs/nothing', 404, 40401],
  ])('%s: the right code', async (_case, query, signing, path, status, code) => {
    const answer = await ask(simulator.port, path, query, signing);
    expect(answer.status).toBe(status);
    expect(failure.parse(JSON.parse(answer.text)).code).toBe(code);
  });

  it('needs the permission of each endpoint, and only that', async () => {
    await simulator.control('POST /permissions', { revoke: ['read_log'] });
    const refused = await ask(simulator.port, LOG, lastHour());
    expect([refused.status, failure.parse(JSON.parse(refused.text)).code]).toEqual([403, 40301]);
    expect((await ask(simulator.port, '/admin/v1/info/summary', '')).status).toBe(200);
    await simulator.control('POST /permissions', { grant: ['read_log'] });
    expect((await ask(simulator.port, LOG, lastHour())).status).toBe(200);
  });

  it('answers a ping without a signature, and dates its answers by its own clock', async () => {
    const ping = await ask(simulator.port, '/auth/v2/ping', '', { authorization: null });
    expect(ping.status).toBe(200);
    await simulator.control('POST /fault', { kind: 'clock_skew', seconds: 1200 });
    const skewed = await ask(simulator.port, LOG, lastHour());
    expect(failure.parse(JSON.parse(skewed.text)).code).toBe(40105);
    expect(Date.parse(skewed.headers.date ?? '') - Date.now()).toBeGreaterThan(1_190_000);
    await simulator.control('POST /fault', { kind: 'clear' });
  });

  it('orders faults for the next answers and is well again after them', async () => {
    const fault = (kind: string, more: object = {}) =>
      simulator.control('POST /fault', { kind, path: LOG, ...more });
    await fault('rate_limited', { retryAfter: 7, times: 2 });
    const limited = await ask(simulator.port, LOG, lastHour());
    expect([limited.status, limited.headers['retry-after']]).toEqual([429, '7']);
    expect((await ask(simulator.port, LOG, lastHour())).status).toBe(429);
    await fault('server_error');
    expect((await ask(simulator.port, LOG, lastHour())).status).toBe(500);
    await fault('not_json');
    expect((await ask(simulator.port, LOG, lastHour())).text).toContain('<html>');
    await fault('reset');
    await expect(ask(simulator.port, LOG, lastHour())).rejects.toThrow('ECONNRESET');
    await fault('truncated');
    await expect(ask(simulator.port, LOG, lastHour())).rejects.toThrow('aborted');
    await fault('timeout');
    const silence = new Promise((resolve) => setTimeout(() => resolve('nothing yet'), 400));
    const unanswered = ask(simulator.port, LOG, lastHour()).catch(() => 'dropped');
    expect(await Promise.race([unanswered, silence])).toBe('nothing yet');
    await fault('empty_page');
    const empty = page.parse(JSON.parse((await ask(simulator.port, LOG, lastHour())).text)).response;
    expect([empty.authlogs.length, typeof empty.metadata.next_offset]).toEqual([0, 'object']);
    await fault('repeat_offset');
    const cursor = `${Date.now() - 1000},abc`;
    const asked = `${lastHour()}&next_offset=${encodeURIComponent(cursor)}`;
    const stuck = page.parse(JSON.parse((await ask(simulator.port, LOG, asked)).text)).response;
    expect(stuck.metadata.next_offset?.join(',')).toBe(cursor);
    expect((await ask(simulator.port, LOG, lastHour())).status).toBe(200);
  });

  it('serves records of any shape as they were given, two with the same id included', async () => {
    const ms = Date.now() - 600_000;
    const twin = { txid: 'same', isotimestamp: new Date(ms).toISOString(), user: null };
    await simulator.control('POST /records', {
      records: [
        { raw: '"only text"', ms, txid: 'a' },
        { record: twin },
        { record: { ...twin, note: 2 } },
        { raw: 'null', ms },
      ],
    });
    const all = await ask(simulator.port, LOG, `limit=1000&${window(ms, ms + 1)}`);
    expect(all.text).toContain('"only text"');
    const bodies: unknown = z
      .object({ response: z.object({ authlogs: z.array(z.unknown()) }) })
      .parse(JSON.parse(all.text));
    expect(bodies).toMatchObject({
      response: { authlogs: expect.arrayContaining([twin, null]) as unknown[] },
    });
    // A page of three would part the twins, and no cursor can stand between them: they come together later.
    const ids = z.object({
      response: z.object({
        authlogs: z.array(z.unknown()),
        metadata: z.object({ next_offset: offset }),
      }),
    });
    const asked = `limit=3&${window(ms, ms + 1)}`;
    const cut = ids.parse(JSON.parse((await ask(simulator.port, LOG, `${asked}&sort=ts%3Aasc`)).text));
    expect(cut.response.authlogs).toHaveLength(2);
    const cursor = encodeURIComponent(cut.response.metadata.next_offset.join(','));
    const rest = `${asked}&next_offset=${cursor}&sort=ts%3Aasc`;
    const twins = page.parse(JSON.parse((await ask(simulator.port, LOG, rest)).text)).response.authlogs;
    expect(twins).toEqual([twin, { ...twin, note: 2 }]);
    await simulator.control('POST /records', { records: [{ raw: '{"broken":', ms: ms - 10 }] });
    expect((await ask(simulator.port, LOG, window(ms - 10, ms - 9))).text).toContain('[{"broken":]');
  });

  it('takes a new secret at once', async () => {
    await simulator.control('POST /secret', { skey: 'another-secret-of-this-test' });
    expect((await ask(simulator.port, LOG, lastHour())).status).toBe(401);
    expect((await ask(simulator.port, LOG, lastHour(), { skey: 'another-secret-of-this-test' })).status).toBe(
      200,
    );
    await simulator.control('POST /secret', { skey: SKEY });
  });

  it('keeps count of requests, and its control endpoint to those who have the token', async () => {
    const seen = z
      .object({ paths: z.record(z.string(), z.object({ count: z.number(), mostOpen: z.number() })) })
      .parse(await simulator.control('GET /requests'));
    expect(seen.paths[LOG]?.count).toBeGreaterThan(10);
    const state = z.object({ ikey: z.string() }).parse(await simulator.control('GET /state'));
    expect(state.ikey).toBe(IKEY);
    expect((await fetch(`http://127.0.0.1:${simulator.controlPort}/state`)).status).toBe(401);
  });
});
