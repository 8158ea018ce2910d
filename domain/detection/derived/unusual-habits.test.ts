import { describe, expect, it } from 'vitest';
import type { EventKind } from '@/domain/event-catalogue';
import type { AccountSignal } from './detect-account';
import {
  colleagues,
  everyday,
  LAGOS,
  raisedOf,
  signIn,
  type SignInWish,
  T0,
  WITH_ASN,
} from './records-for-tests';
import { DAY_MS, HOUR_MS } from './terms';

/** Raised of one kind by one sign-in, after everyday life. */
const of =
  (kind: EventKind) =>
  (wish: SignInWish, before: readonly AccountSignal[] = everyday(), at = T0) =>
    raisedOf(kind, [...before, signIn(at, wish)]);

const STRANGE_PLACE: SignInWish = { access: { ip: '91.10.20.30', epkey: 'EP-NEW' } };
const REFUSED: SignInWish = { access: LAGOS, result: 'denied', reason: 'user_mistake' };

describe('an unusual device', () => {
  const device = of('unusual_device');

  it('is a success on a new device, believed less on a known network', () => {
    expect(device(STRANGE_PLACE)[0]).toMatchObject({
      confidence: 0.8,
      facts: { measured: { client: 'Chrome on Mac OS X' } },
    });
    expect(device({ access: { epkey: 'EP-NEW' } })[0]).toMatchObject({ confidence: 0.3 });
  });

  it('is none that is known, that has no key, that was refused, or while learning', () => {
    expect(device({})).toEqual([]);
    expect(device({ access: { ...LAGOS, epkey: null } })).toEqual([]);
    expect(device(REFUSED)).toEqual([]);
    expect(device(STRANGE_PLACE, everyday({}, 9))).toEqual([]);
  });

  it('is none where keys come and go, from the third within two weeks on', () => {
    const windows = [1, 2, 3].map((day) =>
      signIn(T0 - day * DAY_MS, { access: { epkey: `EP-WINDOW-${day}` } }),
    );
    const raisedAt = raisedOf('unusual_device', [...everyday(), ...windows, signIn(T0, STRANGE_PLACE)]);
    expect(raisedAt.map(({ occurredAt }) => occurredAt).sort()).toEqual([T0 - 3 * DAY_MS, T0 - 2 * DAY_MS]);
  });
});

describe('an unusual factor', () => {
  const factor = of('unusual_factor');
  const coded = { ...STRANGE_PLACE, factor: 'sms_passcode' };

  it('is one that the person has not used, from an unfamiliar source', () => {
    expect(factor(coded)[0]).toMatchObject({ confidence: 0.8, facts: { factor: 'sms_passcode' } });
    expect(factor({ factor: 'sms_passcode' })).toEqual([]);
    expect(factor(STRANGE_PLACE)).toEqual([]);
    expect(factor(coded, [...everyday(), ...everyday({ factor: 'SMS_Passcode' }, 3, 9)])).toEqual([]);
  });

  it('is any bypass code, which somebody else handed out', () => {
    expect(factor({ factor: 'bypass_code' })[0]).toMatchObject({ confidence: 0.4 });
    expect(factor({ ...STRANGE_PLACE, factor: 'bypass_code' })[0]).toMatchObject({ confidence: 0.8 });
    expect(factor({ factor: 'bypass_code' }, everyday({}, 9))[0]).toMatchObject({ confidence: 0.4 });
    expect(factor({ factor: 'bypass_code', result: 'denied', reason: 'invalid_passcode' })).toEqual([]);
  });

  it('is no change to WebAuthn, which is one for the better', () => {
    for (const word of ['WebAuthn Credential', 'platform_authenticator', 'security_key', 'u2f_token'])
      expect(factor({ ...STRANGE_PLACE, factor: word })).toEqual([]);
  });
});

describe('an unusual application', () => {
  const application = of('unusual_application');

  it('is one that the person has not used, from an unknown device and network', () => {
    expect(application({ ...STRANGE_PLACE, application: 'DI-PAYROLL' })[0]).toMatchObject({
      confidence: 0.5,
    });
  });

  it.each<[string, SignInWish]>([
    ['from the own laptop', { application: 'DI-PAYROLL' }],
    ['from the own network', { application: 'DI-PAYROLL', access: { epkey: 'EP-NEW' } }],
    ['that is known', STRANGE_PLACE],
    ['without a key', { ...STRANGE_PLACE, application: null }],
    ['that refused', { ...REFUSED, application: 'DI-PAYROLL' }],
  ])('is none %s', (_what, wish) => {
    expect(application(wish)).toEqual([]);
  });
});

describe('an unusual network', () => {
  const network = of('unusual_network');

  it('is that of an unfamiliar source, by its provider where one is known', () => {
    expect(network(STRANGE_PLACE)[0]).toMatchObject({
      confidence: 0.8,
      facts: { measured: { network: '91.10.20.0/24' } },
    });
    const known = [...everyday(), signIn(T0, STRANGE_PLACE)];
    expect(raisedOf('unusual_network', known, WITH_ASN)[0]).toMatchObject({
      facts: { measured: { network: 'AS91' } },
    });
    const sameProvider = signIn(T0, { access: { ip: '203.9.9.9', epkey: 'EP-NEW' } });
    expect(raisedOf('unusual_network', [...everyday(), sameProvider], WITH_ASN)).toEqual([]);
  });

  it('is none from the own laptop, from an egress, from inside, or while learning', () => {
    expect(network({ access: { ip: '91.10.20.30' } })).toEqual([]);
    expect(network(STRANGE_PLACE, [...everyday(), ...colleagues(5, { ip: '91.10.20.77' })])).toEqual([]);
    expect(network({ access: { ip: '10.10.20.30', epkey: 'EP-NEW' } })).toEqual([]);
    expect(network(STRANGE_PLACE, everyday({}, 9))).toEqual([]);
  });
});

describe('an unusual time', () => {
  const NIGHT = T0 + 15 * HOUR_MS;
  /** Two sign-ins a day: enough to know the hours. */
  const often = () => [...everyday(), ...everyday({}, 30, 12)];
  const time = (wish: SignInWish, before: readonly AccountSignal[], at = NIGHT) =>
    of('unusual_time')(wish, before, at);

  it('is an hour at which the person never signs in', () => {
    expect(time(STRANGE_PLACE, often())[0]).toMatchObject({
      confidence: 0.5,
      facts: { measured: { hour: 23, share: 0 } },
    });
  });

  it('is none within an hour of a usual one, across midnight too', () => {
    expect(time(STRANGE_PLACE, often(), T0 + HOUR_MS)).toEqual([]);
    const late = [...often(), ...everyday({}, 5, 23)];
    expect(time(STRANGE_PLACE, late, T0 + 16 * HOUR_MS)).toEqual([]);
  });

  it('needs forty sign-ins, and few enough active hours', () => {
    expect(time(STRANGE_PLACE, everyday({}, 30))).toEqual([]);
    const shifts = Array.from({ length: 15 }, (_, hour) => everyday({}, 20, hour)).flat();
    expect(time(STRANGE_PLACE, shifts)).toEqual([]);
    expect(
      time(
        STRANGE_PLACE,
        shifts.filter(({ record }) => record.occurredAt % DAY_MS !== 0),
      ),
    ).toHaveLength(1);
  });

  it('is none on the own laptop or network, or where nobody got in', () => {
    expect(time({}, often())).toEqual([]);
    expect(time({ access: { epkey: 'EP-NEW' } }, often())).toEqual([]);
    expect(time(REFUSED, often())).toEqual([]);
  });
});
