import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DUO_ENDPOINTS, queryOf, type DuoEndpoint } from '@/tests/setup/duo-endpoints';
import { getBy, leadToSimulator, npmClient } from '@/tests/setup/npm-duo-client';
import { ask, start, type Signing, type Simulator } from '@/tests/setup/simulator-process';

const DAY_S = 86_400;
const failure = z.object({ stat: z.literal('FAIL'), code: z.number(), message: z.string() });

let simulator: Simulator;
beforeAll(async () => {
  simulator = await start(
    ...['--people', '60', '--history', '2d', '--attack-every', 'off', '--rate-limit', 'off'],
  );
});
afterAll(() => simulator.stop());

const good = (endpoint: DuoEndpoint): string => queryOf(endpoint.params(Date.now()));

/** HTTP status and Duo's code of an answer; 0 for a success. */
async function codes(path: string, query: string, signing: Signing = {}): Promise<[number, number]> {
  const { status, text } = await ask(simulator.port, path, query, signing);
  return [status, status === 200 ? 0 : failure.parse(JSON.parse(text)).code];
}

describe.each(DUO_ENDPOINTS.map((endpoint) => [endpoint.path, endpoint] as const))('%s', (path, endpoint) => {
  it('answers its permission, and only that', async () => {
    const { permission } = endpoint;
    await simulator.control('POST /permissions', { revoke: [permission] });
    expect(await codes(path, good(endpoint))).toEqual([403, 40301]);
    await simulator.control('POST /permissions', { grant: [permission] });
    expect(await codes(path, good(endpoint))).toEqual([200, 0]);
  });

  it('checks credentials before anything else', async () => {
    const query = good(endpoint);
    const old = new Date(Date.now() - 6 * 60_000).toUTCString();
    expect(await codes(path, query, { authorization: null })).toEqual([401, 40101]);
    expect(await codes(path, query, { ikey: 'DIOTHEROTHEROTHER001' })).toEqual([401, 40102]);
    expect(await codes(path, query, { skey: 'x'.repeat(40) })).toEqual([401, 40103]);
    expect(await codes(path, query, { date: old })).toEqual([401, 40105]);
  });

  it('is gone with the application, and closed to an address that is not allowed', async () => {
    await simulator.control('POST /application', { deleted: true });
    expect(await codes(path, good(endpoint))).toEqual([401, 40102]);
    await simulator.control('POST /application', { deleted: false });
    await simulator.control('POST /network', { deny: true });
    expect(await codes(path, good(endpoint))).toEqual([403, 40301]);
    expect(await codes(path, good(endpoint), { skey: 'wrong' })).toEqual([401, 40103]);
    await simulator.control('POST /network', { deny: false });
    expect(await codes(path, good(endpoint))).toEqual([200, 0]);
  });

  it('answers every error that is ordered for it', async () => {
    for (const [code, status] of [
      [40001, 400],
      [40002, 400],
      [40101, 401],
      [40102, 401],
      [40103, 401],
      [40105, 401],
      [40301, 403],
      [40401, 404],
      [42901, 429],
      [50000, 500],
      [50001, 500],
    ]) {
      await simulator.control('POST /fault', { kind: 'duo_error', path, code });
      expect(await codes(path, good(endpoint))).toEqual([status, code]);
    }
  });
});

const limited = DUO_ENDPOINTS.filter(({ paging }) => paging !== 'none' && paging !== 'seconds');
it.each(limited.map((endpoint) => [endpoint.path, endpoint] as const))(
  '%s refuses a limit of 0, one above its most, and an offset that is none',
  async (path, { most, paging, params }) => {
    const wrong = paging === 'next_offset' ? { next_offset: 'nowhere' } : { offset: 'nowhere' };
    const of = (more: Record<string, string>): string => queryOf({ ...params(Date.now()), ...more });
    expect(await codes(path, of({ limit: String(most) }))).toEqual([200, 0]);
    for (const more of [{ limit: '0' }, { limit: String(most + 1) }, wrong]) {
      expect(await codes(path, of(more))).toEqual([400, 40002]);
    }
  },
);

const windows = DUO_ENDPOINTS.filter(({ paging }) => paging === 'next_offset' || paging === 'trust');
it.each(windows.map(({ path }) => [path]))(
  '%s takes windows in milliseconds, forwards, of 180 days at most',
  async (path) => {
    const now = Date.now();
    const of = (from: number, to: number) => codes(path, `maxtime=${to}&mintime=${from}`);
    expect(await of(now - 1000, now)).toEqual([200, 0]);
    expect(await of(now, now)).toEqual([400, 40002]);
    expect(await of(now - 181 * DAY_S * 1000, now)).toEqual([400, 40002]);
    expect(await of(Math.floor(now / 1000) - 60, Math.floor(now / 1000))).toEqual([400, 40002]);
  },
);

const required = ['/admin/v2/logs/authentication', '/admin/v1/trust_monitor/events'];
it.each(required)('%s cannot do without a window', async (path) => {
  expect(await codes(path, `mintime=${Date.now() - 1000}`)).toEqual([400, 40001]);
  expect(await codes(path, '')).toEqual([400, 40001]);
});

