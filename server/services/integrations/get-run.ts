import { z } from 'zod';
import { connectorError, isConnectorErrorCode } from '@/domain/connectors/connector-error';
import { integrationIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { runDetailSchema } from '@/domain/views/run';
import { findIntegration } from '@/server/data/integrations/integrations';
import { findRun } from '@/server/data/integrations/runs';
import { defineOperation } from '@/server/services/operation';
import { presentRun } from './present-run';

/** One run: what it did, why it ended, what to do about it, and what it said while it worked. */
export const getRun = defineOperation({
  name: 'get-run',
  http: { method: 'GET', path: '/api/v1/integrations/:id/runs/:run' },
  permission: 'integrations:read',
  input: z.object({ id: integrationIdSchema, run: z.uuid('This is not a run id.') }),
  output: runDetailSchema,
  audit: { none: 'Runs hold counts and causes, no records.' },
  effect: 'read',
  run: async ({ accountId, tx }, input) => {
    const integration = await findIntegration(accountId, tx, input.id);
    if (integration === null) throw Refusal.notFound('integration');
    const found = await findRun(accountId, tx, input.id, input.run);
    if (found === null) throw Refusal.notFound('run');
    const { run, log } = found;
    const code = run.errorCode;
    const error = code === null ? null : connectorError(isConnectorErrorCode(code) ? code : 'unknown');
    return {
      ...presentRun(integration.connector, run),
      worker: run.worker,
      remedy: error?.remedy ?? null,
      guideAnchor: error?.guide ?? null,
      log,
    };
  },
});
