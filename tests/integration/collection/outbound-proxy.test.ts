import type http from 'node:http';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { createConnectorRegistry } from '@/server/connectors/registry';
import { readEnvironment } from '@/server/platform/environment';
import { createHttpClient, type HttpClientOptions, type Lookup } from '@/server/platform/http-client';
import { parseOutboundProxy, type OutboundProxy } from '@/server/platform/outbound-proxy';
import { createAuthority } from '@/tests/setup/certificates';
import { closers, hasIPv6, listen, startProxy, startUpstream } from '@/tests/setup/network';

const HOST = 'api-1a2b3c4d.duosecurity.com';
const PASSWORD = 'hunter2@canary';
const authority = createAuthority('Authority of the tests');
const certified = authority.issue(HOST);
const LOOPBACKS = (await hasIPv6()) ? ['127.0.0.1', '::1'] : ['127.0.0.1'];

const opened = closers();
afterEach(() => opened.closeAll());

function proxyAt(url: string): OutboundProxy {
  const parsed = parseOutboundProxy(url);
  if (!parsed.ok) throw new Error(parsed.fault);
  return parsed.proxy;
}

/** A client behind a proxy that asks no name server for anything but names of proxies. */
function clientBehind(proxyUrl: string, options: HttpClientOptions = {}) {
  const names: string[] = [];
  const lookup: Lookup = (name) => {
    names.push(name);
    if (name === 'proxy.test') return Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
    return Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }));
  };
  const client = createHttpClient({ proxy: proxyAt(proxyUrl), extraCa: authority.cert, lookup, ...options });
  opened.add(() => client.close());
  const failure = async (host = HOST, path = '/') => {
    const result = await client.get({ host, path });
    return result.ok ? { code: 'answered', cause: '' } : result.failure;
  };
  return { client, names, failure };
}

async function duoBehindProxy(
  settings: Partial<Parameters<typeof startProxy>[0]> = {},
  handler?: http.RequestListener,
) {
  const upstream = await startUpstream(certified, handler);
  opened.add(upstream.close);
  const proxy = await startProxy({ routes: { [`${HOST}:443`]: upstream.port }, ...settings });
  opened.add(proxy.close);
  return { upstream, proxy };
}

