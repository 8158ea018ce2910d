import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BAND_FACTS, BANDS, bandOf, nextBandBelow, shownScore, withinBand } from './bands';

const EDGES = [2, 4, 6, 8];
const justBelow = (value: number) => value * (1 - Number.EPSILON / 2);

describe('bands', () => {
  it('begin at their edge and end just before the next', () => {
    for (const edge of EDGES) {
      expect(BAND_FACTS[bandOf(edge)].lowerEdge).toBe(edge);
      expect(justBelow(edge)).toBeLessThan(edge);
      expect(BAND_FACTS[bandOf(justBelow(edge))].upperEdge).toBe(edge);
    }
    expect(bandOf(0)).toBe('very_low');
    expect(bandOf(11.66)).toBe('very_high');
  });

  it('follow each other downward', () => {
    expect([...BANDS].reverse().map(nextBandBelow)).toEqual(['high', 'medium', 'low', 'very_low', null]);
    expect(BANDS.map((band) => BAND_FACTS[band].index)).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('the printed number', () => {
  it('is cut, not rounded', () => {
    expect(shownScore(5.99)).toBe(5.9);
    expect(shownScore(7.96)).toBe(7.9);
    expect(shownScore(8.056561)).toBe(8);
    expect(shownScore(9.9999)).toBe(9.9);
  });

  it('stays within 0 and the cap', () => {
    expect(shownScore(11.66)).toBe(10);
    expect(shownScore(10)).toBe(10);
    expect(shownScore(0)).toBe(0);
    expect(shownScore(-1)).toBe(0);
  });

  it('leaves every whole tenth as it is', () => {
    for (let tenth = 0; tenth <= 100; tenth += 1) expect(shownScore(tenth / 10)).toBe(tenth / 10);
  });

  it('takes a sum that is a whole tenth on paper as that tenth', () => {
    expect(0.1 + 0.7).toBeLessThan(0.8);
    expect(shownScore(0.1 + 0.7)).toBe(0.8);
    expect(shownScore(0.1 + 0.2)).toBe(0.3);
  });

  it('never names another band than the value does, however much slack there is', () => {
    for (const edge of EDGES) {
      expect(shownScore(justBelow(edge))).toBe(edge - 0.1);
      expect(shownScore(justBelow(edge), 1e-6)).toBe(edge - 0.1);
    }
    const scores = fc.double({ min: 0, max: 12, noNaN: true });
    fc.assert(fc.property(scores, (score) => bandOf(shownScore(score)) === bandOf(score)));
  });

  it('is at most a tenth below the value and never above it', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 10, noNaN: true }), (score) => {
        const shown = shownScore(score);
        expect(shown).toBeLessThanOrEqual(score * (1 + 1e-14));
        expect(score - shown).toBeLessThan(0.1 + 1e-12);
      }),
    );
  });
});

describe('withinBand', () => {
  it('moves only a value that lies outside, and only to the nearest inside', () => {
    expect(withinBand(5.999999999999, 'high')).toBe(6);
    expect(withinBand(6.000000000001, 'medium')).toBe(justBelow(6));
    expect(withinBand(7, 'high')).toBe(7);
    expect(withinBand(12, 'very_high')).toBe(12);
  });
});
