import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BACKOFF_BASE_MS, BACKOFF_CAP_MS, nextDelay } from '@/domain/polling/backoff';
import { decideWindow, type WindowInput } from '@/domain/polling/window';

const NOW = Date.parse('2026-11-01T08:30:00Z');
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const input: WindowInput = {
  watermark: NOW - 5 * MINUTE,
  enabledAt: NOW - 30 * DAY,
  ourNow: NOW,
  vendorClockOffsetMs: 0,
  lagMs: 122_000,
  marginMs: 120_000,
  historyLimitMs: 179.5 * DAY,
};

describe('decideWindow', () => {
  it('reads again from a margin before the watermark to the lag behind now', () => {
    expect(decideWindow(input)).toEqual({
      kind: 'fetch',
      mintime: NOW - 5 * MINUTE - 120_000,
      maxtime: NOW - 122_000,
      lost: null,
    });
  });

  it('follows the slower clock', () => {
    expect(decideWindow({ ...input, vendorClockOffsetMs: -30_000 })).toMatchObject({
      maxtime: NOW - 152_000,
    });
    expect(decideWindow({ ...input, vendorClockOffsetMs: 30_000 })).toMatchObject({ maxtime: NOW - 122_000 });
  });

  it('never asks for what occurred before the stream was enabled', () => {
    const enabledAt = NOW - 10 * MINUTE;
    expect(decideWindow({ ...input, enabledAt, watermark: null })).toMatchObject({ mintime: enabledAt });
    expect(decideWindow({ ...input, enabledAt, watermark: enabledAt + 1 })).toMatchObject({
      mintime: enabledAt,
    });
  });

  it('waits after the start until there is something to ask for, and then does', () => {
    const fresh = { ...input, enabledAt: NOW, watermark: null };
    const decision = decideWindow(fresh);
    expect(decision).toEqual({ kind: 'wait', until: NOW + 122_001 });
    expect(decideWindow({ ...fresh, ourNow: NOW + 122_001 })).toMatchObject({
      kind: 'fetch',
      maxtime: NOW + 1,
    });
  });

  it('says what is lost when the vendor no longer has all since the watermark', () => {
    const watermark = NOW - 200 * DAY;
    expect(decideWindow({ ...input, enabledAt: watermark, watermark })).toMatchObject({
      mintime: NOW - 179.5 * DAY,
      lost: { from: watermark, to: NOW - 179.5 * DAY },
    });
  });

  it('always keeps the window in order, behind both clocks, and after the floor', () => {
    const time = fc.integer({ min: NOW - 300 * DAY, max: NOW + DAY });
    fc.assert(
      fc.property(
        fc.record({
          watermark: fc.option(time),
          enabledAt: time,
          ourNow: time,
          vendorClockOffsetMs: fc.integer({ min: -DAY, max: DAY }),
          lagMs: fc.integer({ min: 0, max: 10 * MINUTE }),
          marginMs: fc.integer({ min: 0, max: 10 * MINUTE }),
        }),
        (given) => {
          const decision = decideWindow({ ...given, historyLimitMs: 179.5 * DAY });
          if (decision.kind === 'wait') {
            expect(decision.until).toBeGreaterThan(given.ourNow);
            expect(decideWindow({ ...given, historyLimitMs: Infinity, ourNow: decision.until }).kind).toBe(
              'fetch',
            );
            return;
          }
          expect(decision.maxtime).toBeGreaterThan(decision.mintime);
          expect(decision.mintime).toBeGreaterThanOrEqual(given.enabledAt);
          expect(decision.maxtime).toBeLessThanOrEqual(given.ourNow - given.lagMs);
          // No gap: the window reaches back to the watermark, or says what is lost between.
          if (given.watermark !== null && given.watermark >= given.enabledAt && decision.lost === null) {
            expect(decision.mintime).toBeLessThanOrEqual(given.watermark);
          }
        },
      ),
    );
  });
});

describe('nextDelay', () => {
  it('doubles from a minute to a quarter of an hour', () => {
    const delays = [1, 2, 3, 4, 5, 6, 60].map((failures) =>
      nextDelay({ failures, retryAfterMs: null, random: 0 }),
    );
    expect(delays).toEqual([60_000, 120_000, 240_000, 480_000, 750_000, 750_000, 750_000]);
  });

  it('stays between a minute and a quarter of an hour, spread by chance', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (failures, random) => {
          const delay = nextDelay({ failures, retryAfterMs: null, random });
          expect(delay).toBeGreaterThanOrEqual(BACKOFF_BASE_MS);
          expect(delay).toBeLessThanOrEqual(BACKOFF_CAP_MS);
        },
      ),
    );
    expect(nextDelay({ failures: 1, retryAfterMs: null, random: 0.5 })).toBe(66_000);
  });

  it('never comes back before Retry-After, and never waits more than a day for it', () => {
    expect(nextDelay({ failures: 1, retryAfterMs: 20 * MINUTE, random: 0 })).toBe(20 * MINUTE);
    expect(nextDelay({ failures: 1, retryAfterMs: 5_000, random: 0 })).toBe(60_000);
    expect(nextDelay({ failures: 1, retryAfterMs: 400 * DAY, random: 0 })).toBe(DAY);
  });
});
