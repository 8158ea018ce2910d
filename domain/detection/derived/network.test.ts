import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { networkOf } from './network';

describe('the network of an address', () => {
  it.each([
    ['203.0.113.77', '203.0.113.0/24'],
    ['8.8.8.8', '8.8.8.0/24'],
    ['::ffff:203.0.113.77', '203.0.113.0/24'],
    ['::FFFF:203.0.113.77', '203.0.113.0/24'],
    ['172.15.0.1', '172.15.0.0/24'],
    ['172.32.0.1', '172.32.0.0/24'],
    ['100.63.255.1', '100.63.255.0/24'],
    ['100.128.0.1', '100.128.0.0/24'],
    ['192.167.1.1', '192.167.1.0/24'],
    ['2001:db8:85a3::8a2e:370:7334', '2001:db8:85a3::/48'],
    ['2001:0DB8:0000:1::1', '2001:db8:0::/48'],
    ['2001:db8::1', '2001:db8:0::/48'],
    ['2a02:8109:9440:1234:5:6:7:8', '2a02:8109:9440::/48'],
  ])('of %s is %s', (ip, network) => {
    expect(networkOf(ip)).toBe(network);
  });

  it.each([
    null,
    '',
    '0.0.0.0',
    '10.0.0.1',
    '127.0.0.1',
    '100.64.0.1',
    '100.127.255.254',
    '169.254.1.1',
    '172.16.0.1',
    '172.31.255.1',
    '192.168.0.1',
    '::ffff:10.0.0.1',
    '::1',
    '::',
    'fe80::1',
    'fd12:3456:789a::1',
    'fc00::1',
    '203.0.113',
    '203.0.113.256',
    '203.0.113.x',
    'nowhere',
    'g::1',
  ])('is nothing for %s', (ip) => {
    expect(networkOf(ip)).toBeNull();
  });

  const octet = fc.integer({ min: 0, max: 255 });

  it('is the same for all neighbours of an IPv4 address, and for it in IPv6 clothes', () => {
    fc.assert(
      fc.property(octet, octet, octet, octet, octet, (a, b, c, d, e) => {
        const network = networkOf(`${a}.${b}.${c}.${d}`);
        expect(networkOf(`${a}.${b}.${c}.${e}`)).toBe(network);
        expect(networkOf(`::ffff:${a}.${b}.${c}.${d}`)).toBe(network);
      }),
    );
  });

  it('is the same however an IPv6 address is written', () => {
    const group = fc.integer({ min: 0, max: 0xffff });
    fc.assert(
      fc.property(fc.integer({ min: 0x2000, max: 0x3fff }), group, group, group, (a, b, c, last) => {
        const whole = [a, b, c, 0, 0, 0, 0, last].map((part) => part.toString(16));
        const network = networkOf(whole.join(':'));
        expect(network).toBe(`${a.toString(16)}:${b.toString(16)}:${c.toString(16)}::/48`);
        expect(networkOf(whole.map((part) => part.padStart(4, '0').toUpperCase()).join(':'))).toBe(network);
        expect(networkOf(`${whole.slice(0, 3).join(':')}::${whole[7]}`)).toBe(network);
      }),
    );
  });
});
