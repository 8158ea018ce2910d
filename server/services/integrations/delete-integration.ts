import { z } from 'zod';
import { integrationIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { integrationHoldingsSchema } from '@/domain/views/integration';
import { holdingsOf, removeReading } from '@/server/data/integrations/integration-removal';
import { findIntegration, setIntegrationState } from '@/server/data/integrations/integrations';
import { databaseNow } from '@/server/data/integrations/schedule';
import { interruptStreams } from '@/server/data/integrations/streams';
import { defineOperation } from '@/server/services/operation';
import { steeredIntegration } from './steered-integration';

/** What came from an integration: what is kept or lost when it is deleted. */
export const getIntegrationHoldings = defineOperation({
  name: 'get-integration-holdings',
  http: { method: 'GET', path: '/api/v1/integrations/:id/holdings' },
  permission: 'integrations:write',
  input: z.object({ id: integrationIdSchema }),
  output: integrationHoldingsSchema,
  audit: { none: 'Counts only.' },
  effect: 'read',
  run: async ({ accountId, tx }, { id }) => {
    if ((await findIntegration(accountId, tx, id)) === null) throw Refusal.notFound('integration');
    return holdingsOf(accountId, tx, id);
  },
});

/**
 * Deletes an integration: its keys, streams and schedule go at once and its name is free again. Events and scores are
 * kept, or everything that came from it is removed by the workers, piece by piece.
 */
export const deleteIntegration = defineOperation({
  name: 'delete-integration',
  http: { method: 'POST', path: '/api/v1/integrations/:id/delete' },
  permission: 'integrations:write',
  stepUp: 'What is deleted does not come back.',
  byToken: 'allowed',
  input: z.object({
    id: integrationIdSchema,
    name: z
      .string('name: type the name of the integration.')
      .max(400, 'name: type the name exactly as it is.'),
    keep: z.enum(['events', 'nothing'], {
      error: 'keep: write events to keep events and scores, or nothing to remove all that came from here.',
    }),
  }),
  output: z.object({ state: z.enum(['deleted', 'purging']) }),
  audit: { entity: 'integration' },
  effect: 'write',
  run: async ({ accountId, tx, audit, announce }, { id, name, keep }) => {
    const { integration } = await steeredIntegration(accountId, tx, id);
    if (name.trim() !== integration.name) {
      throw Refusal.invalid('name', `name: type the name exactly as it is, ${integration.name}.`);
    }
    const state = keep === 'events' ? 'deleted' : 'purging';
    const at = await databaseNow(tx);
    const holdings = await holdingsOf(accountId, tx, id);
    await interruptStreams(accountId, tx, { integrationId: id }, at, 'The integration was deleted.');
    await removeReading(accountId, tx, id);
    await setIntegrationState(accountId, tx, id, state, at);
    audit({
      entityId: id,
      before: { name: integration.name, state: integration.state, ...holdings },
      after: { state, keep },
    });
    announce('integrations', 'runs', 'events');
    return { state } as const;
  },
});
