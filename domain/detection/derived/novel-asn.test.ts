import { describe, expect, it } from 'vitest';
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

const novel = (wish: SignInWish, before = everyday()) =>
  raisedOf('novel_asn', [...before, signIn(T0, wish)], WITH_ASN);

describe('a novel ASN', () => {
  it('is a provider that neither the person nor hardly anybody else uses', () => {
    expect(novel({ access: LAGOS })[0]).toMatchObject({
      confidence: 0.8,
      facts: { measured: { asn: 'AS197', others: 0, holder: 'Provider 197' } },
    });
  });

  it('is none where three others use it', () => {
    const elsewhere = { ip: '197.1.1.1', country: 'Nigeria' };
    expect(novel({ access: LAGOS }, [...everyday(), ...colleagues(2, elsewhere)])[0]).toMatchObject({
      facts: { measured: { others: 2 } },
    });
    expect(novel({ access: LAGOS }, [...everyday(), ...colleagues(3, elsewhere)])).toEqual([]);
  });

  it('is believed less with the phone on the same network', () => {
    expect(novel({ access: LAGOS, phone: { ip: '197.210.64.13' } })[0]).toMatchObject({ confidence: 0.4 });
  });

  it.each<[string, SignInWish]>([
    ['the provider is known', { access: { ...LAGOS, ip: '203.9.9.9' } }],
    ['the laptop is known', { access: { ...LAGOS, epkey: 'EP-LAPTOP' } }],
    ['the address is private', { access: { ...LAGOS, ip: '10.9.9.9', epkey: 'EP-LAPTOP' } }],
  ])('is none where %s', (_what, wish) => {
    expect(novel(wish)).toEqual([]);
  });

  it('is never said without an address-to-ASN file, nor while learning', () => {
    expect(raisedOf('novel_asn', [...everyday(), signIn(T0, { access: LAGOS })])).toEqual([]);
    expect(novel({ access: LAGOS }, everyday({}, 9))).toEqual([]);
  });
});
