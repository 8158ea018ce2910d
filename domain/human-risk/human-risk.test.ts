import { describe, expect, it } from 'vitest';
import { bandOf, shownScore } from '@/domain/bands';
import { authenticatorStrength, factorStrength } from './authenticator-strength';
import { deviceHealth } from './device-health';
import { humanRisk, riskShares } from './human-risk';
import { importedReading } from './imported-category';
import { mfaEnrolment } from './mfa-enrolment';
import { softwareInUse } from './outdated-software';
import { departmentIndex } from './organisation-risk';
import type { Posture, PostureDevice, PostureUser } from './posture';
import { DEFAULT_HUMAN_RISK_WEIGHTS, RISK_CATEGORIES } from './risk-category';

const NOW = Date.UTC(2026, 10, 27, 9, 30);
const TODAY = Date.UTC(2026, 10, 27);
const DAY = 86_400_000;

const user = (facts: Partial<PostureUser> = {}): PostureUser => ({
  username: 'ada',
  status: 'active',
  enrolled: true,
  usable: true,
  gone: false,
  ...facts,
});

const device = (facts: Partial<PostureDevice> = {}): PostureDevice => ({
  name: 'iPhone 15',
  platform: 'Apple iOS',
  version: '18.6',
  browsers: [],
  encrypted: true,
  locked: true,
  tampered: false,
  lastSeenAt: NOW - DAY,
  ...facts,
});

const NOTHING: Posture = { users: [], devices: [], factors: [], imported: [] };

describe('MFA enrolment', () => {
  it.each([
    ['not enrolled', { enrolled: false }, 10],
    ['in bypass', { status: 'bypass' }, 9],
    ['not enrolled and in bypass', { status: 'bypass', enrolled: false }, 10],
    ['enrolled without anything to approve with', { usable: false }, 8],
    ['locked out', { status: 'locked out' }, 4],
    ['enrolled', {}, 0],
    ['enrolled, where telephones were not read', { usable: null }, 0],
  ])('of somebody who is %s is worth what the table says', (_name, facts, value) => {
    expect(mfaEnrolment([user(facts)]).value).toBe(value);
  });

  it('takes the worst of several users, and no user who is gone or switched off', () => {
    const others = [user({ gone: true, enrolled: false }), user({ status: 'disabled', enrolled: false })];
    expect(mfaEnrolment([...others, user()]).value).toBe(0);
    expect(mfaEnrolment([user(), user({ username: 'ada.admin', status: 'bypass' })])).toMatchObject({
      value: 9,
      evidence: [
        { points: 0 },
        { what: 'ada.admin is in bypass: signs in with the password alone.', points: 9 },
      ],
    });
  });

  it.each([
    [[], 'No directory that was read knows'],
    [[user({ gone: true })], 'has left the directory'],
    [[user({ status: 'pending deletion' })], 'switched this person off'],
    [[user({ enrolled: null })], 'does not say'],
  ])('is left out, and says why, where nobody can tell', (users, why) => {
    const reading = mfaEnrolment(users);
    expect(reading.value).toBeNull();
    expect(reading.leftOut).toContain(why);
  });
});

