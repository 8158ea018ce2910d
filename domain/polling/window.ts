/**
 * Which stretch of time the next cycle of a stream asks for. Pure. All values are epoch milliseconds or durations in
 * milliseconds; callers turn them into seconds where an endpoint wants those.
 */
export interface WindowInput {
  /** Everything up to here has been committed; null before the first finished cycle. */
  readonly watermark: number | null;
  /** Instant at which the stream was enabled: records from before it are not asked for. */
  readonly enabledAt: number;
  readonly ourNow: number;
  /** The vendor's clock minus ours, from the last Date header; 0 while unknown. */
  readonly vendorClockOffsetMs: number;
  /** How far behind the present the window ends. */
  readonly lagMs: number;
  /** How far before the watermark it begins. */
  readonly marginMs: number;
  /** How far back the vendor answers at all. */
  readonly historyLimitMs: number;
}

export type WindowDecision =
  | {
      readonly kind: 'fetch';
      readonly mintime: number;
      readonly maxtime: number;
      /** Time between the watermark and what the vendor still has: gone for good, to be entered in the ledger of gaps. */
      readonly lost: { readonly from: number; readonly to: number } | null;
    }
  /** Nothing can be asked for yet; by our clock, something can from `until`. */
  | { readonly kind: 'wait'; readonly until: number };

/**
 * Decides the window. The end stays `lagMs` behind the slower of the two clocks, because the vendor hides what is
 * younger and would otherwise be believed to have nothing there. The start never lies before `enabledAt`.
 */
export function decideWindow(input: WindowInput): WindowDecision {
  const vendorNow = input.ourNow + input.vendorClockOffsetMs;
  const maxtime = Math.floor(Math.min(input.ourNow, vendorNow) - input.lagMs);
  const oldestKept = Math.ceil(vendorNow - input.historyLimitMs);
  const wanted = Math.max(
    input.enabledAt,
    input.watermark === null ? input.enabledAt : input.watermark - input.marginMs,
  );
  const mintime = Math.max(wanted, oldestKept);
  if (maxtime <= mintime) return { kind: 'wait', until: input.ourNow + (mintime - maxtime) + 1 };
  const completeUntil = Math.max(input.enabledAt, input.watermark ?? input.enabledAt);
  const lost = completeUntil < oldestKept ? { from: completeUntil, to: oldestKept } : null;
  return { kind: 'fetch', mintime, maxtime, lost };
}
