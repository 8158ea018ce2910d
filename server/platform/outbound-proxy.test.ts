import { describe, expect, it } from 'vitest';
import { readEnvironment } from '@/server/platform/environment';
import { isProxyException, parseOutboundProxy, parseProxyExceptions } from '@/server/platform/outbound-proxy';

const DATABASE_URL = 'postgresql://parapet_app:secret@127.0.0.1:5432/parapet';

describe('OUTBOUND_PROXY', () => {
  it.each([
    ['http://proxy.example.com:3128', { secure: false, host: 'proxy.example.com', port: 3128 }],
    ['http://proxy.example.com:3128/', { label: 'proxy.example.com:3128', authorization: null }],
    ['https://proxy.example.com', { secure: true, port: 443, label: 'proxy.example.com:443' }],
    ['http://10.0.0.7', { host: '10.0.0.7', port: 80, label: '10.0.0.7:80' }],
    ['http://[fd00::7]:3128', { host: 'fd00::7', port: 3128, label: '[fd00::7]:3128' }],
    ['HTTP://Proxy.Example.com:8080', { host: 'proxy.example.com', label: 'proxy.example.com:8080' }],
  ])('reads %s', (text, proxy) => {
    expect(parseOutboundProxy(text)).toMatchObject({ ok: true, proxy });
  });

  it.each([
    ['http://ada:secret@proxy:1', 'ada:secret'],
    ['http://ada@proxy:1', 'ada:'],
    ['http://corp%5Cada:p%40ss%3Aw%C3%B6rd@proxy:1', 'corp\\ada:p@ss:wörd'],
  ])('takes user and password from %s, out of the percent form', (text, expected) => {
    const parsed = parseOutboundProxy(text);
    const sent = parsed.ok ? parsed.proxy.authorization : null;
    expect(Buffer.from(sent?.replace('Basic ', '') ?? '', 'base64').toString()).toBe(expected);
    expect(parsed.ok && parsed.proxy.label).toBe('proxy:1');
  });

  it.each([
    ...['', 'proxy', 'proxy:3128', 'socks5://proxy:1080', 'ftp://proxy', 'http://', 'http://proxy:99999'],
    ...['http://proxy:0', 'http://proxy:1/path', 'http://proxy:1/?x', 'http://proxy:1/#x', 'http://a b:1'],
    ...['http://:hunter2@proxy:1', 'http://ada:hunter2%@proxy:1', 'http://a%3Ab:hunter2@proxy:1'],
    ...[
      'http://ada:hunter2%0d%0aX:1@proxy:1',
      'http://ada:hunter2%00@proxy:1',
      'http://ada:hunter2%ff@proxy:1',
    ],
  ])('refuses %j in words that do not repeat it', (text) => {
    const parsed = parseOutboundProxy(text);
    expect(parsed.ok).toBe(false);
    expect(JSON.stringify(parsed)).not.toContain('hunter2');
  });

  it('may come from a file, and stops the start by its name when it is wrong', () => {
    expect(readEnvironment({ DATABASE_URL }).outbound).toEqual({
      proxy: null,
      proxyExceptions: [],
      extraCa: null,
    });
    expect(() => readEnvironment({ DATABASE_URL, OUTBOUND_PROXY: 'proxy:hunter2' })).toThrow(
      /cannot start[^]*OUTBOUND_PROXY: write it as http/,
    );
    expect(() => readEnvironment({ DATABASE_URL, OUTBOUND_PROXY_FILE: '/nowhere/proxy' })).toThrow(
      /OUTBOUND_PROXY_FILE: the file .* cannot be read/,
    );
    const { proxy } = readEnvironment({ DATABASE_URL, OUTBOUND_PROXY: 'http://proxy:3128' }).outbound;
    expect(proxy?.label).toBe('proxy:3128');
  });

  it('is not taken from the variables of other programs', () => {
    const others = {
      HTTPS_PROXY: 'http://proxy:1',
      https_proxy: 'http://proxy:1',
      ALL_PROXY: 'http://proxy:1',
    };
    expect(readEnvironment({ DATABASE_URL, ...others }).outbound.proxy).toBeNull();
  });
});

describe('OUTBOUND_NO_PROXY', () => {
  it('takes names, and endings with a dot in front', () => {
    const exceptions = parseProxyExceptions(' API-1.duosecurity.com, .example.com ,,') ?? [];
    expect(exceptions).toEqual(['api-1.duosecurity.com', '.example.com']);
    const direct = (host: string) => isProxyException(host, exceptions);
    expect(direct('api-1.duosecurity.com')).toBe(true);
    expect(direct('x.api-1.duosecurity.com')).toBe(false);
    expect(direct('api.example.com')).toBe(true);
    expect(direct('example.com')).toBe(false);
    expect(direct('badexample.com')).toBe(false);
  });

  it.each(['*', '*.com', '10.0.0.1', 'a b', 'http://x.com', 'x.com:443', '.', '10.0.0.0/8'])(
    'refuses %j, which it does not know how to compare',
    (entry) => {
      expect(parseProxyExceptions(`ok.com,${entry}`)).toBeNull();
      expect(() => readEnvironment({ DATABASE_URL, OUTBOUND_NO_PROXY: entry })).toThrow(
        /OUTBOUND_NO_PROXY: /,
      );
    },
  );
});
