import { z } from 'zod';
import { fail, succeed, type Answer } from '../protocol/errors';
import type { Account, Call, Endpoint } from '../protocol/endpoint';
import { hashText } from '../random';
import { comparePositions, type Entry, type Position } from '../records/record-log';
import { matchesFilters, readFilters } from './authentication-filters';

const DAY_MS = 86_400_000;
const WINDOW_DAYS = 180;

const instant = z
  .string()
  .regex(/^\d{1,16}$/)
  .transform(Number);
const query = z.object({
  mintime: instant,
  maxtime: instant,
  limit: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .pipe(z.int().min(1).max(1000))
    .default(100),
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

/** One page: never cut between records of equal place, or the cursor could not tell them apart. */
function takePage(entries: Iterable<Entry>, limit: number): { page: Entry[]; more: boolean } {
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

const offsetJson = ({ ms, txid }: Position): string => JSON.stringify([String(ms), txid]);

/**
 * `metadata` as Duo writes it. On the last page the offset is usually null or missing, but sometimes it is there
 * all the same and leads to an empty page.
 */
function metadataJson(page: readonly Entry[], more: boolean, total: number): string {
  const last = page.at(-1);
  const chance = last ? hashText(last.txid) % 8 : 7;
  if (last && (more || chance < 2)) return `{"next_offset":${offsetJson(last)},"total_objects":${total}}`;
  return chance < 4 ? `{"total_objects":${total}}` : `{"next_offset":null,"total_objects":${total}}`;
}

function handle(account: Account, { parameters, oddity }: Call): Answer {
  const parsed = query.safeParse(Object.fromEntries(parameters));
  if (!parsed.success) return fail(40002, String(parsed.error.issues[0]?.path[0] ?? 'parameters'));
  const { mintime, maxtime, limit, sort, next_offset: after = null } = parsed.data;
  const now = account.clock.now();
  if (maxtime <= mintime) return fail(40002, "'maxtime' must be strictly greater than 'mintime'");
  if (mintime < now - WINDOW_DAYS * DAY_MS) return fail(40002, 'mintime must be within the past 180 days');

  const ascending = sort === 'ts:asc';
  const visibleTo = Math.min(maxtime, now - account.lagMs);
  // With an offset, Duo does not look at mintime any more: reading goes on from the offset.
  const slice = { from: after && ascending ? 0 : mintime, to: visibleTo, ascending, after };
  const filters = readFilters(parameters);
  const log = account.authentications;
  const wanted = function* (entries: Iterable<Entry>): Generator<Entry> {
    for (const entry of entries) if (matchesFilters(entry.json, filters)) yield entry;
  };
  const whole = { from: mintime, to: visibleTo, ascending, after: null };
  const total = filters.length > 0 ? [...wanted(log.walk(whole))].length : log.count(mintime, visibleTo);
  const entries = filters.length > 0 ? wanted(log.walk(slice)) : log.walk(slice);
  const { page, more } = takePage(entries, limit);

  const stuck = after ?? page[0] ?? { ms: mintime, txid: '00000000-0000-4000-8000-000000000000' };
  if (oddity === 'empty_page') {
    return succeed(
      `{"authlogs":[],"metadata":{"next_offset":${offsetJson(stuck)},"total_objects":${total}}}`,
    );
  }
  const metadata =
    oddity === 'repeat_offset'
      ? `{"next_offset":${offsetJson(stuck)},"total_objects":${total}}`
      : metadataJson(page, more, total);
  return succeed(`{"authlogs":[${page.map(({ json }) => json).join(',')}],"metadata":${metadata}}`);
}

export const authenticationLog: Endpoint = {
  method: 'GET',
  path: '/admin/v2/logs/authentication',
  permission: 'read_log',
  required: ['mintime', 'maxtime'],
  perMinute: 50,
  handle,
};
