import { describe, expect, it } from 'vitest';
import { legibleText, turnsText } from './legible-text';

describe('a text that others chose', () => {
  it('has what turns its direction written out', () => {
    expect(legibleText('ada\u202elave\u202c')).toBe('ada\\u202elave\\u202c');
    expect(legibleText('\u2066a\u2069')).toBe('\\u2066a\\u2069');
    expect(turnsText('ada\u202elave')).toBe(true);
  });

  it('stays as it is in every script', () => {
    for (const text of ['Ada Byron', 'عائشة', 'שרה\u200e (HR)', 'می\u200cخواهم', '👩\u200d🔬', '']) {
      expect(legibleText(text)).toBe(text);
      expect(turnsText(text)).toBe(false);
    }
  });
});
