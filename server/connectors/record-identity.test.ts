import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, recordKey } from './record-identity';

/** What the canonical form has always been: members sorted, then JSON's own writing. Stored keys rest on it. */
function asSorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asSorted);
  if (value === null || typeof value !== 'object') return value;
  const members: [string, unknown][] = Object.entries(value);
  return Object.fromEntries(
    members.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, inner]) => [name, asSorted(inner)]),
  );
}

describe('the canonical form of a record', () => {
  it('is JSON with sorted members, whatever the value', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (text) => {
        const value: unknown = JSON.parse(text);
        expect(canonicalJson(value)).toBe(JSON.stringify(asSorted(value)));
      }),
    );
  });

  it('keeps names that are numbers, quotes, and halves of characters apart', () => {
    const value: unknown = JSON.parse(
      '{"b":"\\"\\\\","10":1,"9":2,"":null,"\\ud800":"\\udc00","é":"\\u0001","__proto__":{"z":[],"a":-0}}',
    );
    expect(canonicalJson(value)).toBe(JSON.stringify(asSorted(value)));
  });

  it('tells names that hold U+0000 from several names', () => {
    expect(canonicalJson({ a: 1, 'b\0c': 2 })).toBe('{"a":1,"b\\u0000c":2}');
    expect(canonicalJson({ a: 1, b: 2, c: 3 })).toBe('{"a":1,"b":2,"c":3}');
    expect(canonicalJson({ 'a\0b': 1, c: 2 })).toBe('{"a\\u0000b":1,"c":2}');
  });

  it('does not depend on the order of members', () => {
    expect(recordKey({ a: 1, b: { c: [1, 2], d: '' } })).toEqual(
      recordKey({ b: { d: '', c: [1, 2] }, a: 1 }),
    );
  });
});
