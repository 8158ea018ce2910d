import { randomUUID } from 'node:crypto';
import { type FieldError, Refusal, type RefusalCode } from '@/domain/refusal';
import { isDatabaseUnavailable } from '@/server/data/database-failure';
import { PLAIN_HEADERS } from '@/server/platform/browser-security';
import type { Logger } from '@/server/platform/logger';

/** What HTTP itself can refuse, beside an operation's refusals. */
export type HttpCode =
  'method_not_allowed' | 'body_too_large' | 'unsupported_media_type' | 'invalid_token' | 'internal';
export type ProblemCode = RefusalCode | HttpCode;

/** Status and title of each code; leaving one out does not compile. */
export const PROBLEMS: Readonly<Record<ProblemCode, { readonly status: number; readonly title: string }>> = {
  unauthenticated: { status: 401, title: 'Sign in first' },
  invalid_token: { status: 401, title: 'API token not accepted' },
  unproven: { status: 401, title: 'Signature not accepted' },
  forbidden: { status: 403, title: 'Not allowed' },
  password_pending: { status: 403, title: 'A password of your own comes first' },
  second_factor_pending: { status: 403, title: 'A second factor comes first' },
  notice_pending: { status: 403, title: 'The notice comes first' },
  step_up_required: { status: 403, title: 'Confirm that it is you' },
  full_step_up_required: { status: 403, title: 'Confirm that it is you' },
  not_found: { status: 404, title: 'Not found' },
  invalid_input: { status: 400, title: 'Not accepted' },
  conflict: { status: 409, title: 'In conflict with what is there' },
  too_many_requests: { status: 429, title: 'Too many requests' },
  unavailable: { status: 503, title: 'Not available at present' },
  method_not_allowed: { status: 405, title: 'Method not allowed' },
  body_too_large: { status: 413, title: 'Too large' },
  unsupported_media_type: { status: 415, title: 'Not JSON' },
  internal: { status: 500, title: 'A fault of Parapet' },
};

/** A request that HTTP refuses before any operation sees it. */
export class HttpRefusal extends Error {
  override readonly name = 'HttpRefusal';

  constructor(
    readonly code: Exclude<HttpCode, 'internal'>,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

interface Problem {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly errors: readonly FieldError[];
  readonly headers: Readonly<Record<string, string>>;
}

/** The id under which an answer and its line in the log are found. */
export function newRequestId(): string {
  return randomUUID();
}

/**
 * The answer to anything that was thrown: problem+json (RFC 9457) with the sentence for the person who asked. Of a
 * fault of ours it says nothing but the request id, under which the log has the rest.
 */
export function problemResponse(error: unknown, requestId: string, log: Logger): Response {
  const problem = problemOf(error);
  const { status, title } = PROBLEMS[problem.code];
  if (problem.code === 'internal') log.error({ requestId, err: error }, 'request failed');
  else if (problem.code === 'unavailable')
    log.warn({ requestId, err: error }, 'request refused: not available');
  const body = {
    type: `urn:parapet:problem:${problem.code}`,
    title,
    status,
    detail: problem.detail,
    code: problem.code,
    errors: problem.errors,
    requestId,
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      ...PLAIN_HEADERS,
      ...problem.headers,
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'x-request-id': requestId,
    },
  });
}

function problemOf(error: unknown): Problem {
  if (error instanceof Refusal) {
    const { code, message, fields, retryAfterSeconds } = error;
    const headers = retryAfterSeconds === null ? {} : { 'retry-after': String(retryAfterSeconds) };
    return { code, detail: message, errors: fields, headers };
  }
  if (error instanceof HttpRefusal)
    return { code: error.code, detail: error.message, errors: [], headers: error.headers };
  if (isDatabaseUnavailable(error))
    return {
      code: 'unavailable',
      detail: 'The database does not answer. Nothing was changed by this request; try again in a moment.',
      errors: [],
      headers: { 'retry-after': '5' },
    };
  return {
    code: 'internal',
    detail:
      'Parapet could not do this because of a fault of its own. Try again; the log has more under the request id.',
    errors: [],
    headers: {},
  };
}
