import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rangeWindow } from '@/domain/range-window';
import { RANGES } from '@/domain/ranges';
import type { Range } from '@/domain/views/dashboard';

const AT = Date.parse('2026-11-01T08:30:00Z');
const QUARTER = 15 * 60_000;
const range = fc.constantFrom<Range>('24h', '7d', '30d', '90d');
const instant = fc.integer({ min: AT - 400 * 86_400_000, max: AT + 400 * 86_400_000 });

describe('rangeWindow', () => {
  it('ends with the bar that is filling', () => {
    expect(rangeWindow('24h', AT)).toEqual({
      from: Date.parse('2026-10-31T09:00:00Z'),
      to: Date.parse('2026-11-01T09:00:00Z'),
      bucketMs: 3_600_000,
      previousFrom: Date.parse('2026-10-30T09:00:00Z'),
      previousTo: Date.parse('2026-10-31T08:30:00Z'),
    });
    expect(rangeWindow('7d', AT)).toMatchObject({ to: Date.parse('2026-11-01T12:00:00Z') });
    expect(rangeWindow('30d', AT)).toMatchObject({ to: Date.parse('2026-11-02T00:00:00Z') });
  });

  it('begins a new bar at the very instant of its edge', () => {
    const edge = Date.parse('2026-11-01T09:00:00Z');
    expect(rangeWindow('24h', edge - 1).to).toBe(edge);
    expect(rangeWindow('24h', edge).to).toBe(edge + 3_600_000);
  });

  it('holds the instant, has whole bars, and has a period of the same length before it', () => {
    fc.assert(
      fc.property(range, instant, (given, at) => {
        const { from, to, bucketMs, previousFrom, previousTo } = rangeWindow(given, at);
        expect(at).toBeGreaterThanOrEqual(to - bucketMs);
        expect(at).toBeLessThan(to);
        expect(to - from).toBe(RANGES[given].hours * 3_600_000);
        expect((to - from) % bucketMs).toBe(0);
        expect(from % bucketMs).toBe(0);
        // Counters have quarters of an hour; a bar must not cut one.
        expect(bucketMs % QUARTER).toBe(0);
        expect(from - previousFrom).toBe(to - from);
        expect(previousTo - previousFrom).toBe(at - from);
        const bars = (to - from) / bucketMs;
        expect(bars).toBeGreaterThanOrEqual(24);
        expect(bars).toBeLessThanOrEqual(90);
      }),
    );
  });
});
