import { describe, expect, it } from 'vitest';
import { codeOf, codeWritten, isWholeCode, pseudonymOf } from './pseudonym';

describe('a pseudonym', () => {
  it('is six letters of thirty bits, the first ones first', () => {
    expect(codeOf(Uint8Array.of(0, 0, 0, 0))).toBe('0000-00');
    expect(codeOf(Uint8Array.of(255, 255, 255, 255))).toBe('ZZZZ-ZZ');
    expect(codeOf(Uint8Array.of(0, 0, 0, 4))).toBe('0000-01');
    expect(codeOf(Uint8Array.of(8, 0, 0, 0))).toBe('1000-00');
    expect(pseudonymOf('7F3K-2M')).toBe('Person 7F3K-2M');
  });

  it('is found as people write it, and by its beginning', () => {
    for (const written of ['7F3K-2M', 'Person 7F3K-2M', ' person 7f3k2m ', '7f3k 2m'])
      expect(codeWritten(written)).toBe('7F3K-2M');
    expect(codeWritten('oil')).toBe('011');
    expect(codeWritten('7f3')).toBe('7F3');
    expect(codeWritten('7f3k2')).toBe('7F3K-2');
    for (const none of ['', 'person', 'ada byron', 'ada@example.com', '7F3K-2M8', 'murphy', 'ü'])
      expect(codeWritten(none)).toBeNull();
    expect(isWholeCode('7f3k2m')).toBe(true);
    expect(isWholeCode('7f3k2')).toBe(false);
  });
});
