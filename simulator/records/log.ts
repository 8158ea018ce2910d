/**
 * One record as it is served: its place in time (ms), its id (transaction id in the authentication log)
 * and its JSON text.
 */
export interface Entry {
  readonly ms: number;
  readonly txid: string;
  readonly json: string;
  /** Instant (ms) from which it is shown, where it comes to light late. */
  readonly visibleFrom?: number;
}

/** A place in the log. Records are ordered by millisecond, then by transaction id. */
export type Position = Pick<Entry, 'ms' | 'txid'>;

export interface Slice {
  readonly from: number;
  readonly to: number;
  readonly ascending: boolean;
  /** Only records after this place, in the chosen direction. */
  readonly after: Position | null;
}

/** Records in order of place, however they are kept. */
export interface Log {
  insert(entry: Entry): void;
  /** Number of records with `from <= ms <= to`. */
  count(from: number, to: number): number;
  /** The records of a slice, one after the other, in its direction. */
  walk(slice: Slice): Generator<Entry, void, undefined>;
}

export function comparePositions(left: Position, right: Position): number {
  if (left.ms !== right.ms) return left.ms - right.ms;
  return left.txid < right.txid ? -1 : left.txid > right.txid ? 1 : 0;
}

/** Index of the first element for which `isPast` holds, in a list where it holds from some index on. */
export function firstIndex<T>(list: ArrayLike<T>, isPast: (item: T) => boolean): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = list[middle];
    if (item !== undefined && !isPast(item)) low = middle + 1;
    else high = middle;
  }
  return low;
}
