import { describe, expect, it } from 'vitest';
import type { AccountSignal } from './detect-account';
import {
  colleagues,
  everyday,
  kindsRaised,
  LAGOS,
  raisedOf,
  signIn,
  type SignInWish,
  T0,
  WITH_ASN,
} from './records-for-tests';
import { DAY_MS, HOUR_MS } from './terms';

const quiet = (signals: readonly AccountSignal[]) =>
  raisedOf('unfamiliar_sign_in', [...everyday(), ...signals]);

/** A new device on a network that nobody knows, in the person's own country. */
const NEARBY: SignInWish = {
  access: { ip: '91.10.20.30', epkey: 'EP-STRANGER', city: 'Berlin' },
};
const at = (wish: SignInWish) => [signIn(T0, wish)];

describe('an unfamiliar sign-in', () => {
  it('is a success from a new device in a new country with the phone away', () => {
    const [event, ...more] = quiet(at({ access: LAGOS }));
    expect(more).toEqual([]);
    expect(event).toMatchObject({ confidence: 0.8, outcome: 'got_in', occurredAt: T0 });
    expect(event?.facts.measured).toEqual({
      deviceNew: true,
      countryNew: true,
      factorNew: false,
      clientNew: true,
      phoneAway: true,
      phoneCountry: 'Germany',
    });
  });

  it.each<[string, SignInWish]>([
    ['a code that can be read out', { ...NEARBY, factor: 'duo_mobile_passcode' }],
    ['a call', { ...NEARBY, factor: 'phone_call' }],
    ['a phone in another country', { ...NEARBY, phone: { country: 'Spain', city: null } }],
    ['a new country alone', { access: { ...NEARBY.access, country: 'Spain' }, phone: { country: null } }],
    ['a new factor', { ...NEARBY, factor: 'webauthn_roaming' }],
  ])('needs one more strange thing beside a new device: %s', (_what, wish) => {
    expect(quiet(at(wish))).toHaveLength(1);
    expect(quiet(at(NEARBY))).toEqual([]);
  });

  it('counts a security key as nothing that can be read out', () => {
    const often = Array.from({ length: 3 }, (_, day) =>
      signIn(T0 - (day + 5) * DAY_MS, { factor: 'u2f_token' }),
    );
    expect(quiet([...often, ...at({ ...NEARBY, factor: 'u2f_token' })])).toEqual([]);
  });

  it.each<[string, SignInWish]>([
    ['was refused', { access: LAGOS, result: 'denied', reason: 'user_mistake' }],
    ['asked nobody', { access: LAGOS, factor: 'remembered_device' }],
    ['has its phone on the same network', { access: LAGOS, phone: { ip: '197.210.64.99' } }],
    ['comes from the person’s own laptop', { access: { ...LAGOS, epkey: 'EP-LAPTOP' } }],
    ['comes from the person’s own network', { access: { ...LAGOS, ip: '203.0.113.77' } }],
    ['comes from a private address', { access: { ...LAGOS, ip: '192.168.1.4' } }],
    ['comes from a shared address of a carrier', { access: { ...LAGOS, ip: '100.64.3.4' } }],
    ['has no address', { access: { ...LAGOS, ip: null } }],
    ['is history', { access: LAGOS, isHistory: true }],
  ])('is none that %s', (_what, wish) => {
    expect(quiet(at(wish))).toEqual([]);
  });

  it('needs two strange things where the device cannot be told', () => {
    const unknown = (access: SignInWish['access'], rest: SignInWish = {}) =>
      quiet(at({ ...rest, access: { ip: '91.10.20.30', epkey: null, ...access } }));
    expect(unknown({ os: 'Windows', country: 'Spain' }, { phone: { country: null } })).toHaveLength(1);
    expect(unknown({ os: 'Windows' }, { factor: 'sms_passcode' })).toHaveLength(1);
    expect(unknown({ os: 'Windows' })).toEqual([]);
    expect(unknown({}, { factor: 'sms_passcode' })).toEqual([]);
    expect(unknown({ country: 'Spain' })).toEqual([]);
  });

  it('takes device keys for nothing where they come and go, as in private windows', () => {
    const windows = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        signIn(T0 - (index + 1) * DAY_MS, { access: { epkey: `EP-WINDOW-${index}` } }),
      );
    const coded = signIn(T0, { ...NEARBY, factor: 'duo_mobile_passcode' });
    // The code is new to ada, but neither place nor system is: one thing of three.
    expect(quiet([...windows(2), coded])).toEqual([]);
    expect(quiet([...windows(1), coded])).toHaveLength(1);
  });

  it('is not raised from an egress', () => {
    const proxy = { ip: '197.210.64.5', country: 'Nigeria', city: 'Lagos' };
    expect(quiet([...colleagues(5, proxy), ...at({ access: LAGOS })])).toEqual([]);
    expect(quiet([...colleagues(4, proxy), ...at({ access: LAGOS })])).toHaveLength(1);
    expect(quiet([...colleagues(5, proxy, 2), ...at({ access: LAGOS })])).toHaveLength(1);
  });

  it('is never raised while learning', () => {
    for (const few of [everyday({}, 9), everyday({}, 11)]) {
      expect(raisedOf('unfamiliar_sign_in', [...few, ...at({ access: LAGOS })])).toEqual([]);
    }
    expect(kindsRaised([...everyday({}, 9), ...at({ access: LAGOS })])).toEqual([]);
    expect(raisedOf('unfamiliar_sign_in', [...everyday({}, 12), ...at({ access: LAGOS })])).toHaveLength(1);
  });

  it('is one event a UTC day, that holds every such sign-in of it', () => {
    const [event, ...more] = quiet([signIn(T0, { access: LAGOS }), signIn(T0 + HOUR_MS, { access: LAGOS })]);
    expect(more).toEqual([]);
    expect(event?.sources).toHaveLength(2);
    expect(quiet([signIn(T0, { access: LAGOS }), signIn(T0 + DAY_MS, { access: LAGOS })])).toHaveLength(2);
  });

  it('never becomes a habit, however long it goes on', () => {
    const stays = Array.from({ length: 6 }, (_, day) => signIn(T0 + day * DAY_MS, { access: LAGOS }));
    expect(quiet(stays)).toHaveLength(6);
  });

  it('goes by the provider where addresses have one', () => {
    const own = { ip: '203.7.8.9', epkey: null, os: 'Windows', country: 'Germany' };
    const signal = signIn(T0, { access: own, factor: 'sms_passcode' });
    // Another network of the same provider is no new place for a device that cannot be told.
    expect(raisedOf('unfamiliar_sign_in', [...everyday(), signal], WITH_ASN)).toEqual([]);
    expect(raisedOf('unfamiliar_sign_in', [...everyday(), signal])).toHaveLength(1);
  });
});
