import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import net, { isIP } from 'node:net';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Dial, ResolvedAddress } from '@/server/platform/connect-first';
import { createHttpClient, type HttpClientOptions, type Lookup } from '@/server/platform/http-client';
import { isPublicAddress } from '@/server/platform/public-address';

const HOST = 'api-1a2b3c4d.duosecurity.com';
const SIMULATOR = '127.0.0.1:4010';

/** Where a name may lead that never gets a connection. */
const ADDRESSES = [
  // This machine, its networks and its cloud.
  ...['127.0.0.1', '127.0.0.2', '127.1.2.3', '127.255.255.254', '0.0.0.0', '0.0.0.1', '0.255.255.255'],
  ...['10.0.0.0', '10.1.2.3', '10.255.255.255', '172.16.0.1', '172.20.10.2', '172.31.255.255'],
  ...['192.168.0.1', '192.168.1.254', '192.168.255.255', '169.254.0.1', '169.254.169.254', '169.254.170.2'],
  ...['100.64.0.1', '100.100.100.200', '100.127.255.255'],
  // Not for use, or not for one host.
  ...['192.0.0.1', '192.0.0.170', '192.0.0.192', '192.0.2.1', '192.31.196.1', '192.52.193.1', '192.88.99.1'],
  ...['192.175.48.1', '198.18.0.1', '198.19.255.255', '198.51.100.7', '203.0.113.7', '224.0.0.1'],
  ...['239.255.255.250', '240.0.0.1', '255.255.255.254', '255.255.255.255'],
  // IPv6: this machine, link, site, unique-local, multicast, unassigned.
  ...['::', '::1', '0:0:0:0:0:0:0:1', 'fe80::1', 'fe80::1%eth0', 'febf::1', 'fec0::1', 'feff::1'],
  ...['fc00::1', 'fc00::', 'fd00::1', 'fd00:ec2::254', 'fdff:ffff::1', 'ff01::1', 'ff02::1', 'ff02::fb'],
  ...['ff05::1:3', 'ff0e::1', '100::1', '100:0:0:1::1', '200::1', '4000::1', '5f00::1', '8000::1', 'e000::1'],
  // IPv6 for documents, benchmarks, protocols and tunnels.
  ...['2001:db8::1', '2001:db8:ffff::1', '3fff::1', '3fff:fff::1', '2001:2::1', '2001:10::1', '2001:20::1'],
  ...['2001::1', '2001:0:4136:e378:8000:63bf:3fff:fdd2', '2001:1::1', '2001:3::1', '2001:4:112::1'],
  ...['2002:7f00:1::', '2002:a00:1::1', '2002:c0a8:101::1', '2002:808:808::1', '2620:4f:8000::1'],
  // IPv4 in IPv6 clothes: mapped, compatible, translated, NAT64.
  ...['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1', '::ffff:169.254.169.254', '::ffff:8.8.8.8'],
  ...['0:0:0:0:0:ffff:7f00:1', '::ffff:0:127.0.0.1', '::127.0.0.1', '::7f00:1', '::8.8.8.8'],
  ...['64:ff9b::127.0.0.1', '64:ff9b::7f00:1', '64:ff9b::10.0.0.1', '64:ff9b::a9fe:a9fe', '64:ff9b::'],
  ...['64:ff9b::192.168.0.1', '64:ff9b::e000:1', '64:ff9b:1::1', '64:ff9b:1::8.8.8.8', '64:ff9b::1:0:0'],
];

/** What is no host name of a vendor, so that nobody is asked for its address. */
const HOSTS = [
  ...['127.0.0.1', '8.8.8.8', '127.1', '127.0.1', '1.1', '1', '0', '2130706433', '0x7f000001', '0x7f.0.0.1'],
  ...[
    '0177.0.0.1',
    '017700000001',
    '0x7f.1',
    '127.0.0.1.',
    '127.0.0.1:80',
    '127.0.0.1:443',
    '127.0.0.1:4011',
  ],
  ...['::1', '[::1]', '[::1]:443', '[::ffff:127.0.0.1]', '[::]', '[fe80::1%25eth0]', '[fd00:ec2::254]', '::'],
  ...['localhost', 'localhost:80', 'localhost.', 'duo', 'metadata', '', ' ', '.', '..', '/', '//', '@', '%'],
  ...[`${HOST}:443`, `${HOST}:80`, `${HOST}:`, `${HOST}.`, `.${HOST}`, ` ${HOST}`, `${HOST} `, `${HOST} x`],
  ...[`user@${HOST}`, `user:password@${HOST}`, `127.0.0.1@${HOST}`, `${HOST}@127.0.0.1`, `${HOST}:80@x.com`],
  ...[
    `${HOST}/x`,
    `${HOST}/../x`,
    `${HOST}?x`,
    `${HOST}#x`,
    `${HOST}#@127.0.0.1`,
    `${HOST}\\x`,
    `\\\\${HOST}`,
  ],
  ...[`https://${HOST}`, `http://${HOST}`, `//${HOST}`, `file:///etc/passwd`, `gopher://${HOST}`],
  ...[
    `${HOST}\r\nHost: x`,
    `${HOST}\n`,
    `${HOST}\t`,
    `${HOST}\0`,
    `${HOST}\0.com`,
    `${HOST}%00`,
    `${HOST}%2f`,
  ],
  ...[`${HOST}%0d%0aX:1`, `${HOST},127.0.0.1`, `${HOST};x`, `${HOST}|x`, `${HOST}"`, `${HOST}'`, `<${HOST}>`],
  ...['a..b', '-a.com', 'a-.com', 'a_b.com', 'a.-b', 'a.b-', '*.com', '*', `${'a'.repeat(64)}.com`, 'A.COM'],
  ...[
    `${'a.'.repeat(127)}com`,
    'ä.com',
    'a%2eb.com',
    'аpi.com',
    'ａpi.com',
    'a。com',
    'a․com',
    '１２７.0.0.1',
  ],
  ...['①②⑦.0.0.1', 'xn--', 'a.1', 'a.0x1', 'a.b.123', HOST.toUpperCase(), HOST.replace('-', '\u2010')],
  ...[
    HOST.replace('.', '\u3002'),
    HOST.replace('o', '\u043e'),
    `${HOST}\u200b`,
    `\ufeff${HOST}`,
    `${HOST}\u202e`,
  ],
  ...[
    '${HOST}',
    '{{host}}',
    '$(id).com',
    '`id`.com',
    '../..',
    '0.0.0.0:4010',
    '127.0.0.1:40100',
    '127.1:4010',
  ],
];

