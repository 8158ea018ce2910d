import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countryCode } from './country-names';
import { nameKey, stateKeys } from './place-names';

describe('the key of a name', () => {
  it.each([
    ['São Paulo', 'Sao Paulo'],
    ['İstanbul', 'Istanbul'],
    ['Łódź', 'Lodz'],
    ['Tromsø', 'tromso'],
    ['St. Gallen', 'Sankt Gallen'],
    ['St Petersburg', 'Saint Petersburg'],
    ['Ste-Foy', 'Sainte Foy'],
    ['Ft. Worth', 'Fort Worth'],
    ['Mt Vernon', 'Mount Vernon'],
    ["Xi'an", 'Xi’an'],
    ['The Hague', 'Hague'],
    ['Winston-Salem', 'WINSTON SALEM'],
    ['Bosnia & Herzegovina', 'Bosnia and Herzegovina'],
  ])('is that of %s for %s', (one, other) => {
    expect(nameKey(one)).toBe(nameKey(other));
    expect(nameKey(one)).not.toBe('');
  });

  it.each(['北京', 'Москва', 'München 慕尼黑', '', ' - ', '’'])('is empty for “%s”', (name) => {
    expect(nameKey(name)).toBe('');
  });

  it('tells names apart that only look alike', () => {
    const keys = ['Newport', 'Newport Beach', 'Newport News', 'Portland', 'Fort Portal', 'The'].map(nameKey);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('holds small letters and digits only, whatever is written, and is its own key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        expect(nameKey(name)).toMatch(/^[a-z0-9]*$/);
        expect(nameKey(name.toUpperCase().toLowerCase())).toMatch(/^[a-z0-9]*$/);
      }),
    );
  });
});

describe('the keys of a state', () => {
  it.each([
    ['State of Berlin', 'Land Berlin'],
    ['Stockholm County', 'Stockholm'],
    ['Buenos Aires F.D.', 'Buenos Aires'],
    ['Moscow Oblast', 'Moscow'],
    ['Bogota D.C.', 'Bogotá'],
  ])('of %s and %s have one in common', (one, other) => {
    expect(stateKeys(one).filter((key) => stateKeys(other).includes(key))).not.toEqual([]);
  });

  it('keep apart what differs in more than the word for what it is', () => {
    expect(stateKeys('West Virginia')).not.toContain('virginia');
    expect(stateKeys('Federal District')).toEqual(['federaldistrict']);
    expect(stateKeys('-')).toEqual([]);
  });
});

describe('the code of a country', () => {
  it.each([
    ['United States', 'US'],
    ['United States of America', 'US'],
    ['USA', 'US'],
    ['Germany', 'DE'],
    ['United Kingdom', 'GB'],
    ['Korea, Republic of', 'KR'],
    ['South Korea', 'KR'],
    ["Korea, Democratic People's Republic of", 'KP'],
    ['Russia', 'RU'],
    ['Russian Federation', 'RU'],
    ['Czechia', 'CZ'],
    ['Czech Republic', 'CZ'],
    ['Türkiye', 'TR'],
    ['Turkey', 'TR'],
    ['Viet Nam', 'VN'],
    ['Iran, Islamic Republic of', 'IR'],
    ['Moldova, Republic of', 'MD'],
    ['Taiwan, Province of China', 'TW'],
    ["Côte d'Ivoire", 'CI'],
    ['Congo, The Democratic Republic of the', 'CD'],
    ['Holy See (Vatican City State)', 'VA'],
    ['St. Kitts & Nevis', 'KN'],
    ['The Netherlands', 'NL'],
    ['Virgin Islands, U.S.', 'VI'],
    ['Hashemite Kingdom of Jordan', 'JO'],
    ['DE', 'DE'],
  ])('of %s is %s', (name, code) => {
    expect(countryCode(name)).toBe(code);
  });

  it.each(['Korea', 'Atlantis', '', '-', 'ZZ', 'constructor'])('is not known for “%s”', (name) => {
    expect(countryCode(name)).toBeNull();
  });

  it('is found by the name that Unicode gives it, for every country that it knows', () => {
    const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
    const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
    const codes = letters.flatMap((first) => letters.map((second) => first + second));
    const known = codes.filter((code) => countryCode(code) === code);
    expect(known.length).toBe(250);
    expect(known.filter((code) => countryCode(names.of(code) ?? '') !== code)).toEqual([]);
  });
});
