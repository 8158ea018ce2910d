import { describe, expect, it } from 'vitest';
import { DEFAULT_THRESHOLDS, THRESHOLD_FACTS, THRESHOLD_NAMES, thresholdsSchema } from './thresholds';

const faults = (values: unknown): { path: string; message: string }[] =>
  thresholdsSchema
    .safeParse(values)
    .error?.issues.map(({ path, message }) => ({ path: path.join('.'), message })) ?? [];

describe('thresholds', () => {
  it('have their defaults within their bounds, and say what they are for', () => {
    expect(faults(DEFAULT_THRESHOLDS)).toEqual([]);
    for (const name of THRESHOLD_NAMES) {
      const { lowest, highest, byDefault, why, unit, label } = THRESHOLD_FACTS[name];
      expect(lowest, name).toBeLessThanOrEqual(byDefault);
      expect(highest, name).toBeGreaterThanOrEqual(byDefault);
      expect(why, name).toMatch(/^[A-Z].*\.$/);
      expect([unit, label], name).not.toContain('');
    }
  });

  it.each(THRESHOLD_NAMES)('names %s below and above its bounds, and where it is no number', (name) => {
    const { lowest, highest, unit } = THRESHOLD_FACTS[name];
    for (const bad of [lowest - 0.0001, highest + 0.0001]) {
      const [fault, ...more] = faults({ ...DEFAULT_THRESHOLDS, [name]: bad });
      expect(more).toEqual([]);
      expect(fault?.path).toBe(name);
      expect(fault?.message).toContain(`${name} must be a number from ${lowest} to ${highest} (${unit})`);
    }
    for (const bad of ['5', null, Number.NaN, Infinity]) {
      expect(faults({ ...DEFAULT_THRESHOLDS, [name]: bad }).map(({ path }) => path)).toContain(name);
    }
    for (const edge of [lowest, highest]) expect(faults({ ...DEFAULT_THRESHOLDS, [name]: edge })).toEqual([]);
  });

  it('name each that is bad, each that is missing, and each that there is none of', () => {
    const bad = { ...DEFAULT_THRESHOLDS, baselineDays: 0, sprayPeople: 1 };
    expect(faults(bad).map(({ path }) => path)).toEqual(['baselineDays', 'sprayPeople']);
    const { baselineDays: _left, ...rest } = DEFAULT_THRESHOLDS;
    expect(faults(rest).map(({ path }) => path)).toContain('baselineDays');
    expect(
      JSON.stringify(thresholdsSchema.safeParse({ ...DEFAULT_THRESHOLDS, sprayPeeple: 5 }).error?.issues),
    ).toContain('sprayPeeple');
  });
});
