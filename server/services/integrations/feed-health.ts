import { findConnector, findStream } from '@/domain/connectors/catalogue';
import {
  integrationStatus,
  type IntegrationState,
  type IntegrationStatus,
  INTEGRATION_STATES,
  isForAPerson,
  staleSince,
  type StreamFacts,
  type StreamStanding,
  streamStatus,
} from '@/domain/integration-status';
import type { FeedHealth } from '@/domain/views/feed';
import type { Transaction } from '@/server/data/database';
import { listIntegrationRows, listStreamRows } from '@/server/data/integrations/integrations';
import { workerPresence } from '@/server/data/integrations/worker-heartbeats';
import { countPeopleByIntegration } from '@/server/data/people/person-list';
import { pacedStream } from '@/server/services/collection/paced-stream';
import type { Runtime } from '@/server/services/runtime';
import { newestHours } from './feed-hour';
import { presentError } from './integration-view';
import { TEST_LEASE } from './probe-turns';

type IntegrationRow = Awaited<ReturnType<typeof listIntegrationRows>>[number];
type StreamRow = Awaited<ReturnType<typeof listStreamRows>>[number];

/** A stream with what is said of it, and since when it is stale, whatever the reason (epoch milliseconds). */
interface StreamAtNow {
  readonly row: StreamRow;
  readonly status: IntegrationStatus;
  readonly staleSince: number | null;
}

/**
 * The status of an integration, and of each stream of its own, from rows that may hold those of others too. Every page
 * and list that says how an integration is says it from here.
 */
export function statusOfIntegration(
  runtime: Runtime,
  integration: Pick<IntegrationRow, 'id' | 'connector' | 'state' | 'createdAt'>,
  streams: readonly StreamRow[],
  now: number,
): { status: IntegrationStatus; streams: StreamAtNow[] } {
  const own = streams
    .filter((row) => row.integrationId === integration.id)
    .map((row): StreamAtNow => {
      const facts = factsOfStream(runtime, integration, row);
      return { row, status: streamStatus(facts, now), staleSince: staleSince(facts, now) };
    });
  const standings = own.map(({ row, status }): StreamStanding => ({
    status,
    lastSuccessAt: row.lastSuccessAt?.getTime() ?? null,
    errorClass: row.errorClass,
    errorAt: row.errorLastSeenAt?.getTime() ?? null,
  }));
  return { status: integrationStatus(stateOf(integration), standings), streams: own };
}

/** The state of an integration, of those there are. */
export function stateOf({ state }: Pick<IntegrationRow, 'state'>): IntegrationState {
  const known = INTEGRATION_STATES.find((candidate) => candidate === state);
  if (known === undefined) throw new Error(`The stored state ${state} of an integration is unknown.`);
  return known;
}

/** What is known of a stream when its status is asked for. */
export function factsOfStream(
  runtime: Runtime,
  integration: Pick<IntegrationRow, 'connector' | 'state' | 'createdAt'>,
  stream: StreamRow,
): StreamFacts {
  const manifest = pacedStream(runtime.environment, integration.connector, stream.stream);
  return {
    state: stateOf(integration),
    delivery: findConnector(integration.connector)?.delivery ?? 'polled',
    enabled: stream.enabled,
    optional: findStream(integration.connector, stream.stream)?.optional ?? false,
    intervalMs: stream.intervalSeconds * 1_000,
    lagMs: manifest?.lagMs ?? 0,
    // A demo begins in the past: what counts is since when somebody could have read.
    startedAt: Math.max(integration.createdAt.getTime(), stream.enabledAt.getTime()),
    lastSuccessAt: stream.lastSuccessAt?.getTime() ?? null,
    completeUntil: stream.completeUntil?.getTime() ?? null,
    liveUntil: stream.leaseLane === 'live' ? (stream.leaseUntil?.getTime() ?? null) : null,
    testUntil: stream.leaseLane === TEST_LEASE ? (stream.leaseUntil?.getTime() ?? null) : null,
    lastErrorClass: stream.errorClass,
    retryAt: stream.retryAt?.getTime() ?? null,
  };
}

/** The first stream that fails; one that is off, or refused and not needed, does not. */
function troubleOf(
  { state, connector }: Pick<IntegrationRow, 'state' | 'connector'>,
  streams: ReturnType<typeof statusOfIntegration>['streams'],
): FeedHealth['integrations'][number]['trouble'] {
  if (state !== 'enabled') return null;
  for (const { row, status } of streams) {
    const error = presentError(row);
    if (error === null || status.word === 'off' || status.word === 'not_available') continue;
    return {
      streamLabel: findStream(connector, row.stream)?.label ?? row.stream,
      message: error.message,
      remedy: error.remedy,
      since: row.errorFirstSeenAt?.toISOString() ?? null,
      retryAt: isForAPerson(row.errorClass) ? null : (row.retryAt?.toISOString() ?? null),
    };
  }
  return null;
}

/** Whether each feed can be trusted at this instant, and whether any worker runs. */
export async function feedHealth(
  accountId: string,
  tx: Transaction,
  runtime: Runtime,
  now: number,
): Promise<FeedHealth> {
  // What is being removed feeds nothing any more.
  const integrations = (await listIntegrationRows(accountId, tx)).filter(({ state }) => state !== 'purging');
  const streams = await listStreamRows(accountId, tx);
  const people = await countPeopleByIntegration(accountId, tx);
  const worker = await workerPresence(tx);
  const hours = await newestHours(accountId, tx, integrations, streams);
  return {
    at: new Date(now).toISOString(),
    worker,
    integrations: integrations.map((integration) => {
      const { status, streams: own } = statusOfIntegration(runtime, integration, streams, now);
      const newest = Math.max(0, ...own.map(({ row }) => row.newestRecordAt?.getTime() ?? 0));
      return {
        id: integration.id,
        name: integration.name,
        connectorName: findConnector(integration.connector)?.name ?? integration.connector,
        status,
        newestSignalAt: newest === 0 ? null : new Date(newest).toISOString(),
        people: people.get(integration.id) ?? 0,
        hour: hours.get(integration.id) ?? null,
        trouble: troubleOf(integration, own),
      };
    }),
  };
}
