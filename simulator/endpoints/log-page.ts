import { z } from 'zod';
import { fail, type Answer } from '../protocol/errors';
import type { Account, Call } from '../protocol/endpoint';
import { comparePositions, type Entry, type Position } from '../records/log';
import { KEPT_DAYS, type VisibleLog } from '../records/visible-log';
import { followOddity, type OffsetPage } from './paging-oddity';

const DAY_MS = 86_400_000;

/** A time of a log of version 2, or of Trust Monitor: milliseconds. */
export const instant = z
  .string()
  .regex(/^\d{1,16}$/)
  .transform(Number);

/** How many rows are wanted: from 1 to `most`. */
export const limitTo = (most: number, usual: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .pipe(z.int().min(1).max(most))
    .default(usual);

const query = z.object({
  mintime: instant.optional(),
  maxtime: instant.optional(),
  limit: limitTo(1000, 100),
  sort: z.enum(['ts:asc', 'ts:desc']).default('ts:desc'),
  next_offset: z
    .string()
    .regex(/^\d{1,16},.+$/)
    .transform((text): Position => {
      const comma = text.indexOf(',');
      return { ms: Number(text.slice(0, comma)), txid: text.slice(comma + 1) };
    })
    .optional(),
});

export interface LogPage extends OffsetPage<Entry> {
  /** Rows in the whole window. */
  readonly total: number;
}

/** An offset as the client sends it back: `<ms>,<id>`. */
const offsetText = ({ ms, txid }: Position): string => `${ms},${txid}`;

/** One page: never cut between records of equal place, or the cursor could not tell them apart. */
export function takePage(entries: Iterable<Entry>, limit: number): { page: Entry[]; more: boolean } {
  const page: Entry[] = [];
  for (const entry of entries) {
    const last = page.at(-1);
    if (page.length < limit) page.push(entry);
    else if (last && comparePositions(last, entry) === 0) {
      const group = page.findIndex((other) => comparePositions(other, entry) === 0);
      return { page: group > 0 ? page.slice(0, group) : page, more: true };
    } else return { page, more: true };
  }
  return { page, more: false };
}

/** What is wrong with a window in milliseconds, in Duo's words; null when nothing is. */
export function windowFault(mintime: number, maxtime: number, now: number): string | null {
  if (maxtime <= mintime) return "'maxtime' must be strictly greater than 'mintime'";
  return mintime < now - KEPT_DAYS * DAY_MS ? 'mintime must be within the past 180 days' : null;
}

/**
 * A page of a log of version 2. Without times the window is all that is kept. `matches` is a filter on the text of
 * records. Answers 40002 for a parameter that is wrong.
 */
export function readLogPage(
  log: VisibleLog,
  account: Account,
  call: Call,
  matches: ((json: string) => boolean) | null = null,
): LogPage | Answer {
  const parsed = query.safeParse(Object.fromEntries(call.parameters));
  if (!parsed.success) return fail(40002, String(parsed.error.issues[0]?.path[0] ?? 'parameters'));
  const now = account.clock.now();
  const { limit, sort, next_offset: after = null } = parsed.data;
  const { mintime = now - KEPT_DAYS * DAY_MS + 1, maxtime = now } = parsed.data;
  const fault = windowFault(mintime, maxtime, now);
  if (fault !== null) return fail(40002, fault);

  const ascending = sort === 'ts:asc';
  // With an offset, Duo does not look at mintime any more: reading goes on from the offset.
  const slice = { from: after && ascending ? 0 : mintime, to: maxtime, ascending, after };
  const wanted = function* (entries: Iterable<Entry>): Generator<Entry> {
    for (const entry of entries) if (matches === null || matches(entry.json)) yield entry;
  };
  const whole = { from: mintime, to: maxtime, ascending, after: null };
  const total = matches ? [...wanted(log.walk(whole))].length : log.count(mintime, maxtime);
  const { page, more } = takePage(wanted(log.walk(slice)), limit);
  const last = page.at(-1);
  const stuck = after ?? page[0] ?? { ms: mintime, txid: '00000000-0000-4000-8000-000000000000' };
  const asPage = { entries: page, next: last ? offsetText(last) : null, more };
  return { ...followOddity(call, asPage, offsetText(stuck)), total };
}
