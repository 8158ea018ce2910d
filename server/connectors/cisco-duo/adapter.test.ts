import http from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { ProbeStep } from '@/domain/connectors/probe-step';
import { createDuoAdapter } from '@/server/connectors/cisco-duo/adapter';
import { signRequest, type SignatureScheme } from '@/server/connectors/cisco-duo/sign';
import { createHttpClient } from '@/server/platform/http-client';

const IKEY = 'DIWJ8X6AEYOR5OMC6TQ1';
const SKEY = 'Zh5eGmUq9zpfQnyUIu5OL9iWoMMv5ZNmk3zLJ4Ep';
const NOW = Date.parse('2026-11-01T08:40:00Z');
const RECORD = {
  isotimestamp: '2026-11-01T08:30:00.123456+00:00',
  txid: 'tx-1',
  user: { key: 'DU1', name: 'ada' },
  result: 'success',
};

interface Reply {
  readonly status?: number;
  readonly body: string;
  readonly headers?: http.OutgoingHttpHeaders;
}
type Answer = (path: string, params: URLSearchParams, attempt: number) => Reply;

const ok = (response: unknown): Reply => ({ body: JSON.stringify({ stat: 'OK', response }) });
const fail = (status: number, code: unknown, headers: http.OutgoingHttpHeaders = {}): Reply => {
  return {
    status,
    headers,
    body: JSON.stringify({ stat: 'FAIL', code, message: 'Refused', message_detail: 'why' }),
  };
};
const page = (authlogs: readonly unknown[], metadata: unknown = null) => ok({ authlogs, metadata });

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A server with one of Duo's faces, and an adapter that is led to it. It checks signatures where `accepts` is given. */
async function duo(answer: Answer, accepts: readonly SignatureScheme[] | null = null) {
  const requests: { url: string; date: string | undefined; authorization: string | undefined }[] = [];
  let clock = NOW;
  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://duo');
    const { date = '', authorization } = request.headers;
    requests.push({ url: request.url ?? '', date, authorization });
    const signed = (accepts ?? []).some(
      (scheme) =>
        authorization ===
        signRequest({
          scheme,
          ikey: IKEY,
          skey: SKEY,
          date,
          method: 'GET',
          host,
          path: url.pathname,
          params: Object.fromEntries(url.searchParams),
        }),
    );
    const isPing = url.pathname === '/auth/v2/ping';
    const refused = accepts !== null && !signed && !isPing;
    const reply = isPing
      ? ok({ time: 0 })
      : refused
        ? fail(401, 40103)
        : answer(url.pathname, url.searchParams, requests.length);
    response.writeHead(reply.status ?? 200, { Date: new Date(NOW).toUTCString(), ...reply.headers });
    response.end(reply.body);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  const host = `127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
  const client = createHttpClient({ plainHttpHosts: [host] });
  closers.push(() => {
    client.close();
    server.close();
    server.closeAllConnections();
  });
  const adapter = createDuoAdapter({
    http: client,
    simulatorHosts: [host],
    now: () => (clock += 1_000) - 1_000,
  });
  const credentials = { host, ikey: IKEY, skey: SKEY, signature: 'v5-sha512' };
  const fetchPage = (offset: string | null = null) =>
    adapter.fetchPage({
      credentials,
      stream: 'authentication',
      window: { from: NOW - 60_000, to: NOW },
      offset,
      limit: 1_000,
      signal: AbortSignal.timeout(5_000),
    });
  async function probe(changes: Record<string, string> = {}) {
    const steps: ProbeStep[] = [];
    const run = adapter.probe({
      credentials: { ...credentials, ...changes },
      turn: (_stream, ask) => ask(),
      signal: AbortSignal.timeout(5_000),
    });
    for (;;) {
      const { done, value } = await run.next();
      if (done === true)
        return { result: value, steps, states: steps.map(({ step, state }) => `${step} ${state}`) };
      steps.push(value);
    }
  }
  return { adapter, requests, fetchPage, probe, credentials };
}

describe('fetching a page', () => {
  it('asks for the window in milliseconds, oldest first, and reads what comes', async () => {
    const metadata = { next_offset: ['1793521800123', 'tx-1'], total_objects: 3 };
    const { fetchPage, requests } = await duo(
      () => page([RECORD, { txid: 'no time' }], metadata),
      ['v5-sha512'],
    );
    const result = await fetchPage();
    expect(result).toMatchObject({
      ok: true,
      records: [{ occurredAt: Date.parse('2026-11-01T08:30:00.123Z'), text: JSON.stringify(RECORD) }],
      rejected: [{ reason: 'missing_time', bytes: Buffer.from('{"txid":"no time"}') }],
      nextOffset: '1793521800123,tx-1',
      total: 3,
      vendorDate: NOW,
      requests: 1,
    });
    expect(requests[0]?.url).toBe(
      `/admin/v2/logs/authentication?limit=1000&maxtime=${NOW}&mintime=${NOW - 60_000}&sort=ts%3Aasc`,
    );
    await fetchPage('1793521800123,tx-1');
    expect(requests[1]?.url).toContain('&next_offset=1793521800123%2Ctx-1&sort=ts%3Aasc');
  });

  it('signs every attempt afresh', async () => {
    const { fetchPage, requests } = await duo(() => fail(429, 42901), ['v5-sha512']);
    await fetchPage();
    await fetchPage();
    expect(new Set(requests.map(({ date }) => date)).size).toBe(2);
    expect(new Set(requests.map(({ authorization }) => authorization)).size).toBe(2);
  });

  it('makes an offset from the last record when the one given cannot be sent back', async () => {
    const { fetchPage } = await duo(() => page([RECORD], { next_offset: { odd: true } }));
    expect(await fetchPage()).toMatchObject({ ok: true, nextOffset: '1793521800123,tx-1' });
  });

  it.each<[string, Reply, string, string]>([
    ['40001', fail(400, 40001), 'duo_40001', 'bad_request'],
    ['40002', fail(400, 40002), 'duo_40002', 'bad_request'],
    ['an unknown 400', fail(400, 40099), 'bad_request', 'bad_request'],
    ['40101', fail(401, 40101), 'duo_40101', 'credentials'],
    ['40102', fail(401, 40102), 'duo_40102', 'credentials'],
    ['40103', fail(401, 40103), 'duo_40103', 'credentials'],
    ['401 without a code', fail(401, ''), 'unauthorized', 'credentials'],
    ['40105', fail(401, 40105), 'duo_40105', 'clock'],
    ['40301', fail(403, 40301), 'duo_40301', 'capability'],
    ['a code as text', fail(403, '40301'), 'duo_40301', 'capability'],
    ['403 without a code', fail(403, ''), 'duo_40301', 'capability'],
    ['40401', fail(404, 40401), 'duo_40401', 'capability'],
    ['42901', fail(429, 42901), 'duo_42901', 'throttle'],
    ['429 without JSON', { status: 429, body: 'slow down' }, 'duo_42901', 'throttle'],
    ['50000', fail(500, 50000), 'server_error', 'transient'],
    ['502 in HTML', { status: 502, body: '<html>' }, 'server_error', 'transient'],
    ['FAIL with 200', { ...fail(200, null) }, 'failed_with_200', 'transient'],
    ['FAIL 40301 with 200', { ...fail(200, 40301) }, 'duo_40301', 'capability'],
    ['HTML with 200', { body: '<html>Sign in</html>' }, 'not_json', 'protocol'],
    ['nothing with 200', { body: '' }, 'not_json', 'protocol'],
    ['another shape', ok([]), 'unexpected_shape', 'protocol'],
    ['no envelope', { body: '{"hello":1}' }, 'unexpected_shape', 'protocol'],
    ['HTML with 403', { status: 403, body: '<html>' }, 'not_json', 'protocol'],
    ['a redirect', { status: 301, body: '', headers: { Location: '/' } }, 'redirect', 'protocol'],
    ['gzip', { body: 'x', headers: { 'Content-Encoding': 'gzip' } }, 'encoded_body', 'protocol'],
  ])('takes %s for what it is, with a remedy', async (_what, reply, code, errorClass) => {
    const { fetchPage } = await duo(() => reply);
    const result = await fetchPage();
    expect(result).toMatchObject({ ok: false, error: { code, class: errorClass } });
    expect(!result.ok && result.error.remedy.length).toBeGreaterThan(20);
  });

  it('tells how long Duo asks to wait, in seconds or until a date', async () => {
    const inSeconds = await duo(() => fail(429, 42901, { 'Retry-After': '90' }));
    expect(await inSeconds.fetchPage()).toMatchObject({
      error: { detail: { retryAfterMs: 90_000, httpStatus: 429 } },
    });
    const date = new Date(NOW + 120_000).toUTCString();
    const untilDate = await duo(() => fail(429, 42901, { 'Retry-After': date }));
    const result = await untilDate.fetchPage();
    expect(!result.ok && result.error.detail.retryAfterMs).toBeGreaterThan(100_000);
  });

  it('tells the skew of the clock with 40105', async () => {
    const { fetchPage } = await duo(() => fail(401, 40105, { Date: new Date(NOW - 600_000).toUTCString() }));
    const result = await fetchPage();
    expect(!result.ok && result.error.message).toBe(
      'Duo refused the request because the clock of this machine is 10 minutes ahead.',
    );
  });

  it('says which credential is wrong before any request', async () => {
    const { adapter, requests, credentials } = await duo(() => page([]));
    const ask = (changes: Record<string, string>) =>
      adapter.fetchPage({
        credentials: { ...credentials, ...changes },
        stream: 'authentication',
        window: { from: 1, to: 2 },
        offset: null,
        limit: 1,
        signal: AbortSignal.timeout(5_000),
      });
    expect(await ask({ host: '127.0.0.1:1' })).toMatchObject({
      error: { code: 'host_pattern', class: 'host' },
    });
    expect(await ask({ host: 'api-1.duosecurity.com.evil.test' })).toMatchObject({
      error: { code: 'host_pattern' },
    });
    expect(await ask({ skey: '' })).toMatchObject({ error: { code: 'credentials_incomplete' } });
    expect(requests).toEqual([]);
  });

  it('shows no secret in an error', async () => {
    const { fetchPage } = await duo(() => fail(401, 40103));
    expect(JSON.stringify(await fetchPage())).not.toContain(SKEY);
  });
});

describe('the connection test', () => {
  const healthy: Answer = (path) => {
    switch (path) {
      case '/admin/v2/logs/authentication':
        return page([RECORD], { total_objects: 7 });
      case '/admin/v2/logs/activity':
      case '/admin/v2/logs/telephony':
        return ok({ items: [], metadata: {} });
      case '/admin/v1/trust_monitor/events':
        return ok({ events: [], metadata: {} });
      case '/admin/v1/info/summary':
        return ok({ edition: 'Advantage', user_count: 42 });
      case '/admin/v1/admins':
      case '/admin/v3/integrations':
      case '/admin/v1/settings':
        return fail(403, 40301);
      default:
        return ok([]);
    }
  };
  const refusing =
    (...parts: readonly string[]): Answer =>
    (path, ...rest) =>
      parts.some((part) => path.includes(part)) ? fail(403, 40301) : healthy(path, ...rest);

  it('goes through every step and tells edition, users and records', async () => {
    const { probe } = await duo(healthy, ['v5-sha512']);
    const { result, states, steps } = await probe();
    expect(states).toEqual([
      'host ok',
      'dns ok',
      'connection ok',
      'clock ok',
      'signature ok',
      'read_log ok',
      'other_logs ok',
      'trust_monitor ok',
      'read_resource ok',
      'read_information ok',
      'least_privilege ok',
      'sample ok',
    ]);
    expect(result.streams.map(({ stream, readable }) => `${stream} ${readable}`)).toEqual([
      'authentication true',
      'activity true',
      'telephony true',
      'administrator true',
      'offline_enrollment true',
      'trust_monitor true',
      'directory true',
      'summary true',
    ]);
    expect(result).toMatchObject({
      ok: true,
      edition: 'Advantage',
      userCount: 42,
      credentials: { signature: 'v5-sha512' },
    });
    expect(steps.at(-1)?.detail).toBe('Duo has 7 sign-ins of the last 24 hours to show.');
  });

  it.each<SignatureScheme>(['v5-sha512', 'v2-sha512', 'v2-sha1'])(
    'finds that Duo accepts only %s',
    async (scheme) => {
      const { probe } = await duo(healthy, [scheme]);
      expect((await probe()).result).toMatchObject({ ok: true, credentials: { signature: scheme } });
    },
  );

  it('stops at a wrong secret after trying every signature, and skips the rest', async () => {
    const { probe, requests } = await duo(healthy, ['v5-sha512', 'v2-sha512', 'v2-sha1']);
    const { result, states } = await probe({ skey: 'wrong' });
    expect(states[4]).toBe('signature failed');
    expect(states.slice(5).every((state) => state.endsWith('skipped'))).toBe(true);
    expect(result).toMatchObject({ ok: false, error: { code: 'duo_40103' } });
    expect(requests).toHaveLength(4);
  });

  it('tries no other signature where the signature is not the fault', async () => {
    const { probe, requests } = await duo(() => fail(401, 40102));
    expect((await probe()).result).toMatchObject({ ok: false, error: { code: 'duo_40102' } });
    expect(requests).toHaveLength(2);
  });

  it('asks no endpoint twice when the first signature is right', async () => {
    const { probe, requests } = await duo(healthy);
    await probe();
    const paths = requests.map(({ url }) => new URL(url, 'http://duo').pathname);
    expect(paths).toEqual([...new Set(paths)]);
  });

  it('cannot save without the log, and says which permission is missing', async () => {
    const { probe } = await duo(refusing('logs'));
    const { result, states } = await probe();
    expect(states.slice(4)).toEqual([
      'signature ok',
      'read_log failed',
      'other_logs skipped',
      'trust_monitor skipped',
      'read_resource ok',
      'read_information ok',
      'least_privilege ok',
      'sample skipped',
    ]);
    expect(result).toMatchObject({ ok: false, error: { code: 'duo_40301' }, edition: 'Advantage' });
    expect(result.error?.remedy).toContain('switch on Grant read log');
  });

  it.each<[string, string, string, string]>([
    ['a log', 'telephony', 'other_logs', 'Grant read log'],
    ['Trust Monitor', 'trust_monitor', 'trust_monitor', 'Advantage or Premier'],
    ['the directory', 'users', 'read_resource', 'Grant resource - Read'],
    ['the summary', 'info', 'read_information', 'Grant read information'],
  ])('may save without %s, and says what would give it', async (_what, part, step, remedy) => {
    const { probe } = await duo(refusing(part));
    const { result, steps } = await probe();
    expect(result.ok).toBe(true);
    const [warning, ...others] = steps.filter(({ state }) => state !== 'ok');
    expect(warning).toMatchObject({ step, state: 'warning', guide: 'permissions' });
    expect(warning?.remedy).toContain(remedy);
    expect(others).toEqual([]);
    expect(result.streams.filter(({ readable }) => !readable)).toHaveLength(1);
  });

  it('says nothing of permissions where Duo is only busy', async () => {
    const { probe } = await duo((path, ...rest) =>
      path.includes('trust_monitor') ? fail(429, 42901) : healthy(path, ...rest),
    );
    const { result, steps } = await probe();
    expect(steps.find(({ step }) => step === 'trust_monitor')).toMatchObject({
      state: 'warning',
      detail: 'Duo asks for fewer requests.',
    });
    expect(result.streams.some(({ stream }) => stream === 'trust_monitor')).toBe(false);
  });

  it.each([
    ['/admin/v1/admins', 'This application may also read administrators; Parapet does not need it.'],
    ['/admin/v3/integrations', 'This application may also read applications; Parapet does not need it.'],
    [
      '/admin/v1/settings',
      'This application may also read settings; Parapet uses only how long Duo keeps its logs.',
    ],
  ])('warns of a right to %s', async (granted, sentence) => {
    const { probe } = await duo((path, ...rest) => (path === granted ? ok([]) : healthy(path, ...rest)));
    const { result, steps } = await probe();
    expect(result.ok).toBe(true);
    const step = steps.find(({ step: id }) => id === 'least_privilege');
    expect(step).toMatchObject({ state: 'warning', detail: sentence });
    expect(step?.remedy).toMatch(/^Switch it off in Duo/);
  });

  it('stops at a host that is not one of Duo before anything is asked', async () => {
    const { probe, requests } = await duo(healthy);
    const { result, states } = await probe({ host: 'localhost:5432' });
    expect(states[0]).toBe('host failed');
    expect(states.slice(1).every((state) => state.endsWith('skipped'))).toBe(true);
    expect(result).toMatchObject({ ok: false, error: { code: 'host_pattern' } });
    expect(requests).toEqual([]);
  });
});
