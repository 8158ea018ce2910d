import { describe, expect, it } from 'vitest';
import { colleagues, everyday, LAGOS, raised, refusal, signIn, T0, WITH_ASN } from './records-for-tests';
import { DEFAULT_SETTINGS } from './detector-settings';
import { quarterOf, surroundingsOf } from './surroundings';
import {
  DAY_MS,
  dayOf,
  HOUR_MS,
  isBypassCode,
  isCodeOrCall,
  isInteractive,
  isPhoneAway,
  isPhoneBeside,
  isWebAuthn,
  MINUTE_MS,
} from './terms';

const DAY = dayOf(T0);
const people = (count: number) => new Set(Array.from({ length: count }, (_, index) => `p${index}`));
const days = (...given: [day: number, count: number][]) =>
  new Map(given.map(([day, count]) => [day, people(count)] as const));
const NONE = { use: new Map(), sprays: new Map(), pushes: new Map() };

describe('the terms', () => {
  it('ask for a person', () => {
    for (const factor of ['remembered_device', 'trusted_network', 'not_available', null]) {
      expect(isInteractive(signIn(T0, { factor }).record)).toBe(false);
    }
    expect(isInteractive(signIn(T0, { eventType: 'enrollment' }).record)).toBe(false);
    expect(isInteractive(refusal(T0).record)).toBe(true);
  });

  it('tell codes, calls and keys apart', () => {
    const of = (factor: string) => signIn(T0, { factor }).record;
    for (const factor of ['sms_passcode', 'phone_call', 'hardware_token', 'yubikey_code', 'bypass_code']) {
      expect(isCodeOrCall(of(factor)), factor).toBe(true);
    }
    for (const factor of ['duo_push', 'verified_duo_push', 'webauthn_credential', 'WebAuthn Security Key']) {
      expect(isCodeOrCall(of(factor)), factor).toBe(false);
    }
    expect(isBypassCode(of('Bypass_Code'))).toBe(true);
    expect(isWebAuthn(of('WebAuthn Chrome Touch ID'))).toBe(true);
  });

  it('say of a phone that it is away or beside only where both ends prove it', () => {
    expect(isPhoneAway(signIn(T0, { access: LAGOS }).record)).toBe(true);
    expect(isPhoneAway(signIn(T0).record)).toBe(false);
    expect(isPhoneAway(signIn(T0, { access: LAGOS, factor: 'phone_call' }).record)).toBe(false);
    expect(isPhoneBeside(signIn(T0, { phone: { ip: '203.0.113.200' } }).record)).toBe(true);
    expect(isPhoneBeside(signIn(T0, { phone: { ip: null } }).record)).toBe(false);
    const inside = { access: { ip: '10.0.0.1' }, phone: { ip: '10.0.0.1' } };
    expect(isPhoneBeside(signIn(T0, inside).record)).toBe(false);
  });
});