const seconds = DUO_ENDPOINTS.filter(({ paging }) => paging === 'seconds');
it.each(seconds.map(({ path }) => [path]))(
  '%s takes seconds, from all there is to 180 days',
  async (path) => {
    const now = Math.floor(Date.now() / 1000);
    expect(await codes(path, '')).toEqual([200, 0]);
    expect(await codes(path, 'mintime=0')).toEqual([200, 0]);
    expect(await codes(path, `mintime=${now - 179 * DAY_S}`)).toEqual([200, 0]);
    expect(await codes(path, `mintime=${now - 181 * DAY_S}`)).toEqual([400, 40002]);
    expect(await codes(path, `mintime=${now * 1000}`)).toEqual([400, 40002]);
    expect(await codes(path, 'mintime=yesterday')).toEqual([400, 40002]);
  },
);

it('finds one policy by its key and none by another, and calculates what holds for a person', async () => {
  const undo = leadToSimulator(simulator.port);
  const client = npmClient(5);
  const list = z
    .object({ response: z.array(z.object({ policy_key: z.string(), policy_name: z.string() })) })
    .parse(await getBy(client, '/admin/v2/policies', {}));
  const [first] = list.response;
  expect(await getBy(client, `/admin/v2/policies/${first?.policy_key ?? ''}`, {})).toMatchObject({
    response: { policy_name: 'Global Policy' },
  });
  expect(await getBy(client, '/admin/v2/policies/PONONENONENONENONE00', {})).toMatchObject({ code: 40401 });
  const calculate = '/admin/v2/policies/calculate';
  expect(await getBy(client, calculate, {})).toMatchObject({ code: 40001 });
  const user = z
    .object({ response: z.array(z.object({ user_id: z.string() })) })
    .parse(await getBy(client, '/admin/v1/users', { limit: '1' })).response[0];
  const application = z
    .object({ response: z.array(z.object({ integration_key: z.string() })) })
    .parse(await getBy(client, '/admin/v3/integrations', { limit: '1' })).response[0];
  const known = { user_id: user?.user_id ?? '', integration_key: application?.integration_key ?? '' };
  expect(await getBy(client, calculate, known)).toMatchObject({ stat: 'OK' });
  expect(await getBy(client, calculate, { ...known, user_id: 'DUNOBODY' })).toMatchObject({ code: 40401 });
  undo();
});

describe('Duo Essentials', () => {
  let essentials: Simulator;
  beforeAll(async () => {
    essentials = await start(
      ...['--people', '60', '--history', '20d', '--attack-every', 'off', '--edition', 'essentials'],
    );
  });
  afterAll(() => essentials.stop());

  it.each(DUO_ENDPOINTS.map((endpoint) => [endpoint.path, endpoint] as const))(
    '%s: open, unless it needs a better edition',
    async (path, endpoint) => {
      const { status, text } = await ask(essentials.port, path, good(endpoint));
      if (!endpoint.licensed) expect(status).toBe(200);
      else expect([status, failure.parse(JSON.parse(text)).code]).toEqual([403, 40301]);
    },
  );

  it('has no Trust Monitor events even behind the licence', async () => {
    expect(await essentials.control('GET /records?path=/admin/v1/trust_monitor/events')).toMatchObject({
      count: 0,
    });
  });
});

it('admits as many requests a minute as --rate-limit says, on each endpoint', async () => {
  const small = await start('--people', '3', '--history', '1d', '--attack-every', 'off', '--rate-limit', '4');
  const statuses = async (path: string): Promise<number[]> => {
    const seen: number[] = [];
    for (let count = 0; count < 6; count += 1) seen.push((await ask(small.port, path, '')).status);
    return seen;
  };
  expect(await statuses('/admin/v1/users')).toEqual([200, 200, 200, 200, 429, 429]);
  expect(await statuses('/admin/v1/groups')).toEqual([200, 200, 200, 200, 429, 429]);
  const report = z
    .object({ paths: z.record(z.string(), z.object({ statuses: z.record(z.string(), z.number()) })) })
    .parse(await small.control('GET /requests?path=/admin/v1/users'));
  expect(report.paths).toMatchObject({ '/admin/v1/users': { statuses: { 200: 4, 429: 2 } } });
  await small.stop();
});

it('begins with the faults of --faults, and lets random answers fail, the same for the same seed', async () => {
  const flags = ['--people', '3', '--history', '1d', '--attack-every', 'off', '--rate-limit', 'off'];
  const listed = await start(...flags, '--faults', '[{"kind":"duo_error","code":40102,"times":2}]');
  const path = '/admin/v1/groups';
  const first = async () => (await ask(listed.port, path, '')).status;
  expect([await first(), await first(), await first()]).toEqual([401, 401, 200]);
  await listed.stop();

  const outcomes = async (seed: string): Promise<string> => {
    const faulty = await start(...flags, '--seed', seed, '--faults', '0.3');
    let seen = '';
    for (let count = 0; count < 60; count += 1) {
      seen += await ask(faulty.port, path, '').then(
        ({ status }) => (status === 200 ? '.' : 'x'),
        () => '!',
      );
    }
    await faulty.control('POST /fault', { kind: 'clear' });
    for (let count = 0; count < 20; count += 1) expect((await ask(faulty.port, path, '')).status).toBe(200);
    await faulty.stop();
    return seen;
  };
  const [one, again, other] = [await outcomes('5'), await outcomes('5'), await outcomes('6')];
  expect(again).toBe(one);
  expect(other).not.toBe(one);
  expect(one.replaceAll('.', '').length).toBeGreaterThan(5);
  expect(one.replaceAll('.', '').length).toBeLessThan(35);
});
