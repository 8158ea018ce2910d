import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ENDPOINTS } from '../endpoints/table';
import { authorise, type Key, type ReceivedRequest } from './authorise';
import type { Account, PagingOddity, Permission } from './endpoint';
import { envelope, fail, type Answer } from './errors';
import type { Fault, Faults } from './faults';
import type { RateLimit } from './rate-limit';
import { readBody } from './read-body';
import type { RequestEntry, RequestLog } from './request-log';

/** Everything one running Duo account is made of. The control endpoint changes it while it runs. */
export interface DuoState {
  readonly account: Account;
  readonly faults: Faults;
  readonly requests: RequestLog;
  readonly rateLimit: RateLimit;
  readonly permissions: Set<Permission>;
  key: Key;
}

/** Applies Duo's rules in Duo's order: path, method, credentials, permission, rate, parameters. */
function answerTo(state: DuoState, request: ReceivedRequest, oddity: PagingOddity): Answer {
  const atPath = ENDPOINTS.filter(({ path }) => path === request.path);
  if (atPath.length === 0) return fail(40401);
  const endpoint = atPath.find(({ method }) => method === request.method);
  if (!endpoint) return fail(40501);
  if (endpoint.permission !== 'unsigned') {
    const refusal = authorise(request, state.key, state.account.clock.now());
    if (refusal) return refusal;
    if (endpoint.permission !== null && !state.permissions.has(endpoint.permission)) {
      return fail(40301, `This application has no permission '${endpoint.permission}'.`);
    }
  }
  if (!state.rateLimit.admits(endpoint.path, endpoint.perMinute, Date.now())) return fail(42901);
  const given = new Set(request.query.map(([name]) => name));
  const missing = endpoint.required.filter((name) => !given.has(name));
  if (missing.length > 0) return fail(40001, missing.join(', '));
  return endpoint.handle(state.account, { parameters: request.query, oddity });
}

const FAULT_ANSWERS: Partial<Record<Fault['kind'], Answer>> = {
  rate_limited: fail(42901),
  server_error: fail(50000),
  forbidden: fail(40301),
};

function send(
  response: ServerResponse,
  status: number,
  body: string,
  now: number,
  type = 'application/json',
): void {
  const bytes = Buffer.from(body, 'utf8');
  response.sendDate = false;
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': bytes.length,
    Date: new Date(now).toUTCString(),
  });
  response.end(bytes);
}

/** Sends half of a correct answer and drops the connection. */
function sendTruncated(response: ServerResponse, body: string): void {
  const bytes = Buffer.from(body, 'utf8');
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': bytes.length });
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
}

async function respond(
  state: DuoState,
  incoming: IncomingMessage,
  response: ServerResponse,
  entry: RequestEntry,
): Promise<void> {
  const url = new URL(incoming.url ?? '/', 'http://localhost');
  const request: ReceivedRequest = {
    method: incoming.method ?? 'GET',
    // As sent: URL would normalise the path, and the signature covers the bytes that came.
    path: entry.path,
    query: [...url.searchParams],
    body: await readBody(incoming),
    headers: incoming.headers,
  };
  const fault = state.faults.take(request.path);
  const now = (): number => state.account.clock.now();
  const kind = fault?.kind;
  if (kind === 'timeout') return;
  if (kind === 'reset') {
    incoming.socket.resetAndDestroy();
    return;
  }
  if (kind === 'not_json') {
    entry.status = 502;
    send(response, 502, '<html><body><h1>502 Bad Gateway</h1></body></html>', now(), 'text/html');
    return;
  }
  if (kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault?.delayMs ?? 0));
  const ordered = kind ? FAULT_ANSWERS[kind] : undefined;
  const oddity = kind === 'repeat_offset' || kind === 'empty_page' ? kind : 'none';
  const answer = ordered ?? answerTo(state, request, oddity);
  const { status, body } = envelope(answer);
  entry.status = status;
  entry.code = answer.ok ? null : answer.code;
  if (kind === 'truncated') {
    sendTruncated(response, body);
    return;
  }
  if (fault?.retryAfter !== undefined) response.setHeader('Retry-After', String(fault.retryAfter));
  send(response, status, body, now());
}

/** The HTTP server of the stand-in Duo; not listening yet. */
export function createDuoServer(state: DuoState): Server {
  return createServer((incoming, response) => {
    const [path = '/', search = ''] = (incoming.url ?? '/').split('?', 2);
    const entry = state.requests.begin(path, search, state.account.clock.now());
    response.on('close', () => state.requests.end(entry, state.account.clock.now()));
    respond(state, incoming, response, entry).catch((error: unknown) => {
      entry.status = 500;
      entry.code = 50000;
      console.error(`simulator: ${path} failed: ${error instanceof Error ? error.message : String(error)}`);
      if (response.headersSent) response.destroy();
      else send(response, 500, envelope(fail(50000)).body, state.account.clock.now());
    });
  });
}
