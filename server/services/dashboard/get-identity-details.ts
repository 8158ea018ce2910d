import { z } from 'zod';
import { identityDetailsSchema, rangeSchema } from '@/domain/views/dashboard';
import { kindSchema } from '@/domain/views/person';
import { policyAt } from '@/server/data/scoring/scoring-policies';
import { feedHealth } from '@/server/services/integrations/feed-health';
import { defineOperation } from '@/server/services/operation';
import { momentOf, momentSchema } from '@/server/services/people/grounds';
import { pastFacts } from '@/server/services/people/past-facts';
import { identityBehavior } from './identity-behavior';

/**
 * The identity behavior: what was counted in a range that ends now or at a past moment, by kind and integration. Its tabs have
 * operations of their own.
 */
export const getIdentityDetails = defineOperation({
  name: 'get-identity-details',
  http: { method: 'GET', path: '/api/v1/behaviors/identity' },
  permission: 'people:read',
  input: z.object({
    range: rangeSchema.default('30d'),
    kind: kindSchema.optional(),
    ...momentSchema.shape,
  }),
  output: identityDetailsSchema,
  audit: { none: 'Reading a behavior opens no record of a person.' },
  effect: 'read',
  run: async ({ accountId, tx, runtime, now }, { range, kind, ...asked }) => {
    const moment = momentOf(asked, now);
    const { at, past } = moment;
    const { number, policy } = await policyAt(accountId, tx, at);
    return {
      ...(await pastFacts(accountId, tx, moment, policy)),
      policy: number,
      range,
      kind: kind ?? null,
      feed: past === null ? await feedHealth(accountId, tx, runtime, now) : null,
      identity: await identityBehavior(accountId, tx, runtime, range, moment),
    };
  },
});
