import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitBars } from './rounded-bars';

const inUnits = (bars: readonly number[], decimals: number) =>
  bars.reduce((sum, bar) => sum + Math.round(bar * 10 ** decimals), 0);

describe('rounded bars', () => {
  it('add up to what is printed where plain rounding would not', () => {
    expect(fitBars([0.333, 0.333, 0.334], 1, 2)).toEqual([0.33, 0.33, 0.34]);
    expect(fitBars([7.5, 0.36, 0.127279, 0.069282], 8.06, 2)).toEqual([7.5, 0.36, 0.13, 0.07]);
    expect(fitBars([7.5, 0.36, 0.127279, 0.069282], 8.05, 2)).toEqual([7.5, 0.36, 0.12, 0.07]);
  });

  it('take the cap as a negative bar', () => {
    expect(fitBars([8.55, 1.35, 1.29, 0.47, -1.66], 10, 2)).toEqual([8.55, 1.35, 1.29, 0.47, -1.66]);
  });

  it('leave a bar of 0 at 0', () => {
    expect(fitBars([0, 1.005, 0, 1.004], 2.01, 2)).toEqual([0, 1.01, 0, 1]);
    expect(fitBars([], 0, 2)).toEqual([]);
  });

  it('always add up, and move no bar by a whole unit when the total is the sum, rounded or cut', () => {
    const bars = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(bars, fc.constantFrom(1, 2), fc.boolean(), (values, decimals, cut) => {
        const unit = 10 ** decimals;
        const sum = values.reduce((total, value) => total + value, 0) * unit;
        const total = (cut ? Math.floor(sum + 1e-9) : Math.round(sum)) / unit;
        const fitted = fitBars(values, total, decimals);
        expect(inUnits(fitted, decimals) - Math.round(total * unit)).toBe(0);
        fitted.forEach((bar, index) => {
          expect(Math.abs(bar - (values[index] ?? 0)) * unit).toBeLessThan(1 + 1e-6);
        });
      }),
    );
  });
});
