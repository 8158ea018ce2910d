import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BANDS } from '@/domain/bands';
import type { TimeBucket } from '@/domain/views/dashboard';
import type { RunView } from '@/domain/views/run';
import type { Profile } from '@/domain/views/person';
import { countAxis } from './axis';
import { prepareBandDistribution } from './prepare-band-distribution';
import { prepareEventsOverTime } from './prepare-events-over-time';
import { prepareRunBars } from './prepare-run-bars';
import { prepareScoreSeries } from './prepare-score-series';
import { prepareSparkline } from './prepare-sparkline';
import { foldWaterfall, prepareWaterfall } from './prepare-waterfall';

function dayBucket(
  day: number,
  counts: [number | null, number | null, number | null],
  complete = true,
): TimeBucket {
  const start = Date.UTC(2026, 9, day);
  return {
    start: new Date(start).toISOString(),
    end: new Date(start + 86_400_000).toISOString(),
    complete,
    authentication: counts[0],
    trust_monitor: counts[1],
    identity_platform: counts[2],
    before: null,
  };
}

describe('value axis', () => {
  it('has a round top that holds the highest value, in at most five steps', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), (max) => {
        const axis = countAxis(max);
        expect(axis.top).toBeGreaterThanOrEqual(max);
        expect(axis.lines.length).toBeLessThanOrEqual(6);
        expect(axis.lines.every((line) => Number.isInteger(line.value))).toBe(true);
      }),
    );
  });
});

