import { z } from 'zod';
import { findConnector } from '@/domain/connectors/catalogue';
import type { ConnectorManifest } from '@/domain/connectors/connector-manifest';
import { integrationIdSchema } from '@/domain/identifiers';
import { lastDay } from '@/domain/last-day';
import { Refusal } from '@/domain/refusal';
import { integrationViewSchema, type StreamView } from '@/domain/views/integration';
import { listCredentialUses } from '@/server/data/detection/credential-uses';
import { countSignalsIn } from '@/server/data/integrations/counters';
import { remainingOf } from '@/server/data/integrations/integration-removal';
import { findIntegrationOrDeleted, listStreamRows } from '@/server/data/integrations/integrations';
import { listLanes } from '@/server/data/integrations/lanes';
import { scheduleOf } from '@/server/data/integrations/schedule';
import { countByStream } from '@/server/data/integrations/streams';
import { workerPresence } from '@/server/data/integrations/worker-heartbeats';
import type { Environment } from '@/server/platform/environment';
import { isProxyException } from '@/server/platform/outbound-proxy';
import { pacedStream } from '@/server/services/collection/paced-stream';
import { defineOperation } from '@/server/services/operation';
import { deliveryAddress } from './delivery-address';
import { stateOf, statusOfIntegration } from './feed-health';
import { presentStream } from './integration-view';
import { unreadSince } from './steered-integration';

const SHOWN_PROCESSES = 5;

/** One integration: status, facts, and streams with their errors. Of a deleted one whose events are kept, its name. */
export const getIntegration = defineOperation({
  name: 'get-integration',
  http: { method: 'GET', path: '/api/v1/integrations/:id' },
  permission: 'integrations:read',
  input: z.object({ id: integrationIdSchema }),
  output: integrationViewSchema,
  audit: { none: 'Shows no secret: keys are written only.' },
  effect: 'read',
  run: async ({ accountId, tx, runtime, now }, { id }) => {
    const integration = await findIntegrationOrDeleted(accountId, tx, id);
    const manifest = integration === null ? undefined : findConnector(integration.connector);
    if (integration === null || manifest === undefined) throw Refusal.notFound('integration');
    const state = stateOf(integration);
    const rows = inOrder(manifest, await listStreamRows(accountId, tx, id));
    const whole = statusOfIntegration(
      runtime,
      integration,
      rows.map(({ row }) => row),
      now,
    );
    const lanes = await listLanes(accountId, tx, { integrationId: id });
    const day = lastDay(now);
    const counts = await countByStream(accountId, tx, id, day);
    const streams: StreamView[] = [];
    for (const { row, status } of whole.streams) {
      const facts = pacedStream(runtime.environment, manifest.id, row.stream);
      if (facts === null) continue;
      const schedule = await scheduleOf(tx, { accountId, integrationId: id, stream: row.stream });
      streams.push(
        presentStream({
          manifest,
          facts,
          row,
          status,
          lanes: lanes.filter(({ stream }) => stream === row.stream),
          counts,
          retentionDays: integration.retentionDays,
          scheduled: schedule !== null,
          now,
        }),
      );
    }
    const missed = rows.flatMap(({ row, facts }) => {
      const since = row.enabled && facts.paging !== 'inbound' ? unreadSince(integration, facts, row) : null;
      const paced = pacedStream(runtime.environment, manifest.id, row.stream);
      const usual = row.intervalSeconds * 1_000 + (paced?.lagMs ?? facts.lagMs);
      return since === null || now - since <= usual ? [] : [since];
    });
    const main = streams.find(({ stream }) => stream === manifest.mainStream);
    const signals = await countSignalsIn(accountId, tx, day);
    const uses = await listCredentialUses(accountId, tx, id, SHOWN_PROCESSES);
    return {
      id,
      connector: integration.connector,
      delivery: manifest.delivery,
      deliverTo: deliveryAddress(runtime, manifest, accountId, id),
      name: integration.name,
      description: integration.description,
      host: integration.host,
      ikeyEnding: integration.ikeyEnding,
      state,
      stateChangedAt: integration.stateChangedAt?.toISOString() ?? null,
      status: whole.status,
      worker: await workerPresence(tx),
      enabledAt: integration.enabledAt.toISOString(),
      createdAt: integration.createdAt.toISOString(),
      keysSetAt: integration.keysSetAt.toISOString(),
      keysSetBy: integration.keysSetBy,
      keysOpenedBy: uses.map(({ process, firstAt, lastAt }) => ({
        process,
        firstAt: firstAt.toISOString(),
        lastAt: lastAt.toISOString(),
      })),
      proxied: manifest.delivery === 'inbound' ? null : isProxied(runtime.environment, integration.host),
      edition: integration.edition,
      newestRecordAt: newestOf(streams.map((stream) => stream.newestRecordAt)),
      lagMs: main?.lagMs ?? null,
      expectedLagMs: main?.expectedLagMs ?? 0,
      signals24h: signals.get(id) ?? 0,
      day: { from: new Date(day.from).toISOString(), to: new Date(day.to).toISOString() },
      missedSince:
        state === 'paused' && missed.length > 0 ? new Date(Math.min(...missed)).toISOString() : null,
      remaining: state === 'purging' ? await remainingOf(accountId, tx, id) : null,
      streams,
    };
  },
});

/** The streams in the order of the manifest, each with its facts; one that the manifest no longer has is left out. */
function inOrder(
  manifest: ConnectorManifest,
  rows: Awaited<ReturnType<typeof listStreamRows>>,
): { row: (typeof rows)[number]; facts: ConnectorManifest['streams'][number] }[] {
  return manifest.streams.flatMap((facts) => {
    const row = rows.find(({ stream }) => stream === facts.id);
    return row === undefined ? [] : [{ row, facts }];
  });
}

function isProxied({ outbound, simulatorHosts }: Environment, host: string): boolean {
  if (outbound.proxy === null || simulatorHosts.includes(host)) return false;
  return !isProxyException(host, outbound.proxyExceptions);
}

function newestOf(moments: readonly (string | null)[]): string | null {
  return (
    moments
      .filter((at) => at !== null)
      .sort()
      .at(-1) ?? null
  );
}
