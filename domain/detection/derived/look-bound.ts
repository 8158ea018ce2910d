/**
 * Sign-ins of one person that detectors look at together. Hardly anybody has a tenth of it in the days that are read; a
 * program that signs in every few minutes has more.
 */
export const MOST_SIGN_INS = 20_000;

/** What is said of somebody who has more, whose sign-ins are read from an instant on (epoch milliseconds). */
export function cutWords(from: number): string {
  const most = MOST_SIGN_INS.toLocaleString('en');
  const since = new Date(from).toISOString().slice(0, 10);
  return `This person signs in very often: detectors look at the newest ${most} sign-ins, here since ${since}, and know habits from before as far as they were learnt.`;
}

/** What of a person's days is read, and from which on what is found compares with what stands. */
export interface LookSpan {
  /** First UTC day that is read. */
  readonly first: number;
  /** First UTC day of what is compared. */
  readonly day: number;
}

/**
 * The span where more is stored than fits: as many whole days as do, the newest. The older half of them, or as much of it
 * as a run-up takes, is only looked at for the sake of the rest, so that what went on before is not taken for news each
 * time that a day drops out. It depends on what is stored alone, not on how that came. At least the newest day is read,
 * even if it does not fit.
 *
 * @param days sign-ins by UTC day, the newest first
 */
export function spanWithin(
  whole: LookSpan,
  days: readonly { readonly day: number; readonly signals: number }[],
  runUp: number,
  most: number,
): LookSpan {
  const newest = days[0]?.day ?? whole.first;
  let first = whole.first;
  let sum = 0;
  let next = newest;
  for (const { day, signals } of days) {
    sum += signals;
    if (sum > most) {
      first = Math.min(next, newest);
      break;
    }
    next = day;
  }
  const half = Math.floor((newest - first + 1) / 2);
  return first === whole.first ? whole : { first, day: Math.max(whole.day, first + Math.min(runUp, half)) };
}