describe('events over time', () => {
  it('keeps a gap apart from a zero', () => {
    const model = prepareEventsOverTime([dayBucket(1, [null, null, null]), dayBucket(2, [0, 0, 0])], 'UTC');
    expect(model.bars.map((bar) => bar.gap)).toEqual([true, false]);
    expect(model.gaps).toBe(1);
    expect(model.summary).toContain('gaps');
  });

  it('marks the last bucket while it is still filling', () => {
    const model = prepareEventsOverTime([dayBucket(1, [1, 0, 0]), dayBucket(2, [1, 0, 0], false)], 'UTC');
    expect(model.bars.map((bar) => bar.complete)).toEqual([true, false]);
  });

  it('stacks groups without overlap up to the total', () => {
    const [bar] = prepareEventsOverTime([dayBucket(1, [3, 0, 5])], 'UTC').bars;
    expect(bar?.parts.map((part) => part.group)).toEqual(['authentication', 'identity_platform']);
    expect(bar?.parts[0]?.to).toBe(bar?.parts[1]?.from);
    expect(bar?.total).toBe(8);
  });

  it('names days of UTC by their UTC date, wherever the viewer is', () => {
    const model = prepareEventsOverTime([dayBucket(24, [1, 0, 0])], 'America/Los_Angeles');
    expect(model.utcDays).toBe(true);
    expect(model.bars[0]?.label).toBe('24 Oct');
    expect(model.summary).toBe('1 identity event, the most on 24 Oct (UTC) with 1.');
  });

  it('says of days of UTC that they are, also where a range begins and ends within one', () => {
    const first = { ...dayBucket(1, [0, 0, 0]), start: '2026-10-01T18:00:00.000Z' };
    const last = { ...dayBucket(4, [1, 0, 0]), end: '2026-10-04T18:00:00.000Z' };
    const days = [first, dayBucket(2, [3, 0, 0]), dayBucket(3, [1, 0, 0]), last];
    const model = prepareEventsOverTime(days, 'Asia/Kolkata');
    expect(model.utcDays).toBe(true);
    expect(model.bars.map(({ label }) => label)).toEqual([
      '1 Oct 18:00 to 00:00',
      '2 Oct',
      '3 Oct',
      '4 Oct 00:00 to 18:00',
    ]);
    expect(model.ticks.map(({ label }) => label)).toEqual(['2 Oct', '3 Oct', '4 Oct']);
    expect(prepareEventsOverTime([first, last], 'Asia/Kolkata').utcDays).toBe(false);
  });

  it('names hours in the zone of the viewer', () => {
    const hour = { ...dayBucket(24, [1, 0, 0]), end: '2026-10-24T01:00:00.000Z' };
    expect(prepareEventsOverTime([hour], 'Asia/Tokyo').bars[0]?.label).toBe('24 Oct 09:00 to 10:00');
  });

  it('draws what was not collected where it lies, a second of it too, and says so of the bars that it touches', () => {
    const gap = {
      id: 'g',
      from: '2026-10-01T12:00:00.000Z',
      to: '2026-10-02T12:00:00.000Z',
      integration: { id: 'i', name: 'Duo' },
      streamLabel: 'Authentication',
      why: 'It was skipped.',
      ongoing: false,
      refilledAt: null,
    };
    const second = { ...gap, id: 's', from: '2026-10-04T00:00:00.000Z', to: '2026-10-04T00:00:01.000Z' };
    const days = [1, 2, 3, 4].map((day) => dayBucket(day, [1, 0, 0]));
    const model = prepareEventsOverTime(days, 'UTC', { gaps: [gap, second] });
    expect(model.missing[0]).toMatchObject({ x: 0.125, width: 0.25 });
    expect(model.missing[1]?.width).toBeGreaterThanOrEqual(0.003);
    expect(model.bars.map(({ missing }) => missing.length)).toEqual([1, 1, 0, 1]);
    expect(model.summary).toContain('2 stretches within it were not collected');
  });

  it('draws the period before on the same scale, only where it is asked for and known', () => {
    const days = [
      { ...dayBucket(1, [1, 0, 0]), before: 4 },
      { ...dayBucket(2, [2, 0, 0]), before: 0 },
    ];
    // It ends as far into its last day as the present one has come.
    const previous = { from: '2026-09-01T00:00:00.000Z', to: '2026-09-02T08:00:00.000Z' };
    const model = prepareEventsOverTime(days, 'UTC', { previous });
    expect(model.bars.map(({ beforeSpan }) => beforeSpan)).toEqual([
      { from: previous.from, to: '2026-09-02T00:00:00.000Z' },
      { from: '2026-09-02T00:00:00.000Z', to: previous.to },
    ]);
    expect(model.axis.top).toBe(4);
    expect(model.beforePath).toBe('M0 0L500 0L500 100L1000 100');
    expect(prepareEventsOverTime(days, 'UTC').beforePath).toBe('');
    expect(prepareEventsOverTime([dayBucket(1, [1, 0, 0])], 'UTC', { previous }).beforePath).toBe('');
  });

  it('gives a part of a day its part of the width', () => {
    const half = { ...dayBucket(1, [1, 0, 0]), start: '2026-10-01T12:00:00.000Z' };
    const widths = prepareEventsOverTime([half, dayBucket(2, [1, 0, 0])], 'UTC').bars.map(
      ({ width }) => width,
    );
    expect(widths[1]).toBeCloseTo(2 * (widths[0] ?? 0));
  });

  it('names hours under the axis of a day, and days under that of a week', () => {
    const hours = (many: number) =>
      Array.from({ length: many }, (_, hour) => ({
        ...dayBucket(1, [1, 0, 0]),
        start: new Date(Date.UTC(2026, 9, 1, hour)).toISOString(),
        end: new Date(Date.UTC(2026, 9, 1, hour + 1)).toISOString(),
      }));
    const ticks = (many: number, zone: string) => prepareEventsOverTime(hours(many), zone).ticks;
    expect(ticks(24, 'UTC')[1]).toEqual({ x: 4 / 24, label: '04:00' });
    expect(ticks(168, 'UTC')[1]).toEqual({ x: 24 / 168, label: '2 Oct' });
    // In Berlin, two hours ahead of UTC, the second of October begins at 22:00 of UTC.
    expect(ticks(168, 'Europe/Berlin')[0]).toEqual({ x: 22 / 168, label: '2 Oct' });
  });

  it('says so when nothing happened', () => {
    expect(prepareEventsOverTime([dayBucket(1, [0, 0, 0])], 'UTC').summary).toBe('No identity events.');
    expect(prepareEventsOverTime([], 'UTC').bars).toEqual([]);
  });
});

describe('sparkline', () => {
  it('draws zeros at the bottom, a flat line in the middle and nothing for no values', () => {
    expect(prepareSparkline([0, 0], 10, 20).path).toBe('M0 18L10 18');
    expect(prepareSparkline([4, 4], 10, 20).path).toBe('M0 10L10 10');
    expect(prepareSparkline([]).path).toBe('');
  });

  it('breaks where a value is not known', () => {
    expect(prepareSparkline([null, 2, 2, null, 2], 8, 20).path).toBe('M2 10L4 10M8 10');
    expect(prepareSparkline([null, null]).path).toBe('');
  });

  it('stays inside its box', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1 }), (values) => {
        const heights = [...prepareSparkline(values).path.matchAll(/ (-?[\d.]+)/g)].map((match) =>
          Number(match[1]),
        );
        expect(Math.min(...heights)).toBeGreaterThanOrEqual(2);
        expect(Math.max(...heights)).toBeLessThanOrEqual(18);
      }),
    );
  });
});

