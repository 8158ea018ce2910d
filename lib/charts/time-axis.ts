import { formatClock, formatDay, formatMoment } from '@/lib/format/moment';
import { fromLocalInput, midnights, toLocalInput } from '@/lib/format/local-input';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** A stretch of time of equal bars. Epoch milliseconds. */
export interface TimeAxis {
  readonly from: number;
  readonly to: number;
  readonly bucketMs: number;
}

/** Steps of clocks, in minutes; all of them divide a day. */
const CLOCK_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720];

/** What is nearer to the right edge has no room for its words. */
const ROOM = 0.04;

/**
 * Words under a chart, each at its own moment on the clocks of the viewer's zone: where all is about one day the hours
 * that divide it evenly, with the day at its midnight, else days, at their midnights. A day on which the clocks change is
 * as much shorter or longer as it is; an hour that they leap over has no words, and one that comes twice has them once.
 */
export function timeTicks(
  { from, to }: Pick<TimeAxis, 'from' | 'to'>,
  zone: string,
  wanted = 6,
): { x: number; label: string }[] {
  const span = to - from;
  if (!(span > 0)) return [];
  const marks =
    span <= 2 * DAY_MS
      ? clockMarks(from, to, zone, clockStep(span, wanted))
      : dayMarks(from, to, zone, Math.max(1, Math.ceil(span / DAY_MS / wanted)));
  return marks
    .filter(({ at }) => at < to - span * ROOM)
    .map(({ at, label }) => ({ x: (at - from) / span, label }));
}

interface Mark {
  readonly at: number;
  readonly label: string;
}

function clockStep(span: number, wanted: number): number {
  return CLOCK_STEPS.find((minutes) => span / (minutes * MINUTE_MS) <= wanted) ?? 720;
}

function dayMarks(from: number, to: number, zone: string, step: number): Mark[] {
  return midnights(from, to, zone)
    .filter(({ at }) => at >= from)
    .filter((_, index) => index % step === 0)
    .map(({ at }) => ({ at, label: formatDay(at, zone) }));
}

function clockMarks(from: number, to: number, zone: string, step: number): Mark[] {
  const seen = new Set<number>();
  return midnights(from, to, zone).flatMap(({ day, at: midnight }) =>
    Array.from({ length: (24 * 60) / step }, (_, index) => index * step)
      // The clocks change by less than three hours: what is further away needs no closer look.
      .filter((minutes) => {
        const about = midnight + minutes * MINUTE_MS;
        return about > from - 3 * HOUR_MS && about < to + 3 * HOUR_MS;
      })
      .flatMap((minutes): Mark[] => {
        const wall = `${day}T${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
        const at = fromLocalInput(wall, zone);
        if (at === null || at < from || seen.has(at) || toLocalInput(at, zone) !== wall) return [];
        seen.add(at);
        return [{ at, label: minutes === 0 ? formatDay(at, zone) : formatClock(at, zone, false) }];
      }),
  );
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** A bar in words: its beginning and its end, as short as can be. */
export function bucketWords(start: number, bucketMs: number, zone: string, now: number): string {
  if (bucketMs >= DAY_MS) return dayWords(start, bucketMs, zone, now);
  return `${formatMoment(start, zone, now, false)} to ${formatClock(start + bucketMs, zone, false)}`;
}

/** A day of the zone by its name; one that begins within it, as one of UTC does elsewhere, from when to when. */
function dayWords(start: number, bucketMs: number, zone: string, now: number): string {
  if (bucketMs === DAY_MS && formatClock(start, zone) === '00:00:00') return formatDay(start, zone);
  return `${formatMoment(start, zone, now, false)} to ${formatMoment(start + bucketMs, zone, now, false)}`;
}

/** A stretch on the axis as fractions of its width, cut to what is shown; null where nothing of it is. */
export function stretchOn(
  { from, to }: TimeAxis,
  stretch: { readonly from: number; readonly to: number },
): { x: number; width: number } | null {
  if (stretch.to < from || stretch.from > to) return null;
  const start = Math.max(from, stretch.from);
  const end = Math.min(to, stretch.to);
  return { x: (start - from) / (to - from), width: (end - start) / (to - from) };
}
