import { createSign, generateKeyPairSync } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createHttpClient,
  type HttpClient,
  type HttpClientOptions,
  type Lookup,
} from '@/server/platform/http-client';
import type { Dial } from '@/server/platform/connect-first';

const HOST = 'api-1a2b3c4d.duosecurity.com';
const PUBLIC = '93.184.216.34';

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

/** Records where a socket would go, and leads it to a local port instead. */
function detour(port: number): { dial: Dial; dialled: string[] } {
  const dialled: string[] = [];
  const dial: Dial = ({ address, port: wanted }) => {
    dialled.push(`${address}:${wanted}`);
    return net.connect(port, '127.0.0.1');
  };
  return { dial, dialled };
}

const failureOf = (result: Awaited<ReturnType<HttpClient['get']>>) =>
  result.ok ? 'answered' : result.failure.code;

describe('the address check', () => {
  const PRIVATE = [
    '127.0.0.1',
    '10.1.2.3',
    '192.168.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
  ];
  const PRIVATE_6 = [
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    '::ffff:127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b::169.254.169.254',
    '2002:7f00:1::',
    'ff02::1',
  ];

  it.each([...PRIVATE, ...PRIVATE_6])('opens no socket when the name leads to %s', async (address) => {
    const { dial, dialled } = detour(1);
    const lookup: Lookup = () => Promise.resolve([{ address, family: net.isIP(address) }]);
    const client = clientOf({ lookup, dial });
    expect(failureOf(await client.get({ host: HOST, path: '/' }))).toBe('blocked_address');
    expect(await client.resolve(HOST)).toMatchObject({
      ok: false,
      failure: { code: 'blocked_address', cause: address },
    });
    expect(dialled).toEqual([]);
  });

  it('refuses a name with one private address among public ones', async () => {
    const { dial, dialled } = detour(1);
    const addresses = [PUBLIC, '10.0.0.1'].map((address) => ({ address, family: 4 }));
    const client = clientOf({ lookup: () => Promise.resolve(addresses), dial });
    expect(failureOf(await client.get({ host: HOST, path: '/' }))).toBe('blocked_address');
    expect(dialled).toEqual([]);
  });

  it.each([
    ...[
      '127.0.0.1',
      '8.8.8.8',
      '[::1]',
      '::1',
      'localhost',
      'localhost:80',
      `${HOST}:443`,
      `${HOST}:80`,
      `${HOST}.`,
    ],
    ...[
      `user@${HOST}`,
      `${HOST}/x`,
      `${HOST}?x`,
      `${HOST}#x`,
      `${HOST}\\x`,
      `${HOST} x`,
      '',
      'A.COM',
      'xn--',
      '1.1',
      '0x7f.1',
    ],
    ...[
      '127.0.0.1:4011',
      'a..b',
      '-a.com',
      'a-.com',
      'a_b.com',
      `${'a'.repeat(64)}.com`,
      'ä.com',
      'a%2eb.com',
    ],
  ])('looks up nothing and opens no socket for the host %j', async (host) => {
    const asked: string[] = [];
    const { dial, dialled } = detour(1);
    const lookup: Lookup = (name) => {
      asked.push(name);
      return Promise.resolve([{ address: PUBLIC, family: 4 }]);
    };
    const client = clientOf({ lookup, dial, plainHttpHosts: ['127.0.0.1:4010'] });
    expect(failureOf(await client.get({ host, path: '/' }))).toBe('host_not_allowed');
    expect({ asked, dialled }).toEqual({ asked: [], dialled: [] });
  });
});

