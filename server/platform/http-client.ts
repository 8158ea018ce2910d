import dns from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { privateBehindProxy } from '@/server/platform/behind-proxy';
import {
  connectToFirst,
  dialDirectly,
  type Dial,
  type ResolvedAddress,
} from '@/server/platform/connect-first';
import { startDeadline } from '@/server/platform/deadline';
import {
  httpFailure,
  tunnelledFailure,
  type HttpFailure,
  type HttpFailureCode,
} from '@/server/platform/http-failure';
import { isProxyException, type OutboundProxy } from '@/server/platform/outbound-proxy';
import { PlainAgent, SecureAgent, type PinnedRequest } from '@/server/platform/pinned-agents';
import { openTunnel } from '@/server/platform/proxy-tunnel';
import { isPublicAddress } from '@/server/platform/public-address';
import { trustingContext } from '@/server/platform/trusted-authorities';

/** Largest answer that is read, in bytes: a page of 1,000 Duo records is about 1.5 MB. */
export const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** From the call to the last byte, name lookup included, in milliseconds. */
export const DEADLINE_MS = 30_000;

/** Part of the deadline that the proxy has to open a tunnel, so that its failure is told from Duo's. */
const TUNNEL_SHARE = 2 / 3;

/** Resolves a name to all its addresses; rejects with a Node DNS error. */
export type Lookup = (hostname: string) => Promise<readonly ResolvedAddress[]>;

export interface HttpClientOptions {
  /** `host:port` values that are reached by plain HTTP and without the address check: the simulator, and nothing else. */
  readonly plainHttpHosts?: readonly string[];
  /** Names that may lead to addresses which are not public, by HTTPS like any other. */
  readonly privateHosts?: readonly string[];
  /** The proxy for every HTTPS host that is no exception; plain hosts are always reached directly. */
  readonly proxy?: OutboundProxy | null;
  /** Host names, and suffixes with a dot in front, that are reached without the proxy. */
  readonly proxyExceptions?: readonly string[];
  /** PEM of certificate authorities to trust beside those of Node. */
  readonly extraCa?: string | null;
  /** Whether a host behind the proxy is refused where its name or its address here shows that it is not public. */
  readonly publicBehindProxy?: boolean;
  readonly lookup?: Lookup;
  readonly dial?: Dial;
  readonly maxBodyBytes?: number;
  readonly deadlineMs?: number;
}

/** A request with a body, in the same guards. */
export interface HttpSend extends HttpGet {
  readonly method: 'GET' | 'POST';
  readonly body?: string;
}

export interface HttpGet {
  /** A host name for HTTPS on port 443, or one of `plainHttpHosts`. */
  readonly host: string;
  /** Path and query, exactly as they are to be sent. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface HttpResponse {
  readonly ok: true;
  readonly status: number;
  /** By lower-case name. */
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
  /** The Date header in epoch milliseconds. */
  readonly dateHeader: number | null;
  readonly latencyMs: number;
}

export interface HttpFailed {
  readonly ok: false;
  readonly failure: HttpFailure;
  readonly latencyMs: number;
}

export type HttpResult = HttpResponse | HttpFailed;

export type ResolveResult =
  | {
      readonly ok: true;
      /** Empty where a proxy looks the name up. */
      readonly addresses: readonly ResolvedAddress[];
      /** `host:port` of the proxy that the request goes through; null for a direct connection. */
      readonly proxy: string | null;
    }
  | { readonly ok: false; readonly failure: HttpFailure };

export interface HttpClient {
  /** One guarded GET. Never throws for what the network or the other side does; never follows a redirect. */
  get(request: HttpGet): Promise<HttpResult>;
  /** The same with a method and a body. */
  send(request: HttpSend): Promise<HttpResult>;
  /** The addresses that a request would go to, after the checks that a request makes. */
  resolve(host: string, signal?: AbortSignal): Promise<ResolveResult>;
  /** Closes kept connections. */
  close(): void;
}

