import { createServer, request as send, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { isFromThisMachine } from './client-address';
import { type HttpObserver, observeHttp } from './http-observer';
import { metrics } from './metrics';

let observer: HttpObserver | null = null;
afterEach(() => observer?.stop());

/** Sends one request with these headers and returns those that a handler sees. */
async function seenBy(headers: Record<string, string>): Promise<IncomingHttpHeaders> {
  const seen: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers);
    response.end();
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address: string | AddressInfo | null = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  await new Promise<void>((resolve, reject) => {
    send({ port, host: '127.0.0.1', path: '/people/1', headers }, (answer) => {
      answer.resume();
      answer.once('end', resolve);
    })
      .once('error', reject)
      .end();
  });
  await new Promise((resolve) => server.close(resolve));
  return seen[0] ?? {};
}

describe('the observer of the HTTP server', () => {
  it('takes away headers that only the framework itself may send', async () => {
    observer = observeHttp();
    const headers = await seenBy({
      'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy',
      'next-resume': '1',
      'x-nonce': 'mine',
      'x-parapet-path': '/evil',
      rsc: '1',
    });
    expect(Object.keys(headers).filter((name) => /middleware|resume|nonce|parapet-path/.test(name))).toEqual(
      [],
    );
    expect(headers.rsc).toBe('1');
  });

  it('says where a request came from, and is not sure of it where a proxy stands between', async () => {
    observer = observeHttp();
    const local = async (sent: Record<string, string>) => {
      const headers = await seenBy(sent);
      return isFromThisMachine({ get: (name) => headers[name]?.toString() ?? null });
    };
    expect(await local({})).toBe(true);
    for (const sent of [
      { 'x-forwarded-for': '127.0.0.1' },
      { 'X-Forwarded-For': '' },
      { forwarded: 'for=::1' },
    ])
      expect(await local(sent)).toBe(false);
  });

  it('counts requests without naming their paths, and knows when none is under way', async () => {
    observer = observeHttp();
    await seenBy({});
    await observer.drained(1_000);
    const figures = await metrics().registry.metrics();
    expect(figures).toMatch(/parapet_http_requests_total\{kind="page",method="GET",status="200"\} \d+/);
    expect(figures).not.toContain('/people');
  });
});
