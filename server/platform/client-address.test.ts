import { describe, expect, it } from 'vitest';
import { clientAddress, isFromThisMachine, peerHeader } from './client-address';

function headers(peer: string | null, forwarded?: string): Headers {
  return new Headers({
    ...(peer === null ? {} : { [peerHeader()]: peer }),
    ...(forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }),
  });
}

describe('the address of a caller', () => {
  it('is that of the socket, whatever the caller claims', () => {
    expect(clientAddress(headers('::ffff:203.0.113.9', '198.51.100.1'), 0)).toBe('203.0.113.9');
  });

  it('is what the trusted proxy saw, not what the caller wrote before it', () => {
    const claimed = '127.0.0.1, 198.51.100.7';
    expect(clientAddress(headers('10.0.0.2', claimed), 1)).toBe('198.51.100.7');
    expect(clientAddress(headers('10.0.0.2', 'made-up, 198.51.100.7, 10.0.0.9'), 2)).toBe('198.51.100.7');
  });

  it('falls back to the socket when the proxies sent less than promised', () => {
    expect(clientAddress(headers('203.0.113.9'), 1)).toBe('203.0.113.9');
    expect(clientAddress(headers('203.0.113.9', 'nonsense'), 1)).toBe('203.0.113.9');
  });

  it('is unknown where nothing says it', () => {
    expect(clientAddress(headers(null, '198.51.100.1'), 0)).toBeNull();
  });

  it('is read without ports and brackets', () => {
    expect(clientAddress(headers('::1', '[2001:DB8::5]:443'), 1)).toBe('2001:db8::5');
    expect(clientAddress(headers('::1', '198.51.100.7:51000'), 1)).toBe('198.51.100.7');
  });
});

describe('this machine', () => {
  it('is known by the socket alone', () => {
    expect(isFromThisMachine(headers('127.0.0.1'))).toBe(true);
    expect(isFromThisMachine(headers('::1'))).toBe(true);
    expect(isFromThisMachine(headers('203.0.113.9', '127.0.0.1'))).toBe(false);
    expect(isFromThisMachine(headers(null, '127.0.0.1'))).toBe(false);
  });
});
