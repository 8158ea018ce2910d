import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { Dial } from '@/server/platform/connect-first';
import { readEnvironment } from '@/server/platform/environment';
import { createHttpClient, type HttpClient, type HttpClientOptions } from '@/server/platform/http-client';
import { trustingContext } from '@/server/platform/trusted-authorities';
import { createAuthority, type Certified } from '@/tests/setup/certificates';
import { closers, hasIPv6, listen, startUpstream } from '@/tests/setup/network';

const HOST = 'api-1a2b3c4d.duosecurity.com';
const PUBLIC = '93.184.216.34';
const PUBLIC_6 = '2606:4700:4700::1111';
const DATABASE_URL = 'postgresql://parapet_app:secret@127.0.0.1:5432/parapet';
const LOOPBACKS = (await hasIPv6()) ? ['127.0.0.1', '::1'] : ['127.0.0.1'];

const authority = createAuthority('Authority of the tests');
const certified = authority.issue(HOST);

const opened = closers();
afterEach(() => opened.closeAll());

const addresses = (...list: string[]) => list.map((address) => ({ address, family: net.isIP(address) }));

async function outcome(client: HttpClient, host = HOST) {
  const result = await client.get({ host, path: '/' });
  return result.ok ? 'answered' : result.failure.code;
}

/**
 * A client of a TLS server on this machine that stands in for the public internet: `dial` notes to which address a
 * socket would go, and leads it here instead.
 */
async function duo(
  server: Certified = certified,
  options: Omit<HttpClientOptions, 'dial'> = {},
  closed: readonly string[] = [],
) {
  const upstream = await startUpstream(server);
  opened.add(upstream.close);
  const dialled: string[] = [];
  const dial: Dial = ({ address, port }) => {
    dialled.push(`${address} ${port}`);
    return closed.includes(address) ? net.connect(1, '127.0.0.1') : net.connect(upstream.port, '127.0.0.1');
  };
  const lookup = () => Promise.resolve(addresses(PUBLIC));
  const client = createHttpClient({ extraCa: authority.cert, lookup, ...options, dial });
  opened.add(() => client.close());
  return { upstream, dialled, client };
}

describe('a direct connection', () => {
  it('goes to the checked address with host and server name unchanged, and is kept', async () => {
    const { client, upstream, dialled } = await duo();
    expect(await outcome(client)).toBe('answered');
    expect(await outcome(client)).toBe('answered');
    expect(upstream.requests[0]).toEqual({ host: HOST, servername: HOST, path: '/' });
    expect(upstream.connections()).toBe(1);
    expect(dialled).toEqual([`${PUBLIC} 443`]);
  });

  it('asks the name server once a request, so that an answer that flips leads nowhere', async () => {
    let asked = 0;
    const lookup = () => Promise.resolve(addresses((asked += 1) % 2 === 1 ? PUBLIC : '127.0.0.1'));
    const { client, dialled } = await duo(certified, { lookup });
    const outcomes = [];
    for (let round = 0; round < 6; round += 1) outcomes.push(await outcome(client));
    expect(outcomes).toEqual(Array.from({ length: 3 }, () => ['answered', 'blocked_address']).flat());
    expect(asked).toBe(6);
    expect(new Set(dialled)).toEqual(new Set([`${PUBLIC} 443`]));
  });

  it('refuses a certificate of another host, and one that nobody vouches for', async () => {
    const impostor = await duo(authority.issue('api-ffffffff.duosecurity.com'));
    expect(await outcome(impostor.client)).toBe('tls');
    const stranger = await duo(certified, { extraCa: null });
    expect(await outcome(stranger.client)).toBe('tls');
    expect([...impostor.upstream.requests, ...stranger.upstream.requests]).toEqual([]);
  });

  it('refuses TLS older than 1.2', async () => {
    const server = tls.createServer({
      ...certified,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'ALL@SECLEVEL=0',
    });
    server.on('tlsClientError', () => undefined);
    const port = await listen(server);
    opened.add(() => server.close());
    const lookup = () => Promise.resolve(addresses(PUBLIC));
    const dial = () => net.connect(port, '127.0.0.1');
    const client = createHttpClient({ extraCa: authority.cert, lookup, dial });
    expect(await outcome(client)).toBe('tls');
    // The server is one that an old client does reach.
    const old = await new Promise((done) => {
      const socket = tls.connect(
        {
          port,
          host: '127.0.0.1',
          servername: HOST,
          ca: authority.cert,
          minVersion: 'TLSv1',
          ciphers: 'ALL@SECLEVEL=0',
        },
        () => done(socket.getProtocol()),
      );
      opened.add(() => socket.destroy());
    });
    expect(old).toBe('TLSv1.1');
  });

  it('says refused when nobody listens, instead of failing the process', async () => {
    const { client } = await duo(certified, {}, [PUBLIC]);
    expect(await outcome(client)).toBe('refused');
  });
});

