import { describe, expect, it } from 'vitest';
import type { FeedCharts, GapView, VolumeView } from '@/domain/views/feed-quality';
import type { RunView } from '@/domain/views/run';
import { brokenAxis } from './broken-axis';
import { prepareLag } from './prepare-lag';
import { prepareOutcomes } from './prepare-outcomes';
import { prepareRunBars } from './prepare-run-bars';
import { prepareVolume } from './prepare-volume';

const DAY = Date.parse('2026-11-23T00:00:00Z');
const HOUR = 3_600_000;

const gap = (fromHour: number, toHour: number, rest: Partial<GapView> = {}): GapView => ({
  id: `gap-${fromHour}`,
  stream: 'authentication',
  streamLabel: 'Authentication',
  from: new Date(DAY + fromHour * HOUR).toISOString(),
  to: new Date(DAY + toHour * HOUR).toISOString(),
  cause: 'history',
  why: 'It was too old.',
  foundAt: new Date(DAY + toHour * HOUR).toISOString(),
  refilledAt: null,
  ...rest,
});

const charts = (
  buckets: readonly Partial<FeedCharts['buckets'][number]>[],
  rest: Partial<FeedCharts> = {},
): FeedCharts => ({
  at: new Date(DAY + buckets.length * HOUR - 1).toISOString(),
  from: new Date(DAY).toISOString(),
  to: new Date(DAY + buckets.length * HOUR).toISOString(),
  bucketMs: HOUR,
  expectedLagMs: 122_000,
  newestRuns: [],
  gaps: [],
  buckets: buckets.map((bucket, index) => ({
    start: new Date(DAY + index * HOUR).toISOString(),
    runs: 1,
    fetched: 0,
    outcomes: { answered: 1, refused: 0, rate_limited: 0, vendor_fault: 0, network: 0, own: 0 },
    lagMs: null,
    ...bucket,
  })),
  ...rest,
});

describe('a scale with a break', () => {
  it('lets go of one large import and shows the others at their size', () => {
    const axis = brokenAxis([12, 9, 50_000, 15, 11]);
    expect(axis.top).toBeLessThan(30);
    expect(axis.broken).toBe(1);
  });

  it('does not break where values differ as values do', () => {
    expect(brokenAxis([12, 40, 35, 20])).toMatchObject({ broken: 0 });
    expect(brokenAxis([0, 0, 0, 400])).toMatchObject({ broken: 0, top: 400 });
    expect(brokenAxis([5_000, 1])).toMatchObject({ broken: 0 });
    expect(brokenAxis([])).toMatchObject({ broken: 0 });
  });
});

describe('records a run', () => {
  const run = (minute: number, fetched: number): RunView => ({
    id: `run-${minute}`,
    stream: 'authentication',
    streamLabel: 'Authentication',
    lane: 'live',
    laneLabel: 'Live',
    trigger: 'schedule',
    startedAt: new Date(DAY + minute * 60_000).toISOString(),
    finishedAt: null,
    durationMs: null,
    requests: 1,
    pages: 1,
    fetched,
    new: fetched,
    duplicate: 0,
    updated: 0,
    quarantined: 0,
    cursorBefore: null,
    cursorAfter: null,
    result: 'done',
    errorCode: null,
    errorMessage: null,
    retryAt: null,
    note: null,
  });
  const runs = [run(1, 20_000), run(2, 12), run(3, 8), run(4, 10)];

  it('are not flattened by one that read a history: it is broken off, and full in height', () => {
    const { bars, axis } = prepareRunBars(runs, [], 'UTC', DAY);
    expect(axis.broken).toBe(1);
    expect(bars[0]).toMatchObject({ broken: true, fresh: 1 });
    expect(bars[1]?.fresh).toBeGreaterThan(0.5);
  });

  it('show a gap at the run that found it', () => {
    const found = gap(0, 0, { foundAt: new Date(DAY + 3.5 * 60_000).toISOString() });
    const { bars, gaps } = prepareRunBars(runs, [found], 'UTC', DAY);
    expect(bars.map((bar) => bar.gaps.length)).toEqual([0, 0, 1, 0]);
    expect(gaps).toBe(1);
  });
});

describe('lag over time', () => {
  it('is a line that breaks where nothing ran, and a dot where one bar stands alone', () => {
    const model = prepareLag(
      charts([{ lagMs: 130_000 }, { lagMs: 140_000 }, {}, { lagMs: 150_000 }, {}]),
      'UTC',
    );
    expect(model.path.match(/M/g)).toHaveLength(2);
    expect(model.dots.map((dot) => dot.lagMs)).toEqual([150_000]);
    expect(model.points[2]?.height).toBeNull();
  });

  it('keeps two minutes apart from three although one bar was a day behind', () => {
    const model = prepareLag(charts([{ lagMs: 120_000 }, { lagMs: 180_000 }, { lagMs: 86_400_000 }]), 'UTC');
    const [two, three, day] = model.points.map(({ height }) => height ?? 0);
    expect((three ?? 0) - (two ?? 0)).toBeGreaterThan(0.03);
    expect(day).toBeLessThanOrEqual(1);
    expect(model.lines.map(({ label }) => label)).toContain('5 min');
  });

  it('draws gaps where they lie, and one of a second so that it is seen', () => {
    const model = prepareLag(charts([{}, {}, {}, {}], { gaps: [gap(1, 2), gap(3, 3), gap(-5, -4)] }), 'UTC');
    expect(model.gaps).toHaveLength(2);
    expect(model.gaps[0]).toMatchObject({ x: 0.25, width: 0.25 });
    expect(model.gaps[1]?.width).toBeGreaterThan(0);
  });
});

describe('outcomes', () => {
  it('stack what failed on what was answered, and name only what occurred', () => {
    const outcomes = { answered: 3, refused: 0, rate_limited: 1, vendor_fault: 0, network: 0, own: 0 };
    const model = prepareOutcomes(charts([{ outcomes, runs: 4 }, {}]), 'UTC');
    expect(model.bars[0]?.parts.map(({ outcome, to }) => [outcome, to])).toEqual([
      ['answered', 0.75],
      ['rate_limited', 1],
    ]);
    expect(model.totals.map(({ outcome }) => outcome)).toEqual(['answered', 'rate_limited']);
    expect(model.summary).toBe('4 of 5 runs were answered.');
  });
});

describe('volume against usual', () => {
  const judged = { state: 'usual', signals: 0, usual: null, low: null, high: null, weeks: 0 } as const;
  const view = (hours: VolumeView['hours']): VolumeView => ({
    stream: 'authentication',
    label: 'Authentication',
    until: new Date(DAY).toISOString(),
    fresh: true,
    hour: judged,
    day: judged,
    dayRead: true,
    hours,
  });
  const hour = (index: number, signals: number | null, usual: number | null) => ({
    start: new Date(DAY + index * HOUR).toISOString(),
    signals,
    usual,
    low: usual === null ? null : usual / 2,
    high: usual === null ? null : usual * 2,
  });

  it('tells an hour that was not read from an hour without records', () => {
    const { bars, summary } = prepareVolume(view([hour(0, null, 10), hour(1, 0, 10)]), 'UTC');
    expect(bars.map(({ height }) => height)).toEqual([null, 0]);
    expect(summary).toBe('Authentication: 0 records in 24 hours, one hour was not read.');
  });

  it('says nothing of usual before enough weeks are known', () => {
    expect(prepareVolume(view([hour(0, 5, null)]), 'UTC').bars[0]?.range).toBeNull();
  });
});
