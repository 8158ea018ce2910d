import { describe, expect, it } from 'vitest';
import { parseRecent, withRecent } from './recent';

const ANA = { href: '/people/1', label: 'Ana' };
const BEN = { href: '/people/2', label: 'Ben' };

describe('what was opened last', () => {
  it('stands first, once, and the oldest goes', () => {
    expect(withRecent([ANA, BEN], BEN)).toEqual([BEN, ANA]);
    const many = Array.from({ length: 9 }, (_, place) => ({ href: `/${place}`, label: String(place) }));
    const kept = many.reduce(withRecent, []);
    expect(kept.map(({ label }) => label)).toEqual(['8', '7', '6', '5', '4', '3']);
  });

  it('is offered to nobody else', () => {
    const stored = JSON.stringify({ owner: 'a', places: [ANA] });
    expect(parseRecent(stored, 'a')).toEqual([ANA]);
    expect(parseRecent(stored, 'b')).toEqual([]);
  });

  it('leaves out what was not stored by Parapet, and addresses elsewhere', () => {
    expect(parseRecent(null, 'a')).toEqual([]);
    expect(parseRecent('[]', 'a')).toEqual([]);
    const places = [{ href: 'https://elsewhere', label: 'x' }, { href: '//elsewhere', label: 'x' }, 7, ANA];
    expect(parseRecent(JSON.stringify({ owner: 'a', places }), 'a')).toEqual([ANA]);
  });
});
