import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import type { Duplex } from 'node:stream';

/** Where a socket goes: the name for the record, and the vetted addresses that `lookup` answers with. */
export interface DialTarget {
  readonly host: string;
  readonly port: number;
  readonly lookup: net.LookupFunction;
}

/** Opens a socket. The only way in which the guarded client reaches the network. */
export type Dial = (target: DialTarget) => net.Socket;

/** Connects to the first of the vetted addresses that answers. */
export const dialDirectly: Dial = (target) => net.connect(target);

const KEEP_ALIVE: http.AgentOptions = {
  keepAlive: true,
  keepAliveMsecs: 10_000,
  maxSockets: 16,
  maxFreeSockets: 16,
};

/** Plain HTTP over dialled sockets. */
export class PlainAgent extends http.Agent {
  constructor(private readonly dial: Dial) {
    super(KEEP_ALIVE);
  }

  override createConnection(options: http.ClientRequestArgs): Duplex {
    return this.dial(targetOf(options));
  }
}

/** TLS over dialled sockets: certificate and SNI are checked against the host name, wherever the socket goes. */
export class SecureAgent extends https.Agent {
  constructor(
    private readonly dial: Dial,
    ca: string | undefined,
  ) {
    super({ ...KEEP_ALIVE, minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }) });
  }

  override createConnection(
    options: https.RequestOptions,
    done?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    const socket = this.dial(targetOf(options));
    const overSocket = { ...options, socket };
    const secure = super.createConnection(overSocket, done);
    // Without a listener, a refused connection would be an uncaught error.
    socket.on('error', (error) => secure?.destroy(error));
    return secure;
  }
}

function targetOf(options: http.ClientRequestArgs): DialTarget {
  const { host, port, lookup } = options;
  if (typeof host !== 'string' || port === undefined || port === null || lookup === undefined) {
    throw new Error('The guarded client always names host, port and lookup.');
  }
  return { host, port: Number(port), lookup };
}
