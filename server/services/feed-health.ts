import { findConnector } from '@/domain/connectors/catalogue';
import { integrationStatus, type IntegrationStatus, streamStatus } from '@/domain/integration-status';
import type { FeedHealth } from '@/domain/views/feed';
import type { Transaction } from '@/server/data/database';
import { listIntegrationRows, listLaneRows, listStreamRows } from '@/server/data/integrations';
import { countPeopleByIntegration } from '@/server/data/person-list';
import { workerPresence } from '@/server/data/worker-heartbeats';
import { pacedStream } from './paced-stream';
import type { Runtime } from './runtime';

type IntegrationRow = Awaited<ReturnType<typeof listIntegrationRows>>[number];
type StreamRow = Awaited<ReturnType<typeof listStreamRows>>[number];
type LaneRow = Awaited<ReturnType<typeof listLaneRows>>[number];

/**
 * The status of an integration, and of each stream of its own, from rows that may hold those of others too. Every page
 * and list that says how an integration is says it from here.
 */
export function statusOfIntegration(
  runtime: Runtime,
  integration: Pick<IntegrationRow, 'id' | 'connector' | 'state' | 'createdAt'>,
  rows: { readonly streams: readonly StreamRow[]; readonly lanes: readonly LaneRow[] },
  now: number,
): { status: IntegrationStatus; streams: { row: StreamRow; status: IntegrationStatus }[] } {
  const streams = rows.streams
    .filter((row) => row.integrationId === integration.id)
    .map((row) => {
      const lane = rows.lanes.find(
        ({ integrationId, stream }) => integrationId === integration.id && stream === row.stream,
      );
      return { row, status: statusOfStream(runtime, integration, row, lane, now) };
    });
  return { status: integrationStatus(streams.map(({ status }) => status)), streams };
}

function statusOfStream(
  runtime: Runtime,
  integration: Pick<IntegrationRow, 'connector' | 'state' | 'createdAt'>,
  stream: StreamRow,
  lane: LaneRow | undefined,
  now: number,
): IntegrationStatus {
  const manifest = pacedStream(runtime.environment, integration.connector, stream.stream);
  return streamStatus(
    {
      state:
        integration.state === 'paused' || integration.state === 'disabled' ? integration.state : 'enabled',
      intervalMs: stream.intervalSeconds * 1_000,
      lagMs: manifest?.lagMs ?? 0,
      enabledAt: integration.createdAt.getTime(),
      lastSuccessAt: stream.lastSuccessAt?.getTime() ?? null,
      completeUntil: stream.completeUntil?.getTime() ?? null,
      leaseUntil: lane?.leaseUntil?.getTime() ?? null,
      lastErrorClass: stream.errorClass,
      retryAt: stream.retryAt?.getTime() ?? null,
    },
    now,
  );
}

/** Whether each feed can be trusted at this instant, and whether any worker runs. */
export async function feedHealth(
  accountId: string,
  tx: Transaction,
  runtime: Runtime,
  now: number,
): Promise<FeedHealth> {
  const integrations = await listIntegrationRows(accountId, tx);
  const streams = await listStreamRows(accountId, tx);
  const lanes = await listLaneRows(accountId, tx);
  const people = await countPeopleByIntegration(accountId, tx);
  const worker = await workerPresence(tx);
  return {
    at: new Date(now).toISOString(),
    worker,
    integrations: integrations.map((integration) => {
      const { status, streams: own } = statusOfIntegration(runtime, integration, { streams, lanes }, now);
      const newest = Math.max(0, ...own.map(({ row }) => row.newestRecordAt?.getTime() ?? 0));
      return {
        id: integration.id,
        name: integration.name,
        connectorName: findConnector(integration.connector)?.name ?? integration.connector,
        status,
        newestSignalAt: newest === 0 ? null : new Date(newest).toISOString(),
        people: people.get(integration.id) ?? 0,
      };
    }),
  };
}
