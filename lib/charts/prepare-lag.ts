import type { FeedCharts, GapView } from '@/domain/views/feed-quality';
import { formatDuration } from '@/lib/format/duration';
import { bucketWords, stretchOn, type TimeAxis, timeTicks } from './time-axis';

/** Steps of the scale, each several times the one before: a logarithmic axis in words that people use for time. */
const STEPS_MS = [1, 10, 60, 300, 1_800, 7_200, 43_200, 172_800, 604_800, 2_592_000, 15_552_000].map(
  (seconds) => seconds * 1_000,
);

export interface GapMark {
  readonly key: string;
  readonly x: number;
  readonly width: number;
  readonly gap: GapView;
}

export interface LagPoint {
  readonly key: string;
  readonly x: number;
  readonly width: number;
  readonly label: string;
  /** Fraction of the height from below; null where no run ended. */
  readonly height: number | null;
  readonly lagMs: number | null;
}

export interface LagChart {
  readonly points: readonly LagPoint[];
  /** Pieces of the line in a box of 1000 by 100, y downwards; a bar without a run breaks it. */
  readonly path: string;
  /** Bars that stand alone between two without a run: a line cannot show them. */
  readonly dots: readonly LagPoint[];
  readonly lines: readonly { readonly fraction: number; readonly label: string }[];
  /** How far behind the vendor keeps everybody, as a fraction of the height; null where unknown or off the scale. */
  readonly expected: number | null;
  readonly gaps: readonly GapMark[];
  readonly ticks: readonly { readonly x: number; readonly label: string }[];
  readonly summary: string;
}

/** Turns the bars of a feed into a line of how far behind it was, on a logarithmic scale that is labelled so. */
export function prepareLag(charts: FeedCharts, zone: string): LagChart {
  const axis = axisOf(charts);
  const now = Date.parse(charts.at);
  const lags = charts.buckets.map(({ lagMs }) => lagMs).filter((lag) => lag !== null);
  const most = Math.max(...lags, charts.expectedLagMs ?? 0, 1_000);
  const least = Math.min(...lags, charts.expectedLagMs ?? most, most);
  const low = STEPS_MS.filter((step) => step <= least).at(-1) ?? STEPS_MS[0] ?? 1;
  const high = STEPS_MS.find((step) => step >= most && step > low) ?? most;
  const fractionOf = (lag: number): number =>
    Math.min(1, Math.max(0, Math.log(Math.max(lag, 1) / low) / Math.log(high / low)));
  const width = 1 / charts.buckets.length;
  const points = charts.buckets.map(({ start, lagMs }, index): LagPoint => ({
    key: start,
    x: index * width,
    width,
    label: bucketWords(Date.parse(start), charts.bucketMs, zone, now),
    height: lagMs === null ? null : fractionOf(lagMs),
    lagMs,
  }));
  const isThere = (index: number): boolean => typeof points[index]?.height === 'number';
  const { expectedLagMs } = charts;
  return {
    points,
    path: pathOf(points),
    dots: points.filter((_, index) => isThere(index) && !isThere(index - 1) && !isThere(index + 1)),
    lines: STEPS_MS.filter((step) => step >= low && step <= high).map((step) => ({
      fraction: fractionOf(step),
      label: formatDuration(step),
    })),
    expected: expectedLagMs === null || expectedLagMs < low ? null : fractionOf(expectedLagMs),
    gaps: gapMarks(charts.gaps, axis),
    ticks: timeTicks(axis, zone),
    summary:
      lags.length === 0
        ? 'No live run has ended in this time.'
        : `At most ${formatDuration(Math.max(...lags))} behind, now ${formatDuration(lags.at(-1) ?? 0)}.`,
  };
}

/** The time axis of the bars of a feed. */
export function axisOf({ from, to, bucketMs }: FeedCharts): TimeAxis {
  return { from: Date.parse(from), to: Date.parse(to), bucketMs };
}

/** Where gaps lie on an axis of time; one of a second is given a hair's breadth, so that it is seen. */
export function gapMarks(gaps: readonly GapView[], axis: TimeAxis): GapMark[] {
  return gaps.flatMap((gap) => {
    const place = stretchOn(axis, { from: Date.parse(gap.from), to: Date.parse(gap.to) });
    return place === null ? [] : [{ key: gap.id, ...place, width: Math.max(place.width, 0.003), gap }];
  });
}

function pathOf(points: readonly LagPoint[]): string {
  let drawing = false;
  return points
    .map((point) => {
      if (point.height === null) {
        drawing = false;
        return '';
      }
      const x = Math.round((point.x + point.width / 2) * 1e5) / 100;
      const y = Math.round((1 - point.height) * 1e4) / 100;
      const step = `${drawing ? 'L' : 'M'}${x} ${y}`;
      drawing = true;
      return step;
    })
    .filter((step) => step !== '')
    .join(' ');
}
