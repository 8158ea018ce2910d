import { z } from 'zod';
import { findStream } from '@/domain/connectors/catalogue';
import { connectorError, isConnectorErrorCode } from '@/domain/connectors/connector-error';
import { lastDay } from '@/domain/last-day';
import type { IntegrationStatus, StatusWord } from '@/domain/integration-status';
import { hubSchema } from '@/domain/views/integration';
import { countSignalsIn } from '@/server/data/integrations/counters';
import { listIntegrationRows, listStreamRows } from '@/server/data/integrations/integrations';
import { workerPresence } from '@/server/data/integrations/worker-heartbeats';
import { defineOperation } from '@/server/services/operation';
import { statusOfIntegration } from './feed-health';

/** States that the hub shows: what was deleted is gone from it; what is being removed stands there until it is. */
const SHOWN: readonly string[] = ['enabled', 'paused', 'disabled', 'purging'];

/** The hub: every integration of the account with its status, and what of it fails. */
export const listIntegrations = defineOperation({
  name: 'list-integrations',
  http: { method: 'GET', path: '/api/v1/integrations' },
  permission: 'integrations:read',
  input: z.object({}),
  output: hubSchema,
  audit: { none: 'Status only.' },
  effect: 'read',
  run: async ({ accountId, tx, runtime, now }) => {
    const rows = await listIntegrationRows(accountId, tx);
    const streams = await listStreamRows(accountId, tx);
    const day = lastDay(now);
    const signals = await countSignalsIn(accountId, tx, day);
    return {
      worker: await workerPresence(tx),
      day: { from: new Date(day.from).toISOString(), to: new Date(day.to).toISOString() },
      integrations: rows
        .filter(({ state }) => SHOWN.includes(state))
        .map((integration) => {
          const { id, connector, name, description } = integration;
          const { status, streams: own } = statusOfIntegration(runtime, integration, streams, now);
          const lastSuccess = Math.max(0, ...own.map(({ row }) => row.lastSuccessAt?.getTime() ?? 0));
          return {
            id,
            connector,
            name,
            description,
            status,
            lastSuccessAt: lastSuccess === 0 ? null : new Date(lastSuccess).toISOString(),
            signals24h: signals.get(id) ?? 0,
            failing: own
              .filter(({ status: { word } }) => FAILS.has(word))
              .map(({ row, status: said }) => ({
                stream: row.stream,
                label: findStream(connector, row.stream)?.label ?? row.stream,
                status: said,
                message: reasonOf(row.errorCode, said),
              })),
          };
        }),
    };
  },
});

const FAILS: ReadonlySet<StatusWord> = new Set(['action_required', 'stale', 'rate_limited']);

/** Why a stream fails, in a sentence. */
function reasonOf(errorCode: string | null, { word }: IntegrationStatus): string {
  if (errorCode !== null && isConnectorErrorCode(errorCode)) return connectorError(errorCode).message;
  return word === 'stale' ? 'No run has ended well for more than two intervals.' : 'It does not work.';
}
