import { describe, expect, it } from 'vitest';
import { instantSchema } from './identifiers';

const FORM = ['Write the instant as in 2026-11-01T08:30:00Z.'];
const YEARS = ['Write an instant of the years 1970 to 9999.'];

describe('an instant', () => {
  it.each([
    ['1970-01-01T00:00:00Z', []],
    ['2026-11-01T08:30:00.123Z', []],
    ['9999-12-31T23:59:59.999999999Z', []],
    ['0000-01-01T00:00:00Z', YEARS],
    ['0001-01-01T00:00:00Z', YEARS],
    ['1969-12-31T23:59:59.999Z', YEARS],
    ['10000-01-01T00:00:00Z', FORM],
    ['2026-11-01', FORM],
    ['', FORM],
  ])('%s is told %j', (instant, expected) => {
    const issues = instantSchema.safeParse(instant).error?.issues ?? [];
    expect(issues.map(({ message }) => message)).toEqual(expected);
  });
});
