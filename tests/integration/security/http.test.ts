import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Refusal } from '@/domain/refusal';
import { notifyLive } from '@/server/data/postgres-live';
import { liveStream } from '@/server/http/live-stream';
import { answerMetrics, answerReadiness } from '@/server/http/probes';
import { routeOperation } from '@/server/http/route-operation';
import { forwardedHeader, peerHeader } from '@/server/platform/client-address';
import { LiveFanOut } from '@/server/platform/live';
import { openLiveFanOut } from '@/server/services/live/open-live-fan-out';
import type { PublicOperation } from '@/server/services/public-operation';
import { ORIGIN, openWebHouse, type WebHouse } from '@/tests/setup/web-house';

const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  code: z.string(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })),
  requestId: z.uuid(),
});

let house: WebHouse;
let cookie: string;

beforeAll(async () => {
  house = await openWebHouse();
  await house.setUp();
  cookie = await house.signIn();
});
afterAll(() => house.close());

/** An operation that answers with what it was given. */
function echo(
  method: PublicOperation['method'],
  path: string,
  change: Partial<PublicOperation> = {},
): PublicOperation {
  return {
    name: `echo ${method} ${path}`,
    method,
    path,
    permission: 'people:read',
    effect: method === 'GET' ? 'read' : 'write',
    forTokens: true,
    stepUpForSome: false,
    input: z.unknown(),
    output: z.unknown(),
    execute: ({ input, actor }) => Promise.resolve({ input, actor: actor.kind }),
    ...change,
  };
}

async function problemOf(response: Response): Promise<z.infer<typeof problemSchema>> {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.headers.get('cache-control')).toBe('no-store');
  const problem = problemSchema.parse(await response.json());
  expect(problem.status).toBe(response.status);
  expect(problem.requestId).toBe(response.headers.get('x-request-id'));
  expect(problem.detail).toMatch(/^[A-Z].*[.]$/s);
  return problem;
}

describe('routes', () => {
  const operations = [
    echo('GET', '/api/v1/people'),
    echo('GET', '/api/v1/people/:id'),
    echo('POST', '/api/v1/people/:id'),
    echo('GET', '/api/v1/people/newest'),
  ];
  const call = (method: string, path: string, options = {}) =>
    house.call(method, path, { cookie, ...options }, operations);

  it('hand over the query, with a name that stands twice as a list', async () => {
    const answer = await call('GET', '/api/v1/people?band=high&kind=a&kind=b');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.json()).toEqual({ input: { band: 'high', kind: ['a', 'b'] }, actor: 'member' });
  });

  it('put the parameters of the path above what the caller says of them', async () => {
    const answer = await call('POST', '/api/v1/people/a%20b', { body: { id: 'other', name: 'x' } });
    expect(await answer.json()).toMatchObject({ input: { id: 'a b', name: 'x' } });
    expect(await (await call('GET', '/api/v1/people/7?id=8')).json()).toMatchObject({ input: { id: '7' } });
  });

  it('prefer a literal segment to a parameter', async () => {
    expect(await (await call('GET', '/api/v1/people/newest')).json()).toMatchObject({ input: {} });
  });

  it('say that an unknown address is unknown', async () => {
    for (const path of [
      '/api/v1/nothing',
      '/api/v1/people/1/2',
      '/api/v1/people/',
      '/api/v1/people/%E0%A4%A',
    ])
      expect(await problemOf(await call('GET', path))).toMatchObject({ status: 404, code: 'not_found' });
  });

  it('say which methods an address takes', async () => {
    const answer = await call('DELETE', '/api/v1/people/7');
    expect(answer.headers.get('allow')).toBe('GET, POST');
    expect(await problemOf(answer)).toMatchObject({ status: 405, code: 'method_not_allowed' });
    expect((await call('OPTIONS', '/api/v1/people')).status).toBe(405);
  });

  it('answer HEAD as GET, without the body', async () => {
    const answer = await call('HEAD', '/api/v1/people');
    expect([answer.status, await answer.text()]).toEqual([200, '']);
  });
});

