/** One field that the server did not accept, with the sentence to show beside it. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** An answer that is not a success, as the server worded it (RFC 9457 problem details). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly fields: readonly FieldError[] = [],
    readonly requestId: string | null = null,
  ) {
    super(message);
    this.name = 'Problem';
  }

  /** The sentence for a field, where the server named it. */
  fieldMessage(field: string): string | undefined {
    return this.fields.find((error) => error.field === field)?.message;
  }
}

/** What to say when no answer came at all. */
export function unreachable(): Problem {
  return new Problem(
    0,
    'unreachable',
    'Parapet did not answer. Check your connection; this page tries again by itself.',
  );
}

/** What to say when no answer came to a change: nobody knows whether it was made, and no page tries it again by itself. */
export function unanswered(): Problem {
  return new Problem(
    0,
    'unreachable',
    'Parapet did not answer. This may have been done all the same: look once it answers, before you do it again.',
  );
}

/** What to say when something answered that is not Parapet, as a proxy with a page of its own does. */
export function unreadable(status: number): Problem {
  return new Problem(
    status,
    'unreadable',
    'The answer is not one of Parapet. Load the page again; if it goes on, check the proxy in front of it.',
  );
}

/** Reads a problem from the body of a failed answer; a body that is not one still becomes a sentence. */
export function parseProblem(status: number, body: unknown): Problem {
  if (!isRecord(body)) return new Problem(status, 'unexpected', sentenceFor(status));
  const detail = text(body.detail) ?? text(body.title) ?? sentenceFor(status);
  const errors = Array.isArray(body.errors) ? body.errors.flatMap(parseFieldError) : [];
  const sentence = errors.reduce((said, { field }) => withoutField(said, field), detail);
  return new Problem(status, text(body.code) ?? 'unexpected', sentence, errors, text(body.requestId));
}

/** The sentence for anything that was thrown. */
export function sentenceOf(error: unknown): string {
  return error instanceof Problem ? error.message : 'Something failed on this page. Load it again.';
}

/** What is wrong with what a form sent. */
export interface FormFaults {
  /** The sentence beside a field. */
  readonly of: (field: string) => string | null;
  /** The sentence for all of it, where it is about none of the fields. */
  readonly whole: string | null;
}

/** Divides what a refusal says among the fields of a form; null where nothing failed. */
export function faultsOf(error: unknown, fields: readonly string[]): FormFaults {
  const said = (field: string) =>
    error instanceof Problem && fields.includes(field) ? (error.fieldMessage(field) ?? null) : null;
  const isTold = error === null || fields.some((field) => said(field) !== null);
  return { of: said, whole: isTold ? null : sentenceOf(error) };
}

function parseFieldError(entry: unknown): FieldError[] {
  if (!isRecord(entry)) return [];
  const field = text(entry.field);
  const message = text(entry.message);
  return field === null || message === null ? [] : [{ field, message: withoutField(message, field) }];
}

/** Programs are told the name of the field first; people see it, and read the sentence. */
function withoutField(sentence: string, field: string): string {
  if (!sentence.startsWith(`${field}: `)) return sentence;
  const rest = sentence.slice(field.length + 2);
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}

function sentenceFor(status: number): string {
  if (status === 401) return 'Your session has ended. Sign in again.';
  if (status === 403) return 'Your role does not allow this. Ask an administrator.';
  if (status === 404) return 'This does not exist, or not in your account.';
  if (status === 429) return 'Too many requests. Wait a minute and try again.';
  return 'Parapet could not do this. Try again; if it goes on, look at its log.';
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
