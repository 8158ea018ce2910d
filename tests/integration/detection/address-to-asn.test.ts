import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readEnvironment } from '@/server/platform/environment';
import { openGeography } from '@/server/platform/geography/open-geography';
import { createLogger } from '@/server/platform/logger';
import { openRuntime } from '@/server/services/open-runtime';
import { asnDatabase, type Announced } from '@/tests/setup/asn-database';

const DATABASE_URL = 'postgresql://parapet_app:secret@127.0.0.1:5432/parapet';
const HOLDER = 'Ärzte ohne Kabel, a holder whose name is longer than one length byte can say';

const folder = mkdtempSync(join(tmpdir(), 'parapet-asn-'));
afterAll(() => rmSync(folder, { recursive: true }));

const system = (number: number, holder?: string): Announced['record'] => ({
  autonomous_system_number: number,
  ...(holder === undefined ? {} : { autonomous_system_organization: holder }),
});
const announced: readonly Announced[] = [
  { network: '203.0.113.0/24', record: system(64_496, 'EXAMPLE-NET') },
  { network: '198.51.100.64/26', record: system(4_200_000_000, HOLDER) },
  { network: '192.0.2.7/32', record: system(64_497) },
  { network: '192.0.2.128/25', record: { country: 'DE' } },
  { network: '2001:db8:abcd::/48', record: system(64_498, 'EXAMPLE-V6') },
];

const fileOf = (name: string, content: Buffer | string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const settingsOf = (path: string) => readEnvironment({ DATABASE_URL, ASN_FILE: path });

function geographyOf(path: string, lines: string[] = []) {
  const log = createLogger(
    { format: 'json', level: 'error', process: 'test' },
    { write: (line) => void lines.push(line) },
  );
  return openGeography({ asnFile: settingsOf(path).asnFile, log });
}

describe('the autonomous system of an address', () => {
  const geography = geographyOf(fileOf('asn.mmdb', asnDatabase(announced)));

  it.each([
    ['203.0.113.0', 64_496, 'EXAMPLE-NET'],
    ['203.0.113.255', 64_496, 'EXAMPLE-NET'],
    ['::ffff:203.0.113.9', 64_496, 'EXAMPLE-NET'],
    ['198.51.100.127', 4_200_000_000, HOLDER],
    ['192.0.2.7', 64_497, null],
    ['2001:db8:abcd::1', 64_498, 'EXAMPLE-V6'],
    ['2001:DB8:ABCD:ffff::', 64_498, 'EXAMPLE-V6'],
  ])('of %s is AS%i of %s', (ip, number, holder) => {
    expect(geography.asnOf(ip)).toEqual({ number, holder });
  });

  it.each([
    ['203.0.114.0', 'beside a network'],
    ['198.51.100.128', 'beside a network'],
    ['192.0.2.8', 'beside a network of one address'],
    ['2001:db8:abce::', 'beside a network of IPv6'],
    ['192.0.2.200', 'in a network whose record names no system'],
    ['', 'no address'],
    ['203.0.113', 'no address'],
    ['203.0.113.1:443', 'an address with a port'],
    ['example.com', 'a name'],
  ])('of “%s” is not known: %s', (ip) => {
    expect(geography.asnOf(ip)).toBeNull();
  });

  it('is looked for in a file of IPv4 alone as well, where IPv6 is not known', () => {
    const v4 = announced.filter(({ network }) => !network.includes(':'));
    const only = geographyOf(fileOf('v4.mmdb', asnDatabase(v4, { ipVersion: 4 })));
    expect(only.asnOf('203.0.113.9')).toEqual({ number: 64_496, holder: 'EXAMPLE-NET' });
    // The first bits of this one are those of 203.0.113.0/24.
    expect(only.asnOf('cb00:7100::1')).toBeNull();
  });

  it('is at hand in a runtime, beside the places of cities', async () => {
    const environment = readEnvironment({
      DATABASE_URL,
      ASN_FILE: fileOf('runtime.mmdb', asnDatabase(announced)),
      PARAPET_VAULT_KEY: Buffer.alloc(32, 7).toString('base64'),
    });
    const log = createLogger({ format: 'json', level: 'silent', process: 'test' });
    const runtime = openRuntime({ environment, process: 'test', log });
    expect(runtime.geography.asnOf('203.0.113.1')).toEqual({ number: 64_496, holder: 'EXAMPLE-NET' });
    expect(
      runtime.geography.coordinatesOf({ city: 'Boston', state: 'Massachusetts', country: 'United States' }),
    ).toEqual({ latitude: 42.35843, longitude: -71.05977 });
    await runtime.close();
  });
});

describe('ASN_FILE', () => {
  it('may be left out', () => {
    expect(readEnvironment({ DATABASE_URL }).asnFile).toBeNull();
    expect(readEnvironment({ DATABASE_URL, ASN_FILE: '' }).asnFile).toBeNull();
  });

  const whole = asnDatabase(announced);
  it.each([
    { what: 'nothing', content: '', fault: /is no MMDB file, or not a whole one/ },
    {
      what: 'text',
      content: 'network,asn\n203.0.113.0/24,64496\n',
      fault: /is no MMDB file, or not a whole one/,
    },
    {
      what: 'a packed file',
      content: Buffer.from([0x1f, 0x8b, 8, 0]),
      fault: /unpack it, and name the .mmdb file/,
    },
    { what: 'half a file', content: whole.subarray(0, whole.length / 2), fault: /not a whole one/ },
    { what: 'the end of a file', content: whole.subarray(-200), fault: /not a whole one/ },
    {
      what: 'a database of cities',
      content: asnDatabase(announced, { type: 'GeoLite2-City' }),
      fault: /type GeoLite2-City, which names no autonomous systems. Name one such as GeoLite2-ASN/,
    },
  ])('stops the start with a remedy when it holds $what', ({ content, fault }) => {
    const path = fileOf('wrong.mmdb', content);
    expect(() => settingsOf(path)).toThrow(fault);
    expect(() => settingsOf(path)).toThrow(/cannot start[^]*\n {2}ASN_FILE: the file .*wrong\.mmdb /);
  });

  it('stops the start when it is not there, or is a folder', () => {
    expect(() => settingsOf(join(folder, 'none.mmdb'))).toThrow(
      /ASN_FILE: the file .*none\.mmdb cannot be read. Check that it exists/,
    );
    expect(() => settingsOf(folder)).toThrow(/ASN_FILE: .* cannot be read/);
  });

  it('that goes after the start is said once, and nothing else stops', () => {
    const lines: string[] = [];
    const path = fileOf('gone.mmdb', whole);
    const geography = geographyOf(path, lines);
    rmSync(path);
    expect(geography.asnOf('203.0.113.1')).toBeNull();
    expect(geography.asnOf('203.0.113.2')).toBeNull();
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('ASN_FILE');
  });

  it('with damaged records answers nothing for them rather than fail', () => {
    const records = whole.indexOf('autonomous_system_number');
    const damaged = Buffer.from(whole);
    damaged.fill(0, records - 2, records + 20);
    const geography = geographyOf(fileOf('damaged.mmdb', damaged));
    expect(geography.asnOf('203.0.113.1')).toBeNull();
    expect(geography.asnOf('198.51.100.65')).toEqual({ number: 4_200_000_000, holder: HOLDER });
  });
});