/** Every socket that this process opens as a client, whoever asked for it. */
let sockets = 0;
const count = () => (sockets += 1);
beforeEach(() => {
  sockets = 0;
  subscribe('net.client.socket', count);
});
afterEach(() => void unsubscribe('net.client.socket', count));

async function asked(host: string, options: HttpClientOptions) {
  const client = createHttpClient({ plainHttpHosts: [SIMULATOR], deadlineMs: 2_000, ...options });
  const result = await client.get({ host, path: '/' });
  const resolved = await client.resolve(host);
  client.close();
  return { get: result.ok ? 'answered' : result.failure.code, resolved };
}

describe('no socket', () => {
  it('is what more than 150 hostile hosts and addresses get', () => {
    expect(new Set([...ADDRESSES, ...HOSTS]).size).toBeGreaterThan(200);
  });

  it('would be seen: an allowed host gets one', async () => {
    const { get } = await asked(SIMULATOR, { plainHttpHosts: ['127.0.0.1:9'] });
    expect({ get, sockets }).toEqual({ get: 'host_not_allowed', sockets: 0 });
    await asked('127.0.0.1:9', { plainHttpHosts: ['127.0.0.1:9'] });
    expect(sockets).toBe(1);
  });

  it.each(ADDRESSES)('when the name leads to %s, alone or among public addresses', async (address) => {
    const hostile = { address, family: isIP(address) };
    const open = { address: '93.184.216.34', family: 4 };
    for (const answer of [[hostile], [open, hostile], [hostile, open]]) {
      const lookup: Lookup = () => Promise.resolve(answer);
      const { get, resolved } = await asked(HOST, { lookup });
      expect(get).toBe('blocked_address');
      expect(resolved).toMatchObject({ ok: false, failure: { code: 'blocked_address', cause: address } });
    }
    expect(sockets).toBe(0);
  });

  it.each(HOSTS)('and no lookup for the host %j, with a proxy or without', async (host) => {
    const names: string[] = [];
    const lookup: Lookup = (name) => {
      names.push(name);
      return Promise.resolve([{ address: '93.184.216.34', family: 4 }]);
    };
    const proxy = { secure: false, host: '127.0.0.1', port: 9, authorization: null, label: '127.0.0.1:9' };
    for (const options of [{ lookup }, { lookup, proxy }]) {
      const { get, resolved } = await asked(host, options);
      expect(get).toBe('host_not_allowed');
      expect(resolved).toMatchObject({ ok: false, failure: { code: 'host_not_allowed' } });
    }
    expect({ names, sockets }).toEqual({ names: [], sockets: 0 });
  });
});

describe('a name server that changes its mind', () => {
  const PUBLIC = ['93.184.216.34', '8.8.4.4', '2606:4700:4700::1111', '64:ff9b::8.8.8.8'];
  const address = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...PUBLIC) },
    { weight: 1, arbitrary: fc.constantFrom(...ADDRESSES) },
  );
  const answer = fc.uniqueArray(address, { minLength: 1, maxLength: 4 });

  it('leads to no address but those of the answer that was checked', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 4 }), async (answers) => {
        const dialled: string[] = [];
        let questions = 0;
        let current: readonly ResolvedAddress[] = [];
        const lookup: Lookup = () => {
          current = (answers[questions++ % answers.length] ?? []).map((address) => ({
            address,
            family: isIP(address),
          }));
          return Promise.resolve(current);
        };
        // Refuses every connection, and so sees every address that would have been tried.
        const dial: Dial = ({ address, port }) => {
          dialled.push(`${address} ${port}`);
          return refusing();
        };
        const client = createHttpClient({ lookup, dial });
        for (const _ of answers) {
          dialled.length = 0;
          await client.get({ host: HOST, path: '/' });
          const good = current.every(({ address }) => isPublicAddress(address));
          const allowed = good ? current.map(({ address }) => `${address} 443`) : [];
          expect([...dialled].sort()).toEqual([...allowed].sort());
        }
        expect(questions).toBe(answers.length);
        client.close();
      }),
      { numRuns: 60 },
    );
  });
});

/** A socket that fails as a closed port does. */
function refusing() {
  const socket = new net.Socket();
  setImmediate(() => socket.destroy(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })));
  return socket;
}
