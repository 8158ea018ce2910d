import { describe, expect, it } from 'vitest';
import { spanWithin } from './look-bound';

/** The same number on each of the days, the newest first. */
const daily = (from: number, to: number, signals: number) =>
  Array.from({ length: to - from + 1 }, (_, step) => ({ day: to - step, signals }));

describe('how much of somebody with very many sign-ins is looked at', () => {
  const whole = { first: 1_000, day: 1_030 };

  it('reads everything that fits', () => {
    expect(spanWithin(whole, daily(1_000, 1_060, 100), 28, 6_100)).toEqual(whole);
  });

  it('reads as many whole days as fit, and compares the newer half of them', () => {
    expect(spanWithin(whole, daily(1_000, 1_060, 1_000), 28, 10_500)).toEqual({ first: 1_051, day: 1_056 });
  });

  it('takes no more run-up than detectors need, and compares nothing that was not asked for', () => {
    expect(spanWithin(whole, daily(1_000, 1_199, 100), 28, 10_000)).toEqual({ first: 1_100, day: 1_128 });
    expect(spanWithin({ first: 1_000, day: 1_150 }, daily(1_000, 1_199, 100), 28, 10_000)).toEqual({
      first: 1_100,
      day: 1_150,
    });
  });

  it('skips days without sign-ins', () => {
    const days = [...daily(1_059, 1_060, 5), ...daily(1_040, 1_041, 5), { day: 1_001, signals: 5 }];
    expect(spanWithin(whole, days, 28, 15)).toEqual({ first: 1_041, day: 1_051 });
  });

  it('reads the newest day even where it alone does not fit', () => {
    expect(spanWithin(whole, daily(1_000, 1_060, 100), 28, 99)).toEqual({ first: 1_060, day: 1_060 });
  });
});
