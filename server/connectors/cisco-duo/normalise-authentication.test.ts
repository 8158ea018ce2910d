import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseAuthentication, readAddress } from '@/server/connectors/cisco-duo/normalise-authentication';
import { isJsonObject, type JsonObject } from '@/server/connectors/json-value';
import { readSamples } from '@/server/connectors/cisco-duo/samples-for-tests';
import { canonicalJson, recordKey } from '@/server/connectors/record-identity';

const samples = readSamples('authentication_v2');

const NOW = Date.parse('2026-11-01T08:40:00Z');
const base: JsonObject = {
  access_device: {
    ip: '198.51.100.7:3389',
    location: { city: '-', state: '', country: 'United States' },
    os: 'Windows',
    os_version: '11',
    browser: 'Edge',
    epkey: 'EP1',
    hostname: 'null',
  },
  adaptive_trust_assessments: {
    more_secure_auth: {
      detected_attack_detectors: ['NOVEL_ASN'],
      policy_enabled: true,
      preview_mode_enabled: false,
      trust_level: 'LOW',
    },
  },
  application: { key: 'DI1', name: 'VPN' },
  auth_device: {
    ip: '0.0.0.0',
    key: 'DP1',
    name: 'phone',
    location: { city: null, country: null, state: null },
  },
  email: 'ada@example.com',
  event_type: 'authentication',
  factor: 'duo_push',
  isotimestamp: '2026-11-01T08:30:00.123456+00:00',
  rbfs_triggered_attacks: [
    { detector: 'PUSH_HARASSMENT', shadow_mode: true, suppressed: null },
    { detector: 'NOVEL_ASN', shadow_mode: false, suppressed: 'KNOWN_IP' },
    { detector: 'PUSH_SPRAY', shadow_mode: false, suppressed: null },
  ],
  reason: 'no_response',
  result: 'denied',
  timestamp: 1_793_521_800,
  txid: 'tx-1',
  user: { groups: ['Staff', 5, null], key: 'DU1', name: 'ada' },
};
const readBase = (changes: JsonObject) => normaliseAuthentication({ ...base, ...changes }, NOW);

