/**
 * Whether a feed brings about as much as it usually does at this hour of this weekday. Pure: counts in, judgement out.
 */

/** So many weeks must be known before anything is called usual. */
export const USUAL_WEEKS = 4;
/** And no more than so many are looked at, so that a year-old habit does not speak. */
export const MOST_WEEKS = 8;

/**
 * `usual` and `quiet_as_usual`: as expected, the latter without a record; `quieter`, `silent` and `busier`: not as
 * expected; `not_known`: too few weeks to say.
 */
export type VolumeState = 'usual' | 'quiet_as_usual' | 'quieter' | 'silent' | 'busier' | 'not_known';

export interface VolumeJudgement {
  readonly state: VolumeState;
  readonly signals: number;
  /** Middle of the weeks before; null while too few are known. */
  readonly usual: number | null;
  /** Between these a count is as usual; both ends belong to it. */
  readonly low: number | null;
  readonly high: number | null;
  /** Weeks that were read from end to end at this hour. */
  readonly weeks: number;
}

/**
 * Judges the records of a stretch of time against the same stretch of earlier weeks (each a count; weeks that were not
 * read in full are left out by the caller).
 *
 * Usual is the median. The margin is three standard deviations, taken as the larger of the spread of the weeks
 * themselves (median absolute deviation, scaled) and of mere chance (square root of the count). A stretch is *quieter*
 * only below the margin and below half of usual, *busier* above the margin and above twice of it, and *silent* when
 * nothing came although no earlier week was empty and chance alone would leave it so less than once in a hundred times
 * (e^-5). That is why a stream with few records an hour is judged by its day as well.
 */
export function judgeVolume(signals: number, weeks: readonly number[]): VolumeJudgement {
  if (weeks.length < USUAL_WEEKS)
    return { state: 'not_known', signals, usual: null, low: null, high: null, weeks: weeks.length };
  const usual = medianOf(weeks);
  const spread = 1.4826 * medianOf(weeks.map((count) => Math.abs(count - usual)));
  const margin = 3 * Math.max(spread, Math.sqrt(usual), 1);
  const low = Math.max(0, Math.ceil(Math.min(usual - margin, usual / 2)));
  const high = Math.floor(Math.max(usual + margin, usual * 2));
  const known = { signals, usual, low, high, weeks: weeks.length };
  if (signals === 0) {
    const silent = usual >= 5 && weeks.every((count) => count > 0);
    return { ...known, state: silent ? 'silent' : 'quiet_as_usual' };
  }
  if (signals < low) return { ...known, state: 'quieter' };
  return { ...known, state: signals > high ? 'busier' : 'usual' };
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