describe('IPv6', () => {
  it('is used where the name leads there, and IPv4 beside it where IPv6 is dead', async () => {
    const lookup = () => Promise.resolve(addresses(PUBLIC_6, PUBLIC));
    const alive = await duo(certified, { lookup });
    expect(await outcome(alive.client)).toBe('answered');
    expect(alive.dialled).toEqual([`${PUBLIC_6} 443`]);

    const dead = await duo(certified, { lookup }, [PUBLIC_6]);
    expect(await outcome(dead.client)).toBe('answered');
    expect(dead.dialled).toEqual([`${PUBLIC_6} 443`, `${PUBLIC} 443`]);
    expect(dead.upstream.requests).toEqual([{ host: HOST, servername: HOST, path: '/' }]);
  });

  it('works where all of IPv4 lies behind NAT64, but not to what NAT64 must not hide', async () => {
    const open = await duo(certified, { lookup: () => Promise.resolve(addresses('64:ff9b::5db8:d822')) });
    expect(await outcome(open.client)).toBe('answered');
    expect(open.dialled).toEqual(['64:ff9b::5db8:d822 443']);
    const hidden = await duo(certified, { lookup: () => Promise.resolve(addresses('64:ff9b::a9fe:a9fe')) });
    expect(await outcome(hidden.client)).toBe('blocked_address');
    expect(hidden.dialled).toEqual([]);
  });

  it.each(LOOPBACKS)('or not, a simulator is reached at %s by real sockets', async (address) => {
    const server = http.createServer((request, response) => response.end(request.headers.host));
    const port = await listen(server, address);
    opened.add(() => server.close());
    const host = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
    const client = createHttpClient({ plainHttpHosts: [host] });
    opened.add(() => client.close());
    const result = await client.get({ host, path: '/' });
    expect(result.ok && result.body.toString()).toBe(host);
    expect(await client.resolve(host)).toEqual({ ok: true, addresses: addresses(address), proxy: null });
  });
});

describe('private certificate authorities', () => {
  const files = mkdtempSync(join(tmpdir(), 'parapet-authorities-'));
  const fileOf = (content: string) => {
    const path = join(files, 'bundle.pem');
    writeFileSync(path, content);
    return path;
  };
  const read = (content: string) =>
    readEnvironment({ DATABASE_URL, EXTRA_CA_FILE: fileOf(content) }).outbound.extraCa;
  afterAll(() => rmSync(files, { recursive: true }));

  it('are read from EXTRA_CA_FILE, several in one bundle and with text between them', async () => {
    const second = createAuthority('Second authority');
    const bundle = `# ours\n${authority.cert}\n# theirs\n${second.cert}`;
    const extraCa = read(bundle);
    expect(extraCa).toBe(bundle.trim());
    for (const each of [certified, second.issue(HOST)])
      expect(await outcome((await duo(each, { extraCa })).client)).toBe('answered');
    expect(readEnvironment({ DATABASE_URL }).outbound.extraCa).toBeNull();
    expect(readEnvironment({ DATABASE_URL, EXTRA_CA: authority.cert }).outbound.extraCa).not.toBeNull();
  });

  it('stand beside those of Node and of NODE_EXTRA_CA_CERTS, not in their place', async () => {
    const second = createAuthority('Second authority');
    const context = trustingContext(authority.cert, fileOf(second.cert));
    for (const each of [certified, second.issue(HOST)]) {
      const { upstream } = await duo(each);
      await expect(handshake(upstream.port, context)).resolves.toBe(true);
    }
    const { upstream } = await duo(createAuthority('Somebody').issue(HOST));
    await expect(handshake(upstream.port, context)).rejects.toThrow(/unable to verify/);
    const publicOnes = await duo(certified, { extraCa: tls.rootCertificates[0] ?? '' });
    expect(await outcome(publicOnes.client)).toBe('tls');
  });

  it.each([
    { what: 'nothing in PEM form', content: 'certificate', fault: /holds no certificate in PEM form/ },
    { what: 'a key', content: certified.key + authority.cert, fault: /holds a private key/ },
    {
      what: 'a server',
      content: authority.cert + certified.cert,
      fault: /certificate 2 in it is that of a server/,
    },
    {
      what: 'a broken one',
      content: `-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----`,
      fault: /certificate 1 in it cannot be read/,
    },
    {
      what: 'expired ones only',
      content: createAuthority('Old', Date.UTC(2020, 4, 1)).cert,
      fault: /has expired, the last one on 2020-05-01/,
    },
  ])('stop the start with the name of the setting when the file holds $what', ({ content, fault }) => {
    expect(() => read(content)).toThrow(fault);
    expect(() => read(content)).toThrow(/cannot start[^]*EXTRA_CA_FILE: /);
  });

  it('stop the start when the file is not there, and bear an expired one among good ones', () => {
    const missing = join(files, 'none.pem');
    expect(() => readEnvironment({ DATABASE_URL, EXTRA_CA_FILE: missing })).toThrow(
      /EXTRA_CA_FILE: the file .*none\.pem cannot be read/,
    );
    const old = createAuthority('Old', Date.UTC(2020, 4, 1)).cert;
    expect(read(old + authority.cert)).toContain('BEGIN CERTIFICATE');
  });
});

/** Whether TLS with the local server succeeds with this trust. */
function handshake(port: number, secureContext: tls.SecureContext): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ host: '127.0.0.1', port, servername: HOST, secureContext }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', reject);
  });
}