describe('authenticator strength', () => {
  it.each([
    ['sms_passcode', 'telephony'],
    ['phone_call', 'telephony'],
    ['duo_mobile_passcode', 'code'],
    ['bypass_code', 'code'],
    ['duo_push', 'push'],
    ['verified_duo_push', 'resistant'],
    ['Verified Duo Push', 'resistant'],
    ['WebAuthn Security Key', 'resistant'],
    ['WebAuthn Chrome Touch ID', 'resistant'],
    ['u2f_token', 'resistant'],
    ['remembered_device', null],
    ['not_available', null],
    ['something new', null],
  ])('knows %s as %s', (factor, strength) => {
    expect(factorStrength(factor)).toBe(strength);
  });

  it('is the weakest factor in use, and names each with its day', () => {
    const uses = [
      { factor: 'WebAuthn Security Key', lastDay: TODAY },
      { factor: 'duo_push', lastDay: TODAY - 90 * DAY },
      { factor: 'sms_passcode', lastDay: TODAY - 91 * DAY },
    ];
    expect(authenticatorStrength(uses, NOW)).toEqual({
      category: 'authenticator_strength',
      value: 2,
      leftOut: null,
      evidence: [
        { what: 'Signs in with Duo Push.', points: 2, at: '2026-08-29T00:00:00.000Z' },
        { what: 'Signs in with WebAuthn Security Key.', points: 0, at: '2026-11-27T00:00:00.000Z' },
      ],
    });
  });

  it('is left out of somebody who used no factor', () => {
    expect(authenticatorStrength([{ factor: 'remembered_device', lastDay: TODAY }], NOW).value).toBeNull();
  });
});

describe('device health', () => {
  const inUse = softwareInUse([
    ...['17', '18'].map((version) => ({ kind: 'system', name: 'Apple iOS', version, devices: 3 }) as const),
    { kind: 'system', name: 'Apple iOS', version: '26', devices: 2 },
    { kind: 'system', name: 'iOS', version: '26', devices: 1 },
    { kind: 'system', name: 'iOS', version: '99', devices: 2 },
    { kind: 'system', name: 'iOS', version: null, devices: 40 },
    ...['135', '136', '137', '138', '139'].map(
      (version) => ({ kind: 'browser', name: 'Chrome', version, devices: 40 }) as const,
    ),
  ]);

  it('knows what is in use: one family by all of its names, no version that hardly anybody has', () => {
    expect(inUse).toEqual({ 'system:ios': [26, 18, 17], 'browser:chrome': [139, 138, 137, 136, 135] });
  });

  it.each([
    ['as it should be', {}, 0],
    ['tampered with', { tampered: true }, 6],
    ['two main versions behind what is in use here', { version: '17.7' }, 3],
    ['one main version behind', { version: '18.0' }, 0],
    ['without encryption', { encrypted: false }, 3],
    ['without a lock', { locked: false }, 3],
    ['out of its maker’s support', { platform: 'Windows', version: '10' }, 3],
    ['with a browser four versions behind', { browsers: ['Chrome 135.0.1', 'Chrome 139.0'] }, 2],
    ['with a browser three versions behind', { browsers: ['Chrome 136.0.1'] }, 0],
    ['bad in every way', { tampered: true, version: '16', encrypted: false, locked: false }, 10],
    ['of a system of which nothing is known', { platform: 'Haiku', version: '1' }, 0],
    ['on an old kernel, which tells nothing', { platform: 'Linux', version: '2.6' }, 0],
  ])('of a device that is %s', (_name, facts, value) => {
    expect(deviceHealth([device(facts)], inUse, NOW).value).toBe(value);
  });

  it('takes the worst device, and none that was not used for 90 days', () => {
    const devices = [
      device({ encrypted: false }),
      device({ name: 'Drawer', tampered: true, lastSeenAt: NOW - 91 * DAY }),
      device({ name: 'Laptop', locked: false, encrypted: false, lastSeenAt: null }),
    ];
    const reading = deviceHealth(devices, inUse, NOW);
    expect(reading.value).toBe(6);
    expect(reading.evidence.map(({ what }) => what)).toEqual([
      'Laptop has no screen lock.',
      'Laptop is not encrypted.',
      'iPhone 15 is not encrypted.',
    ]);
  });

  it('is left out where no device says anything', () => {
    const silent = device({ platform: null, version: null, encrypted: null, locked: null, tampered: null });
    expect(deviceHealth([], inUse, NOW).leftOut).toContain('names no device');
    expect(deviceHealth([silent], inUse, NOW).leftOut).toContain('says nothing');
  });
});

