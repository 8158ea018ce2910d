import { describe, expect, it } from 'vitest';
import { ruleEffect, timesWords } from './criticality-words';

describe('what is said before criticality changes', () => {
  it('names how many scores move, and when they do not', () => {
    expect(ruleEffect('critical', 1)).toBe(
      'Critical for 1 person: their scores move at once, unless another group says more.',
    );
    expect(ruleEffect(null, 1306)).toBe(
      'The rule goes: the scores of 1,306 people move at once, unless another group says the same.',
    );
  });

  it('says how often an attack counts', () => {
    expect([timesWords(1), timesWords(1.5), timesWords(undefined)]).toEqual([
      'once',
      '1.5 times',
      'otherwise',
    ]);
  });
});
