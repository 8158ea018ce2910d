import { z } from 'zod';
import { identityDetailsSchema, rangeSchema } from '@/domain/views/dashboard';
import { kindSchema } from '@/domain/views/person';
import { currentPolicy } from '@/server/data/scoring/scoring-policies';
import { feedHealth } from '@/server/services/integrations/feed-health';
import { defineOperation } from '@/server/services/operation';
import { identityBehavior } from './identity-behavior';
import { momentOfNow } from './past-events';

/** The identity behavior: what was counted in a range, by kind and integration. Its tabs have operations of their own. */
export const getIdentityDetails = defineOperation({
  name: 'get-identity-details',
  http: { method: 'GET', path: '/api/v1/behaviors/identity' },
  permission: 'people:read',
  input: z.object({
    range: rangeSchema.default('30d'),
    kind: kindSchema.optional(),
  }),
  output: identityDetailsSchema,
  audit: { none: 'Reading a behavior opens no record of a person.' },
  effect: 'read',
  run: async ({ accountId, tx, runtime, now }, { range, kind }) => ({
    at: new Date(now).toISOString(),
    policy: (await currentPolicy(accountId, tx)).number,
    range,
    kind: kind ?? null,
    feed: await feedHealth(accountId, tx, runtime, now),
    identity: await identityBehavior(accountId, tx, runtime, range, momentOfNow(now)),
  }),
});
