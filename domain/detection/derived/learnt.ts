import type { Thresholds } from './thresholds';

/** What a baseline holds, and whether it is enough to call anything unusual. */
export interface Learnt {
  readonly ready: boolean;
  readonly signIns: number;
  readonly activeDays: number;
  /** First UTC day of it, counted from 1970; null where it holds none. */
  readonly since: number | null;
}

/**
 * The baseline of UTC day `day`: sign-ins of the days up to two before it, of so many as thresholds say. It is ready when
 * it holds enough sign-ins on enough days, and began long enough ago.
 */
export function learntBy(
  days: ReadonlyMap<number, number>,
  day: number,
  { baselineDays, readyDays, readySignIns, readyActiveDays }: Thresholds,
): Learnt {
  const within = [...days].filter(([at]) => at >= day - baselineDays && at <= day - 2);
  const signIns = within.reduce((sum, [, count]) => sum + count, 0);
  const first = within.reduce((earliest, [at]) => Math.min(earliest, at), Infinity);
  return {
    ready: signIns >= readySignIns && within.length >= readyActiveDays && day - first >= readyDays,
    signIns,
    activeDays: within.length,
    since: first === Infinity ? null : first,
  };
}
