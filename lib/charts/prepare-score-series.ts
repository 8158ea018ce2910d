import { BAND_FACTS, BANDS, SCORE_CAP, type Band } from '@/domain/bands';
import type { GapView } from '@/domain/views/feed-quality';
import { formatMoment } from '@/lib/format/moment';
import { formatScore } from '@/lib/format/number';
import { type GapMark, gapMarks } from './prepare-lag';
import { timeTicks } from './time-axis';

interface Point {
  readonly at: string;
  readonly score: number;
}

/** A moment without a score is a gap in the line. */
interface PossiblePoint {
  readonly at: string;
  readonly score: number | null;
}

export interface ScoreSeries {
  /** Paths in a box of 1000 by 100, y downwards. */
  readonly past: string;
  readonly future: string;
  /** Where now is, as a fraction of the width. */
  readonly now: number;
  readonly last: { readonly x: number; readonly y: number } | null;
  readonly bands: readonly {
    readonly band: Band;
    readonly index: number;
    readonly from: number;
    readonly to: number;
  }[];
  readonly ticks: readonly { readonly x: number; readonly label: string }[];
  readonly rows: readonly {
    readonly at: string;
    readonly label: string;
    readonly score: number;
    readonly projected: boolean;
  }[];
  /** Where the feed has gaps: the score may be too low from there on. */
  readonly gaps: readonly GapMark[];
  readonly summary: string;
}

const WIDTH = 1000;
const HEIGHT = 100;

/**
 * Turns a score over time into two lines: what it was, and what it will be if nothing more happens.
 * Scores are 0 to 10 on a fixed axis, so that two people's charts compare.
 *
 * @param moment the instant that it is as of, and whether that is a past one
 * @param what the name of the score
 * @param feedGaps what was not collected
 */
export function prepareScoreSeries(
  series: { readonly past: readonly PossiblePoint[]; readonly future: readonly Point[] },
  moment: { readonly at: string; readonly past?: boolean },
  zone: string,
  what = 'Attack factor',
  feedGaps: readonly GapView[] = [],
): ScoreSeries {
  const now = Date.parse(moment.at);
  const known = series.past.flatMap(({ at, score }) => (score === null ? [] : { at, score }));
  const times = [...series.past, ...series.future].map((point) => Date.parse(point.at));
  const start = Math.min(now, ...times);
  const end = Math.max(now, ...times);
  const span = Math.max(1, end - start);
  const x = (time: number) => (time - start) / span;
  const y = (score: number) => 1 - Math.min(SCORE_CAP, Math.max(0, score)) / SCORE_CAP;
  const line = (points: readonly PossiblePoint[]) =>
    points
      .map((point, index) => {
        if (point.score === null) return '';
        const place = `${short(x(Date.parse(point.at)) * WIDTH)} ${short(y(point.score) * HEIGHT)}`;
        const before = points[index - 1];
        return `${before === undefined || before.score === null ? 'M' : 'L'}${place}`;
      })
      .join('');
  const newest = known.at(-1);
  const gaps = gapMarks(feedGaps, { from: start, to: end, bucketMs: span });
  const future = newest === undefined ? series.future : [newest, ...series.future];
  return {
    past: line(series.past),
    future: series.future.length === 0 ? '' : line(future),
    now: x(now),
    last: newest === undefined ? null : { x: x(Date.parse(newest.at)), y: y(newest.score) },
    bands: BANDS.map((band) => ({
      band,
      index: BAND_FACTS[band].index,
      from: BAND_FACTS[band].lowerEdge / SCORE_CAP,
      to: Math.min(SCORE_CAP, BAND_FACTS[band].upperEdge) / SCORE_CAP,
    })),
    ticks: timeTicks({ from: start, to: end }, zone),
    rows: [
      ...known.map((point) => rowOf(point, now, zone, false)),
      ...series.future.map((point) => rowOf(point, now, zone, true)),
    ],
    gaps,
    summary: `${summaryOf(known, what, moment.past === true ? 'then' : 'now')}${gapWords(gaps)}`,
  };
}

function rowOf(point: Point, now: number, zone: string, projected: boolean) {
  return {
    at: point.at,
    label: formatMoment(Date.parse(point.at), zone, now, false),
    score: point.score,
    projected,
  };
}

function summaryOf(past: readonly Point[], what: string, when: 'now' | 'then'): string {
  const newest = past.at(-1);
  if (newest === undefined) return `No ${what.toLowerCase()} yet.`;
  const highest = Math.max(...past.map((point) => point.score));
  const cut = (score: number) => formatScore(Math.min(SCORE_CAP, score));
  return `${what} ${cut(newest.score)} ${when}; the highest in this time was ${cut(highest)}.`;
}

function gapWords(gaps: readonly GapMark[]): string {
  const open = gaps.filter(({ gap }) => gap.refilledAt === null).length;
  if (open === 0) return '';
  return ` ${open === 1 ? 'A gap' : `${open} gaps`} of the feed ${open === 1 ? 'lies' : 'lie'} in this time: it may have been higher.`;
}

function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}