describe('band distribution', () => {
  it('fills the bar exactly and lets one person be seen among thousands', () => {
    const model = prepareBandDistribution({ very_low: 8213, low: 0, medium: 0, high: 0, very_high: 1 });
    const widths = model.segments.map((segment) => segment.width);
    expect(widths.reduce((sum, width) => sum + width, 0)).toBeCloseTo(1);
    expect(widths[4]).toBeGreaterThan(0.01);
    expect(widths[1]).toBe(0);
    expect(model.total).toBe(8214);
  });

  it('keeps every band when there is nobody', () => {
    const model = prepareBandDistribution({ very_low: 0, low: 0, medium: 0, high: 0, very_high: 0 });
    expect(model.segments.map((segment) => segment.band)).toEqual([...BANDS]);
    expect(model.summary).toBe('No people yet.');
  });
});

describe('score over time', () => {
  const at = '2026-11-20T00:00:00.000Z';
  const past = [
    { at: '2026-11-10T00:00:00.000Z', score: 2 },
    { at, score: 12 },
  ];
  const future = [{ at: '2026-11-30T00:00:00.000Z', score: 5 }];

  it('puts now between past and projection, and joins them', () => {
    const model = prepareScoreSeries({ past, future }, { at }, 'UTC');
    expect(model.now).toBeCloseTo(0.5);
    expect(model.past).toBe('M0 80L500 0');
    expect(model.future).toBe('M500 0L1000 50');
  });

  it('holds a score above the cap to the top of the fixed axis', () => {
    expect(prepareScoreSeries({ past, future: [] }, { at }, 'UTC').last).toEqual({ x: 1, y: 0 });
  });

  it('says of a past moment what was then, and of this one what is now', () => {
    const summary = (moment: { at: string; past?: boolean }) =>
      prepareScoreSeries({ past, future }, moment, 'UTC').summary;
    expect(summary({ at })).toMatch(/^Attack factor \S+ now;/);
    expect(summary({ at, past: true })).toMatch(/^Attack factor \S+ then;/);
  });

  it('draws nothing for a person without a score', () => {
    const model = prepareScoreSeries({ past: [], future: [] }, { at }, 'UTC');
    expect(model.past).toBe('');
    expect(model.last).toBeNull();
    expect(model.summary).toBe('No attack factor yet.');
  });

  it('draws gaps of the feed where they lie, and says that it may have been higher', () => {
    const gap = (from: number, to: number, refilledAt: string | null = null) => ({
      ...{
        id: String(from),
        stream: 'authentication',
        streamLabel: 'Authentication',
        cause: 'refused' as const,
      },
      ...{ why: 'It was refused.', foundAt: at, refilledAt },
      from: new Date(Date.parse(at) - from * 86_400_000).toISOString(),
      to: new Date(Date.parse(at) - to * 86_400_000).toISOString(),
    });
    const course = [4, 2, 0].map((days) => ({
      at: new Date(Date.parse(at) - days * 86_400_000).toISOString(),
      score: 3,
    }));
    const gaps = [gap(2, 1), gap(90, 80), gap(3, 3, at)];
    const model = prepareScoreSeries({ past: course, future: [] }, { at }, 'UTC', 'Attack factor', gaps);
    expect(model.gaps).toHaveLength(2);
    expect(model.gaps[0]).toMatchObject({ x: 0.5, width: 0.25 });
    expect(model.summary).toMatch(/ A gap of the feed lies in this time: it may have been higher\.$/);
  });
});

