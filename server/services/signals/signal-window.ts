import { z } from 'zod';
import { instantSchema } from '@/domain/identifiers';
import { rangeWindow } from '@/domain/range-window';
import { Refusal } from '@/domain/refusal';
import { DAY_MS } from '@/domain/scoring/scored-event';
import { searchTimeSchema } from '@/domain/views/signal';
import type { SearchWindow } from './plan-signal-search';

/** What a search is asked for: words, and either a time that ends now or one from an instant to another. */
export const searchInput = z.object({
  q: z.string().max(500, 'q: use at most 500 characters.').default(''),
  since: searchTimeSchema.default('7d'),
  from: instantSchema.optional(),
  to: instantSchema.optional(),
});

const QUARTER_MS = 900_000;
/** Nothing is kept that was older than this when it came, or lies further ahead. */
const OLDEST_MS = 400 * DAY_MS;
const AHEAD_MS = DAY_MS;

/**
 * The window of a search, half open, in whole quarters of an hour, so that list, bars and count cover the same time.
 * @throws Refusal
 */
export function searchWindow(
  { since, from, to }: Pick<z.output<typeof searchInput>, 'since' | 'from' | 'to'>,
  now: number,
): SearchWindow {
  const earliest = floor(now - OLDEST_MS);
  const latest = floor(now + AHEAD_MS) + QUARTER_MS;
  if (from === undefined && to === undefined) {
    if (since === 'all') return { from: earliest, to: latest };
    const window = rangeWindow(since, now);
    return { from: window.from, to: window.to };
  }
  const start = from === undefined ? earliest : Math.max(earliest, floor(Date.parse(from)));
  const end = to === undefined ? latest : Math.min(latest, -floor(-Date.parse(to)));
  if (start >= end)
    throw Refusal.invalid('to', 'to: choose an end that lies after the start, and within the last 400 days.');
  return { from: start, to: end };
}

function floor(at: number): number {
  return Math.floor(at / QUARTER_MS) * QUARTER_MS;
}
