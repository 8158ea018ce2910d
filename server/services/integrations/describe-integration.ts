import { z } from 'zod';
import { integrationIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { integrationNameTaken, updateIntegration } from '@/server/data/integrations/integrations';
import { defineOperation } from '@/server/services/operation';
import { steeredIntegration } from './steered-integration';

/** Gives an integration another name or description. Its history keeps pointing to it. */
export const describeIntegration = defineOperation({
  name: 'describe-integration',
  http: { method: 'POST', path: '/api/v1/integrations/:id/description' },
  permission: 'integrations:write',
  input: z.object({
    id: integrationIdSchema,
    name: z
      .string('name: give the integration a name.')
      .trim()
      .min(1, 'name: give the integration a name.')
      .max(80, 'name: use at most 80 characters.'),
    description: z
      .string('description: write a text, or none.')
      .trim()
      .max(300, 'description: use at most 300 characters.')
      .default(''),
  }),
  output: z.object({ name: z.string(), description: z.string() }),
  audit: { entity: 'integration' },
  effect: 'write',
  run: async ({ accountId, tx, audit, announce }, { id, name, description }) => {
    const { integration } = await steeredIntegration(accountId, tx, id);
    if (await integrationNameTaken(accountId, tx, name, id)) {
      throw Refusal.conflict(
        'name',
        `name: there is an integration called ${name} already. Choose another name.`,
      );
    }
    await updateIntegration(accountId, tx, id, { name, description });
    audit({
      entityId: id,
      before: { name: integration.name, description: integration.description },
      after: { name, description },
    });
    announce('integrations', 'events');
    return { name, description };
  },
});
