import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countedAddress } from './counted-address';

describe('what an address counts as', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:1::1', '2001:db8:1:1::/64'],
    ['2001:DB8:1:1:ffff:ffff:ffff:ffff', '2001:db8:1:1::/64'],
    ['2001:db8::1:1:0:0:1', '2001:db8:0:1::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['::ffff:cb00:7109', '203.0.113.9'],
    ['0:0:0:0:0:ffff:cb00:7109', '203.0.113.9'],
    ['64:ff9b::203.0.113.9', '203.0.113.9'],
    ['64:ff9b::cb00:7109', '203.0.113.9'],
    ['', 'unknown'],
    [null, 'unknown'],
  ])('of %s is %s', (address, expected) => {
    expect(countedAddress(address)).toBe(expected);
  });

  it('is a wider network where that is asked for', () => {
    expect(countedAddress('2001:db8:1:1::1', 48)).toBe('2001:db8:1::/48');
    expect(countedAddress('203.0.113.9', 48)).toBe('203.0.113.9');
  });

  it('is the same for a whole /64 and another for every other', () => {
    const four = fc.array(fc.integer({ min: 1, max: 0xffff }), { minLength: 4, maxLength: 4 });
    const text = (groups: readonly number[]) => groups.map((group) => group.toString(16)).join(':');
    fc.assert(
      fc.property(four, four, four, four, (network, other, host, neighbour) => {
        const counted = countedAddress(`${text(network)}:${text(host)}`);
        expect(countedAddress(`${text(network)}:${text(neighbour)}`)).toBe(counted);
        expect(countedAddress(`${text(network)}::`)).toBe(counted);
        expect(countedAddress(`${text(other)}:${text(host)}`) === counted).toBe(
          text(other) === text(network),
        );
      }),
    );
  });
});
