import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeVolume } from './feed-volume';

const STEADY = [100, 90, 110, 95, 105];

describe('a volume against usual', () => {
  it.each([
    { signals: 100, state: 'usual' },
    { signals: 75, state: 'usual' },
    { signals: 30, state: 'quieter' },
    { signals: 0, state: 'silent' },
    { signals: 400, state: 'busier' },
  ])('is $state with $signals where a hundred is usual', ({ signals, state }) => {
    expect(judgeVolume(signals, STEADY)).toMatchObject({ state, usual: 100, weeks: 5 });
  });

  it('says nothing before four weeks', () => {
    expect(judgeVolume(0, [100, 100, 100])).toMatchObject({ state: 'not_known', usual: null, low: null });
    expect(judgeVolume(0, [100, 100, 100, 100])).toMatchObject({ state: 'silent' });
  });

  it('calls an empty hour quiet where it is empty now and then, and never silent', () => {
    expect(judgeVolume(0, [2, 3, 1, 2])).toMatchObject({ state: 'quiet_as_usual' });
    expect(judgeVolume(0, [0, 40, 38, 41])).toMatchObject({ state: 'quiet_as_usual' });
    expect(judgeVolume(0, [0, 0, 0, 0])).toMatchObject({ state: 'quiet_as_usual' });
  });

  it('is not thrown off by one week of an import', () => {
    expect(judgeVolume(100, [100, 98, 102, 50_000, 101])).toMatchObject({ state: 'usual', usual: 101 });
  });

  it('always calls the usual count usual', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 4, max: 8 }), (count, weeks) => {
        const { state, low, high } = judgeVolume(
          count,
          Array.from({ length: weeks }, () => count),
        );
        expect(state).toBe('usual');
        expect(low ?? 0).toBeLessThanOrEqual(count);
        expect(high ?? 0).toBeGreaterThanOrEqual(count);
      }),
    );
  });
});
