import { describe, expect, it } from 'vitest';
import { couldBeNames, LEFT_OUT, withoutNames, wordsIn } from './said-names';

const NAMES = new Set([
  'ada byron',
  'ada.byron',
  'ada.byron@example.com',
  'ada',
  'byron (ada)',
  '+49 30 1234',
]);
const told = (text: string): string => withoutNames(text, (said) => NAMES.has(said));

describe('names in a text', () => {
  it('are left out whole, the longest first, whatever stands around them', () => {
    expect(told('Ada Byron called.')).toBe(`${LEFT_OUT} called.`);
    expect(told('Write to ada.byron@example.com, or CORP\\ada.byron')).toBe(
      `Write to ${LEFT_OUT}, or CORP\\${LEFT_OUT}`,
    );
    expect(told('“ADA” (ada) ada’s')).toBe(`“${LEFT_OUT}” (${LEFT_OUT}) ${LEFT_OUT}’s`);
    expect(told('It was Byron (Ada): call +49 30 1234')).toBe(`It was ${LEFT_OUT}: call ${LEFT_OUT}`);
  });

  it('are whole words, and nothing else changes', () => {
    for (const text of ['Canada adapts', 'Byron alone', '', '2026-01-02T03:04:05.000Z', '12.5 %'])
      expect(told(text)).toBe(text);
  });

  it('are not looked for in what says nothing of anybody', () => {
    expect(couldBeNames('3f2504e0-4f89-41d3-9a0c-0305e82c3301')).toEqual([]);
    expect(couldBeNames('2026-01-02T03:04:05.000Z')).toEqual([]);
    expect(wordsIn('Call Ada, now')).toEqual(['call', 'ada', 'now']);
  });

  it('are found where lower case is longer than what was written', () => {
    expect(withoutNames('İ Ada Byron', (said) => NAMES.has(said))).toBe(`İ ${LEFT_OUT}`);
  });
});