describe('HTTPS', () => {
  const own = selfSigned(HOST);
  const other = selfSigned('api-ffffffff.duosecurity.com');

  async function secure(certificate: { cert: string; key: string }, lookup: Lookup) {
    const seen: { host: string | undefined; servername: unknown; connections: number } = {
      host: undefined,
      servername: undefined,
      connections: 0,
    };
    const server = https.createServer(certificate, (request, response) => {
      seen.host = request.headers.host;
      seen.servername = 'servername' in request.socket ? request.socket.servername : undefined;
      response.end('{"stat":"OK"}');
    });
    server.on('connection', () => (seen.connections += 1));
    const way = detour(await listen(server));
    closers.push(() => server.closeAllConnections());
    return { seen, ...way, client: clientOf({ lookup, dial: way.dial, extraCa: own.cert }) };
  }

  it('goes to the checked address with host and server name unchanged, and keeps the connection', async () => {
    const { client, seen, dialled } = await secure(own, () =>
      Promise.resolve([{ address: PUBLIC, family: 4 }]),
    );
    expect(await client.get({ host: HOST, path: '/admin?x=%2C' })).toMatchObject({ ok: true, status: 200 });
    expect(failureOf(await client.get({ host: HOST, path: '/' }))).toBe('answered');
    expect(seen).toEqual({ host: HOST, servername: HOST, connections: 1 });
    expect(dialled).toEqual([`${PUBLIC}:443`]);
  });

  it('asks the name server once a request, so that an answer that flips leads nowhere', async () => {
    let asked = 0;
    const flipping: Lookup = () => {
      asked += 1;
      return Promise.resolve([{ address: asked % 2 === 1 ? PUBLIC : '127.0.0.1', family: 4 }]);
    };
    const { client, dialled } = await secure(own, flipping);
    const results = [];
    for (let round = 0; round < 6; round += 1)
      results.push(failureOf(await client.get({ host: HOST, path: '/' })));
    expect(results).toEqual(Array.from({ length: 3 }, () => ['answered', 'blocked_address']).flat());
    expect(asked).toBe(6);
    expect(new Set(dialled)).toEqual(new Set([`${PUBLIC}:443`]));
  });

  it('refuses a certificate of another host, and one that nobody vouches for', async () => {
    const lookup: Lookup = () => Promise.resolve([{ address: PUBLIC, family: 4 }]);
    const impostor = await secure(other, lookup);
    expect(failureOf(await impostor.client.get({ host: HOST, path: '/' }))).toBe('tls');
    const { dial } = await secure(own, lookup);
    expect(failureOf(await clientOf({ lookup, dial }).get({ host: HOST, path: '/' }))).toBe('tls');
  });

  it('says refused when nobody listens, instead of failing the process', async () => {
    const port = await listen(net.createServer());
    closers.pop()?.();
    const { dial } = detour(port);
    const client = clientOf({ lookup: () => Promise.resolve([{ address: PUBLIC, family: 4 }]), dial });
    expect(failureOf(await client.get({ host: HOST, path: '/' }))).toBe('refused');
  });
});

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

/** A certificate for one name that vouches for itself, in the least DER that Node accepts. */
function selfSigned(name: string): { cert: string; key: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const der = (tag: number, ...parts: Buffer[]): Buffer => {
    const body = Buffer.concat(parts);
    const size = body.length;
    const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
    return Buffer.concat([Buffer.from([tag, ...length]), body]);
  };
  const hex = (text: string) => Buffer.from(text, 'hex');
  const ecdsaWithSha256 = der(0x30, der(0x06, hex('2a8648ce3d040302')));
  const named = der(0x30, der(0x31, der(0x30, der(0x06, hex('550403')), der(0x0c, Buffer.from(name)))));
  const times = ['250101000000Z', '491231235959Z'].map((time) => der(0x17, Buffer.from(time)));
  const alternativeName = der(0x30, der(0x82, Buffer.from(name)));
  const extensions = der(
    0x30,
    der(0x30, der(0x06, hex('551d11')), der(0x04, alternativeName)),
    der(0x30, der(0x06, hex('551d13')), hex('0101ff'), der(0x04, der(0x30, hex('0101ff')))),
  );
  const content = der(
    0x30,
    der(0xa0, hex('020102')),
    hex('020101'),
    ecdsaWithSha256,
    named,
    der(0x30, ...times),
    named,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, extensions),
  );
  const signed = createSign('sha256').update(content).sign(privateKey);
  const certificate = der(0x30, content, ecdsaWithSha256, der(0x03, Buffer.from([0]), signed));
  const lines = certificate.toString('base64').replace(/.{64}/g, '$&\n').trim();
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}
