import { z } from 'zod';
import { integrationIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { findIntegrationOrDeleted } from '@/server/data/integrations/integrations';
import { defineOperation } from '@/server/services/operation';

/** Whether there is an integration, before its page begins to be sent: what has begun can say no more that it is not found. */
export const hasIntegration = defineOperation({
  name: 'has-integration',
  http: 'internal',
  permission: 'integrations:read',
  input: z.object({ id: integrationIdSchema }),
  output: z.object({}),
  audit: { none: 'It tells nothing of the integration.' },
  effect: 'read',
  run: async ({ accountId, tx }, { id }) => {
    if ((await findIntegrationOrDeleted(accountId, tx, id)) === null) throw Refusal.notFound('integration');
    return {};
  },
});
