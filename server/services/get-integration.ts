import { z } from 'zod';
import { integrationIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { DAY_MS } from '@/domain/scoring/scored-event';
import { integrationViewSchema, type StreamView } from '@/domain/views/integration';
import { countSignalsSince } from '@/server/data/counters';
import { findIntegration, listLaneRows, listStreamRows } from '@/server/data/integrations';
import { listRunRows } from '@/server/data/runs';
import { scheduleOf } from '@/server/data/schedule';
import { workerPresence } from '@/server/data/worker-heartbeats';
import { statusOfIntegration } from './feed-health';
import { presentStream } from './integration-view';
import { defineOperation } from './operation';
import { pacedStream } from './paced-stream';
import { presentRun } from './present-run';

const CHART_RUNS = 48;

/** One integration: status, facts, streams with their errors, and the newest runs. */
export const getIntegration = defineOperation({
  name: 'get-integration',
  http: { method: 'GET', path: '/api/v1/integrations/:id' },
  permission: 'integrations:read',
  input: z.object({ id: integrationIdSchema }),
  output: integrationViewSchema,
  audit: { none: 'Shows no secret: keys are written only.' },
  effect: 'read',
  run: async ({ accountId, tx, runtime, now }, { id }) => {
    const integration = await findIntegration(accountId, tx, id);
    if (integration === null) throw Refusal.notFound('integration');
    const lanes = await listLaneRows(accountId, tx, id);
    const rows = { streams: await listStreamRows(accountId, tx, id), lanes };
    const whole = statusOfIntegration(runtime, integration, rows, now);
    const streams: StreamView[] = [];
    for (const { row, status } of whole.streams) {
      const schedule = await scheduleOf(tx, { accountId, integrationId: id, stream: row.stream });
      streams.push(presentStream(integration.connector, row, status, schedule?.nextRunAt ?? null));
    }
    const runs = await listRunRows(accountId, tx, id, null, CHART_RUNS);
    const newest =
      streams
        .map((stream) => stream.newestRecordAt)
        .filter((at) => at !== null)
        .sort()
        .at(-1) ?? null;
    const cursor =
      streams
        .map((stream) => stream.cursorAt)
        .filter((at) => at !== null)
        .sort()
        .at(0) ?? null;
    const signals = await countSignalsSince(accountId, tx, now - DAY_MS);
    return {
      id,
      connector: integration.connector,
      name: integration.name,
      description: integration.description,
      host: integration.host,
      ikeyEnding: integration.ikeyEnding,
      state: stateSchema.parse(integration.state),
      status: whole.status,
      worker: await workerPresence(tx),
      enabledAt: integration.enabledAt.toISOString(),
      createdAt: integration.createdAt.toISOString(),
      keysSetAt: integration.keysSetAt.toISOString(),
      keysSetBy: integration.keysSetBy,
      edition: integration.edition,
      newestRecordAt: newest,
      lagMs: cursor === null ? null : Math.max(0, now - Date.parse(cursor)),
      expectedLagMs: pacedStream(runtime.environment, integration.connector, 'authentication')?.lagMs ?? 0,
      signals24h: signals.get(id) ?? 0,
      streams,
      recentRuns: runs.map((run) => presentRun(integration.connector, run)).reverse(),
    };
  },
});

const stateSchema = z.enum(['enabled', 'paused', 'disabled']);
