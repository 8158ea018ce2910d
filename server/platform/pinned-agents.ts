import http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import type tls from 'node:tls';

/** Opens the way to where one request may go, checked before: the agents decide nothing. */
type Connect = () => Promise<Duplex>;

/** Options of a request whose connection, where a kept one does not serve, is opened by `connect`. */
export interface PinnedRequest extends https.RequestOptions {
  readonly connect: Connect;
  readonly signal: AbortSignal;
}

/** How an agent is told of a connection, or that there is none. */
type Connected = (error: Error | null, stream?: Duplex) => void;

const KEEP_ALIVE: http.AgentOptions = {
  keepAlive: true,
  keepAliveMsecs: 10_000,
  maxSockets: 16,
  maxFreeSockets: 16,
};

/** Plain HTTP over connections that the request opens itself. */
export class PlainAgent extends http.Agent {
  constructor() {
    super(KEEP_ALIVE);
  }

  override createConnection(options: PinnedRequest, done: Connected): undefined {
    options.connect().then((socket) => done(null, socket), failTo(done));
  }
}

/** TLS over such connections: certificate and SNI are checked against the host name, wherever the socket goes. */
export class SecureAgent extends https.Agent {
  constructor(private readonly secureContext: tls.SecureContext) {
    super(KEEP_ALIVE);
  }

  override createConnection(options: PinnedRequest, done: Connected): undefined {
    const { connect, ...rest } = options;
    connect().then((socket) => {
      const overSocket = { ...rest, socket, secureContext: this.secureContext };
      const secure = super.createConnection(overSocket);
      if (secure === null || secure === undefined) {
        socket.destroy();
        done(new Error('no TLS'));
        return;
      }
      // Without a listener, a broken connection below TLS would be an uncaught error.
      socket.on('error', (error) => secure.destroy(error));
      done(null, secure);
    }, failTo(done));
  }
}

function failTo(done: Connected): (error: unknown) => void {
  return (error) => done(error instanceof Error ? error : new Error('no connection'));
}
