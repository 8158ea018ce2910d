import { connectorError } from '@/domain/connectors/connector-error';
import type { ConnectorAdapter } from '@/server/connectors/connector';
import { fetchAuthenticationPage } from '@/server/connectors/cisco-duo/authentication-stream';
import { createDuoClient } from '@/server/connectors/cisco-duo/client';
import { readDuoKeys } from '@/server/connectors/cisco-duo/duo-keys';
import { normaliseAuthentication } from '@/server/connectors/cisco-duo/normalise-authentication';
import { probeDuo } from '@/server/connectors/cisco-duo/probe';
import { isJsonObject } from '@/server/connectors/json-value';
import type { HttpClient } from '@/server/platform/http-client';

export interface DuoAdapterOptions {
  readonly http: HttpClient;
  /** `host:port` values that are accepted besides Duo's hosts: the same list that the HTTP client has. */
  readonly simulatorHosts: readonly string[];
  /** Our clock in epoch milliseconds. */
  readonly now?: () => number;
}

/** Cisco Duo behind the connector contract. */
export function createDuoAdapter({
  http,
  simulatorHosts,
  now = Date.now,
}: DuoAdapterOptions): ConnectorAdapter {
  const client = createDuoClient(http, now);
  return {
    id: 'cisco-duo',
    async fetchPage({ credentials, stream, ...page }) {
      const read = readDuoKeys(credentials, simulatorHosts);
      if (!read.ok) return { ok: false, error: connectorError(read.fault) };
      if (stream !== 'authentication') return { ok: false, error: connectorError('duo_40401') };
      return fetchAuthenticationPage(client, read.keys, page, now());
    },
    readStored(stream, text, occurredAt) {
      const value: unknown = JSON.parse(text);
      if (stream !== 'authentication' || !isJsonObject(value)) return null;
      const read = normaliseAuthentication(value, occurredAt);
      return read.ok ? read.record : null;
    },
    probe: ({ credentials, signal }) => probeDuo({ client, http, simulatorHosts, now }, credentials, signal),
  };
}
