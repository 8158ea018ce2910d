import { RANGES, type Range } from '@/domain/views/dashboard';

const DAY_MS = 86_400_000;

/** The values of one instant, in the order of the courses; null where it was not known. */
export interface CourseRow {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly values: readonly (number | null)[];
}

/** Courses of one length as the rows of a table, the newest first. */
export function prepareCourse(
  courses: readonly (readonly (number | null)[])[],
  instants: readonly number[],
): readonly CourseRow[] {
  return instants
    .map((at, index) => ({ at, values: courses.map((course) => course[index] ?? null) }))
    .reverse();
}

/** So many UTC days up to the one of an instant (epoch milliseconds), by their beginnings. */
export function daysUntil(at: number, many: number): readonly number[] {
  const last = Math.floor(at / DAY_MS) * DAY_MS;
  return Array.from({ length: many }, (_, index) => last - (many - 1 - index) * DAY_MS);
}

/** The beginnings of so many equal bars of a window, in epoch milliseconds. */
export function barsOf({ from, to }: { readonly from: number; readonly to: number }, many: number) {
  return Array.from({ length: many }, (_, index) => from + (index * (to - from)) / many);
}

/** The instants of a course of so many even steps through a range that ends at `at` (epoch milliseconds). */
export function stepsThrough(range: Range, at: number, many: number): readonly number[] {
  const length = RANGES[range].hours * 3_600_000;
  return Array.from({ length: many }, (_, index) => at - (1 - index / (many - 1)) * length);
}
