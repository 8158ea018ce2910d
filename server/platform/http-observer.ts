import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { IncomingMessage, ServerResponse } from 'node:http';
import { forwardedHeader, peerHeader } from './client-address';
import { metrics } from './metrics';

const STARTED = 'http.server.request.start';

/** Headers that Next.js uses between its own parts; from outside they are only ever an attack. */
const INTERNAL_HEADERS = /^(x-middleware-|next-resume$|x-nonce$|x-parapet-)/;

export interface HttpObserver {
  /** Resolves when no request but live streams is under way, or after `limitMs`. */
  drained(limitMs: number): Promise<void>;
  stop(): void;
}

/**
 * Sees every request of this process before the framework does: takes internal headers away, notes the peer's address
 * and counts. Node publishes on this channel from within the HTTP parser, before any handler runs.
 */
export function observeHttp(): HttpObserver {
  const underWay = new Set<ServerResponse>();
  const onRequest = (message: unknown): void => {
    if (!isStart(message)) return;
    const { request, response } = message;
    for (const name of Object.keys(request.headers))
      if (INTERNAL_HEADERS.test(name)) Reflect.deleteProperty(request.headers, name);
    const peer = request.socket.remoteAddress;
    if (peer !== undefined) request.headers[peerHeader()] = peer;
    const { forwarded, 'x-forwarded-for': forwardedFor } = request.headers;
    if (forwarded !== undefined || forwardedFor !== undefined) request.headers[forwardedHeader()] = 'yes';
    count(request, response, underWay);
  };
  subscribe(STARTED, onRequest);
  return {
    drained: async (limitMs) => {
      const deadline = Date.now() + limitMs;
      while (underWay.size > 0 && Date.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 25));
    },
    stop: () => void unsubscribe(STARTED, onRequest),
  };
}

function count(request: IncomingMessage, response: ServerResponse, underWay: Set<ServerResponse>): void {
  const kind = kindOf(request.url ?? '/');
  const method = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/.exec(request.method ?? '')?.[0] ?? 'other';
  const began = performance.now();
  if (kind !== 'live') underWay.add(response);
  response.once('close', () => {
    underWay.delete(response);
    const status = String(response.writableEnded ? response.statusCode : 499);
    metrics().httpRequests.inc({ kind, method, status });
    if (kind !== 'live') metrics().httpSeconds.observe({ kind, method }, (performance.now() - began) / 1000);
  });
}

/** A closed set: labels made of paths would grow with every id. */
function kindOf(url: string): string {
  const [path = ''] = url.split('?');
  if (path === '/api/v1/live') return 'live';
  if (path.startsWith('/api/auth/')) return 'auth';
  if (path.startsWith('/api/')) return 'api';
  if (path.startsWith('/_next/')) return 'asset';
  if (path === '/healthz' || path === '/readyz' || path === '/metrics') return 'probe';
  return 'page';
}

function isStart(message: unknown): message is { request: IncomingMessage; response: ServerResponse } {
  return (
    typeof message === 'object' &&
    message !== null &&
    'request' in message &&
    message.request instanceof IncomingMessage &&
    'response' in message &&
    message.response instanceof ServerResponse
  );
}