describe('normaliseAuthentication', () => {
  it.each(samples)('reads the public sample %s', (_name, raw) => {
    const at = typeof raw['timestamp'] === 'number' ? raw['timestamp'] * 1000 : NOW;
    const read = normaliseAuthentication(raw, at + 3_600_000);
    expect(read).toMatchObject({ ok: true });
    if (!read.ok) return;
    expect(Math.abs(read.record.occurredAt - at)).toBeLessThan(1000);
    expect(read.record.userKey).toBe(isJsonObject(raw['user']) ? raw['user']['key'] : null);
    expect(read.record.access.country).not.toBe('-');
  });

  it('has samples to read', () => {
    expect(samples.length).toBeGreaterThanOrEqual(8);
  });

  it('reads every field', () => {
    expect(readBase({})).toEqual({
      ok: true,
      record: {
        occurredAt: Date.parse('2026-11-01T08:30:00.123Z'),
        txid: 'tx-1',
        userKey: 'DU1',
        userName: 'ada',
        email: 'ada@example.com',
        groups: ['Staff'],
        result: 'denied',
        reason: 'no_response',
        factor: 'duo_push',
        eventType: 'authentication',
        applicationKey: 'DI1',
        applicationName: 'VPN',
        access: {
          city: null,
          state: null,
          country: 'United States',
          ip: '198.51.100.7',
          epkey: 'EP1',
          os: 'Windows',
          osVersion: '11',
          browser: 'Edge',
          hostname: null,
        },
        authDevice: { city: null, state: null, country: null, ip: null, key: 'DP1', name: 'phone' },
        trust: { level: 'LOW', policyEnabled: true, preview: false, detectors: ['NOVEL_ASN'] },
        verdicts: [
          { detector: 'PUSH_HARASSMENT', force: 'shadow', place: 'rbfs' },
          { detector: 'NOVEL_ASN', force: 'suppressed', place: 'rbfs' },
          { detector: 'PUSH_SPRAY', force: 'enforced', place: 'rbfs' },
          { detector: 'NOVEL_ASN', force: 'enforced', place: 'trust' },
        ],
      },
    });
  });

  it.each<[string, JsonObject, string]>([
    ['missing_time', { isotimestamp: null, timestamp: null }, 'isotimestamp'],
    ['missing_time', { isotimestamp: 'yesterday', timestamp: '5' }, 'timestamp'],
    ['missing_time', { isotimestamp: {}, timestamp: [1] }, 'timestamp'],
    ['time_out_of_range', { isotimestamp: '2025-01-01T00:00:00+00:00' }, '2025-01-01'],
    ['time_out_of_range', { isotimestamp: '2026-11-03T00:00:00+00:00' }, '2026-11-03'],
    ['time_out_of_range', { isotimestamp: null, timestamp: 1e300 }, 'ms'],
    ['time_out_of_range', { isotimestamp: null, timestamp: 1_793_521_800_000 }, 'day ahead'],
    ['missing_user', { user: null }, 'user.key'],
    ['missing_user', { user: { key: null, name: '' } }, 'user.name'],
    ['wrong_type', { user: 'ada' }, 'user must be an object'],
    ['wrong_type', { user: { key: 5, name: 'ada' } }, 'user.key'],
    ['wrong_type', { result: true }, 'result'],
    ['wrong_type', { factor: ['duo_push'] }, 'factor'],
    ['wrong_type', { access_device: 'x' }, 'access_device'],
    ['wrong_type', { txid: {} }, 'txid'],
    ['wrong_type', { adaptive_trust_assessments: [] }, 'adaptive_trust_assessments'],
    ['wrong_type', { rbfs_triggered_attacks: {} }, 'rbfs_triggered_attacks'],
    ['wrong_type', { rbfs_triggered_attacks: [{}] }, 'rbfs_triggered_attacks.detector'],
    ['nul_character', { user: { key: 'a\0b', name: 'ada' } }, 'user.key'],
    ['field_too_long', { user: { key: 'DU1', name: 'x'.repeat(513) } }, 'user.name'],
  ])('refuses as %s %j and names the field', (reason, changes, named) => {
    const read = readBase(changes);
    expect(read).toMatchObject({ ok: false, reason });
    expect(!read.ok && read.detail).toContain(named);
  });

  it.each<[string, JsonObject]>([
    ['a user that Duo does not know', { user: { key: null, name: 'nobody', groups: null } }],
    ['words that are new', { result: 'quarantined', reason: 'brand_new', factor: 'telepathy' }],
    ['nothing but time and user', Object.fromEntries(Object.keys(base).map((key) => [key, null]))],
    [
      'descriptions of a wrong type',
      { access_device: { ip: 5, location: 'here', os: [], browser: {}, epkey: false } },
    ],
    ['a time only in seconds', { isotimestamp: undefined }],
  ])('reads a record with %s', (_what, changes) => {
    const essential = { user: base['user'], timestamp: base['timestamp'] };
    expect(
      readBase({
        ...changes,
        ...(changes['user'] === undefined || changes['user'] === null ? essential : {}),
      }).ok,
    ).toBe(true);
  });

  it('makes half a surrogate pair into text, and cuts what only describes', () => {
    const read = readBase({ reason: 'a\ud800b', application: { name: 'x'.repeat(9_999) } });
    expect(read.ok && read.record.reason).toBe('a\ufffdb');
    expect(read.ok && read.record.applicationName).toHaveLength(512);
  });

  it.each([
    ['1.2.3.4', '1.2.3.4'],
    ['1.2.3.4:5678', '1.2.3.4'],
    ['2001:db8::1', '2001:db8::1'],
    ['::ffff:1.2.3.4', '1.2.3.4'],
    ['[::FFFF:1.2.3.4]:443', '1.2.3.4'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    [{ address: '1.2.3.4' }, '1.2.3.4'],
    ['0.0.0.0', null],
    ['0.0.0.0:80', null],
    ['::', null],
    ['fe80::1%eth0', null],
    ['', null],
    ['unknown', null],
    ['1.2.3.4.5', null],
    [null, null],
    [7, null],
  ])('reads the address %j as %j', (given, address) => {
    expect(readAddress(given)).toBe(address);
  });

  it('never throws, whatever stands in any field', () => {
    const anything = fc.anything({ withNullPrototype: true, maxDepth: 3 });
    const keys = Object.keys(base);
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...keys, '__proto__', 'constructor'), anything),
        (changes) => {
          const read = readBase(changes);
          expect(read.ok || read.detail.length > 0).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('recordKey', () => {
  it('does not depend on the order of members, and on everything else', () => {
    const turned = Object.fromEntries(Object.entries(base).reverse());
    expect(recordKey(turned).equals(recordKey(base))).toBe(true);
    expect(recordKey(base)).toHaveLength(16);
    expect(recordKey({ ...base, reason: 'error' }).equals(recordKey(base))).toBe(false);
    expect(recordKey(base, 1).equals(recordKey(base))).toBe(false);
  });

  it('holds for any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const again: unknown = JSON.parse(canonicalJson(value));
        expect(again).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(again)).toBe(canonicalJson(value));
        if (isJsonObject(value)) {
          const turned = Object.fromEntries(Object.entries(value).reverse());
          expect(canonicalJson(turned)).toBe(canonicalJson(value));
        }
      }),
    );
  });
});
