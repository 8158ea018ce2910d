import { describe, expect, it } from 'vitest';
import { isTooMuch, unstorableText } from './storable-text';

describe('unstorableText', () => {
  it('names the field that cannot be stored', () => {
    expect(unstorableText({ name: 'a\u0000b' })).toBe('name');
    expect(unstorableText({ streams: [{ id: 'x' }, { id: 'half \ud800' }] })).toBe('streams.1.id');
    expect(unstorableText({ note: { 'a\u0000': 1 } })).toBe('note');
    expect(unstorableText('\u0000')).toBe('');
  });

  it('lets every other text pass, and what is no text', () => {
    expect(unstorableText({ name: 'Ünïcödé 👍 \n\t', count: 1, none: null, list: [true] })).toBeNull();
    expect(unstorableText(undefined)).toBeNull();
  });

  it('reads an input of any depth', () => {
    let deep: unknown = 'half \udc00';
    for (let level = 0; level < 100_000; level += 1) deep = [deep];
    expect(unstorableText(deep)).toMatch(/^0\.0\./);
  });
});

describe('isTooMuch', () => {
  it('lets through an import of the most people, and nothing that is larger', () => {
    const rows = Array.from({ length: 20_000 }, () => ({
      person: 'a',
      category: 'b',
      value: 1,
      date: 'd',
      note: 'n',
    }));
    expect(isTooMuch({ rows, preview: true })).toBe(false);
    expect(isTooMuch({ permissions: Array.from({ length: 200_000 }, () => 0) })).toBe(true);
    let deep: unknown = 1;
    for (let level = 0; level < 200_000; level += 1) deep = [deep];
    expect(isTooMuch({ deep })).toBe(true);
    expect(isTooMuch(undefined)).toBe(false);
  });
});
