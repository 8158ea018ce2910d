/** Why an operation was refused. Closed: the HTTP layer maps each to a status. */
export type RefusalCode =
  | 'unauthenticated'
  | 'unproven'
  | 'forbidden'
  /** The account's notice on monitoring is not accepted yet. */
  | 'notice_pending'
  /** The member signs in with a password that somebody else chose. */
  | 'password_pending'
  /** The account asks a second factor of everybody, and the member has none that works. */
  | 'second_factor_pending'
  | 'step_up_required'
  /** The same by everything that the member's own sign-in asks for. */
  | 'full_step_up_required'
  | 'not_found'
  | 'invalid_input'
  | 'conflict'
  | 'too_many_requests'
  | 'unavailable';

export interface FieldError {
  /** Path of the field as the caller wrote it, as in `host` or `streams.0.interval`. */
  readonly field: string;
  readonly message: string;
}

/** What is sent may be wrong in a million places, and a path in it as long as it is: an answer tells of so many, cut so. */
const MOST_FIELDS = 20;
const LONGEST_FIELD = 200;
const LONGEST_MESSAGE = 1_000;

/** The path of a field, cut where it is longer than any that somebody wrote by hand. */
export function cutField(path: string): string {
  return cut(path, LONGEST_FIELD);
}

function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).toWellFormed()}…`;
}

/**
 * An operation that will not be done, with a sentence for the person who asked: what is wrong and what to do.
 * Thrown, so that the transaction around it is rolled back; nothing is half-written.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** The first of them where there are many. */
  readonly fields: readonly FieldError[];

  constructor(
    readonly code: RefusalCode,
    message: string,
    fields: readonly FieldError[] = [],
    /** Seconds after which another try makes sense, for `too_many_requests` and `unavailable`. */
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(cut(message, LONGEST_MESSAGE));
    this.fields = fields.slice(0, MOST_FIELDS).map((one) => ({
      field: cutField(one.field),
      message: cut(one.message, LONGEST_MESSAGE),
    }));
  }

  static notFound(what: string): Refusal {
    return new Refusal('not_found', `This ${what} does not exist, or not in this account.`);
  }

  static conflict(field: string, message: string): Refusal {
    return new Refusal('conflict', message, [{ field, message }]);
  }

  static invalid(field: string, message: string): Refusal {
    return new Refusal('invalid_input', message, [{ field, message }]);
  }
}
