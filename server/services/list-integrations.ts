import { z } from 'zod';
import { DAY_MS } from '@/domain/scoring/scored-event';
import { hubSchema } from '@/domain/views/integration';
import { countSignalsSince } from '@/server/data/counters';
import { listIntegrationRows, listLaneRows, listStreamRows } from '@/server/data/integrations';
import { workerPresence } from '@/server/data/worker-heartbeats';
import { statusOfIntegration } from './feed-health';
import { defineOperation } from './operation';

/** The hub: every integration of the account with its status. */
export const listIntegrations = defineOperation({
  name: 'list-integrations',
  http: { method: 'GET', path: '/api/v1/integrations' },
  permission: 'integrations:read',
  input: z.object({}),
  output: hubSchema,
  audit: { none: 'Status only.' },
  effect: 'read',
  run: async ({ accountId, tx, runtime, now }) => {
    const integrations = await listIntegrationRows(accountId, tx);
    const streams = await listStreamRows(accountId, tx);
    const lanes = await listLaneRows(accountId, tx);
    const signals = await countSignalsSince(accountId, tx, now - DAY_MS);
    return {
      worker: await workerPresence(tx),
      integrations: integrations.map((integration) => {
        const { status, streams: own } = statusOfIntegration(runtime, integration, { streams, lanes }, now);
        const lastSuccess = Math.max(0, ...own.map(({ row }) => row.lastSuccessAt?.getTime() ?? 0));
        return {
          id: integration.id,
          connector: integration.connector,
          name: integration.name,
          status,
          lastSuccessAt: lastSuccess === 0 ? null : new Date(lastSuccess).toISOString(),
          signals24h: signals.get(integration.id) ?? 0,
        };
      }),
    };
  },
});
