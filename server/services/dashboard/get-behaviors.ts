import { z } from 'zod';
import { departmentIndex, LEAST_OF_DEPARTMENT } from '@/domain/human-risk/organisation-risk';
import { behaviorsSchema } from '@/domain/views/behaviors';
import { rangeSchema } from '@/domain/views/dashboard';
import { departmentRisks } from '@/server/data/scoring/human-risk-figures';
import { defineOperation } from '@/server/services/operation';
import { momentOf, momentSchema } from '@/server/services/people/grounds';
import { peopleAt } from '@/server/services/people/people-at';
import { presentHumanRisk } from '@/server/services/people/present-human-risk';
import { pastFacts } from '@/server/services/people/past-facts';
import { otherBehaviors } from './other-behaviors';

/** What is counted beside identity events, and the departments by human risk: of now or of a past moment. */
export const getBehaviors = defineOperation({
  name: 'get-behaviors',
  http: { method: 'GET', path: '/api/v1/behaviors' },
  permission: 'people:read',
  input: z.object({ range: rangeSchema.default('30d'), ...momentSchema.shape }),
  output: behaviorsSchema,
  audit: { none: 'Reading behaviors opens no record of a person.' },
  effect: 'read',
  run: async ({ accountId, tx, runtime, now }, { range, ...asked }) => {
    const moment = momentOf(asked, now);
    const { policy, tables } = await peopleAt(accountId, tx, moment, now);
    const { deviation, ...behaviors } = await otherBehaviors(accountId, tx, runtime, range, moment, tables);
    const departments = await departmentRisks(accountId, tx, LEAST_OF_DEPARTMENT, tables);
    return {
      ...(await pastFacts(accountId, tx, moment, policy)),
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
