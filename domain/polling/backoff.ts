/** First wait after a failure. Duo asks for no more than one request a minute. */
export const BACKOFF_BASE_MS = 60_000;

/** Longest wait, jitter included. */
export const BACKOFF_CAP_MS = 15 * 60_000;

/** A vendor that asks for more than a day is answered with a day. */
const LONGEST_RETRY_AFTER_MS = 24 * 60 * 60_000;

/** Share by which chance lengthens a wait, so that many integrations do not come back at once. */
const JITTER = 0.2;

export interface BackoffInput {
  /** Failures in a row, this one included: 1 or more. */
  readonly failures: number;
  /** What the vendor asked for in Retry-After; null where it said nothing. */
  readonly retryAfterMs: number | null;
  /** In [0, 1), from the caller, so that the decision is pure. */
  readonly random: number;
}

/** Milliseconds until the next attempt: doubling from 60 s to 15 min with jitter, never less than Retry-After. */
export function nextDelay({ failures, retryAfterMs, random }: BackoffInput): number {
  const doublings = Math.min(Math.max(failures - 1, 0), 30);
  const plain = Math.min(BACKOFF_BASE_MS * 2 ** doublings, BACKOFF_CAP_MS / (1 + JITTER));
  const backoff = Math.min(Math.round(plain * (1 + JITTER * random)), BACKOFF_CAP_MS);
  const asked = retryAfterMs === null ? 0 : Math.min(Math.max(retryAfterMs, 0), LONGEST_RETRY_AFTER_MS);
  return Math.max(backoff, asked);
}
