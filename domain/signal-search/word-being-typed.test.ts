import { describe, expect, it } from 'vitest';
import { wordBeingTyped } from './word-being-typed';

describe('the word that is being typed', () => {
  it.each([
    ['', { start: 0, negated: false, field: null, begins: '' }],
    ['ada ', { start: 4, negated: false, field: null, begins: '' }],
    ['ada res', { start: 4, negated: false, field: null, begins: 'res' }],
    ['ada result:de', { start: 4, negated: false, field: 'result', begins: 'de' }],
    ['-IP:198.51', { start: 0, negated: true, field: 'address', begins: '198.51' }],
    ['country:"United St', { start: 0, negated: false, field: 'country', begins: 'United St' }],
    ['application:"a \\"b', { start: 0, negated: false, field: 'application', begins: 'a "b' }],
    ['country:"United States" x', { start: 24, negated: false, field: null, begins: 'x' }],
    ['colour:red', { start: 0, negated: false, field: null, begins: 'colour:red' }],
  ])('of «%s» is the last one', (text, word) => {
    expect(wordBeingTyped(text)).toEqual(word);
  });
});
