import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ENDPOINTS } from '../endpoints/table';
import { authorise, type Key, type ReceivedRequest } from './authorise';
import type { Account, Endpoint, PagingOddity, Permission } from './endpoint';
import { envelope, fail, type Answer, type DuoErrorCode } from './errors';
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
  /** The Admin API application is gone; its key is unknown until it is back. */
  applicationDeleted: boolean;
  /** "Networks for API access" does not have the caller's address. */
  addressDenied: boolean;
  /** Whether the edition has Trust Monitor. */
  trustMonitorLicensed: boolean;
  /** Told of each request that was refused for its address. */
  readonly onDeniedAddress: (ip: string) => void;
}

/** Whether a signed request may read this endpoint at all: address, permission, licence. Null when it may. */
function permit(state: DuoState, endpoint: Endpoint, address: string): Answer | null {
  if (state.addressDenied) {
    state.onDeniedAddress(address);
    return fail(40301, `The address ${address} is not among the networks for API access.`);
  }
  const { permission, licensed = false } = endpoint;
  if (permission !== null && permission !== 'unsigned' && !state.permissions.has(permission)) {
    return fail(40301, `This application has no permission '${permission}'.`);
  }
  if (licensed && !state.trustMonitorLicensed) {
    return fail(40301, 'Trust Monitor is part of Duo Advantage and Duo Premier.');
  }
  return null;
}

/** Applies Duo's rules in Duo's order: path, method, credentials, address, permission, licence, rate, parameters. */
function answerTo(state: DuoState, request: ReceivedRequest, oddity: PagingOddity): Answer {
  const atPath = ENDPOINTS.filter(({ path }) => answersFor(path, request.path));
  if (atPath.length === 0) return fail(40401);
  const endpoint = atPath.find(({ method }) => method === request.method);
  if (!endpoint) return fail(40501);
  if (endpoint.permission !== 'unsigned') {
    const key = state.applicationDeleted ? null : state.key;
    const refusal =
      authorise(request, key, state.account.clock.now(), endpoint.onlyVersion5 ?? false) ??
      permit(state, endpoint, request.address);
    if (refusal) return refusal;
  }
  if (!state.rateLimit.admits(endpoint.path, endpoint.perMinute, Date.now())) return fail(42901);
  const given = new Set(request.query.map(([name]) => name));
  const missing = endpoint.required.filter((name) => !given.has(name));
  if (missing.length > 0) return fail(40001, missing.join(', '));
  const cycle = state.faults.cycleOf(request.path);
  return endpoint.handle(state.account, { path: request.path, parameters: request.query, oddity, cycle });
}

/** Whether an endpoint's path, which may end in `/*`, is that of a request. */
function answersFor(path: string, asked: string): boolean {
  return path.endsWith('/*') ? asked.startsWith(path.slice(0, -1)) : path === asked;
}

const FAULT_CODES: Partial<Record<Fault['kind'], DuoErrorCode>> = {
  rate_limited: 42901,
  server_error: 50000,
  forbidden: 40301,
};
const ODDITIES: readonly string[] = ['repeat_offset', 'cycle_offsets', 'empty_page'];
const isOddity = (kind: string): kind is PagingOddity => ODDITIES.includes(kind);

/** Pages that are no answer of Duo: what stands in between sends them. */
const FOREIGN_PAGES: Partial<Record<Fault['kind'], readonly [status: number, body: string]>> = {
  not_json: [502, '<html><body><h1>502 Bad Gateway</h1></body></html>'],
  html_ok: [200, '<html><body><h1>Sign in to the network</h1></body></html>'],
  unavailable: [503, ''],
  redirect: [302, ''],
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
    address: incoming.socket.remoteAddress ?? '',
  };
  const fault = state.faults.take(request.path);
  const now = (): number => state.account.clock.now();
  const kind = fault?.kind;
  if (kind === 'timeout') return;
  if (kind === 'reset') {
    incoming.socket.resetAndDestroy();
    return;
  }
  const foreign = kind && FOREIGN_PAGES[kind];
  if (foreign) {
    const [status, body] = foreign;
    entry.status = status;
    if (kind === 'redirect') response.setHeader('Location', 'https://elsewhere.example/');
    send(response, status, body, now(), 'text/html');
    return;
  }
  if (kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault?.delayMs ?? 0));
  const code = kind === 'duo_error' || kind === 'fail_with_200' ? fault?.code : kind && FAULT_CODES[kind];
  const answer = code
    ? fail(code, fault?.detail)
    : answerTo(state, request, kind && isOddity(kind) ? kind : 'none');
  const { status: ofAnswer, body } = envelope(answer);
  const status = kind === 'fail_with_200' ? 200 : ofAnswer;
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
