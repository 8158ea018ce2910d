import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countsOrGaps, isUnread, type Span } from './unread-time';

const BAR = 10;
const bars = Array.from({ length: 24 }, (_, index): Span => ({ from: index * BAR, to: (index + 1) * BAR }));
const span = fc
  .tuple(fc.integer({ min: -50, max: 300 }), fc.integer({ min: 1, max: 90 }))
  .map(([from, length]): Span => ({ from, to: from + length }));
const counts = fc
  .dictionary(fc.integer({ min: 0, max: 23 }).map(String), fc.integer({ min: 1, max: 9 }))
  .map((found) => new Map(Object.entries(found).map(([bar, count]) => [Number(bar), count])));

describe('time that was not read', () => {
  it('is what an open gap touches, and what lies outside the time of all feeds', () => {
    const cover = { covered: { from: 20, to: 200 }, open: [{ from: 95, to: 101 }] };
    const unread = bars.filter((bar) => isUnread(bar, cover)).map(({ from }) => from);
    expect(unread).toEqual([0, 10, 90, 100, 200, 210, 220, 230]);
    expect(isUnread({ from: 0, to: 10 }, { covered: null, open: [] })).toBe(true);
  });

  it('has no bar that is said as zero, and takes no count away', () => {
    fc.assert(
      fc.property(fc.option(span), fc.array(span, { maxLength: 4 }), counts, (covered, open, found) => {
        const unread = bars.map((bar) => isUnread(bar, { covered, open }));
        const line = countsOrGaps(found, unread);
        expect(line).toHaveLength(bars.length);
        bars.forEach((bar, index) => {
          const touched = open.some((gap) => gap.from < bar.to && bar.from < gap.to);
          if (touched || covered === null) expect(line[index]).not.toBe(0);
          if (!unread[index]) expect(line[index]).toBe(found.get(index) ?? 0);
          if (found.has(index)) expect(line[index]).toBe(found.get(index));
        });
      }),
    );
  });
});
