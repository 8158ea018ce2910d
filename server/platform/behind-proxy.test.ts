import { describe, expect, it } from 'vitest';
import { isPrivateName, privateBehindProxy } from './behind-proxy';
import { createHttpClient } from './http-client';
import { parseOutboundProxy } from './outbound-proxy';

const HOST = 'login.example.com';
const leadsTo = (address: string) => () =>
  Promise.resolve([{ address, family: address.includes(':') ? (6 as const) : (4 as const) }]);
const unknown = () => Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }));

describe('a host that a proxy looks up', () => {
  it.each([
    '10.1.2.3',
    '127.0.0.1',
    '169.254.169.254',
    '192.168.0.1',
    '::1',
    'fd00:ec2::254',
    '64:ff9b::7f00:1',
  ])('is refused where it leads to %s from here', async (address) => {
    expect(await privateBehindProxy(HOST, leadsTo(address))).toBe(address);
  });

  it('is refused by an ending that leads to nothing public, whatever it leads to', async () => {
    for (const host of [
      'metadata.google.internal',
      'idp.corp',
      'a.localhost',
      'printer.local',
      'box.home.arpa',
    ])
      expect(await privateBehindProxy(host, leadsTo('8.8.8.8'))).toBe(host);
    for (const host of ['internal.example.com', 'localhost.example.com', 'mylocal.com', 'corp.example'])
      expect(isPrivateName(host)).toBe(false);
  });

  it('is the proxy’s to judge where this machine finds no address, or takes too long', async () => {
    expect(await privateBehindProxy(HOST, leadsTo('8.8.8.8'))).toBeNull();
    expect(await privateBehindProxy(HOST, unknown)).toBeNull();
    expect(await privateBehindProxy(HOST, () => new Promise(() => undefined))).toBeNull();
  });
});

describe('the client of identity providers behind a proxy', () => {
  const parsed = parseOutboundProxy('http://127.0.0.1:9');
  const proxy = parsed.ok ? parsed.proxy : expect.unreachable();
  const client = (more: object) => createHttpClient({ proxy, publicBehindProxy: true, ...more });
  const resolved = async (host: string, more: object) => {
    const one = client(more);
    const result = await one.resolve(host);
    one.close();
    return result;
  };

  it('asks no proxy for what is not public, unless it is allowed', async () => {
    const blocked = { ok: false, failure: { code: 'blocked_address' } };
    expect(await resolved(HOST, { lookup: leadsTo('10.1.2.3') })).toMatchObject(blocked);
    expect(await resolved('metadata.google.internal', { lookup: unknown })).toMatchObject(blocked);
    const allowed = { lookup: leadsTo('10.1.2.3'), privateHosts: [HOST] };
    expect(await resolved(HOST, allowed)).toMatchObject({ ok: true, addresses: [] });
    expect(await resolved(HOST, { lookup: unknown })).toMatchObject({ ok: true, addresses: [] });
    for (const literal of ['10.0.0.1', '8.8.8.8', '[::1]', '2130706433'])
      expect(await resolved(literal, { lookup: unknown })).toMatchObject({ ok: false });
  });
});