describe('through the outbound proxy', () => {
  it('asks for a tunnel to the host on port 443, with TLS end to end, and keeps the tunnel', async () => {
    const { upstream, proxy } = await duoBehindProxy();
    const { client, names } = clientBehind(`http://proxy.test:${proxy.port}`);
    const first = await client.get({ host: HOST, path: '/admin?x=%2C' });
    expect(first.ok && first.body.toString()).toContain('"stat":"OK"');
    expect(await client.get({ host: HOST, path: '/again' })).toMatchObject({ ok: true, status: 200 });
    expect(proxy.asked).toEqual([{ target: `${HOST}:443`, host: `${HOST}:443`, authorization: undefined }]);
    expect(upstream.requests).toEqual([
      { host: HOST, servername: HOST, path: '/admin?x=%2C' },
      { host: HOST, servername: HOST, path: '/again' },
    ]);
    expect(upstream.connections()).toBe(1);
    // The proxy resolves the vendor's name: here, only its own is looked up.
    expect(names).toEqual(['proxy.test']);
    expect(await client.resolve(HOST)).toEqual({
      ok: true,
      addresses: [],
      proxy: `proxy.test:${proxy.port}`,
    });
  });

  it('gives user and password to the proxy alone, and shows them nowhere', async () => {
    const { upstream, proxy } = await duoBehindProxy({ credentials: `ada:${PASSWORD}` });
    const { client } = clientBehind(`http://ada:${encodeURIComponent(PASSWORD)}@127.0.0.1:${proxy.port}`);
    expect(await client.get({ host: HOST, path: '/' })).toMatchObject({ ok: true });
    expect(upstream.requests).toHaveLength(1);

    const wrong = clientBehind(`http://ada:${encodeURIComponent(PASSWORD)}x@127.0.0.1:${proxy.port}`);
    const none = clientBehind(`http://127.0.0.1:${proxy.port}`);
    for (const { failure } of [wrong, none]) {
      expect(await failure()).toEqual({
        code: 'proxy_auth',
        cause: `407 from 127.0.0.1:${proxy.port}`,
        onReusedConnection: false,
      });
    }
    expect(upstream.requests).toHaveLength(1);
  });

  it('accepts no certificate but that of the host: a proxy that leads elsewhere gets no request', async () => {
    const impostor = await startUpstream(authority.issue('api-ffffffff.duosecurity.com'));
    const stranger = await startUpstream(createAuthority('Somebody').issue(HOST));
    for (const { port, requests, close } of [impostor, stranger]) {
      opened.add(close);
      const proxy = await startProxy({ routes: { [`${HOST}:443`]: port } });
      opened.add(proxy.close);
      expect((await clientBehind(`http://127.0.0.1:${proxy.port}`).failure()).code).toBe('tls');
      expect(requests).toEqual([]);
    }
  });

  it('lets a proxy that inspects TLS pass once its authority is named, and not before', async () => {
    const { proxy } = await duoBehindProxy();
    const url = `http://127.0.0.1:${proxy.port}`;
    expect((await clientBehind(url, { extraCa: null }).failure()).code).toBe('tls');
    expect((await clientBehind(url).failure()).code).toBe('answered');
  });

  it('follows no redirect and reads nothing compressed or too large, as without a proxy', async () => {
    const { proxy } = await duoBehindProxy({}, (request, response) => {
      if (request.url === '/redirect') response.writeHead(302, { Location: 'http://127.0.0.1/' });
      if (request.url === '/gzip') response.writeHead(200, { 'Content-Encoding': 'gzip' });
      response.end('x'.repeat(2_000));
    });
    const { failure } = clientBehind(`http://127.0.0.1:${proxy.port}`, { maxBodyBytes: 1_000 });
    expect((await failure(HOST, '/redirect')).code).toBe('redirect');
    expect((await failure(HOST, '/gzip')).code).toBe('encoded_body');
    expect((await failure(HOST, '/large')).code).toBe('too_large');
  });

  it('reaches exceptions and simulators directly, with the address check', async () => {
    const { proxy } = await duoBehindProxy();
    const { failure } = clientBehind(`http://127.0.0.1:${proxy.port}`, {
      proxyExceptions: ['.duosecurity.com'],
      lookup: () => Promise.resolve([{ address: '10.0.0.1', family: 4 }]),
      plainHttpHosts: ['127.0.0.1:9'],
    });
    expect(await failure()).toMatchObject({ code: 'blocked_address', cause: '10.0.0.1' });
    expect((await failure('127.0.0.1:9')).code).toBe('refused');
    expect(proxy.asked).toEqual([]);
  });

  it('keeps a tunnel beyond the time that opening it may take', async () => {
    const { proxy, upstream } = await duoBehindProxy({}, (request, response) => {
      setTimeout(() => response.end('{}'), request.url === '/slow' ? 500 : 0);
    });
    // Opening may take two thirds of the deadline: the answer comes after that.
    const { failure } = clientBehind(`http://127.0.0.1:${proxy.port}`, { deadlineMs: 700 });
    for (const path of ['/slow', '/quick', '/slow'])
      expect((await failure(HOST, path)).code).toBe('answered');
    expect(upstream.connections()).toBe(1);
    expect(proxy.asked).toHaveLength(1);
  });

  it('stops waiting for a proxy when the caller cancels', async () => {
    const { proxy } = await duoBehindProxy({ instead: () => true });
    const { client } = clientBehind(`http://127.0.0.1:${proxy.port}`);
    const cancel = new AbortController();
    const pending = client.get({ host: HOST, path: '/', signal: cancel.signal });
    setTimeout(() => cancel.abort(), 50);
    expect(await pending).toMatchObject({ ok: false, failure: { code: 'cancelled' } });
  });

  it('reaches a proxy over TLS that proves itself, and no other', async () => {
    const { proxy, upstream } = await duoBehindProxy({
      certified: authority.issue('proxy.test', '127.0.0.1'),
    });
    for (const name of ['proxy.test', '127.0.0.1'])
      expect((await clientBehind(`https://${name}:${proxy.port}`).failure()).code).toBe('answered');
    expect(upstream.requests.map(({ servername }) => servername)).toEqual([HOST, HOST]);

    const { proxy: other } = await duoBehindProxy({ certified: authority.issue('other.test') });
    const { proxy: plain } = await duoBehindProxy();
    for (const { port } of [other, plain])
      expect((await clientBehind(`https://proxy.test:${port}`).failure()).code).toBe('proxy_tls');
    expect(other.asked).toEqual([]);
  });

  it.each(LOOPBACKS)('reaches a proxy whose address is %s', async (address) => {
    const { proxy } = await duoBehindProxy({ address });
    const label = `${address.includes(':') ? `[${address}]` : address}:${proxy.port}`;
    const { client, failure } = clientBehind(`http://${label}`);
    expect((await failure()).code).toBe('answered');
    expect(await client.resolve(HOST)).toMatchObject({ proxy: label });
  });
});

