import { describe, expect, it } from 'vitest';
import { findChoices } from './find-choices';

const CHOICES = [
  { label: 'Hidden events', words: 'dismissed' },
  { label: 'People' },
  { label: 'Export people as CSV', words: 'download' },
  { label: 'Dark theme', words: 'colour scheme' },
];
const found = (typed: string) => findChoices(CHOICES, typed).map(({ label }) => label);

describe('finding pages and actions', () => {
  it('takes the beginning of any word, in any order, of any case', () => {
    expect(found('ev hid')).toEqual(['Hidden events']);
    expect(found('THEME')).toEqual(['Dark theme']);
    expect(found('vents')).toEqual([]);
  });

  it('takes what people may call it besides', () => {
    expect(found('download')).toEqual(['Export people as CSV']);
    expect(found('dismiss')).toEqual(['Hidden events']);
  });

  it('puts first what begins with it', () => {
    expect(found('people')).toEqual(['People', 'Export people as CSV']);
    expect(found('e')).toEqual(['Export people as CSV', 'Hidden events']);
  });

  it('takes letters without their accents, and finds nothing without words', () => {
    expect(found('péople')).toEqual(['People', 'Export people as CSV']);
    expect(found('  -')).toEqual([]);
  });
});