describe('an imported category', () => {
  const evidence = (daysAgo: number, value: number) =>
    ({ category: 'malware', day: TODAY - daysAgo * DAY, value, note: null }) as const;

  it('falls 0.028 a day without new evidence, and never below 0', () => {
    expect(importedReading('malware', [evidence(0, 8)], NOW).value).toBe(8);
    expect(importedReading('malware', [evidence(100, 8)], NOW).value).toBeCloseTo(5.2, 12);
    expect(importedReading('malware', [evidence(300, 8)], NOW).value).toBe(0);
  });

  it('counts from its newest evidence, the worst of a day; what is to come does not count yet', () => {
    const rows = [evidence(-1, 10), evidence(2, 1), evidence(2, 4), evidence(30, 9)];
    expect(importedReading('malware', rows, NOW).value).toBeCloseTo(4 - 0.056, 12);
  });

  it('does not fall where time mends nothing', () => {
    const never = { category: 'training', day: TODAY - 300 * DAY, value: 10, note: 'Never taken' } as const;
    expect(importedReading('training', [never], NOW)).toMatchObject({
      value: 10,
      evidence: [{ what: 'Never taken', points: 10 }],
    });
  });
});

describe('the human risk score', () => {
  it('is the weighted mean of what has data; the rest is named', () => {
    const posture: Posture = {
      ...NOTHING,
      users: [user({ status: 'bypass' })],
      factors: [{ factor: 'duo_push', lastDay: TODAY }],
    };
    const { score, readings } = humanRisk(posture, {}, NOW);
    // (3 · 9 + 2 · 2) / 5
    expect(score).toBeCloseTo(6.2, 12);
    expect(readings.map(({ category }) => category)).toEqual(RISK_CATEGORIES);
    expect(readings.filter(({ leftOut }) => leftOut !== null)).toHaveLength(6);
  });

  it('is none where nothing is known: not zero', () => {
    expect(humanRisk(NOTHING, {}, NOW).score).toBeNull();
    const unweighted = { ...DEFAULT_HUMAN_RISK_WEIGHTS, mfa_enrolment: 0 };
    expect(humanRisk({ ...NOTHING, users: [user()] }, {}, NOW, unweighted).score).toBeNull();
  });

  it('has its band from the unrounded value, and its number is cut', () => {
    const factors = [{ factor: 'sms_passcode', lastDay: TODAY }];
    const training = { category: 'training', day: TODAY, value: 5.99, note: null } as const;
    const score = humanRisk({ ...NOTHING, factors, imported: [training] }, {}, NOW).score ?? 0;
    expect(score).toBeCloseTo(5.9966, 3);
    expect([bandOf(score), shownScore(score)]).toEqual(['medium', 5.9]);
  });

  it('has shares that sum to it', () => {
    const posture: Posture = {
      users: [user({ enrolled: false })],
      devices: [device({ encrypted: false })],
      factors: [{ factor: 'passcode', lastDay: TODAY }],
      imported: [{ category: 'malware', day: TODAY - 10 * DAY, value: 7, note: null }],
    };
    const { score, readings } = humanRisk(posture, {}, NOW);
    const sum = [...riskShares(readings).values()].reduce<number>((all, share) => all + (share ?? 0), 0);
    expect(sum).toBeCloseTo(score ?? Number.NaN, 12);
  });
});

describe('the index of a department', () => {
  it('is the mean less its bound, with the account’s deviation where the own one is smaller', () => {
    expect(departmentIndex({ people: 25, mean: 4, deviation: 2 }, 1)).toBeCloseTo(4 - (1.65 * 2) / 5, 12);
    expect(departmentIndex({ people: 25, mean: 4, deviation: 0 }, 1)).toBeCloseTo(4 - 1.65 / 5, 12);
  });

  it('is never below 0, and there is none of fewer than five people', () => {
    expect(departmentIndex({ people: 5, mean: 0.5, deviation: 3 }, 1)).toBe(0);
    expect(departmentIndex({ people: 4, mean: 9, deviation: 0 }, 0)).toBeNull();
  });
});
