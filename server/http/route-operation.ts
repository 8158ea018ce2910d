import { Refusal } from '@/domain/refusal';
import { actorOf, addressOf } from '@/server/auth/session-actor';
import { bearerToken, tokenActorOf } from '@/server/auth/token-actor';
import { PLAIN_HEADERS } from '@/server/platform/browser-security';
import { countedAddress } from '@/server/platform/counted-address';
import { metrics } from '@/server/platform/metrics';
import { cookieValue, SESSION_COOKIE } from '@/server/platform/session-cookie';
import { TokenBuckets } from '@/server/platform/token-bucket';
import type { Actor } from '@/server/services/actor';
import { Download, downloadSchema } from '@/server/services/download';
import { isPublic } from '@/server/services/operation';
import type { PublicOperation } from '@/server/services/public-operation';
import { OPERATIONS } from '@/server/services/registry';
import type { Runtime } from '@/server/services/runtime';
import { LINES, answerInLines } from './answer-in-lines';
import { downloadResponse } from './download-response';
import { HttpRefusal, newRequestId, problemResponse } from './problem';
import { noteRefusedRequest } from './refused-requests';
import { jsonBody, queryInput } from './request-input';
import { refuseForeignOrigin } from './same-origin';

/**
 * Operations that reach over the network, and files, which hold all there is, are costly for others too: ten at once, then
 * one every six seconds.
 */
const costly = new TokenBuckets(10, 6_000);
/** A browser may ask so much at once and then twenty times a second: more than any page does. */
const sessions = new TokenBuckets(600, 50);

interface Match {
  readonly operation: PublicOperation;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * Answers a request below `/api/v1/` with the operation that has its method and path: the only way from HTTP to
 * operations. Input is the query (GET) or the JSON body, with the parameters of the path on top.
 */
export async function routeOperation(
  runtime: Runtime,
  request: Request,
  operations: readonly PublicOperation[] = OPERATIONS,
): Promise<Response> {
  const requestId = newRequestId();
  const began = performance.now();
  const address = addressOf(runtime, request.headers);
  let operation = 'none';
  const note = (error: unknown): void => {
    const outcome = error === null ? 'done' : error instanceof Refusal ? error.code : 'failed';
    if (error !== null) noteRefusedRequest(runtime, error, { of: operation, requestId, address });
    metrics().operationSeconds.observe({ operation, outcome }, (performance.now() - began) / 1000);
  };
  try {
    const match = findOperation(request, operations);
    operation = match.operation.name;
    if (match.operation.progress !== undefined && request.headers.get('accept') === LINES) {
      const work = (watch: (part: unknown) => void) => perform(runtime, request, match, watch);
      return await answerInLines(work, { requestId, log: runtime.log, onEnd: note });
    }
    const output = await perform(runtime, request, match);
    note(null);
    const head = request.method === 'HEAD';
    if (output instanceof Download) return downloadResponse(output, { requestId, log: runtime.log, head });
    return new Response(head ? null : JSON.stringify(output), {
      headers: {
        ...PLAIN_HEADERS,
        'content-type': 'application/json',
        'cache-control': 'no-store',
        'x-request-id': requestId,
      },
    });
  } catch (error) {
    note(error);
    return problemResponse(error, requestId, runtime.log);
  }
}

async function perform(
  runtime: Runtime,
  request: Request,
  match: Match,
  watch?: (part: unknown) => void,
): Promise<unknown> {
  const { operation, parameters } = match;
  const actor = await whoActs(runtime, request);
  if (!isPublic(operation)) refuseEndedSession(actor, request);
  if (actor.kind === 'member') sessions.take(actor.sessionId, runtime.now());
  if (operation.effect === 'external' || operation.output === downloadSchema)
    costly.take(`${operation.name} ${nameOf(actor)}`, runtime.now());
  const given =
    operation.method === 'GET' ? queryInput(new URL(request.url).searchParams) : await jsonBody(request);
  const input = { ...given, ...parameters };
  return operation.execute({ actor, runtime, input, ...(watch === undefined ? {} : { watch }) });
}

/**
 * The token that the request brings, or the session of its cookie. Browsers send cookies by themselves, so that those
 * come from our own pages only; a token no other site can make a browser send.
 */
async function whoActs(runtime: Runtime, request: Request): Promise<Actor> {
  const token = bearerToken(request.headers);
  if (token !== null) return tokenActorOf(runtime, request.headers, token);
  refuseForeignOrigin(request, runtime.environment.origin);
  // Pages read by themselves. While somebody does something there, they say so (`note-visit`), which is a change as all others.
  return actorOf(runtime, request.headers, request.method !== 'GET' && request.method !== 'HEAD');
}

/** @throws Refusal not_found for an unknown path; HttpRefusal with Allow for a known one with another method */
function findOperation(request: Request, operations: readonly PublicOperation[]): Match {
  const segments = segmentsOf(new URL(request.url).pathname);
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const matches = operations.flatMap((operation) => {
    const parameters = segments === null ? null : matchPath(operation.path.split('/'), segments);
    return parameters === null ? [] : [{ operation, parameters }];
  });
  // A literal segment is nearer than a parameter: /people/newest before /people/:id.
  const [nearest] = matches.sort(
    (a, b) => Object.keys(a.parameters).length - Object.keys(b.parameters).length,
  );
  if (nearest === undefined)
    throw new Refusal('not_found', 'There is nothing at this address. Check its spelling.');
  const same = matches.filter((match) => match.operation.path === nearest.operation.path);
  const found = same.find((match) => match.operation.method === method);
  if (found !== undefined) return found;
  const allow = same.map((match) => match.operation.method).join(', ');
  throw new HttpRefusal('method_not_allowed', `This address takes ${allow}, not ${request.method}.`, {
    allow,
  });
}

function matchPath(pattern: readonly string[], segments: readonly string[]): Record<string, string> | null {
  if (pattern.length !== segments.length) return null;
  const parameters: [string, string][] = [];
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (part.startsWith(':') && segment !== '') parameters.push([part.slice(1), segment]);
    else if (part !== segment) return null;
  }
  return Object.fromEntries(parameters);
}

/** The decoded segments of a path; null when it is not well encoded. */
function segmentsOf(pathname: string): string[] | null {
  try {
    return pathname.split('/').map(decodeURIComponent);
  } catch {
    return null;
  }
}

/** Tells one whose session has ended apart from one who never signed in. */
function refuseEndedSession(actor: Actor, request: Request): void {
  if (actor.kind !== 'anonymous') return;
  if (cookieValue(request.headers.get('cookie'), SESSION_COOKIE) === null) return;
  throw new Refusal('unauthenticated', 'Your session has ended. Sign in again.');
}

function nameOf(actor: Actor): string {
  if (actor.kind === 'member') return actor.memberId;
  if (actor.kind === 'token') return actor.tokenId;
  return actor.kind === 'system' ? actor.name : countedAddress(actor.address);
}
