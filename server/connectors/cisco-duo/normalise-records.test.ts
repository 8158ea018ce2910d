import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseActivity } from '@/server/connectors/cisco-duo/normalise-activity';
import { normaliseAdministrator } from '@/server/connectors/cisco-duo/normalise-administrator';
import { normaliseOfflineEnrollment } from '@/server/connectors/cisco-duo/normalise-offline-enrollment';
import { normaliseTelephony } from '@/server/connectors/cisco-duo/normalise-telephony';
import { normaliseTrustMonitor } from '@/server/connectors/cisco-duo/normalise-trust-monitor';
import type { ReadRecord } from '@/server/connectors/cisco-duo/record-reading';
import type { JsonObject } from '@/server/connectors/json-value';
import { readSamples } from '@/server/connectors/cisco-duo/samples-for-tests';

type Normalise = (raw: JsonObject, now: number) => ReadRecord;

const AT = Date.parse('2026-11-01T08:30:00Z');
const NOW = AT + 600_000;
const ISO = '2026-11-01T08:30:00+00:00';

/** A sample was recorded years ago: it is read as on the day after. */
function dayAfter(raw: JsonObject): number {
  const { ts, isotimestamp, timestamp, surfaced_timestamp: surfaced } = raw;
  if (typeof surfaced === 'number') return surfaced + 86_400_000;
  const iso = typeof ts === 'string' ? ts : isotimestamp;
  if (typeof iso === 'string') return Date.parse(iso) + 86_400_000;
  return typeof timestamp === 'number' ? timestamp * 1000 + 86_400_000 : NOW;
}

const KINDS: readonly [file: string, kind: string, Normalise, least: number][] = [
  ['activity', 'activity', normaliseActivity, 4],
  ['telephony_v2', 'telephony', normaliseTelephony, 4],
  ['telephony_v1', 'telephony', normaliseTelephony, 1],
  ['administrator_v1', 'administrator', normaliseAdministrator, 5],
  ['offline_enrollment_v1', 'offline_enrollment', normaliseOfflineEnrollment, 1],
  ['trust_monitor', 'trust_monitor', normaliseTrustMonitor, 3],
];

