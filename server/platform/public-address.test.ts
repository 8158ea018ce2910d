import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPublicAddress } from '@/server/platform/public-address';

const HOSTILE = [
  ...['0.0.0.0', '0.255.1.1', '10.0.0.1', '10.255.255.255', '100.64.0.1', '100.127.255.255', '127.0.0.1'],
  ...['127.1.2.3', '127.255.255.254', '169.254.0.1', '169.254.169.254', '172.16.0.1', '172.31.255.255'],
  ...['192.0.0.1', '192.0.0.192', '192.0.2.1', '192.88.99.1', '192.168.0.1', '192.168.255.255', '198.18.0.1'],
  ...['198.19.255.255', '198.51.100.7', '203.0.113.7', '224.0.0.1', '239.255.255.250', '240.0.0.1'],
  ...['255.255.255.255', '192.31.196.1', '192.52.193.1', '192.175.48.1'],
  ...['::', '::1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:8.8.8.8', '::ffff:7f00:1', '::127.0.0.1'],
  ...['64:ff9b::7f00:1', '64:ff9b:1::1', '100::1', 'fc00::1', 'fd00:ec2::254', 'fe80::1'],
  ...['fe80::1%eth0', '2606:4700::1%eth0', 'fec0::1', 'ff02::1', '2001::1', '2001:db8::1', '2002:7f00:1::'],
  ...['2002:a00:1::', '3fff::1', '5f00::1', '4000::1', '2620:4f:8000::1'],
  ...[
    '',
    ' ',
    'localhost',
    '1',
    '127.1',
    '0x7f000001',
    '2130706433',
    '0177.0.0.1',
    '127.0.0.1 ',
    '[::1]',
    '1.1.1',
  ],
  ...['8.8.8.8.', '8.8.8.8:53', '8.8.8.8/32', '８.8.8.8', '1.1.1.256', 'api-1.duosecurity.com'],
];

const PUBLIC = [
  ...['1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255'],
  ...[
    '128.0.0.1',
    '172.15.255.255',
    '172.32.0.0',
    '192.0.1.1',
    '192.169.0.1',
    '198.17.255.255',
    '198.20.0.0',
  ],
  ...['64:ff9b::8.8.8.8', '64:ff9b::808:808', '64:ff9b:0:0:0:0:101:101', '64:FF9B::1.1.1.1'],
  ...['223.255.255.255', '2606:4700:4700::1111', '2a00:1450:4001::200e', '2400:cb00::1', '2620:1ec::1'],
];

describe('isPublicAddress', () => {
  it.each(HOSTILE)('refuses %j', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(PUBLIC)('accepts %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it('refuses every IPv4 address in each of its IPv6 disguises', () => {
    fc.assert(
      fc.property(fc.ipV4(), (v4) => {
        for (const disguise of [`::ffff:${v4}`, `::${v4}`, `::ffff:0:${v4}`]) {
          expect(isPublicAddress(disguise)).toBe(false);
        }
      }),
    );
  });

  it('judges a NAT64 address as the IPv4 address inside it, however it is written', () => {
    fc.assert(
      fc.property(fc.ipV4(), (v4) => {
        const [a = 0, b = 0, c = 0, d = 0] = v4.split('.').map(Number);
        const hex = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
        for (const address of [`64:ff9b::${v4}`, `64:ff9b::${hex}`, `64:ff9b:0:0:0:0:${hex}`])
          expect(isPublicAddress(address)).toBe(isPublicAddress(v4));
        expect(isPublicAddress(`64:ff9b:1::${v4}`)).toBe(false);
        expect(isPublicAddress(`64:ff9b::1:0:${v4}`)).toBe(false);
      }),
    );
  });
});
