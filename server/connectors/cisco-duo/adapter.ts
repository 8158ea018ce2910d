import { connectorError } from '@/domain/connectors/connector-error';
import type { PollingAdapter } from '@/server/connectors/connector';
import { createDuoClient } from '@/server/connectors/cisco-duo/client';
import { prepareDuoCredentials, readDuoKeys } from '@/server/connectors/cisco-duo/duo-keys';
import { probeDuo } from '@/server/connectors/cisco-duo/probe';
import { readAgain } from '@/server/connectors/cisco-duo/record-reading';
import { findDuoStream, refusalOf } from '@/server/connectors/cisco-duo/streams';
import { isJsonObject, readJson } from '@/server/connectors/json-value';
import type { HttpClient } from '@/server/platform/http-client';

export interface DuoAdapterOptions {
  readonly http: HttpClient;
  /** `host:port` values that are accepted besides Duo's hosts: the same list that the HTTP client has. */
  readonly simulatorHosts: readonly string[];
  /** Our clock in epoch milliseconds. */
  readonly now?: () => number;
  /** Least time between two requests to one endpoint; without, Duo's. Milliseconds. */
  readonly pageGapMs?: number;
}

/** Cisco Duo behind the connector contract. */
export function createDuoAdapter({
  http,
  simulatorHosts,
  now = Date.now,
  pageGapMs,
}: DuoAdapterOptions): PollingAdapter {
  const client = createDuoClient(http, now, pageGapMs);
  return {
    id: 'cisco-duo',
    delivery: 'polled',
    prepare: (typed) => prepareDuoCredentials(typed, simulatorHosts),
    async fetchPage({ credentials, stream: id, ...request }) {
      const read = readDuoKeys(credentials, simulatorHosts);
      if (!read.ok) return { ok: false, error: connectorError(read.fault) };
      const stream = findDuoStream(id);
      if (stream === undefined) return { ok: false, error: connectorError('duo_40401') };
      const page = await stream.fetchPage({ client, keys: read.keys, request, now: now() });
      return page.ok ? page : { ok: false, error: refusalOf(stream, page.error) };
    },
    readStored(stream, text, occurredAt) {
      const value = readJson(text);
      const read = isJsonObject(value) ? findDuoStream(stream)?.reading?.read(value, occurredAt) : undefined;
      return read?.ok === true ? read.meaning.record : null;
    },
    readAgain(stream, bytes, at) {
      const found = findDuoStream(stream);
      if (found?.reading) return readAgain(found.reading, bytes, at);
      return found?.readAgain?.(bytes) ?? { records: [], rejected: [] };
    },
    probe: ({ credentials, turn, signal }) =>
      probeDuo({ client, http, simulatorHosts, now, turn }, credentials, signal),
  };
}
