import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clampWindow, readableWindow } from './readable-window';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-23T12:00:00Z');
const stream = {
  enabledAt: NOW - 10 * DAY,
  completeUntil: NOW - 60_000,
  historyLimitMs: 179.5 * DAY,
  retentionDays: null,
};

describe('what can be read again', () => {
  it.each([
    ['goes back to when the stream was enabled, never further', {}, NOW - 10 * DAY],
    ['ends where the vendor keeps no more', { historyLimitMs: 3 * DAY }, NOW - 3 * DAY],
    ['ends where this account of the vendor keeps no more', { retentionDays: 7 }, NOW - 7 * DAY],
    ['heeds the shorter of both', { historyLimitMs: 3 * DAY, retentionDays: 7 }, NOW - 3 * DAY],
  ])('%s', (_claim, changes, from) => {
    expect(readableWindow({ ...stream, ...changes }, NOW)).toEqual({ from, to: NOW - 60_000 });
  });

  it('is nothing before the first finished cycle, or where all that was read is too old', () => {
    expect(readableWindow({ ...stream, completeUntil: null }, NOW)).toBeNull();
    expect(readableWindow({ ...stream, completeUntil: NOW - 9 * DAY, retentionDays: 7 }, NOW)).toBeNull();
  });

  it('is cut from what was asked for: within both, or nothing', () => {
    const instant = fc.integer({ min: NOW - 20 * DAY, max: NOW + DAY });
    const readable = { from: NOW - 10 * DAY, to: NOW };
    expect(clampWindow({ from: 0, to: Infinity }, readable)).toEqual(readable);
    fc.assert(
      fc.property(instant, instant, (from, to) => {
        const cut = clampWindow({ from, to }, readable);
        if (cut === null) expect(from >= to || to <= readable.from || from >= readable.to).toBe(true);
        else {
          expect(cut.from).toBeGreaterThanOrEqual(Math.max(from, readable.from));
          expect(cut.to).toBeLessThanOrEqual(Math.min(to, readable.to));
          expect(cut.from).toBeLessThan(cut.to);
        }
      }),
    );
  });
});