describe.each(KINDS)('the public samples of %s', (file, kind, normalise, least) => {
  it('are read, each with a time, and never about something later than itself', () => {
    const samples = readSamples(file);
    expect(samples.length).toBeGreaterThanOrEqual(least);
    for (const [name, raw] of samples) {
      const read = normalise(raw, dayAfter(raw));
      expect(read.ok ? read.meaning.record.kind : `${name}: ${read.detail}`).toBe(kind);
      if (read.ok) expect(read.meaning.concernsAt).toBeLessThanOrEqual(read.meaning.occurredAt);
    }
  });

  it('never make it throw, whatever is put into their members', () => {
    const [, raw = {}] = readSamples(file)[0] ?? [];
    const members = [...Object.keys(raw), 'ts', 'surfaced_auth', 'target', 'outcome', '__proto__'];
    const anything = fc.anything({ withNullPrototype: true, maxDepth: 3 });
    const changes = fc.dictionary(fc.constantFrom(...members), anything);
    fc.assert(
      fc.property(changes, (changed) => {
        const read = normalise({ ...raw, ...changed }, dayAfter(raw));
        expect(read.ok || read.detail.length > 0).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

const meaningOf = (read: ReadRecord) => {
  if (!read.ok) throw new Error(read.detail);
  return read.meaning;
};

describe('an activity', () => {
  const base = {
    action: { name: 'user_update', details: null },
    activity_id: 'a1',
    actor: { key: 'DE1', name: 'Grace', type: 'admin', details: null },
    outcome: { result: 'SUCCESS' },
    target: { key: 'DU1', name: 'ada', type: 'user', details: '{"status":"Bypass"}' },
    application: { key: 'DI1', name: 'VPN', type: 'x' },
    access_device: { ip: { address: '198.51.100.7' }, location: { country: 'Nigeria' } },
    ts: ISO,
  };
  const read = (changes: JsonObject) => meaningOf(normaliseActivity({ ...base, ...changes }, NOW));

  it('is about the person it was done to, and tells who did it', () => {
    expect(read({})).toEqual({
      occurredAt: AT,
      concernsAt: AT,
      person: { key: 'DU1', username: 'ada', email: null, groups: null },
      columns: {
        username: 'ada',
        txid: null,
        result: 'success',
        reason: null,
        factor: null,
        application: 'VPN',
        ip: '198.51.100.7',
        country: 'Nigeria',
        trustLevel: null,
        action: 'user_update',
        actor: 'Grace',
      },
      record: {
        kind: 'activity',
        occurredAt: AT,
        action: 'user_update',
        actor: { key: 'DE1', name: 'Grace', type: 'admin' },
        target: { key: 'DU1', name: 'ada', type: 'user' },
        succeeded: true,
        ip: '198.51.100.7',
        country: 'Nigeria',
        oldTargetDetails: null,
        targetDetails: '{"status":"Bypass"}',
      },
    });
  });

  it.each([
    [
      { key: 'DU1', name: 'ada', type: 'user_bypass' },
      { key: 'DU1', username: 'ada' },
    ],
    [
      { key: '12345', name: 'ada', type: 'user_bypass' },
      { key: null, username: 'ada' },
    ],
    [
      { key: 'DU1', name: '', type: 'user' },
      { key: 'DU1', username: null },
    ],
    [{ key: 'DP1', name: 'phone', type: 'phone' }, null],
    [{ key: null, name: null, type: 'user' }, null],
    [null, null],
  ])('with the target %j is about %j', (target, person) => {
    const found = read({ target }).person;
    expect(found).toEqual(person === null ? null : { ...person, email: null, groups: null });
  });

  it('is about somebody who acts for themselves, where the target is no person', () => {
    const actor = { key: 'DU2', name: 'bob', type: 'user' };
    const bob = { key: 'DU2', username: 'bob', email: null, groups: null };
    expect(read({ actor, target: { key: 'DP1', name: 'phone', type: 'phone' } }).person).toEqual(bob);
    expect(read({ actor, target: null }).person).toEqual(bob);
    expect(read({ actor, target: { key: 'DU1', name: 'ada', type: 'user' } }).person).toMatchObject({
      key: 'DU1',
    });
    expect(read({ actor: { ...actor, type: 'admin' }, target: null }).person).toBeNull();
  });

  it.each<[string, JsonObject, JsonObject]>([
    ['an action as text', { action: 'phone_create' }, { action: 'phone_create' }],
    ['no outcome', { outcome: null }, { succeeded: null }],
    ['an outcome as text', { outcome: 'FAILURE' }, { succeeded: false }],
    ['an outcome that is new', { outcome: { result: 'PARTIAL' } }, { succeeded: null }],
    ['an address as text', { access_device: { ip: '1.2.3.4:99' } }, { ip: '1.2.3.4', country: null }],
    ['no device', { access_device: null }, { ip: null, country: null }],
    ['a country that says nothing', { access_device: { location: { country: '-' } } }, { country: null }],
    [
      'details that are an object',
      { target: { type: 'policy', details: { a: 1 } } },
      { targetDetails: '{"a":1}' },
    ],
    ['an actor as text', { actor: 'System' }, { actor: { key: null, name: 'System', type: null } }],
    ['no actor', { actor: null, target: null }, { actor: null, target: null }],
  ])('is read with %s', (_what, changes, expected) => {
    expect(read(changes).record).toMatchObject(expected);
  });

  it.each<[string, JsonObject, string]>([
    ['wrong_type', { action: null }, 'action'],
    ['wrong_type', { action: { details: 'x' } }, 'action'],
    ['wrong_type', { actor: 5 }, 'actor'],
    ['wrong_type', { target: { key: 5 } }, 'target.key'],
    ['field_too_long', { target: { type: 'user', name: 'x'.repeat(600) } }, 'target.name'],
    ['missing_time', { ts: null }, 'ts'],
  ])('is refused as %s with %j', (reason, changes, named) => {
    const refused = normaliseActivity({ ...base, ...changes }, NOW);
    expect(refused).toMatchObject({ ok: false, reason });
    expect(!refused.ok && refused.detail).toContain(named);
  });
});

describe('a line of the administrator log', () => {
  const base = {
    action: 'user_update',
    description: null,
    isotimestamp: ISO,
    object: 'ada',
    timestamp: AT / 1000,
    username: 'Grace',
  };
  const read = (changes: JsonObject) => meaningOf(normaliseAdministrator({ ...base, ...changes }, NOW));

  it.each<[string, JsonObject, string | null]>([
    ['its object, of an action on a user', {}, 'ada'],
    ['its object, of a bypass code', { action: 'bypass_create' }, 'ada'],
    [
      'the name that a new user got',
      { action: 'user_create', object: null, description: '{"uname":"ada"}' },
      'ada',
    ],
    [
      'what the description of a phone says',
      { action: 'phone_associate', object: '+1 555', description: '{"user":"ada"}' },
      'ada',
    ],
    ['nobody, of a phone alone', { action: 'phone_create', object: '+1 555' }, null],
    ['nobody, of an administrator', { action: 'admin_update', object: 'Grace' }, null],
    ['nobody, of a policy', { action: 'policy_update', object: 'Global' }, null],
  ])('is about %s', (_what, changes, username) => {
    const { person, columns } = read(changes);
    expect(person).toEqual(username === null ? null : { key: null, username, email: null, groups: null });
    expect(columns).toMatchObject({ username, actor: 'Grace' });
  });

  it.each<[string, unknown, string | null, string | null]>([
    [
      'JSON text',
      '{"ip_address":"10.1.23.116","error":"no"}',
      '{"ip_address":"10.1.23.116","error":"no"}',
      '10.1.23.116',
    ],
    ['an object', { ip_address: '10.1.23.116' }, '{"ip_address":"10.1.23.116"}', '10.1.23.116'],
    ['free text', 'Changed by hand', 'Changed by hand', null],
    ['broken JSON', '{"ip_address":', '{"ip_address":', null],
    ['nothing', null, null, null],
    ['an empty text', '', null, null],
    ['JSON that is too long', `{"a":"${'x'.repeat(20_000)}"}`, null, null],
  ])('may have a description that is %s', (_what, description, kept, ip) => {
    expect(read({ description }).record).toMatchObject({ description: kept, ip });
  });

  it('tells why and by which factor an administrator was let in or not', () => {
    const { columns } = read({
      action: 'admin_login_error',
      description: '{"error":"SAML is off","factor":"push"}',
    });
    expect(columns).toMatchObject({ reason: 'SAML is off', factor: 'push', action: 'admin_login_error' });
  });
});

describe('a call or message', () => {
  it('names a telephone and nobody', () => {
    const raw = {
      context: 'authentication',
      credits: 2,
      phone: '+15035550100',
      telephony_id: 't',
      ts: ISO,
      txid: 'tx',
      type: 'sms',
    };
    const { person, columns, record } = meaningOf(normaliseTelephony(raw, NOW));
    expect(person).toBeNull();
    expect(columns).toMatchObject({ action: 'sms', txid: 'tx', username: null });
    expect(record).toMatchObject({ phone: '+15035550100', credits: 2, context: 'authentication' });
  });
});

describe('an offline enrollment', () => {
  it('is about the one whose computer it is', () => {
    const raw = {
      action: 'o2fa_user_provisioned',
      description: '{"hostname":"HOST02","factor":"duo_otp"}',
      object: 'RDP',
      timestamp: AT / 1000,
      username: 'ada',
    };
    const { person, columns, record } = meaningOf(normaliseOfflineEnrollment(raw, NOW));
    expect(person).toMatchObject({ key: null, username: 'ada' });
    expect(columns).toMatchObject({ action: 'o2fa_user_provisioned', application: 'RDP', factor: 'duo_otp' });
    expect(record).toMatchObject({ hostname: 'HOST02' });
  });
});

describe('an event of Trust Monitor', () => {
  const surfaced_auth = {
    isotimestamp: ISO,
    user: { key: 'DU1', name: 'ada', groups: [] },
    result: 'denied',
    txid: 'tx',
    email: '',
    event_type: null,
  };
  const base = {
    type: 'auth',
    sekey: 'SE1',
    state: 'new',
    state_updated_timestamp: null,
    surfaced_timestamp: AT + 300_000,
    surfaced_auth,
  };
  const read = (changes: JsonObject) => meaningOf(normaliseTrustMonitor({ ...base, ...changes }, NOW));

  it('happened when it was surfaced, and is about the sign-in before', () => {
    const meaning = read({});
    expect(meaning).toMatchObject({ occurredAt: AT + 300_000, concernsAt: AT });
    expect(meaning.person).toMatchObject({ key: 'DU1', username: 'ada' });
    expect(meaning.columns).toMatchObject({ action: 'auth', result: 'denied', txid: 'tx' });
  });

  it('keeps its time when its state changes', () => {
    const meaning = read({
      state: 'processed',
      state_updated_timestamp: AT + 500_000,
      triaged_as_interesting: true,
    });
    expect(meaning.occurredAt).toBe(AT + 300_000);
    expect(meaning.record).toMatchObject({
      state: 'processed',
      stateUpdatedAt: AT + 500_000,
      interesting: true,
    });
  });

  it('names explanations and reasons, each once', () => {
    const explanations = [{ type: 'NEW_NETBLOCK' }, { type: 'NEW_NETBLOCK' }, 'NEW_IKEY', null, 5];
    const { record } = read({ explanations, priority_reasons: [{ type: 'country', label: 'CN' }, {}] });
    expect(record).toMatchObject({
      explanations: ['NEW_NETBLOCK', 'NEW_IKEY'],
      priorityReasons: ['country: CN'],
    });
  });

  it('of a bypass is about the one who may now pass, since it was switched on', () => {
    const meaning = read({
      type: 'bypass_status',
      surfaced_auth: undefined,
      bypass_status_enabled: AT - 5,
      enabled_by: { key: 'DE1', name: 'Grace' },
      enabled_for: { key: 'DU2', name: 'bob' },
    });
    expect(meaning.concernsAt).toBe(AT - 5);
    expect(meaning.person).toEqual({ key: 'DU2', username: 'bob', email: null, groups: null });
    expect(meaning.columns).toMatchObject({ actor: 'Grace', username: 'bob', action: 'bypass_status' });
  });

  it.each<[string, JsonObject]>([
    ['whose sign-in names nobody', { surfaced_auth: { ...surfaced_auth, user: null } }],
    [
      'whose sign-in is of a name that Duo does not know',
      { surfaced_auth: { ...surfaced_auth, user: { name: 'x' } } },
    ],
    ['without a sign-in', { surfaced_auth: null }],
  ])('is about nobody, %s', (_what, changes) => {
    expect(read(changes).person).toBeNull();
  });

  it('is refused with a sign-in of a wrong type, and says where', () => {
    const refused = normaliseTrustMonitor({ ...base, surfaced_auth: { ...surfaced_auth, user: 5 } }, NOW);
    expect(refused).toMatchObject({ ok: false, reason: 'wrong_type' });
    expect(!refused.ok && refused.detail).toMatch(/^surfaced_auth: user/);
  });
});