describe('waterfall', () => {
  const bar = (value: number, printed: string, rest: Partial<Profile['waterfall']['bars'][number]> = {}) => ({
    eventId: `event-${printed}`,
    kind: 'push_harassment' as const,
    label: 'Push harassment',
    occurredAt: '2026-11-20T00:00:00.000Z',
    weight: 7.5,
    confidence: 0.9,
    value,
    printed,
    reason: 'leads' as const,
    sameCauseAs: null,
    rank: 1,
    without: '1.0',
    withoutUncapped: null,
    outcome: 'refused' as const,
    ...rest,
  });
  const label = (kind: string) => kind;

  it('begins each bar where the one before ended', () => {
    const { rows } = prepareWaterfall(
      {
        bars: [bar(4, '4.00'), bar(1, '1.00')],
        uncappedPrinted: '5.00',
        capPrinted: '0.00',
        totalPrinted: '5.00',
      },
      label,
    );
    expect(rows.map((row) => [row.x, row.width])).toEqual([
      [0, 0.4],
      [0.4, 0.1],
    ]);
    expect(rows.map((row) => row.printed)).toEqual(['+4.00', '+1.00']);
  });

  it('shows the cap as a bar of its own, back to ten', () => {
    const model = prepareWaterfall(
      {
        bars: [bar(9, '9.00'), bar(3.5, '3.50')],
        uncappedPrinted: '12.50',
        capPrinted: '-2.50',
        totalPrinted: '10.00',
      },
      label,
    );
    const cap = model.rows.at(-1);
    expect(cap).toMatchObject({ tone: 'cap', printed: '−2.50', eventId: null, x: 0.8 });
    expect((cap?.x ?? 0) + (cap?.width ?? 0)).toBeCloseTo(1);
  });

  it('folds small bars into one whose printed sum loses nothing', () => {
    const bars = Array.from({ length: 14 }, (_, index) => bar(0.1, index < 13 ? '0.10' : '0.07'));
    const model = prepareWaterfall(
      { bars, uncappedPrinted: '1.37', capPrinted: '0.00', totalPrinted: '1.37' },
      label,
    );
    const fold = foldWaterfall(model.rows);
    expect(fold.shown).toHaveLength(8);
    expect(fold.folded).toHaveLength(6);
    expect(fold.printed).toBe('+0.57');
    expect(foldWaterfall(model.rows.slice(0, 10)).folded).toEqual([]);
  });

  it('says what covers an event of the same cause and counts repeats', () => {
    const { rows } = prepareWaterfall(
      {
        bars: [
          bar(0, '0.00', { reason: 'same_cause', sameCauseAs: 'country_code_mismatch' }),
          bar(0.1, '0.10', { reason: 'shared', rank: 2 }),
          bar(0.1, '0.10', { reason: 'shared', rank: 11 }),
        ],
        uncappedPrinted: '0.10',
        capPrinted: '0.00',
        totalPrinted: '0.10',
      },
      label,
    );
    expect(rows[0]?.why).toBe('same cause as country_code_mismatch');
    expect(rows[1]?.why).toBe('7.5 × 0.9, one fifth, 2nd of its kind');
    expect(rows[2]?.why).toContain('11th of its kind');
  });
});

describe('records a run', () => {
  const run = (id: string, rest: Partial<RunView> = {}): RunView => ({
    id,
    stream: 'authentication',
    streamLabel: 'Authentication',
    lane: 'live',
    laneLabel: 'Live',
    trigger: 'schedule',
    startedAt: '2026-11-23T13:59:58.000Z',
    finishedAt: null,
    durationMs: null,
    requests: 1,
    pages: 1,
    fetched: 0,
    new: 0,
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
    ...rest,
  });
  const now = Date.parse('2026-11-23T14:00:00Z');

  it('marks a failed run even where it fetched nothing, and does not call one failed that was cut off', () => {
    const model = prepareRunBars(
      [
        run('a'),
        run('b', { result: 'failed' }),
        run('c', { result: 'lost' }),
        run('d', { result: 'running' }),
      ],
      [],
      'UTC',
      now,
    );
    expect(model.bars.map((bar) => bar.state)).toEqual(['done', 'failed', 'cut_off', 'running']);
    expect(model).toMatchObject({ failed: 1, cutOff: 1 });
    expect(model.summary).toContain('1 failed');
  });

  it('keeps the newest run at the right edge however few there are', () => {
    const [bar] = prepareRunBars([run('a')], [], 'UTC', now).bars;
    expect((bar?.x ?? 0) + (bar?.width ?? 0)).toBeCloseTo(1);
  });

  it('sets repeated records apart from new ones', () => {
    const [bar] = prepareRunBars([run('a', { fetched: 20, new: 15, duplicate: 5 })], [], 'UTC', now).bars;
    expect(bar?.fresh).toBeCloseTo(0.75);
    expect(bar?.duplicate).toBeCloseTo(0.25);
  });
});
