import { describe, expect, it } from 'vitest';
import {
  colleagues,
  everyday,
  LAGOS,
  raisedOf,
  refusal,
  signIn,
  type SignInWish,
  T0,
} from './records-for-tests';
import { DAY_MS } from './terms';

const mismatch = (wish: SignInWish, before = everyday()) =>
  raisedOf('country_code_mismatch', [...before, signIn(T0, wish)]);

describe('country code mismatch', () => {
  it('is a push from one country to a phone in another', () => {
    const [event] = mismatch({ access: LAGOS });
    expect(event).toMatchObject({
      confidence: 0.8,
      outcome: 'got_in',
      facts: { country: 'Nigeria', measured: { phoneCountry: 'Germany' } },
    });
    expect(raisedOf('country_code_mismatch', [...everyday(), refusal(T0, { access: LAGOS })])).toHaveLength(
      1,
    );
  });

  it.each<[string, SignInWish]>([
    ['both are in one country', { access: LAGOS, phone: { country: 'Nigeria' } }],
    ['the phone is nowhere', { access: LAGOS, phone: { country: null } }],
    ['the sign-in is nowhere', { access: { ...LAGOS, country: null } }],
    ['the phone has a private address', { access: LAGOS, phone: { ip: '10.1.2.3' } }],
    ['the sign-in has a private address', { access: { ...LAGOS, ip: '172.20.1.1' } }],
    ['no phone was pushed', { access: LAGOS, factor: 'sms_passcode' }],
    ['the laptop is the person’s own', { access: { ...LAGOS, epkey: 'EP-LAPTOP' } }],
    ['the network is the person’s own', { access: { ...LAGOS, ip: '203.0.113.9' } }],
    ['nobody was asked', { access: LAGOS, factor: 'trusted_network' }],
  ])('is none where %s', (_what, wish) => {
    expect(mismatch(wish)).toEqual([]);
  });

  it('knows the pairs that are usual for the person', () => {
    const abroad = everyday({ phone: { country: 'Austria', ip: '78.1.1.1' } }, 20);
    const wish = { access: { ip: '91.10.20.30', epkey: 'EP-NEW' }, phone: { country: 'Austria' } };
    expect(mismatch(wish)).toHaveLength(1);
    expect(mismatch(wish, [...everyday(), ...abroad])).toEqual([]);
  });

  it('is not raised from an egress, nor while learning', () => {
    const before = [...everyday(), ...colleagues(5, { ip: '197.210.64.5', country: 'Nigeria' })];
    expect(mismatch({ access: LAGOS }, before)).toEqual([]);
    expect(mismatch({ access: LAGOS }, everyday({}, 9))).toEqual([]);
  });

  it('counts once for a pair in thirty days', () => {
    const again = [0, 1, 2].map((day) => refusal(T0 + day * DAY_MS, { access: LAGOS }));
    expect(raisedOf('country_code_mismatch', [...everyday(), ...again])).toHaveLength(1);
    const other = refusal(T0, { access: { ...LAGOS, ip: '41.1.1.1', country: 'Kenya' } });
    expect(raisedOf('country_code_mismatch', [...everyday(), ...again, other])).toHaveLength(2);
  });
});
