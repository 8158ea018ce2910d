import { describe, expect, it } from 'vitest';
import { parseDuoHost } from '@/domain/connectors/duo-host';

const GOOD: readonly (readonly [string, string])[] = [
  ['api-1a2b3c4d.duosecurity.com', 'api-1a2b3c4d.duosecurity.com'],
  ['api-1a2b3c4d.duofederal.com', 'api-1a2b3c4d.duofederal.com'],
  ['  api-1a2b3c4d.duosecurity.com\n', 'api-1a2b3c4d.duosecurity.com'],
  ['API-1A2B3C4D.DuoSecurity.com', 'api-1a2b3c4d.duosecurity.com'],
  ['https://api-1a2b3c4d.duosecurity.com', 'api-1a2b3c4d.duosecurity.com'],
  ['HTTPS://api-1a2b3c4d.duosecurity.com/', 'api-1a2b3c4d.duosecurity.com'],
];

const D = 'duosecurity.com';

/** What someone would type who wants our signed requests, or our network, for himself. */
const HOSTILE: readonly string[] = [
  ...['', ' ', 'api', 'api-', D, `api.${D}`, `api-.${D}`, `api-1a..${D}`, `.api-1a.${D}`, `-api-1a.${D}`],
  ...[`api-1a.${D}.`, `api-1a.${D}..`, `api-1a.${D}//`, `api-1a.${D}/x`, `api-1a.${D}/admin/v1/users`],
  ...[
    `api-1a.${D}:443`,
    `api-1a.${D}:80`,
    `api-1a.${D}:8443`,
    `api-1a.${D}:0`,
    `api-1a.${D}:`,
    `api-1a.${D}:a`,
  ],
  ...[
    `api-1a.${D}?x=1`,
    `api-1a.${D}#x`,
    `api-1a.${D}\\@evil.test`,
    `api-1a.${D}@evil.test`,
    `evil.test@api-1a.${D}`,
  ],
  ...[
    `user:pass@api-1a.${D}`,
    `api-1a.${D}%00.evil.test`,
    `api-1a.${D}\u0000.evil.test`,
    `api-1a.${D}%2eevil.test`,
  ],
  ...[`api-1a.${D}.evil.test`, `api-1a.${D}-evil.test`, `api-1a${D}`, `api-1a.evil-${D}`, `api-1a.x${D}`],
  ...['api-1a.duosecurity.co', 'api-1a.duosecurity.com.br', 'api-1a.duosecurity.net', 'api-1a.duosecurity'],
  ...['api-1a.duosecurity-com', 'api-1a.duosecuritycom', 'api-1a.duosecurity,com', 'api-1a.duosecurity com'],
  ...[
    'api-1a.duofederal.gov',
    'api-1a.duo.com',
    'api-1a.trustedpath.info',
    'api-1a.cisco.com',
    'api-1a.du0security.com',
  ],
  ...[`http://api-1a.${D}`, `ftp://api-1a.${D}`, `//api-1a.${D}`, `https:/api-1a.${D}`, `https:api-1a.${D}`],
  ...[`https://https://api-1a.${D}`, `https:// api-1a.${D}`, `javascript:api-1a.${D}`, `file:///api-1a.${D}`],
  ...[
    `gopher://api-1a.${D}`,
    `data:api-1a.${D}`,
    `api-1a.${D} evil.test`,
    `evil.test api-1a.${D}`,
    `api- 1a.${D}`,
  ],
  ...[
    `api-1a.${D}\nHost: evil.test`,
    `api-1a.${D}\r\nX: y`,
    `evil.test\napi-1a.${D}`,
    `api-1a.${D}\t.evil.test`,
  ],
  ...[
    `api-1á.${D}`,
    `аpi-1a.${D}`,
    'api-1a.duoseсurity.com',
    'api-1a。duosecurity。com',
    'api-1a．duosecurity．com',
  ],
  ...[
    `ａｐｉ-1a.${D}`,
    `api\u20111a.${D}`,
    `api\u00ad-1a.${D}`,
    `api-1a\u200b.${D}`,
    `\u202eapi-1a.${D}`,
    `api-ⅰ.${D}`,
  ],
  ...[
    `api-\u212A.${D}`,
    `api-\u0130.${D}`,
    `api-①.${D}`,
    `xn--api-1a.${D}`,
    `api-xn--1a.${D}`,
    `api_1a.${D}`,
  ],
  ...[
    `api-1_a.${D}`,
    `api-1-a.${D}`,
    `api-*.${D}`,
    `api-1a.*.com`,
    `*.${D}`,
    `api-1a.sub.${D}`,
    `sub.api-1a.${D}`,
  ],
  ...[
    `api-${'a'.repeat(300)}.${D}`,
    `api-1a.${D}${' '.repeat(400)}x`,
    'a'.repeat(100_000),
    `${'https://'.repeat(30)}x`,
  ],
  ...[
    '127.0.0.1',
    '127.1',
    '0',
    '0.0.0.0',
    '10.0.0.1',
    '192.168.1.1',
    '172.16.0.1',
    '169.254.169.254',
    '2130706433',
  ],
  ...[
    '0x7f000001',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '017700000001',
    '127.0.0.1:80',
    '127.0.0.1.nip.io',
    '8.8.8.8',
  ],
  ...[
    '[::1]',
    '::1',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[fe80::1%25eth0]',
    '[fd00:ec2::254]',
    '[64:ff9b::7f00:1]',
    '::ffff:7f00:1',
  ],
  ...[
    'localhost',
    'LOCALHOST',
    'localhost.',
    'localhost:5432',
    'localhost.localdomain',
    'ip6-localhost',
    'broadcasthost',
  ],
  ...[
    'metadata.google.internal',
    'metadata',
    'instance-data',
    'kubernetes.default.svc',
    'host.docker.internal',
  ],
  ...[
    'db',
    'redis:6379',
    'postgres',
    'api-1a.local',
    'api-1a.internal',
    'api-1a.lan',
    'burpcollaborator.net',
  ],
  ...[
    'api-1a.duosecurity.com.localtest.me',
    'localtest.me',
    'spoofed.burpcollaborator.net',
    'lvh.me',
    'vcap.me',
  ],
  ...[
    'undefined',
    'null',
    'true',
    '{}',
    '[]',
    '${HOST}',
    '{{host}}',
    '%s',
    "' OR 1=1",
    '<script>',
    '../../etc/passwd',
  ],
  ...[
    'unix:/var/run/docker.sock',
    'http+unix://%2Fvar%2Frun',
    'dict://x',
    'ldap://x',
    'smb://x',
    '\\\\server\\share',
  ],
  ...[
    '.',
    '..',
    '-',
    '_',
    ':',
    '/',
    '//',
    '?',
    '#',
    '@',
    '%',
    '\\',
    'https://',
    'https:///',
    'https://.',
    'https://@',
  ],
];

describe('the host rule', () => {
  it('is tried with at least 150 hostile hosts', () => {
    expect(new Set(HOSTILE).size).toBeGreaterThanOrEqual(150);
  });

  it.each(GOOD)('reads %j as %s', (typed, host) => {
    expect(parseDuoHost(typed)).toBe(host);
  });

  it.each(HOSTILE)('refuses %j', (typed) => {
    expect(parseDuoHost(typed)).toBeNull();
  });

  it.each(HOSTILE)('refuses %j also where a simulator is allowed', (typed) => {
    expect(parseDuoHost(typed, ['127.0.0.1:4010'])).toBe(null);
  });

  it('accepts a simulator only where the setting names it', () => {
    expect(parseDuoHost('http://127.0.0.1:4010/', ['127.0.0.1:4010'])).toBe('127.0.0.1:4010');
    expect(parseDuoHost('127.0.0.1:4011', ['127.0.0.1:4010'])).toBeNull();
    expect(parseDuoHost('127.0.0.1:4010')).toBeNull();
  });
});
