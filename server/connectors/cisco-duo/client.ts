import { setTimeout as sleep } from 'node:timers/promises';
import {
  connectorError,
  type ConnectorError,
  type ConnectorErrorDetail,
} from '@/domain/connectors/connector-error';
import { errorOfAnswer, errorOfFailure, parseEnvelope } from '@/server/connectors/cisco-duo/envelope';
import { canonicalParams, signRequest, type SignatureScheme } from '@/server/connectors/cisco-duo/sign';
import type { HttpClient, HttpFailed, HttpResponse, HttpResult } from '@/server/platform/http-client';

/** The keys of one Admin API application, and the way to sign that Duo accepted from it. */
export interface DuoKeys {
  readonly host: string;
  readonly ikey: string;
  readonly skey: string;
  readonly signature: SignatureScheme;
}

export interface DuoRequest {
  readonly keys: DuoKeys;
  /** Without a query. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

interface Measured {
  /** Duo's clock in epoch milliseconds. */
  readonly dateHeader: number | null;
  /** From sending to the last byte, in milliseconds. */
  readonly latencyMs: number;
  /** HTTP requests made. */
  readonly requests: number;
}

export type DuoAnswer<T> = (
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ConnectorError }
) &
  Measured;

/** An accepted answer as Duo's envelope holds it. */
export interface DuoPayload {
  readonly response: unknown;
  readonly metadata: unknown;
}

export interface DuoClient {
  /** One signed GET, with the whole envelope parsed. For answers that are small. */
  getJson(request: DuoRequest): Promise<DuoAnswer<DuoPayload>>;
  /** One signed GET whose body is left as it came, when the HTTP status is 200. For pages of records. */
  getRaw(request: DuoRequest): Promise<DuoAnswer<Buffer>>;
  /** Duo's unsigned ping: shows that host, connection and TLS are right, and tells its clock. */
  ping(host: string, signal?: AbortSignal): Promise<DuoAnswer<null>>;
}

/** Least time between two requests to one endpoint, in milliseconds: the pace that the manifest gives its streams. */
const PAGE_GAP_MS = 2_000;

/**
 * Client for Duo's Admin API. Errors are values. `now` is our clock in epoch milliseconds: each attempt carries a
 * fresh date and signature, because Duo refuses one that is used again late. A second attempt keeps `pageGapMs` from the
 * first, which may have arrived.
 */
export function createDuoClient(
  http: HttpClient,
  now: () => number = Date.now,
  pageGapMs: number = PAGE_GAP_MS,
): DuoClient {
  async function send(request: DuoRequest): Promise<HttpResult & { requests: number }> {
    const first = await attempt(request);
    // A kept connection that the other side has just closed says nothing about Duo: once more on a new one.
    if (first.ok || !first.failure.onReusedConnection) return { ...first, requests: 1 };
    const { signal } = request;
    // Cut short, the second attempt is cancelled before it goes out.
    await sleep(Math.max(0, pageGapMs - first.latencyMs), undefined, signal && { signal }).catch(() => null);
    return { ...(await attempt(request)), requests: 2 };
  }

  function attempt({ keys, path, params, signal }: DuoRequest): Promise<HttpResult> {
    const date = new Date(now()).toUTCString();
    const authorization = signRequest({ ...keys, scheme: keys.signature, date, method: 'GET', path, params });
    const query = canonicalParams(params);
    return http.get({
      host: keys.host,
      path: query === '' ? path : `${path}?${query}`,
      headers: { Date: date, Authorization: authorization, Accept: 'application/json' },
      ...(signal === undefined ? {} : { signal }),
    });
  }

  return {
    async getJson(request) {
      const sent = await send(request);
      if (!sent.ok) return failed(sent, sent.requests);
      const envelope = parseEnvelope(sent.body);
      const error = errorOfAnswer(sent.status, envelope, headerDetail(sent, now()));
      if (error !== null) return { ok: false, error, ...measured(sent, sent.requests) };
      const value = { response: envelope?.['response'], metadata: envelope?.['metadata'] };
      return { ok: true, value, ...measured(sent, sent.requests) };
    },

    async getRaw(request) {
      const sent = await send(request);
      if (!sent.ok) return failed(sent, sent.requests);
      if (sent.status === 200) return { ok: true, value: sent.body, ...measured(sent, sent.requests) };
      const error = errorOfAnswer(sent.status, parseEnvelope(sent.body), headerDetail(sent, now()));
      return { ok: false, error: error ?? connectorError('unknown'), ...measured(sent, sent.requests) };
    },

    async ping(host, signal) {
      const sent = await http.get({
        host,
        path: '/auth/v2/ping',
        headers: { Accept: 'application/json' },
        ...(signal === undefined ? {} : { signal }),
      });
      if (!sent.ok) return failed(sent, 1);
      const envelope = parseEnvelope(sent.body);
      // Any answer in Duo's envelope shows that Duo is there, whatever it says.
      if (envelope !== null && 'stat' in envelope) return { ok: true, value: null, ...measured(sent, 1) };
      const error = errorOfAnswer(sent.status, null, headerDetail(sent, now()));
      return { ok: false, error: error ?? connectorError('not_json'), ...measured(sent, 1) };
    },
  };
}

/** What the headers tell about an error: Duo's clock against ours, and how long to wait. */
function headerDetail(sent: HttpResponse, ourNow: number): ConnectorErrorDetail {
  const retryAfterMs = parseRetryAfter(sent.headers['retry-after'], ourNow);
  return {
    ...(sent.dateHeader === null
      ? {}
      : { vendorDate: sent.dateHeader, clockSkewSeconds: Math.round((ourNow - sent.dateHeader) / 1000) }),
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
  };
}

/** Retry-After as seconds or as a date, in milliseconds from now. */
function parseRetryAfter(value: string | undefined, ourNow: number): number | null {
  if (value === undefined) return null;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - ourNow);
}

function failed(sent: HttpFailed, requests: number): { ok: false; error: ConnectorError } & Measured {
  return {
    ok: false,
    error: errorOfFailure(sent.failure),
    dateHeader: null,
    latencyMs: sent.latencyMs,
    requests,
  };
}

function measured(sent: HttpResponse, requests: number): Measured {
  return { dateHeader: sent.dateHeader, latencyMs: sent.latencyMs, requests };
}
