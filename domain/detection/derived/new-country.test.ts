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

const country = (wish: SignInWish, before = everyday()) =>
  raisedOf('new_country', [...before, signIn(T0, wish)]);

describe('a new country', () => {
  it('is one that the person has not signed in from, approved or not', () => {
    expect(country({ access: LAGOS })[0]).toMatchObject({ confidence: 0.8, facts: { country: 'Nigeria' } });
    expect(country({ access: LAGOS, result: 'denied', reason: 'user_mistake' })).toHaveLength(1);
  });

  it('is believed less with the phone on the same network: people travel', () => {
    expect(country({ access: LAGOS, phone: { ip: '197.210.64.13', country: 'Nigeria' } })[0]).toMatchObject({
      confidence: 0.4,
    });
  });

  it.each<[string, SignInWish]>([
    ['country', { access: { ...LAGOS, country: 'Germany' } }],
    ['absence of one', { access: { ...LAGOS, country: null } }],
    ['place of a private address', { access: { ...LAGOS, ip: '10.0.0.9' } }],
    ['travels of a known laptop', { access: { ...LAGOS, epkey: 'EP-LAPTOP' } }],
    ['remembered device', { access: LAGOS, factor: 'remembered_device' }],
  ])('is not the %s', (_what, wish) => {
    expect(country(wish)).toEqual([]);
  });

  it('is not where a proxy of the organisation stands', () => {
    const proxy = colleagues(5, { ip: '197.210.64.5', country: 'Nigeria' });
    expect(country({ access: LAGOS }, [...everyday(), ...proxy])).toEqual([]);
  });

  it('is never said while learning, and once for a country in thirty days', () => {
    expect(country({ access: LAGOS }, everyday({}, 9))).toEqual([]);
    const again = [0, 1, 2].map((day) => refusal(T0 + day * DAY_MS, { access: LAGOS }));
    expect(raisedOf('new_country', [...everyday(), ...again])).toHaveLength(1);
  });
});
