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

/** The status of one stream from its rows. */
export function statusOfStream(
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
      const own = streams.filter((stream) => stream.integrationId === integration.id);
      const newest = Math.max(0, ...own.map((stream) => stream.newestRecordAt?.getTime() ?? 0));
      return {
        id: integration.id,
        name: integration.name,
        connectorName: findConnector(integration.connector)?.name ?? integration.connector,
        status: integrationStatus(
          own.map((stream) => {
            const lane = lanes.find(
              (row) => row.integrationId === integration.id && row.stream === stream.stream,
            );
            return statusOfStream(runtime, integration, stream, lane, now);
          }),
        ),
        newestSignalAt: newest === 0 ? null : new Date(newest).toISOString(),
        people: people.get(integration.id) ?? 0,
      };
    }),
  };
}