describe('what the account knows', () => {
  const egress = (use: ReturnType<typeof days>, sprays = new Map()) =>
    surroundingsOf({ ...NONE, use: new Map([['n', use]]), sprays }, WITH_ASN, DEFAULT_SETTINGS).isEgress(
      'n',
      T0,
    );

  it('calls a network an egress with five people on three days, before the day before', () => {
    expect(egress(days([DAY - 2, 5], [DAY - 3, 5], [DAY - 4, 5]))).toBe(true);
    expect(egress(days([DAY - 2, 5], [DAY - 3, 4], [DAY - 4, 5]))).toBe(false);
    expect(egress(days([DAY - 1, 5], [DAY - 3, 5], [DAY - 4, 5]))).toBe(false);
    expect(egress(days([DAY - 31, 5], [DAY - 3, 5], [DAY - 4, 5]))).toBe(true);
    expect(egress(days([DAY - 32, 5], [DAY - 3, 5], [DAY - 4, 5]))).toBe(false);
    expect(egress(new Map())).toBe(false);
  });

  it('does not take a network that sprayed for one', () => {
    const busy = days([DAY - 2, 9], [DAY - 3, 9], [DAY - 4, 9]);
    const sprayed = (ago: number) => new Map([['n', [{ firstAt: T0 - ago, lastAt: T0 - ago }]]]);
    expect(egress(busy, sprayed(3 * DAY_MS))).toBe(false);
    expect(egress(busy, sprayed(40 * DAY_MS))).toBe(true);
  });

  it('counts other people on a provider', () => {
    const known = surroundingsOf(
      { ...NONE, use: new Map([['AS1', days([DAY - 2, 3], [DAY - 40, 9])]]) },
      WITH_ASN,
      DEFAULT_SETTINGS,
    );
    expect(known.othersOnAsn('AS1', 'p0', T0)).toBe(2);
    expect(known.othersOnAsn('AS1', 'someone', T0)).toBe(3);
    expect(known.othersOnAsn('AS2', 'p0', T0)).toBe(0);
  });

  it('sees an outage in forty pushes of twenty people, a quarter of them failing, and beside it', () => {
    const outage = (pushes: number, failing: number, count: number, at = T0) =>
      surroundingsOf(
        { ...NONE, pushes: new Map([[quarterOf(T0), { pushes, failing, people: count }]]) },
        WITH_ASN,
        DEFAULT_SETTINGS,
      ).isOutage(at);
    expect(outage(40, 11, 20)).toBe(true);
    expect(outage(39, 39, 20)).toBe(false);
    expect(outage(40, 10, 20)).toBe(false);
    expect(outage(40, 40, 19)).toBe(false);
    expect(outage(40, 40, 20, T0 + 15 * MINUTE_MS)).toBe(true);
    expect(outage(40, 40, 20, T0 + 30 * MINUTE_MS)).toBe(false);
  });

  it('remembers a source that sprays for a day on either side', () => {
    const { isSpraying } = surroundingsOf(
      { ...NONE, sprays: new Map([['n', [{ firstAt: T0, lastAt: T0 + HOUR_MS }]]]) },
      WITH_ASN,
      DEFAULT_SETTINGS,
    );
    expect(isSpraying('n', T0 - DAY_MS)).toBe(true);
    expect(isSpraying('n', T0 - DAY_MS - 1)).toBe(false);
    expect(isSpraying('n', T0 + HOUR_MS + DAY_MS)).toBe(true);
    expect(isSpraying('n', T0 + HOUR_MS + DAY_MS + 1)).toBe(false);
    expect(isSpraying('m', T0)).toBe(false);
  });
});

describe('a source', () => {
  const hotel = { ip: '197.210.64.200', country: 'Nigeria', city: 'Lagos' };

  it('is vouched for by a known device for seven days', () => {
    const after = (gap: number) =>
      raised([
        ...everyday({}, 60),
        signIn(T0 - gap, { access: hotel }),
        refusal(T0, { access: { ...hotel, epkey: 'EP-TABLET' } }),
      ]).map(({ kind }) => kind);
    expect(after(7 * DAY_MS)).not.toContain('unusual_network');
    // Learnt by the baseline by then, which is why the network and its country stay known.
    expect(after(8 * DAY_MS)).not.toContain('new_country');
    expect(after(0)).toContain('new_country');
  });

  it('does not speak for itself: an unknown device vouches for no network', () => {
    const kinds = raised([
      ...everyday(),
      ...colleagues(2, hotel),
      signIn(T0 - DAY_MS, { access: { ...hotel, epkey: 'EP-STRANGER' } }),
      refusal(T0, { access: { ...hotel, epkey: 'EP-STRANGER' } }),
      refusal(T0 + MINUTE_MS, { access: { ...hotel, epkey: 'EP-STRANGER' } }),
      refusal(T0 + 2 * MINUTE_MS, { access: { ...hotel, epkey: 'EP-STRANGER' } }),
    ]).map(({ kind }) => kind);
    expect(kinds).toContain('push_harassment');
  });
});
