/** Why an operation was refused. Closed: the HTTP layer maps each to a status. */
export type RefusalCode =
  | 'unauthenticated'
  | 'unproven'
  | 'forbidden'
  /** The account's notice on monitoring is not accepted yet. */
  | 'notice_pending'
  | 'step_up_required'
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

/**
 * An operation that will not be done, with a sentence for the person who asked: what is wrong and what to do.
 * Thrown, so that the transaction around it is rolled back; nothing is half-written.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly code: RefusalCode,
    message: string,
    readonly fields: readonly FieldError[] = [],
    /** Seconds after which another try makes sense, for `too_many_requests` and `unavailable`. */
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(message);
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
