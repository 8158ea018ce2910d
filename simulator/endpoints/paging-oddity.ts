import type { Call } from '../protocol/endpoint';

/** A page whose offset is text already; `more` says that rows come after it. */
export interface OffsetPage<Row> {
  readonly entries: readonly Row[];
  readonly next: string | null;
  readonly more: boolean;
}

/**
 * The page as a faulty Duo would serve it, where the control endpoint ordered so: nothing on it but an offset, the
 * offset that was asked for (`asked`) once more, or two offsets that lead to each other for ever.
 */
export function followOddity<Row>(
  { oddity, cycle }: Call,
  page: OffsetPage<Row>,
  asked: string,
): OffsetPage<Row> {
  if (oddity === 'empty_page') return { entries: [], next: asked, more: true };
  if (oddity === 'repeat_offset') return { ...page, next: asked, more: true };
  if (oddity !== 'cycle_offsets' || page.next === null) return page;
  if (cycle.length < 2 && !cycle.includes(page.next)) {
    cycle.push(page.next);
    return { ...page, more: true };
  }
  return { ...page, next: cycle[(cycle.indexOf(asked) + 1) % cycle.length] ?? page.next, more: true };
}
