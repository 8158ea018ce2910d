import type { ConnectorAdapter } from '@/server/connectors/connector';
import { createDuoAdapter } from '@/server/connectors/cisco-duo/adapter';
import { createWebhookAdapter } from '@/server/connectors/generic-webhook/adapter';
import type { OutboundSettings } from '@/server/platform/environment';
import { createHttpClient, type HttpClient } from '@/server/platform/http-client';

export interface ConnectorRegistry {
  /** The adapter of a connector; undefined when there is none of that id. */
  find(connectorId: string): ConnectorAdapter | undefined;
  /** Closes kept connections. */
  close(): void;
}

export interface RegistryOptions {
  /** `host:port` of Duo simulators, reached by plain HTTP. From an explicit setting of demo and tests; else empty. */
  readonly simulatorHosts: readonly string[];
  /** Proxy and certificate authorities of this installation; without, connections are direct. */
  readonly outbound?: OutboundSettings;
  readonly http?: HttpClient;
  /** Least time between two requests to one endpoint, where demo or tests shorten it. Milliseconds. */
  readonly pageGapMs?: number | undefined;
  /** Our clock in epoch milliseconds. */
  readonly now?: () => number;
}

/** Every adapter, over one guarded HTTP client. One per process. */
export function createConnectorRegistry({
  simulatorHosts,
  outbound,
  http,
  now,
  pageGapMs,
}: RegistryOptions): ConnectorRegistry {
  const client = http ?? createHttpClient({ plainHttpHosts: simulatorHosts, ...outbound });
  const options = { http: client, simulatorHosts, ...(now === undefined ? {} : { now }) };
  const paced = pageGapMs === undefined ? options : { ...options, pageGapMs };
  const all: readonly ConnectorAdapter[] = [createDuoAdapter(paced), createWebhookAdapter(options)];
  const adapters = new Map(all.map((adapter) => [adapter.id, adapter]));
  return { find: (connectorId) => adapters.get(connectorId), close: () => client.close() };
}
