import type { FeedGap } from '@/domain/views/dashboard';
import type { SignalHistogram } from '@/domain/views/signal';
import { formatCount, formatCountOf } from '@/lib/format/number';
import { countAxis, type ValueAxis } from './axis';
import { bucketWords, stretchOn, timeTicks } from './time-axis';

export interface SignalBar {
  readonly key: string;
  /** Left edge and width of the slot, and the height, as fractions. */
  readonly x: number;
  readonly width: number;
  readonly height: number;
  readonly label: string;
  /** Null where it was not counted. */
  readonly signals: number | null;
  readonly complete: boolean;
  /** Whether some of its time was not collected, and is not yet. */
  readonly lacks: boolean;
  /** What the bar covers, in epoch milliseconds, to search in. */
  readonly from: number;
  readonly to: number;
}

export interface SignalBars {
  readonly bars: readonly SignalBar[];
  readonly axis: ValueAxis;
  readonly ticks: readonly { readonly x: number; readonly label: string }[];
  readonly summary: string;
  readonly uncounted: number;
  /** What was not collected, as stretches of the width. */
  readonly missing: readonly {
    readonly key: string;
    readonly x: number;
    readonly width: number;
    readonly gap: FeedGap;
  }[];
}

/** A gap of a second is given a hair's breadth, so that it is seen. */
const HAIR = 0.003;

/** Turns counts of raw records into bars. What was not counted is no zero. */
export function prepareSignalHistogram(histogram: SignalHistogram, zone: string): SignalBars {
  const { buckets, bucketMs, total } = histogram;
  const now = Date.parse(histogram.at);
  const axis = countAxis(Math.max(0, ...buckets.map(({ signals }) => signals ?? 0)));
  const width = buckets.length === 0 ? 1 : 1 / buckets.length;
  const open = histogram.gaps.filter(({ refilledAt }) => refilledAt === null);
  const bars = buckets.map(({ start, complete, signals }, index): SignalBar => {
    const from = Date.parse(start);
    return {
      key: start,
      x: index * width,
      width,
      height: (signals ?? 0) / axis.top,
      label: bucketWords(from, bucketMs, zone, now),
      signals,
      complete,
      lacks: open.some((gap) => Date.parse(gap.from) < from + bucketMs && Date.parse(gap.to) > from),
      from,
      to: from + bucketMs,
    };
  });
  const first = bars[0]?.from ?? now;
  const last = bars.at(-1)?.to ?? now;
  const uncounted = bars.filter(({ signals }) => signals === null).length;
  return {
    bars,
    axis,
    ticks: timeTicks({ from: first, to: last }, zone),
    uncounted,
    missing: histogram.gaps.flatMap((gap) => {
      const span = { from: Date.parse(gap.from), to: Date.parse(gap.to) };
      const place = bars.length === 0 ? null : stretchOn({ from: first, to: last, bucketMs }, span);
      return place === null ? [] : [{ key: gap.id, ...place, width: Math.max(place.width, HAIR), gap }];
    }),
    summary: `${summaryOf(bars, total, uncounted)}${lackWords(bars)}`,
  };
}

function lackWords(bars: readonly SignalBar[]): string {
  const lacking = bars.filter(({ lacks }) => lacks).length;
  if (lacking === 0) return '';
  return ` Of ${formatCount(lacking)} of ${formatCount(bars.length)} bars not all was collected.`;
}

function summaryOf(bars: readonly SignalBar[], total: number, uncounted: number): string {
  const missing =
    uncounted === 0 ? '' : ` ${formatCount(uncounted)} of ${formatCount(bars.length)} bars were not counted.`;
  const highest = bars.reduce<SignalBar | null>(
    (best, bar) => ((bar.signals ?? 0) > (best?.signals ?? 0) ? bar : best),
    null,
  );
  if (highest === null) return `No record was counted.${missing}`;
  return `${formatCountOf(total, 'record', 'records')}, the most on ${highest.label} with ${formatCount(highest.signals ?? 0)}.${missing}`;
}
