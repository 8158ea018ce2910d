import http from 'node:http';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { connectToFirst, type Dial, type ResolvedAddress } from '@/server/platform/connect-first';
import { startDeadline } from '@/server/platform/deadline';
import { httpFailure, ProxyFault } from '@/server/platform/http-failure';
import type { OutboundProxy } from '@/server/platform/outbound-proxy';

export interface TunnelTools {
  readonly dial: Dial;
  /** Resolves the proxy's own name. Its address may be private: the operator chose it, not the person at the form. */
  readonly lookup: (hostname: string) => Promise<readonly ResolvedAddress[]>;
  /** What a proxy behind `https://` must prove itself to. */
  readonly secureContext: tls.SecureContext;
  /** For reaching the proxy and for its answer, in milliseconds. */
  readonly limitMs: number;
}

/**
 * A tunnel through the proxy to `host`:443, by CONNECT. TLS with the host itself is the caller's. Rejects with a
 * ProxyFault that says at which point it failed, or with any error when `signal` aborts.
 */
export async function openTunnel(
  proxy: OutboundProxy,
  host: string,
  tools: TunnelTools,
  signal: AbortSignal,
): Promise<Duplex> {
  const deadline = startDeadline(tools.limitMs, signal);
  return openTunnelWithin(proxy, host, tools, deadline.signal).finally(() => deadline.end());
}

async function openTunnelWithin(
  proxy: OutboundProxy,
  host: string,
  tools: TunnelTools,
  limit: AbortSignal,
): Promise<Duplex> {
  const fault = (failure: ProxyFault['failure'], said: string) =>
    new ProxyFault(failure, `${said} from ${proxy.label}`);

  let socket: Duplex;
  try {
    socket = await reach(proxy, tools, limit);
  } catch (error) {
    const { code, cause } = httpFailure(error);
    throw fault(code === 'tls' ? 'proxy_tls' : 'proxy_unreachable', limit.aborted ? 'no answer' : cause);
  }
  const authorization = proxy.authorization === null ? {} : { 'Proxy-Authorization': proxy.authorization };
  return new Promise((resolve, reject) => {
    const request = http.request({
      method: 'CONNECT',
      path: `${host}:443`,
      headers: { Host: `${host}:443`, Connection: 'keep-alive', ...authorization },
      createConnection: () => socket,
      signal: limit,
    });
    const fail = (error: ProxyFault) => {
      socket.destroy();
      reject(error);
    };
    request.on('connect', (response, _socket, head) => {
      const status = response.statusCode ?? 0;
      const failure = failureOfStatus(status);
      if (failure !== null) fail(fault(failure, String(status)));
      // In a tunnel the client speaks first: bytes that are there already are a page.
      else if (head.length > 0) fail(fault('proxy_answer', 'text in place of a tunnel'));
      else resolve(socket);
    });
    request.on('error', (error) => {
      const { code, cause } = httpFailure(error);
      if (limit.aborted) fail(fault('proxy_failed', 'no answer'));
      else fail(fault(code === 'bad_http' ? 'proxy_answer' : 'proxy_failed', cause));
    });
    request.end();
  });
}

/** A connection to the proxy itself, encrypted where the setting says so. */
async function reach(
  proxy: OutboundProxy,
  { dial, lookup, secureContext }: TunnelTools,
  signal: AbortSignal,
): Promise<Duplex> {
  const family = isIP(proxy.host);
  const addresses = family === 0 ? await lookup(proxy.host) : [{ address: proxy.host, family }];
  const socket = await connectToFirst(addresses, proxy.port, dial, signal);
  if (!proxy.secure) return socket;
  return new Promise((resolve, reject) => {
    const servername = family === 0 ? proxy.host : '';
    const secure = tls.connect({ socket, host: proxy.host, servername, secureContext });
    const abort = () => secure.destroy(new Error('aborted'));
    signal.addEventListener('abort', abort, { once: true });
    socket.on('error', (error) => secure.destroy(error));
    secure.on('error', reject);
    secure.once('close', () => reject(new Error('closed')));
    secure.once('secureConnect', () => {
      signal.removeEventListener('abort', abort);
      resolve(secure);
    });
  });
}

/** Null for a tunnel. A web server that is no proxy says that it does not know the method or the place. */
function failureOfStatus(status: number): ProxyFault['failure'] | null {
  if (status >= 200 && status < 300) return null;
  if (status === 407) return 'proxy_auth';
  if (status >= 500 && status !== 501) return 'proxy_failed';
  return [400, 404, 405, 501].includes(status) || status < 400 ? 'proxy_answer' : 'proxy_refused';
}
