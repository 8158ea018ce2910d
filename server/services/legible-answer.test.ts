import { describe, expect, it } from 'vitest';
import { legibleAnswer } from './legible-answer';

describe('an answer that a person reads', () => {
  it('is the same value where no text turns', () => {
    const answer = { people: [{ name: 'Ada', seen: null, score: 7.4 }], more: false };
    expect(legibleAnswer(answer)).toBe(answer);
  });

  it('has every turning text written out, names of members too', () => {
    const answer = { 'by\u202e': { texts: ['a', { deep: '\u2067b' }] }, count: 2 };
    expect(legibleAnswer(answer)).toEqual({ 'by\\u202e': { texts: ['a', { deep: '\\u2067b' }] }, count: 2 });
  });

  it('leaves what is no plain value alone', () => {
    const at = new Date(0);
    expect(legibleAnswer({ at, text: '\u202e' })).toEqual({ at, text: '\\u202e' });
  });
});