describe('problems', () => {
  const post = (options: object) =>
    house.call('POST', '/api/v1/things', { cookie, ...options }, [echo('POST', '/api/v1/things')]);

  it('explain a body that is not JSON', async () => {
    for (const body of ['{"name": ', "{'a': 1}", '[]', '"x"', 'null'])
      expect(await problemOf(await post({ body }))).toMatchObject({ status: 400, code: 'invalid_input' });
  });

  it('explain a body that is too large, whether or not it says so', async () => {
    const body = JSON.stringify({ name: 'x'.repeat(1_048_576) });
    expect(await problemOf(await post({ body }))).toMatchObject({ status: 413, code: 'body_too_large' });
  });

  it('explain a body that is not declared as JSON', async () => {
    const form = new Request(`${ORIGIN}/api/v1/setup`, {
      method: 'POST',
      headers: { origin: ORIGIN, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'token=x',
    });
    expect(await problemOf(await routeOperation(house.runtime, form))).toMatchObject({ status: 415 });
  });

  it('tell nobody apart from a session that has ended', async () => {
    const nobody = await problemOf(await house.call('GET', '/api/v1/session'));
    expect(nobody).toMatchObject({ status: 401, detail: 'Nobody is signed in. Sign in and try again.' });
    const ended = await house.cookieOf('00000000-0000-4000-8000-000000000000');
    const answer = await problemOf(await house.call('GET', '/api/v1/session', { cookie: ended }));
    expect(answer).toMatchObject({ status: 401, detail: 'Your session has ended. Sign in again.' });
  });

  it.each([
    [new Refusal('forbidden', 'No.'), 403],
    [Refusal.notFound('person'), 404],
    [Refusal.conflict('name', 'This name is taken. Choose another.'), 409],
    [new Refusal('too_many_requests', 'Wait.', [], 30), 429],
    [new Refusal('unavailable', 'Later.', [], 7), 503],
  ])('carry the code and the fields of a refusal', async (refusal, status) => {
    const operation = echo('GET', '/api/v1/things', { execute: () => Promise.reject(refusal) });
    const answer = await house.call('GET', '/api/v1/things', { cookie }, [operation]);
    expect(answer.headers.get('retry-after')).toBe(refusal.retryAfterSeconds?.toString() ?? null);
    expect(await problemOf(answer)).toMatchObject({
      status,
      code: refusal.code,
      detail: refusal.message,
      errors: refusal.fields,
    });
  });

  it('tell nothing of a fault of ours but the id under which the log has it', async () => {
    const fault = new Error('password=hunter2 at /secret/path');
    const operation = echo('GET', '/api/v1/things', { execute: () => Promise.reject(fault) });
    const answer = await house.call('GET', '/api/v1/things', { cookie }, [operation]);
    const problem = await problemOf(answer);
    expect(problem).toMatchObject({ status: 500, code: 'internal' });
    expect(JSON.stringify(problem)).not.toMatch(/hunter2|secret/);
    expect(
      house.log.some((line) => line.includes(problem.requestId) && line.includes('request failed')),
    ).toBe(true);
  });

  it('say that the database is away, and when to come back', async () => {
    const lost = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const fault = new Error('Invalid invocation', { cause: lost });
    const operation = echo('GET', '/api/v1/things', { execute: () => Promise.reject(fault) });
    const answer = await house.call('GET', '/api/v1/things', { cookie }, [operation]);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(await problemOf(answer)).toMatchObject({ status: 503, code: 'unavailable' });
  });
});

describe('forged requests', () => {
  const change = echo('POST', '/api/v1/things');
  const read = echo('GET', '/api/v1/things');
  const status = async (method: string, headers: Record<string, string>): Promise<number> =>
    (await house.call(method, '/api/v1/things', { cookie, headers }, [change, read])).status;

  it.each<[Record<string, string>, number]>([
    [{ origin: ORIGIN }, 200],
    [{ origin: ORIGIN, 'sec-fetch-site': 'same-origin' }, 200],
    [{ 'sec-fetch-site': 'same-origin' }, 200],
    [{ 'sec-fetch-site': 'none' }, 200],
    [{}, 403],
    [{ origin: 'null' }, 403],
    [{ origin: 'null', 'sec-fetch-site': 'same-origin' }, 403],
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }, 403],
    [{ origin: ORIGIN, 'sec-fetch-site': 'cross-site' }, 403],
    [{ origin: 'http://localhost:3000' }, 403],
    [{ origin: `${ORIGIN}.evil.example` }, 403],
    [{ origin: ORIGIN.toUpperCase() }, 403],
    [{ origin: 'http://127.0.0.1:3001', 'sec-fetch-site': 'same-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'x-forwarded-host': 'evil.example', host: 'evil.example', origin: 'http://evil.example' }, 403],
  ])('a change with %j is answered %i', async (headers, expected) => {
    expect(await status('POST', headers)).toBe(expected);
  });

  it.each<[Record<string, string>, number]>([
    [{}, 200],
    [{ 'sec-fetch-site': 'same-origin' }, 200],
    [{ 'sec-fetch-site': 'none' }, 200],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
  ])('a read with %j is answered %i', async (headers, expected) => {
    expect(await status('GET', headers)).toBe(expected);
  });

  it('say where Parapet is to be opened', async () => {
    const answer = await house.call('POST', '/api/v1/things', { cookie, headers: { origin: 'null' } }, [
      change,
    ]);
    expect((await problemOf(answer)).detail).toContain(ORIGIN);
  });
});

describe('costly operations', () => {
  it('are let through in a burst and then slowly, for each member', async () => {
    const probe = echo('POST', '/api/v1/probe', { effect: 'external', name: 'probe-burst' });
    const statuses: number[] = [];
    for (let n = 0; n < 12; n += 1)
      statuses.push((await house.call('POST', '/api/v1/probe', { cookie, body: {} }, [probe])).status);
    expect(statuses).toEqual([...Array<number>(10).fill(200), 429, 429]);
    house.ahead = 7_000;
    expect((await house.call('POST', '/api/v1/probe', { cookie, body: {} }, [probe])).status).toBe(200);
    house.ahead = 0;
  });
});

describe('files', () => {
  it('are let through in a burst and then slowly, for each member', async () => {
    // Time stands still, however slow the machine is.
    const at = house.runtime.now();
    const ask = async (path: string) => {
      house.ahead = at - Date.now();
      const answer = await house.call('GET', path, { cookie });
      await answer.arrayBuffer();
      return answer.status;
    };
    const statuses: number[] = [];
    for (let n = 0; n < 12; n += 1) statuses.push(await ask('/api/v1/people/export'));
    expect(statuses).toEqual([...Array<number>(10).fill(200), 429, 429]);
    expect(await ask('/api/v1/people')).toBe(200);
    house.ahead = 0;
  });
});

describe('years that no database knows', () => {
  it.each(['events?from=', 'events?known=', 'audit?from=', 'signals?from='])(
    'are refused with a sentence: %s',
    async (asked) => {
      const answer = await house.call('GET', `/api/v1/${asked}0000-01-01T00:00:00Z`, { cookie });
      const { status, detail } = problemSchema.parse(await answer.json());
      expect(status).toBe(400);
      expect(detail).toMatch(/^(from|known): Write an instant of the years 1970 to 9999\.$/);
    },
  );
});

describe('a session', () => {
  const read = echo('GET', '/api/v1/things');

  it('asks for very much at once, and then slowly, and holds up no other', async () => {
    const at = house.runtime.now();
    const status = async (by: string) => {
      house.ahead = at - Date.now();
      return (await house.call('GET', '/api/v1/things', { cookie: by }, [read])).status;
    };
    const statuses: number[] = [];
    while (statuses.length < 800 && statuses.at(-1) !== 429) statuses.push(await status(cookie));
    expect(statuses.slice(0, 500)).toEqual(Array<number>(500).fill(200));
    expect(statuses.at(-1)).toBe(429);
    house.ahead = 0;
    expect(await status(await house.signIn())).toBe(200);
    house.ahead = 60_000;
    expect((await house.call('GET', '/api/v1/things', { cookie }, [read])).status).toBe(200);
    house.ahead = 0;
  });
});

describe('probes', () => {
  const metricsRequest = (headers: Record<string, string>) =>
    new Request(`${ORIGIN}/metrics`, { headers: { [peerHeader()]: '203.0.113.5', ...headers } });
  const withSettings = (settings: object) => ({
    ...house.runtime,
    environment: { ...house.runtime.environment, ...settings },
  });

  it('are ready while the database answers', async () => {
    expect((await answerReadiness(house.runtime)).status).toBe(200);
    const down = { ...house.runtime.database, ping: () => Promise.reject(new Error('down')) };
    expect((await answerReadiness({ ...house.runtime, database: down })).status).toBe(503);
    const silent = { ...house.runtime.database, ping: () => new Promise<void>(() => undefined) };
    expect((await answerReadiness({ ...house.runtime, database: silent })).status).toBe(503);
  });

  it('give figures to this machine and to the bearer of the token, and to nobody else', async () => {
    const token = 'a token of twenty characters';
    const runtime = withSettings({ metricsToken: token });
    const status = async (headers: Record<string, string>, on = runtime) =>
      (await answerMetrics(on, metricsRequest(headers))).status;
    expect(await status({ [peerHeader()]: '127.0.0.1' })).toBe(200);
    expect(await status({ authorization: `Bearer ${token}` })).toBe(200);
    expect(await status({ authorization: 'Bearer wrong' })).toBe(404);
    expect(await status({ 'x-forwarded-for': '127.0.0.1' })).toBe(404);
    expect(await status({ authorization: 'Bearer null' }, withSettings({ metricsToken: null }))).toBe(404);
    const forwarded = { [peerHeader()]: '127.0.0.1', [forwardedHeader()]: 'yes' };
    expect(await status(forwarded)).toBe(404);
    expect(await status({ ...forwarded, authorization: `Bearer ${token}` })).toBe(200);
    const proxied = withSettings({ trustedProxies: 1 });
    expect(await status({ [peerHeader()]: '127.0.0.1' }, proxied)).toBe(404);
    const text = await (await answerMetrics(runtime, metricsRequest({ [peerHeader()]: '::1' }))).text();
    expect(text).toMatch(
      /parapet_operation_seconds_count\{operation="get-session",outcome="unauthenticated"\}/,
    );
  });
});

describe('the live stream', () => {
  const request = (headers: Record<string, string>, signal?: AbortSignal) =>
    new Request(`${ORIGIN}/api/v1/live`, { headers, ...(signal === undefined ? {} : { signal }) });

  it('says hello, then what changed in its own account only, and ends with the browser', async () => {
    const live = openLiveFanOut(house.runtime);
    const browser = new AbortController();
    const answer = await liveStream({ runtime: house.runtime, live }, request({ cookie }, browser.signal));
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toContain('event: hello');
    const [account] = await house.sql('SELECT id FROM account');
    const own = String(account?.id);
    const other = '11111111-1111-4111-8111-111111111111';
    await house.runtime.database.inGlobal(async (tx) => {
      await notifyLive(tx, { accountId: other, topics: ['runs'] });
      await notifyLive(tx, { accountId: own, topics: ['events', 'people'] });
    });
    const message = (await reader?.read())?.value ?? '';
    expect(message).toMatch(/^id: \S+\ndata: \{"topics":\["events","people"\]\}\n\n$/);
    browser.abort();
    expect((await reader?.read())?.done).toBe(true);

    // Back after a break: what was missed is told, to one that repeats where it stood.
    await house.runtime.database.inGlobal((tx) => notifyLive(tx, { accountId: own, topics: ['policies'] }));
    await expect.poll(() => live.place()).toMatch(/\.3$/);
    const place = /^id: (\S+)/.exec(message)?.[1] ?? '';
    const back = async (headers: Record<string, string>) => {
      const again = await liveStream({ runtime: house.runtime, live }, request({ cookie, ...headers }));
      const told = again.body?.pipeThrough(new TextDecoderStream()).getReader();
      const greeting = (await told?.read())?.value ?? '';
      await told?.cancel();
      return /^event: hello\ndata: (.*)$/m.exec(greeting)?.[1];
    };
    expect(await back({ 'last-event-id': place })).toBe('{"missed":["policies"]}');
    expect(await back({ 'last-event-id': live.place() })).toBe('{"missed":[]}');
    for (const unknown of [`${place}9`, 'x.1', '', `${place.split('.')[0] ?? ''}.-1`])
      expect(await back({ 'last-event-id': unknown })).toBe('{"missed":null}');
    expect(await back({})).toBe('{"missed":null}');
    await live.close();
  });

  it('ends when the process does', async () => {
    const live = openLiveFanOut(house.runtime);
    const answer = await liveStream({ runtime: house.runtime, live }, request({ cookie }));
    const reader = answer.body?.getReader();
    await reader?.read();
    await live.close();
    expect((await reader?.read())?.done).toBe(true);
  });

  it('is refused without a session and to other sites', async () => {
    const live = new LiveFanOut({ start: () => Promise.resolve(), stop: () => Promise.resolve() });
    const web = { runtime: house.runtime, live };
    expect(await problemOf(await liveStream(web, request({})))).toMatchObject({ status: 401 });
    const foreign = request({ cookie, 'sec-fetch-site': 'cross-site' });
    expect(await problemOf(await liveStream(web, foreign))).toMatchObject({ status: 403 });
  });
});
