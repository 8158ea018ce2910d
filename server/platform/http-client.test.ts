import http from 'node:http';
import net from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createHttpClient,
  type HttpClient,
  type HttpClientOptions,
  type Lookup,
} from '@/server/platform/http-client';

const HOST = 'api-1a2b3c4d.duosecurity.com';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

function clientOf(options: HttpClientOptions): HttpClient {
  const client = createHttpClient(options);
  closers.push(() => client.close());
  return client;
}

async function listen(server: net.Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closers.push(() => server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  return address.port;
}

/** A client of a plain server of this test, which is on the allow list. */
async function plain(handler: http.RequestListener, options: HttpClientOptions = {}) {
  const server = http.createServer(handler);
  const host = `127.0.0.1:${await listen(server)}`;
  closers.push(() => server.closeAllConnections());
  return { host, client: clientOf({ ...options, plainHttpHosts: [host] }) };
}

const failureOf = (result: Awaited<ReturnType<HttpClient['get']>>) =>
  result.ok ? 'answered' : result.failure.code;

describe('answers', () => {
  it('hands over status, headers, body and date', async () => {
    const { client, host } = await plain((request, response) => {
      response.writeHead(404, { Date: 'Sun, 01 Nov 2026 08:30:00 GMT', 'X-Seen': request.url });
      response.end('gone');
    });
    const result = await client.get({ host, path: '/a?b=c%20d' });
    expect(result).toMatchObject({ ok: true, status: 404, dateHeader: Date.parse('2026-11-01T08:30:00Z') });
    expect(result.ok && result.body.toString()).toBe('gone');
    expect(result.ok && result.headers['x-seen']).toBe('/a?b=c%20d');
  });

  it('sends the Date header of the caller unchanged', async () => {
    const { client, host } = await plain((request, response) => response.end(request.headers.date));
    const date = 'Tue, 21 Aug 2012 17:29:18 GMT';
    const result = await client.get({ host, path: '/', headers: { Date: date } });
    expect(result.ok && result.body.toString()).toBe(date);
  });

  it('follows no redirect', async () => {
    let requests = 0;
    const { client, host } = await plain((_request, response) => {
      requests += 1;
      response.writeHead(302, { Location: `http://${host}/elsewhere` }).end();
    });
    expect(failureOf(await client.get({ host, path: '/' }))).toBe('redirect');
    expect(requests).toBe(1);
  });

  it('stops reading what is too large, declared or not, and what was compressed', async () => {
    const { client, host } = await plain(
      (request, response) => {
        if (request.url === '/declared') response.writeHead(200, { 'Content-Length': 5_000 });
        if (request.url === '/gzip') response.writeHead(200, { 'Content-Encoding': 'gzip' });
        response.end('x'.repeat(5_000));
      },
      { maxBodyBytes: 1_000 },
    );
    expect(failureOf(await client.get({ host, path: '/declared' }))).toBe('too_large');
    expect(failureOf(await client.get({ host, path: '/streamed' }))).toBe('too_large');
    expect(failureOf(await client.get({ host, path: '/gzip' }))).toBe('encoded_body');
  });

  it('gives up at the deadline, also while the body trickles or the name server is silent', async () => {
    const { client, host } = await plain(
      (request, response) => {
        if (request.url === '/trickle') response.write('x');
      },
      { deadlineMs: 150 },
    );
    expect(failureOf(await client.get({ host, path: '/silent' }))).toBe('timeout');
    expect(failureOf(await client.get({ host, path: '/trickle' }))).toBe('timeout');
    const silent: Lookup = () => new Promise(() => undefined);
    expect(failureOf(await clientOf({ lookup: silent, deadlineMs: 50 }).get({ host: HOST, path: '/' }))).toBe(
      'timeout',
    );
  });

  it('says cancelled when the caller cancels, before and during', async () => {
    const { client, host } = await plain(() => undefined);
    const cancel = new AbortController();
    const pending = client.get({ host, path: '/', signal: cancel.signal });
    setTimeout(() => cancel.abort(), 30);
    expect(failureOf(await pending)).toBe('cancelled');
    expect(failureOf(await client.get({ host, path: '/', signal: cancel.signal }))).toBe('cancelled');
  });

  it('says so when the connection breaks, before or within the body', async () => {
    const { client, host } = await plain((request, response) => {
      if (request.url === '/within') {
        response.writeHead(200, { 'Content-Length': 100 }).write('half');
        setTimeout(() => response.destroy(), 20);
      } else response.destroy();
    });
    expect(failureOf(await client.get({ host, path: '/before' }))).toBe('connection_lost');
    expect(failureOf(await client.get({ host, path: '/within' }))).toBe('connection_lost');
  });

  it('tells a closed kept connection from a new one', async () => {
    const server = http.createServer((request, response) => {
      response.end('ok');
      // Closes right after answering, without a word: the race that every kept connection has.
      response.on('finish', () => setTimeout(() => request.socket.resetAndDestroy(), 0));
    });
    server.keepAliveTimeout = 60_000;
    const host = `127.0.0.1:${await listen(server)}`;
    const client = clientOf({ plainHttpHosts: [host] });
    for (let round = 0; round < 5; round += 1) {
      const result = await client.get({ host, path: '/' });
      if (!result.ok)
        expect(result.failure).toMatchObject({ code: 'connection_lost', onReusedConnection: true });
    }
    const fresh = await clientOf({ plainHttpHosts: [host] }).get({ host, path: '/' });
    expect(fresh.ok).toBe(true);
  });

  it.each([
    ['ENOTFOUND', 'unknown_host'],
    ['ENODATA', 'unknown_host'],
    ['EAI_AGAIN', 'dns_failed'],
    ['ESERVFAIL', 'dns_failed'],
  ])('takes %s of the name server for %s', async (code, failure) => {
    const lookup: Lookup = () => Promise.reject(Object.assign(new Error(code), { code }));
    expect(failureOf(await clientOf({ lookup }).get({ host: HOST, path: '/' }))).toBe(failure);
  });

  it('does not take something else than HTTP for an answer', async () => {
    const port = await listen(net.createServer((socket) => socket.end('SSH-2.0-OpenSSH_9\r\n')));
    const host = `127.0.0.1:${port}`;
    expect(failureOf(await clientOf({ plainHttpHosts: [host] }).get({ host, path: '/' }))).toBe('bad_http');
  });
});
