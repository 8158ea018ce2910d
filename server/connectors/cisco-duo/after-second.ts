import type { FetchedPage } from '@/server/connectors/connector';

/** What a log without pages answered to "the earliest records from this second on". */
export interface SecondsAnswer {
  /** The second that was asked for, included. */
  readonly asked: number;
  /** How many records came. */
  readonly count: number;
  /** The seconds of those that tell theirs, in any order. */
  readonly seconds: readonly number[];
  /** With so many records, there may be more. */
  readonly fullAt: number;
  /** Whether there may be more even where fewer came. */
  readonly mayFallShort: boolean;
  /** End of the window, epoch milliseconds. */
  readonly until: number;
}

type Continuation = Pick<FetchedPage, 'nextOffset' | 'possibleGap'>;

const END: Continuation = { nextOffset: null };

/**
 * How to go on after an answer. The last second of a full answer may be cut off, so that it is asked for again, whole:
 * then records that are equal within it are counted alike. Where one second fills an answer alone, the rest of it
 * cannot be had: reading goes on behind it, and the second is named.
 */
export function afterSecond(answer: SecondsAnswer): Continuation {
  const { asked, count, seconds, fullAt, mayFallShort, until } = answer;
  const full = count >= fullAt;
  if (seconds.length === 0) {
    return full && count > 0 ? { nextOffset: null, possibleGap: { from: asked * 1000, to: until } } : END;
  }
  const last = seconds.reduce((latest, second) => Math.max(latest, second), -Infinity);
  const first = seconds.reduce((earliest, second) => Math.min(earliest, second), Infinity);
  // Records behind the window were shown: then all within it were.
  if (last * 1000 > until) return END;
  if (full && (first === last || last <= asked)) {
    const second = Math.max(last, asked);
    const next = second + 1;
    return {
      nextOffset: next * 1000 > until ? null : String(next),
      possibleGap: { from: second * 1000, to: next * 1000 },
    };
  }
  return last > asked && (full || mayFallShort) ? { nextOffset: String(last) } : END;
}
