import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rangeWindow } from './range-window';
import { barAt, timeBars } from './time-bars';
import { rangeSchema, STEPS } from './views/dashboard';

const AT = Date.parse('2026-11-01T08:30:00Z');

describe('timeBars', () => {
  it('cuts days at midnight of UTC, with a shorter one at each end of a window that begins within a day', () => {
    const bars = timeBars(rangeWindow('7d', AT), 'day');
    expect(bars).toHaveLength(8);
    expect(bars[0]).toEqual({
      from: Date.parse('2026-10-25T12:00:00Z'),
      to: Date.parse('2026-10-26T00:00:00Z'),
    });
    expect(bars.at(-1)).toEqual({
      from: Date.parse('2026-11-01T00:00:00Z'),
      to: Date.parse('2026-11-01T12:00:00Z'),
    });
    expect(timeBars(rangeWindow('180d', AT), 'day')).toHaveLength(180);
  });

  it('covers each window without a gap, and finds every instant in its bar', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...rangeSchema.options),
        fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2030, 0, 1) }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (range, at, part) => {
          const window = rangeWindow(range, at);
          for (const step of STEPS[range]) {
            const bars = timeBars(window, step);
            expect(bars[0]?.from).toBe(window.from);
            expect(bars.at(-1)?.to).toBe(window.to);
            bars.slice(1).forEach((bar, index) => expect(bar.from).toBe(bars[index]?.to));
            const length = window.to - window.from;
            const instant = Math.min(window.to - 1, Math.floor(window.from + part * length));
            const bar = bars[barAt(bars, instant)];
            expect(bar !== undefined && bar.from <= instant && instant < bar.to).toBe(true);
          }
          expect(barAt(timeBars(window, 'day'), window.to)).toBe(-1);
        },
      ),
    );
  });
});
