import http from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createDuoClient, type DuoKeys } from '@/server/connectors/cisco-duo/client';
import { createHttpClient } from '@/server/platform/http-client';

const GAP_MS = 300;

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A server that answers the first request, drops the kept connection at the second, and answers from then on. */
async function serverThatDrops(): Promise<{
  keys: DuoKeys;
  arrivals: number[];
  dates: (string | undefined)[];
}> {
  const arrivals: number[] = [];
  const dates: (string | undefined)[] = [];
  const server = http.createServer((request, response) => {
    arrivals.push(performance.now());
    dates.push(request.headers.date);
    if (arrivals.length === 2) request.socket.resetAndDestroy();
    else response.end('{"stat":"OK","response":{}}');
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const keys = { host: `127.0.0.1:${port}`, ikey: 'DIKEY', skey: 'secret', signature: 'v5-sha512' } as const;
  return { keys, arrivals, dates };
}

describe('a kept connection that the other side drops', () => {
  const PATH = '/admin/v1/info/summary';

  it('is tried once more on a new one, signed afresh, and no sooner than the pace allows', async () => {
    const { keys, arrivals, dates } = await serverThatDrops();
    const connection = createHttpClient({ plainHttpHosts: [keys.host] });
    closers.push(() => connection.close());
    let clock = Date.parse('2026-11-01T08:40:00Z');
    const client = createDuoClient(connection, () => (clock += 1_000), GAP_MS);
    expect(await client.getJson({ keys, path: PATH, params: {} })).toMatchObject({ ok: true, requests: 1 });
    expect(await client.getJson({ keys, path: PATH, params: {} })).toMatchObject({ ok: true, requests: 2 });
    const [, second = 0, third = 0] = arrivals;
    expect(arrivals).toHaveLength(3);
    // Counted from the start of the request that was dropped, which a busy machine notes late.
    expect(third - second).toBeGreaterThan(GAP_MS / 2);
    expect(new Set(dates).size).toBe(3);
  });

  it('waits for nobody who has given up', async () => {
    const { keys, arrivals } = await serverThatDrops();
    const connection = createHttpClient({ plainHttpHosts: [keys.host] });
    closers.push(() => connection.close());
    const client = createDuoClient(connection, Date.now, 60_000);
    await client.getJson({ keys, path: PATH, params: {} });
    const signal = AbortSignal.timeout(200);
    const began = performance.now();
    const answer = await client.getJson({ keys, path: PATH, params: {}, signal });
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(answer).toMatchObject({ ok: false, error: { code: 'timeout' } });
    expect(arrivals).toHaveLength(2);
  });
});
