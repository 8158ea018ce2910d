const DAY_MS = 24 * 60 * 60_000;

/** What bounds the stretch of a stream that can be read again. Instants are epoch milliseconds. */
export interface Readable {
  /** From when on the stream is read at all. */
  readonly enabledAt: number;
  /** Everything up to here has been read; null before the first finished cycle. */
  readonly completeUntil: number | null;
  /** How far back the vendor keeps records, by its documentation. */
  readonly historyLimitMs: number;
  /** Days that this account of the vendor keeps them, where that is known. */
  readonly retentionDays: number | null;
}

/** How long the vendor keeps a record: by its documentation, and in this account of it. Milliseconds. */
export function keptFor(historyLimitMs: number, retentionDays: number | null): number {
  return Math.min(historyLimitMs, retentionDays === null ? Infinity : retentionDays * DAY_MS);
}

/**
 * The stretch that can be read again: never before the stream was enabled, for what is older is never scored; not before
 * what the vendor keeps; and not what has not been read once. Null where there is none.
 */
export function readableWindow(stream: Readable, now: number): { from: number; to: number } | null {
  if (stream.completeUntil === null) return null;
  const from = Math.max(stream.enabledAt, now - keptFor(stream.historyLimitMs, stream.retentionDays));
  return from < stream.completeUntil ? { from, to: stream.completeUntil } : null;
}

/** The part of what was asked for that can be read; null where none of it can. */
export function clampWindow(
  asked: { readonly from: number; readonly to: number },
  readable: { readonly from: number; readonly to: number },
): { from: number; to: number } | null {
  const from = Math.max(asked.from, readable.from);
  const to = Math.min(asked.to, readable.to);
  return from < to ? { from, to } : null;
}
