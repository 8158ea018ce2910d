import { describe, expect, it } from 'vitest';
import {
  formatCompact,
  formatContribution,
  formatChange,
  formatCount,
  formatCountOf,
  formatDecimal,
  formatPoints,
  formatPrinted,
  formatScore,
  formatShare,
} from './number';

describe('numbers', () => {
  it('cuts a score and never rounds it, and rounds what stands between two scores', () => {
    expect(formatScore(5.99)).toBe('5.9');
    expect(formatScore(10)).toBe('10.0');
    expect(formatDecimal(1.666, 2)).toBe('1.67');
    expect(formatDecimal(-0.5, 1)).toBe('−0.5');
  });

  it('sets thousands apart', () => {
    expect(formatCount(0)).toBe('0');
    expect(formatCount(999)).toBe('999');
    expect(formatCount(8214)).toBe('8,214');
    expect(formatCount(-1234567)).toBe('−1,234,567');
  });

  it('shortens what stands beside an axis', () => {
    expect([800, 5000, 10_000, 2_500_000].map(formatCompact)).toEqual(['800', '5,000', '10k', '2.5M']);
  });

  it('gives a difference its sign and zero none', () => {
    expect(formatChange(194)).toBe('+194');
    expect(formatChange(-4)).toBe('−4');
    expect(formatChange(0)).toBe('0');
    expect(formatChange(null)).toBe('–');
  });

  it('cuts points as scores are cut, and does not print something as nothing', () => {
    expect(formatPoints(8.69)).toBe('+8.6');
    expect(formatPoints(0.1 + 0.2)).toBe('+0.3');
    expect(formatPoints(0.04)).toBe('<0.1');
    expect(formatPoints(0)).toBe('0.0');
    expect(formatPoints(-1.66, 2)).toBe('−1.66');
    expect(formatPoints(1.357, 2)).toBe('+1.35');
  });

  it('keeps the digits that the server fitted', () => {
    expect(formatPrinted('-1.66')).toBe('−1.66');
    expect(formatPrinted('8.55', true)).toBe('+8.55');
    expect(formatPrinted('10.00')).toBe('10.00');
  });

  it('prints what an event adds as the server fitted it, and what is too small for a hundredth as more than nothing', () => {
    expect(formatContribution('1.50', 1.4951)).toBe('+1.50');
    expect(formatContribution('0.00', 0.0004)).toBe('<0.01');
    expect(formatContribution('0.00', 0)).toBe('0.00');
  });

  it('never rounds a small share down to none', () => {
    expect(formatShare(0.004)).toBe('<1 %');
    expect(formatShare(0)).toBe('0 %');
    expect(formatShare(0.256)).toBe('26 %');
  });

  it('agrees in number with what it counts', () => {
    expect(formatCountOf(1, 'person', 'people')).toBe('1 person');
    expect(formatCountOf(0, 'person', 'people')).toBe('0 people');
  });
});
