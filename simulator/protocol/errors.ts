/** Duo's error codes with their HTTP status and message (see the Admin API documentation). */
const TABLE = {
  40001: { status: 400, message: 'Missing required request parameters' },
  40002: { status: 400, message: 'Invalid request parameters' },
  40101: { status: 401, message: 'Missing request credentials' },
  40102: { status: 401, message: 'Invalid integration key in request credentials' },
  40103: { status: 401, message: 'Invalid signature in request credentials' },
  40105: { status: 401, message: 'Bad request timestamp' },
  40301: { status: 403, message: 'Access forbidden' },
  40401: { status: 404, message: 'Resource not found' },
  40501: { status: 405, message: 'Method not allowed' },
  42901: { status: 429, message: 'Too Many Requests' },
  50000: { status: 500, message: 'Internal server error' },
  50001: { status: 500, message: 'Too many objects' },
} as const;

export type DuoErrorCode = keyof typeof TABLE;

/** Whether Duo has an error of this number. */
export const isDuoErrorCode = (code: number): code is DuoErrorCode => code in TABLE;

/** What an endpoint answers: JSON text for `response` (and `metadata` beside it), or one of Duo's errors. */
export type Answer =
  | { readonly ok: true; readonly response: string; readonly metadata?: string }
  | { readonly ok: false; readonly code: DuoErrorCode; readonly detail?: string };

export const succeed = (response: string): Answer => ({ ok: true, response });

/** An error answer; `detail` becomes Duo's `message_detail`. */
export function fail(code: DuoErrorCode, detail?: string): Answer {
  return detail === undefined ? { ok: false, code } : { ok: false, code, detail };
}

/** The HTTP status and body of an answer, in Duo's envelope. */
export function envelope(answer: Answer): { status: number; body: string } {
  if (answer.ok) {
    const metadata = answer.metadata === undefined ? '' : `"metadata":${answer.metadata},`;
    return { status: 200, body: `{${metadata}"response":${answer.response},"stat":"OK"}` };
  }
  const { status, message } = TABLE[answer.code];
  const detail = answer.detail === undefined ? {} : { message_detail: answer.detail };
  return { status, body: JSON.stringify({ code: answer.code, message, ...detail, stat: 'FAIL' }) };
}
