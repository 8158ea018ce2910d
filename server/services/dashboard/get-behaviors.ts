import { z } from 'zod';
import { departmentIndex, LEAST_OF_DEPARTMENT } from '@/domain/human-risk/organisation-risk';
import { behaviorsSchema } from '@/domain/views/behaviors';
import { rangeSchema } from '@/domain/views/dashboard';
import { departmentRisks } from '@/server/data/scoring/human-risk-figures';
import { defineOperation } from '@/server/services/operation';
import { presentHumanRisk } from '@/server/services/people/present-human-risk';
import { otherBehaviors } from './other-behaviors';
import { momentOfNow } from './past-events';

/** What is counted beside identity events, and the departments by human risk. */
export const getBehaviors = defineOperation({
  name: 'get-behaviors',
  http: { method: 'GET', path: '/api/v1/behaviors' },
  permission: 'people:read',
  input: z.object({ range: rangeSchema.default('30d') }),
  output: behaviorsSchema,
  audit: { none: 'Reading behaviors opens no record of a person.' },
  effect: 'read',
  run: async ({ accountId, tx, runtime, now }, { range }) => {
    const { deviation, ...behaviors } = await otherBehaviors(accountId, tx, runtime, range, momentOfNow(now));
    const departments = await departmentRisks(accountId, tx, LEAST_OF_DEPARTMENT);
    return {
      at: new Date(now).toISOString(),
      range,
      ...behaviors,
      departments: departments
        .flatMap(({ name, people, figures }) => {
          const index = presentHumanRisk(departmentIndex(figures, deviation));
          const mean = presentHumanRisk(figures.mean);
          return index === null || mean === null
            ? []
            : [{ name, people, scored: figures.people, mean, index }];
        })
        .sort((a, b) => b.index.score - a.index.score || (a.name < b.name ? -1 : 1)),
      leastOfDepartment: LEAST_OF_DEPARTMENT,
    };
  },
});