/** A host name in lower-case ASCII labels: no port, user, path, trailing dot or address. */
const HOST_NAME = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Client for requests to addresses that a person typed. The name is resolved once, every address is checked,
 * and the connection goes to a checked address: what a name server says a moment later does not matter. Through a
 * proxy, which resolves the name itself, what remains is the form of the name, port 443 and TLS with that very name; with
 * `publicBehindProxy` also what the name, and an address that this machine finds for it, show.
 */
export function createHttpClient(options: HttpClientOptions = {}): HttpClient {
  const plainHosts = new Set(options.plainHttpHosts ?? []);
  const privateHosts = new Set(options.privateHosts ?? []);
  const lookup =
    options.lookup ?? ((hostname: string) => dns.lookup(hostname, { all: true, verbatim: true }));
  const dial = options.dial ?? dialDirectly;
  const maxBodyBytes = options.maxBodyBytes ?? MAX_BODY_BYTES;
  const deadlineMs = options.deadlineMs ?? DEADLINE_MS;
  const secureContext = trustingContext(options.extraCa ?? null);
  const plainAgent = new PlainAgent();
  const secureAgent = new SecureAgent(secureContext);
  const tunnelTools = { dial, lookup, secureContext, limitMs: Math.round(deadlineMs * TUNNEL_SHARE) };

  function proxyFor(host: string): OutboundProxy | null {
    if (plainHosts.has(host) || isProxyException(host, options.proxyExceptions ?? [])) return null;
    return options.proxy ?? null;
  }

  async function vet(host: string, signal: AbortSignal): Promise<ResolveResult> {
    const plain = plainHosts.has(host);
    if (!plain && !HOST_NAME.test(host)) return refuse('host_not_allowed', host);
    const proxy = proxyFor(host);
    if (proxy !== null) {
      const isGuarded = options.publicBehindProxy === true && !privateHosts.has(host);
      const found = isGuarded ? await privateBehindProxy(host, (name) => lookup(name)) : null;
      return found === null
        ? { ok: true, addresses: [], proxy: proxy.label }
        : refuse('blocked_address', found);
    }
    const name = plain ? splitPlainHost(host).name : host;
    const family = isIP(name);
    if (family !== 0) return { ok: true, addresses: [{ address: name, family }], proxy: null };
    let addresses: readonly ResolvedAddress[];
    try {
      addresses = await unlessAborted(lookup(name), signal);
    } catch (error) {
      return { ok: false, failure: signal.aborted ? abortFailure(signal) : httpFailure(error) };
    }
    if (addresses.length === 0) return refuse('unknown_host', 'no address');
    // One bad address condemns the name: a server that mixes them is not to be trusted with the good one either.
    const trusted = plain || privateHosts.has(host);
    const blocked = trusted ? undefined : addresses.find(({ address }) => !isPublicAddress(address));
    if (blocked !== undefined) return refuse('blocked_address', blocked.address);
    return { ok: true, addresses, proxy: null };
  }

  async function send(request: HttpSend): Promise<HttpResult> {
    const deadline = startDeadline(deadlineMs, request.signal);
    return sendWithin(request, deadline.signal).finally(() => deadline.end());
  }

  async function sendWithin(request: HttpSend, signal: AbortSignal): Promise<HttpResult> {
    const began = performance.now();
    const elapsed = () => Math.round(performance.now() - began);
    if (signal.aborted) return { ok: false, failure: abortFailure(signal), latencyMs: 0 };
    const vetted = await vet(request.host, signal);
    if (!vetted.ok) return { ...vetted, latencyMs: elapsed() };

    const { host } = request;
    const secure = !plainHosts.has(host);
    const { name, port } = secure ? { name: host, port: 443 } : splitPlainHost(host);
    const proxy = proxyFor(host);
    const connect = () =>
      proxy === null
        ? connectToFirst(vetted.addresses, port, dial, signal)
        : openTunnel(proxy, host, tunnelTools, signal);
    const pinned: PinnedRequest = {
      host: name,
      port,
      method: request.method,
      path: request.path,
      agent: secure ? secureAgent : plainAgent,
      connect,
      headers: { Host: host, 'Accept-Encoding': 'identity', ...request.headers },
      signal,
    };
    return {
      ...(await exchange(secure ? https : http, pinned, vetted.proxy, request.body)),
      latencyMs: elapsed(),
    };
  }

  function exchange(
    transport: typeof http | typeof https,
    requestOptions: PinnedRequest,
    proxy: string | null,
    body: string | undefined,
  ): Promise<Omit<HttpResponse, 'latencyMs'> | Omit<HttpFailed, 'latencyMs'>> {
    const { signal } = requestOptions;
    return new Promise((done) => {
      const fail = (failure: HttpFailure) => done({ ok: false, failure });
      const refuseAnswer = (code: HttpFailureCode, cause: string) => {
        fail({ code, cause, onReusedConnection: false });
        outgoing.destroy();
      };
      const outgoing = transport.request(requestOptions, (incoming) => {
        const status = incoming.statusCode ?? 0;
        if (status >= 300 && status < 400) {
          refuseAnswer('redirect', String(status));
          return;
        }
        const encoding = incoming.headers['content-encoding'] ?? 'identity';
        if (encoding !== 'identity') {
          refuseAnswer('encoded_body', encoding);
          return;
        }
        const declared = Number(incoming.headers['content-length'] ?? 0);
        if (declared > maxBodyBytes) {
          refuseAnswer('too_large', `${declared} bytes declared`);
          return;
        }

        const chunks: Buffer[] = [];
        let size = 0;
        incoming.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > maxBodyBytes) {
            refuseAnswer('too_large', `more than ${maxBodyBytes} bytes`);
            return;
          }
          chunks.push(chunk);
        });
        incoming.on('error', (error) => fail(signal.aborted ? abortFailure(signal) : httpFailure(error)));
        incoming.on('end', () =>
          done({
            ok: true,
            status,
            headers: incoming.headers,
            body: Buffer.concat(chunks, size),
            dateHeader: parseDateHeader(incoming.headers.date),
          }),
        );
      });
      outgoing.on('error', (error) => {
        const reused = outgoing.reusedSocket;
        if (signal.aborted) fail(abortFailure(signal));
        else fail(proxy === null ? httpFailure(error, reused) : tunnelledFailure(error, proxy, reused));
      });
      outgoing.end(body);
    });
  }

  return {
    get: (request) => send({ ...request, method: 'GET' }),
    send,
    resolve: async (host, signal) => {
      const deadline = startDeadline(deadlineMs, signal);
      return vet(host, deadline.signal).finally(() => deadline.end());
    },
    close: () => {
      plainAgent.destroy();
      secureAgent.destroy();
    },
  };
}

function refuse(code: HttpFailureCode, cause: string): ResolveResult {
  return { ok: false, failure: { code, cause, onReusedConnection: false } };
}

function abortFailure(signal: AbortSignal): HttpFailure {
  const byDeadline = signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError';
  return byDeadline
    ? { code: 'timeout', cause: 'deadline', onReusedConnection: false }
    : { code: 'cancelled', cause: 'cancelled', onReusedConnection: false };
}

/** A name lookup cannot be cancelled, only no longer waited for. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new Error('aborted'));
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function splitPlainHost(host: string): { name: string; port: number } {
  const colon = host.lastIndexOf(':');
  const name = host.slice(0, colon).replace(/^\[(.*)\]$/, '$1');
  return { name, port: Number(host.slice(colon + 1)) };
}

function parseDateHeader(value: string | undefined): number | null {
  const time = value === undefined ? Number.NaN : Date.parse(value);
  return Number.isNaN(time) ? null : time;
}
