import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import type { Certified } from './certificates';

/** Closes what a test has opened. Call `closeAll` after each. */
export function closers() {
  const open: (() => void)[] = [];
  return {
    add: (close: () => void) => void open.push(close),
    closeAll: () => {
      for (const close of open.splice(0)) close();
    },
  };
}

/** Listens on a free port of `address`; the port. */
export async function listen(server: net.Server, address = '127.0.0.1'): Promise<number> {
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(0, address, done);
  });
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('A TCP server has a port.');
  return bound.port;
}

/** Whether this machine has IPv6 at all. */
export async function hasIPv6(): Promise<boolean> {
  const server = net.createServer();
  try {
    await listen(server, '::1');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

export interface Upstream {
  readonly port: number;
  /** What reached it: host header, server name of TLS, path. */
  readonly requests: { host: string | undefined; servername: unknown; path: string | undefined }[];
  readonly connections: () => number;
  readonly close: () => void;
}

/** An HTTPS server in the place of Duo's. */
export async function startUpstream(
  certified: Certified,
  handler: http.RequestListener = (_request, response) => response.end('{"stat":"OK","response":{"time":0}}'),
  address?: string,
): Promise<Upstream> {
  const requests: Upstream['requests'] = [];
  let connections = 0;
  const server = https.createServer({ cert: certified.cert, key: certified.key }, (request, response) => {
    requests.push({
      host: request.headers.host,
      servername: 'servername' in request.socket ? request.socket.servername : undefined,
      path: request.url,
    });
    handler(request, response);
  });
  server.on('connection', () => (connections += 1));
  const port = await listen(server, address);
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { port, requests, connections: () => connections, close };
}

export interface ConnectRequest {
  readonly target: string | undefined;
  readonly host: string | undefined;
  readonly authorization: string | undefined;
}

export interface ConnectProxy {
  readonly port: number;
  /** Every CONNECT that arrived. */
  readonly asked: ConnectRequest[];
  readonly close: () => void;
}

/**
 * A CONNECT proxy. `routes` says to which local port a `host:port` leads; everything else is refused with 403.
 * `instead` answers in place of that, when it returns true.
 */
export async function startProxy(options: {
  routes: Readonly<Record<string, number>>;
  /** `user:password` that it asks for. */
  credentials?: string;
  certified?: Certified;
  address?: string;
  instead?: (socket: Duplex) => boolean;
}): Promise<ConnectProxy> {
  const { certified } = options;
  const server =
    certified === undefined
      ? http.createServer()
      : https.createServer({ cert: certified.cert, key: certified.key });
  const asked: ConnectRequest[] = [];
  const open = new Set<Duplex>();
  server.on('connection', (socket: net.Socket) => {
    open.add(socket);
    socket.on('error', () => socket.destroy());
  });
  server.on('connect', (request: http.IncomingMessage, client: Duplex) => {
    client.on('error', () => client.destroy());
    const authorization = request.headers['proxy-authorization'];
    asked.push({ target: request.url, host: request.headers.host, authorization });
    if (options.instead?.(client) === true) return;
    const wanted = options.credentials;
    if (wanted !== undefined && authorization !== `Basic ${Buffer.from(wanted).toString('base64')}`) {
      client.end(
        'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="way out"\r\n\r\n',
      );
      return;
    }
    const port = options.routes[request.url ?? ''];
    if (port === undefined) {
      client.end('HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\n\r\n<h1>Not allowed</h1>');
      return;
    }
    const onward = net.connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(client).pipe(onward);
    });
    open.add(onward);
    onward.on('error', () => client.destroy());
    client.on('close', () => onward.destroy());
  });
  const port = await listen(server, options.address);
  const close = () => {
    server.close();
    for (const socket of open) socket.destroy();
  };
  return { port, asked, close };
}
