import { describe, expect, it } from 'vitest';
import { STATUS_WORDS } from '@/domain/integration-status';
import { RANGES } from '@/domain/ranges';
import { rangeSchema, STEPS } from '@/domain/views/dashboard';
import { parseRange, parseStep, RANGE_ORDER, RANGE_WORDS, STEP_CHOICES } from './ranges';
import { STATUS_LOOK } from './status-words';

describe('words that the browser carries itself', () => {
  it('says every status as the domain does', () => {
    const words = Object.fromEntries(Object.entries(STATUS_LOOK).map(([id, look]) => [id, look.word]));
    expect(words).toEqual(STATUS_WORDS);
  });

  it('offers the ranges of the domain under their names', () => {
    expect([...RANGE_ORDER]).toEqual(rangeSchema.options);
    for (const range of RANGE_ORDER) expect(RANGE_WORDS[range].long).toBe(RANGES[range].label);
    expect(STEP_CHOICES).toEqual(STEPS);
    expect(parseStep('7d', 'day')).toBe('day');
    expect(parseStep('180d', 'hour')).toBe('day');
    expect(parseStep('24h', null)).toBe('hour');
  });

  it('takes the default for a range that is none', () => {
    expect(parseRange('7d')).toBe('7d');
    expect(parseRange('8d')).toBe('30d');
    expect(parseRange(['7d', '24h'])).toBe('30d');
    expect(parseRange(undefined)).toBe('30d');
  });
});