describe('a proxy that does not do it', () => {
  const says = (text: string) => (socket: Duplex) => {
    socket.end(text);
    return true;
  };
  const later = (socket: Duplex) => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    setTimeout(() => socket.end('<html>Please sign in to the network first.</html>'), 100);
    return true;
  };
  const hangsUp = (socket: Duplex) => {
    socket.destroy();
    return true;
  };

  it.each([
    {
      what: 'asks for a password',
      instead: says('HTTP/1.1 407 Who\r\n\r\n'),
      code: 'proxy_auth',
      said: '407',
    },
    {
      what: 'forbids it',
      instead: says('HTTP/1.1 403 No\r\n\r\n<h1>No</h1>'),
      code: 'proxy_refused',
      said: '403',
    },
    { what: 'finds no name', instead: says('HTTP/1.1 502 Bad\r\n\r\n'), code: 'proxy_failed', said: '502' },
    { what: 'gets no answer', instead: says('HTTP/1.1 504 Late\r\n\r\n'), code: 'proxy_failed', said: '504' },
    { what: 'hangs up', instead: hangsUp, code: 'proxy_failed', said: 'ECONNRESET' },
    { what: 'is silent', instead: () => true, code: 'proxy_failed', said: 'no answer' },
    {
      what: 'redirects',
      instead: says('HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\n\r\n'),
      code: 'proxy_answer',
      said: '302',
    },
    { what: 'is a web server', instead: says('HTTP/1.1 405 No\r\n\r\n'), code: 'proxy_answer', said: '405' },
    {
      what: 'sends a page with 200',
      instead: says('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>Please sign in</html>'),
      code: 'proxy_answer',
      said: 'text in place of a tunnel',
    },
    {
      what: 'sends a page after 200',
      instead: later,
      code: 'proxy_answer',
      said: 'no TLS',
    },
    { what: 'speaks no HTTP', instead: says('220 mail ready\r\n'), code: 'proxy_answer', said: 'HPE_' },
  ])('and $what: $code', async ({ instead, code, said }) => {
    const { proxy, upstream } = await duoBehindProxy({ instead });
    const { failure } = clientBehind(`http://ada:${encodeURIComponent(PASSWORD)}@127.0.0.1:${proxy.port}`, {
      deadlineMs: 900,
    });
    const failed = await failure();
    expect(failed).toMatchObject({ code, onReusedConnection: false });
    expect(failed.cause).toContain(said);
    expect(failed.cause).toContain(`127.0.0.1:${proxy.port}`);
    expect(JSON.stringify(failed)).not.toContain(PASSWORD);
    expect(upstream.requests).toEqual([]);
  });

  it('because nobody listens there, or its name leads nowhere: proxy_unreachable', async () => {
    const closed = net.createServer();
    const port = await listen(closed);
    closed.close();
    expect(await clientBehind(`http://127.0.0.1:${port}`).failure()).toMatchObject({
      code: 'proxy_unreachable',
      cause: `ECONNREFUSED from 127.0.0.1:${port}`,
    });
    expect(await clientBehind('http://elsewhere.test:3128').failure()).toMatchObject({
      code: 'proxy_unreachable',
      cause: 'ENOTFOUND from elsewhere.test:3128',
    });
    const silent = { deadlineMs: 300, dial: () => new net.Socket() };
    expect(await clientBehind('http://127.0.0.1:3128', silent).failure()).toMatchObject({
      code: 'proxy_unreachable',
      cause: 'no answer from 127.0.0.1:3128',
    });
  });
});

describe('the connection test', () => {
  async function stepsThrough(proxyUrl: string) {
    const { outbound } = readEnvironment({
      DATABASE_URL: 'postgresql://parapet_app:secret@127.0.0.1:5432/parapet',
      OUTBOUND_PROXY: proxyUrl,
      EXTRA_CA: authority.cert,
    });
    const connectors = createConnectorRegistry({ simulatorHosts: [], outbound });
    opened.add(() => connectors.close());
    const adapter = connectors.find('cisco-duo');
    if (adapter === undefined) throw new Error('There is an adapter for Duo.');
    const credentials = { host: HOST, ikey: 'DIABCDEFGHIJKLMNOPQR', skey: 'a'.repeat(40) };
    const run = adapter.probe({
      credentials,
      turn: (_stream, ask) => ask(),
      signal: AbortSignal.timeout(5_000),
    });
    const steps: Record<string, { state: string; detail: string; remedy: string | null }> = {};
    for (let next = await run.next(); next.done !== true; next = await run.next()) {
      steps[next.value.step] = next.value;
      if (next.value.step === 'clock') break;
    }
    return steps;
  }

  it('says that the way leads through the proxy, and who looks the name up', async () => {
    const { proxy } = await duoBehindProxy({ credentials: `ada:${PASSWORD}` });
    const label = `127.0.0.1:${proxy.port}`;
    const steps = await stepsThrough(`http://ada:${encodeURIComponent(PASSWORD)}@${label}`);
    expect(steps['dns']).toMatchObject({ state: 'skipped' });
    expect(steps['dns']?.detail).toContain(`The proxy ${label} looks the name up`);
    expect(steps['connection']).toMatchObject({ state: 'ok' });
    expect(steps['connection']?.detail).toContain(`over TLS through the proxy ${label}`);
    expect(JSON.stringify(steps)).not.toContain(PASSWORD);
  });

  it('says what to do when the proxy asks for a password', async () => {
    const { proxy } = await duoBehindProxy({ credentials: `ada:${PASSWORD}` });
    const { connection } = await stepsThrough(`http://127.0.0.1:${proxy.port}`);
    expect(connection).toMatchObject({ state: 'failed', guide: 'trouble-network' });
    expect(connection?.detail).toMatch(/proxy asks for a user and password/);
    expect(connection?.remedy).toMatch(/OUTBOUND_PROXY/);
  });
});
