import { describe, expect, it } from 'vitest';
import type { SignalHistogram } from '@/domain/views/signal';
import { prepareSignalHistogram } from './prepare-signal-histogram';

const HOUR = 3_600_000;
const START = Date.parse('2026-11-01T00:00:00Z');
const histogram = (counts: readonly (number | null)[]): SignalHistogram => ({
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

  it('tell what was not collected from nothing, and from what was not counted', () => {
    const gap = {
      ...{ id: 'g', streamLabel: 'Authentication', why: 'It is behind.', ongoing: true, refilledAt: null },
      integration: { id: 'i', name: 'Duo' },
      from: new Date(START + 1.5 * HOUR).toISOString(),
      to: new Date(START + 4 * HOUR).toISOString(),
    };
    const model = prepareSignalHistogram({ ...histogram([2, 0, 0, null]), gaps: [gap] }, 'UTC');
    expect(model.bars.map(({ lacks }) => lacks)).toEqual([false, true, true, true]);
    expect(model.missing).toMatchObject([{ x: 0.375, width: 0.625 }]);
    expect(model.summary).toContain('Of 3 of 4 bars not all was collected.');
    const later = { ...gap, refilledAt: gap.to };
    const filled = prepareSignalHistogram({ ...histogram([2, 0, 0, null]), gaps: [later] }, 'UTC');
    expect(filled.bars.some(({ lacks }) => lacks)).toBe(false);
    expect(filled.missing).toHaveLength(1);
  });

  it('are none where there is no time', () => {
    expect(prepareSignalHistogram(histogram([]), 'UTC').bars).toEqual([]);
  });
});
