/** A time, half open. Epoch milliseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What of the past the feeds have read: from the first moment of any to the last, but for gaps that are open. */
export interface FeedCover {
  /** Null where no feed has read anything yet. */
  readonly covered: Span | null;
  readonly open: readonly Span[];
}

/** Whether any of a bar was not read, or all of it lies where no feed reads: nothing found there is no zero. */
export function isUnread({ from, to }: Span, { covered, open }: FeedCover): boolean {
  if (covered === null || to <= covered.from || from >= covered.to) return true;
  return open.some((gap) => gap.from < to && gap.to > from);
}

/** Counts by bar as a line: zero is only said of a bar that was read whole. */
export function countsOrGaps(
  counts: ReadonlyMap<number, number>,
  unread: readonly boolean[],
): (number | null)[] {
  return unread.map((gap, bar) => counts.get(bar) ?? (gap ? null : 0));
}
