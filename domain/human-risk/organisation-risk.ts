/** Scores of some people, summed up. */
export interface RiskFigures {
  readonly people: number;
  readonly mean: number;
  /** Standard deviation of the sample; 0 for one person. */
  readonly deviation: number;
}

/** A mean of fewer is the score of somebody. */
export const LEAST_OF_DEPARTMENT = 5;

/** One-sided 95 %: the department's true mean lies above the index with that confidence. */
const CONFIDENCE = 1.65;

/**
 * How risky a department is at least, for whom chance may have dealt badly: mean less the bound of its error. A small
 * department whose people happen to agree gets the account's deviation, so that it cannot lead by luck. Null for fewer
 * than five people.
 */
export function departmentIndex(department: RiskFigures, accountDeviation: number): number | null {
  if (department.people < LEAST_OF_DEPARTMENT) return null;
  const deviation = Math.max(department.deviation, accountDeviation);
  return Math.max(0, department.mean - (CONFIDENCE * deviation) / Math.sqrt(department.people));
}
