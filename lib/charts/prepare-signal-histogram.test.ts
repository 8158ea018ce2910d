import { describe, expect, it } from 'vitest';
import { prepareSignalHistogram } from './prepare-signal-histogram';

const HOUR = 3_600_000;
const START = Date.parse('2026-11-01T00:00:00Z');
const histogram = (counts: readonly (number | null)[]) => ({
  at: new Date(START + counts.length * HOUR - 1).toISOString(),
  window: { from: new Date(START).toISOString(), to: new Date(START + counts.length * HOUR).toISOString() },
  bucketMs: HOUR,
  buckets: counts.map((signals, index) => ({
    start: new Date(START + index * HOUR).toISOString(),
    complete: index < counts.length - 1,
    signals,
  })),
  total: counts.reduce<number>((sum, count) => sum + (count ?? 0), 0),
  whole: !counts.includes(null),
  fileRefusal: null,
  gaps: [],
  keptFrom: null,
  erased: 0,
  feeds: [],
});

describe('bars of raw records', () => {
  it('stand where their time is and are as high as their count', () => {
    const { bars, axis, summary } = prepareSignalHistogram(histogram([0, 8, 4]), 'UTC');
    expect(bars.map(({ height }) => height * axis.top)).toEqual([0, 8, 4]);
    expect(bars.map(({ from }) => from)).toEqual([START, START + HOUR, START + 2 * HOUR]);
    expect(bars.map(({ complete }) => complete)).toEqual([true, true, false]);
    expect(summary).toContain('12 records, the most on');
  });

  it('tell what was not counted from nothing', () => {
    const { bars, uncounted, summary } = prepareSignalHistogram(histogram([null, 0, 2]), 'UTC');
    expect(bars.map(({ signals }) => signals)).toEqual([null, 0, 2]);
    expect(uncounted).toBe(1);
    expect(summary).toContain('1 of 3 bars were not counted.');
    expect(prepareSignalHistogram(histogram([null]), 'UTC').summary).toBe(
      'No record was counted. 1 of 1 bars were not counted.',
    );
  });

  it('are none where there is no time', () => {
    expect(prepareSignalHistogram(histogram([]), 'UTC').bars).toEqual([]);
  });
});
