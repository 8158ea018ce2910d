import { describe, expect, it } from 'vitest';
import { barsOf, daysUntil, prepareCourse, stepsThrough } from './prepare-course';

const DAY = 86_400_000;
const NOON = Date.UTC(2026, 10, 28, 12);

describe('a course as a table', () => {
  it('has the newest first, a value of each course, and nothing where it was not known', () => {
    expect(prepareCourse([{ values: [null, 2, 3] }, { values: [4, 5, 0] }], [10, 20, 30])).toEqual([
      { at: 30, values: [3, 0], unread: false },
      { at: 20, values: [2, 5], unread: false },
      { at: 10, values: [null, 4], unread: false },
    ]);
    expect(prepareCourse([{ values: [1] }], [10, 20])[0]).toEqual({ at: 20, values: [null], unread: false });
  });

  it('says at which instants not all of the time was read, whether something was found or not', () => {
    const rows = prepareCourse([{ values: [null, 2, 0] }], [10, 20, 30], [true, true, false]);
    expect(rows.map(({ values, unread }) => [values[0], unread])).toEqual([
      [0, false],
      [2, true],
      [null, true],
    ]);
  });

  it('is of UTC days, of the bars of a window, or of steps through a range up to now', () => {
    const midnight = Date.UTC(2026, 10, 28);
    expect(daysUntil(NOON, 3)).toEqual([midnight - 2 * DAY, midnight - DAY, midnight]);
    expect(barsOf({ from: 0, to: 4 * DAY }, 4)).toEqual([0, DAY, 2 * DAY, 3 * DAY]);
    const steps = stepsThrough('7d', NOON, 8);
    expect([steps[0], steps[1], steps[7]]).toEqual([NOON - 7 * DAY, NOON - 6 * DAY, NOON]);
  });
});
