import { describe, expect, it } from 'vitest';
import { parseNetwork } from './network';

const textOf = (text: string, prefix?: number) => parseNetwork(text, prefix)?.text ?? null;

describe('a network', () => {
  it('is written with its own bits alone', () => {
    expect(textOf('198.51.100.77/24')).toBe('198.51.100.0/24');
    expect(textOf(' 198.51.100.77 ')).toBe('198.51.100.77');
    expect(textOf('198.51.100.77/32')).toBe('198.51.100.77');
    expect(textOf('255.255.255.255/1')).toBe('128.0.0.0/1');
    expect(textOf('0.0.0.0/0')).toBe('0.0.0.0/0');
  });

  it('of version 6 is written as RFC 5952 has it', () => {
    expect(textOf('2001:0DB8:0:0:1:0:0:1')).toBe('2001:db8::1:0:0:1');
    expect(textOf('2001:db8:aa:bb:cc:dd:ee:ff/48')).toBe('2001:db8:aa::/48');
    expect(textOf('::1/128')).toBe('::1');
    expect(textOf('::/16')).toBe('::/16');
    expect(textOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2:3:4:5:6');
    expect(textOf('::ffff:198.51.100.7')).toBe('::ffff:c633:6407');
    expect(textOf('2001:db8:0:1:1:1:1:1')).toBe('2001:db8:0:1:1:1:1:1');
  });

  it('is found around an address', () => {
    expect(textOf('198.51.100.77', 24)).toBe('198.51.100.0/24');
    expect(textOf('2001:db8:aa:bb::9', 48)).toBe('2001:db8:aa::/48');
    expect(textOf('198.51.100.77', 48)).toBeNull();
  });

  it.each([
    ...[
      '',
      'x',
      '1.2.3',
      '1.2.3.4.5',
      '1.2.3.256',
      '01.2.3.4',
      '1.2.3.4/',
      '1.2.3.4/33',
      '1.2.3.4/-1',
      '1.2.3.4/24/8',
    ],
    ...[
      ':',
      ':::',
      '1::2::3',
      '1:2:3:4:5:6:7',
      '1:2:3:4:5:6:7:8:9',
      '1:2:3:4::5:6:7:8',
      'g::',
      '12345::',
      '::/129',
    ],
    ...['fe80::1%eth0', '::1.2.3', '1.2.3.4 5', '1.2.3.4/1e1'],
  ])('is none where it is written %j', (text) => {
    expect(parseNetwork(text)).toBeNull();
  });
});
