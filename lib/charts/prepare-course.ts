import { RANGES } from '@/domain/ranges';
import type { Range } from '@/domain/views/dashboard';

const DAY_MS = 86_400_000;

/** How one number has moved. */
export interface Course {
  readonly key: string;
  readonly label: string;
  /** The newest last; null where it was not known. */
  readonly values: readonly (number | null)[];
}

/** The values of one instant, in the order of the courses; null where it was not known. */
export interface CourseRow {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly values: readonly (number | null)[];
  /** Whether not all of its time was read. */
  readonly unread: boolean;
}

/** Courses of one length as the rows of a table, the newest first; `unread` says it of each instant. */
export function prepareCourse(
  courses: readonly Pick<Course, 'values'>[],
  instants: readonly number[],
  unread: readonly boolean[] = [],
): readonly CourseRow[] {
  return instants
    .map((at, index) => ({
      at,
      values: courses.map((course) => course.values[index] ?? null),
      unread: unread[index] ?? false,
    }))
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
