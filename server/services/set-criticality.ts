import { z } from 'zod';
import { personIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { CRITICALITIES } from '@/domain/scoring/policy';
import { personCriticalitySchema } from '@/domain/views/criticality';
import { personCriticality, restateCriticality, setOwnCriticality } from '@/server/data/criticality';
import { holdDecisions } from '@/server/data/decision-lock';
import { lockPeople } from '@/server/data/merge-people';
import { defineOperation } from './operation';
import { rescorePeople } from './rescore-people';

/** Sets how critical one person is, which wins over the rules for groups; null leaves it to them. */
export const setCriticality = defineOperation({
  name: 'set-criticality',
  http: { method: 'POST', path: '/api/v1/people/:id/criticality' },
  permission: 'criticality:write',
  input: z.object({
    id: personIdSchema,
    criticality: z
      .enum(CRITICALITIES, {
        error: 'criticality: choose one of standard, elevated, critical, or null to leave it to the groups.',
      })
      .nullable(),
  }),
  output: personCriticalitySchema,
  audit: { entity: 'person' },
  effect: 'write',
  run: async ({ accountId, tx, now, audit, announce }, { id, criticality }) => {
    await holdDecisions(accountId, tx);
    await lockPeople(accountId, tx, [id]);
    const before = await personCriticality(accountId, tx, id);
    if (before === null) throw Refusal.notFound('person');
    await setOwnCriticality(accountId, tx, id, criticality, now);
    await rescorePeople(accountId, tx, await restateCriticality(accountId, tx, { person: id }, now));
    const after = (await personCriticality(accountId, tx, id)) ?? before;
    audit({ entityId: id, before, after });
    announce('people');
    return after;
  },
});
