import { z } from 'zod';
import { rangeSchema } from './dashboard';
import { humanRiskScoreSchema } from './human-risk';
import { organisationRiskSchema, policyBehaviorSchema, postureBehaviorSchema } from './other-behaviors';
import { pastShape } from './person';

/** Everything beside identity events on the page of behaviors. */
export const behaviorsSchema = z.object({
  at: z.string(),
  ...pastShape,
  range: rangeSchema,
  organisation: organisationRiskSchema,
  posture: z.array(postureBehaviorSchema),
  policy: policyBehaviorSchema,
  /** Departments of enough people, the riskiest first. */
  departments: z.array(
    z.object({
      name: z.string(),
      /** Everybody in it, and those with a score, of whom mean and index are. */
      people: z.number().int(),
      scored: z.number().int(),
      mean: humanRiskScoreSchema,
      index: humanRiskScoreSchema,
    }),
  ),
  /** How many people a department must have to be shown. */
  leastOfDepartment: z.number().int(),
});
export type Behaviors = z.infer<typeof behaviorsSchema>;
