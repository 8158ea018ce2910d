import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_TERMS, parseSearch, sameTerm, type SearchTerm, writeSearch } from './parse-search';
import { SEARCH_FIELDS } from './search-fields';

const term = (field: SearchTerm['field'], value: string, negated = false): SearchTerm => ({
  field,
  value,
  negated,
});

describe('a search', () => {
  it('is read word by word', () => {
    expect(parseSearch('  ada result:denied -country:"United States"  ')).toEqual({
      terms: [term('text', 'ada'), term('result', 'denied'), term('country', 'United States', true)],
      faults: [],
    });
  });

  it('knows other words for its fields, in any case', () => {
    expect(parseSearch('User:ada IP:192.0.2.1 app:VPN txid:t1').terms).toEqual([
      term('person', 'ada'),
      term('address', '192.0.2.1'),
      term('application', 'VPN'),
      term('transaction', 't1'),
    ]);
  });

  it('takes colons within a value, and an address of version 6 as it is', () => {
    expect(parseSearch('address:2001:db8::1 2001:db8::/32 "a:b"').terms).toEqual([
      term('address', '2001:db8::1'),
      term('text', '2001:db8::/32'),
      term('text', 'a:b'),
    ]);
  });

  it('says the same thing once', () => {
    expect(parseSearch('ada ADA result:denied result:DENIED -ada').terms).toHaveLength(3);
  });

  it.each([
    ['colour:red', 'colour:red', 'there is no field “colour”'],
    ['person:', 'person:', 'a value is missing'],
    ['-', '-', 'nothing follows'],
    ['person:"ada', 'person:"ada', 'the quote is not closed'],
  ])('names the word of %s that cannot be read, and the remedy', (text, word, message) => {
    const [fault, ...more] = parseSearch(`ada ${text}`).faults;
    expect(more).toEqual([]);
    expect(fault?.word).toBe(word);
    expect(fault?.message).toContain(`${word}: ${message}`);
    expect(fault?.message).toMatch(/(Use|Write|write) .+\.$/);
  });

  it('has a bound', () => {
    const many = Array.from({ length: MOST_TERMS + 1 }, (_, index) => `w${index}`).join(' ');
    expect(parseSearch(many).faults[0]?.message).toContain(`at most ${MOST_TERMS} conditions`);
  });

  const value = fc
    .string({
      minLength: 1,
      maxLength: 12,
      unit: fc.constantFrom('a', 'B', '1', ' ', ':', '"', '\\', '-', '.', '/', '*', '@', 'é'),
    })
    .map((text) => text.trim())
    .filter((text) => text !== '');
  const terms = fc
    .array(
      fc.record({ field: fc.constantFrom('text' as const, ...SEARCH_FIELDS), value, negated: fc.boolean() }),
      {
        maxLength: 8,
      },
    )
    .map((list) => list.filter((one, index) => list.findIndex((other) => sameTerm(one, other)) === index));

  it('that is written is read as the same', () => {
    fc.assert(
      fc.property(terms, (written) => {
        expect(parseSearch(writeSearch(written))).toEqual({ terms: written, faults: [] });
      }),
    );
  });

  it('never fails otherwise than by faults that quote it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        for (const fault of parseSearch(text).faults) expect(text).toContain(fault.word);
      }),
    );
  });
});
