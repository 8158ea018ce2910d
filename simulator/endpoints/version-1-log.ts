import { z } from 'zod';
import { fail, succeed, type Answer } from '../protocol/errors';
import type { Account, Call, Endpoint } from '../protocol/endpoint';
import type { LogName } from '../records/chronicle';
import type { Entry } from '../records/log';
import { KEPT_DAYS } from '../records/visible-log';

const DAY_SECONDS = 86_400;
const MOST_ROWS = 1000;

const query = z.object({
  mintime: z
    .string()
    .regex(/^\d{1,13}$/)
    .transform(Number)
    .default(0),
});

/** The earliest 1,000 rows; the rest of the last second too, where seconds are to stay whole. */
function earliest(entries: Iterable<Entry>, whole: boolean): Entry[] {
  const rows: Entry[] = [];
  for (const entry of entries) {
    const last = rows.at(-1);
    const sameSecond = last && Math.floor(last.ms / 1000) === Math.floor(entry.ms / 1000);
    if (rows.length >= MOST_ROWS && !(whole && sameSecond)) break;
    rows.push(entry);
  }
  return rows;
}

/**
 * A log of version 1: the earliest 1,000 records from `mintime` (whole seconds, included) on, in a bare list, without
 * paging. No `mintime`, or 0, means all that is kept; any other older than 180 days is 40002, and so are
 * milliseconds, which lie in a far future.
 */
function answer(
  log: LogName,
  { logs, clock, secondsStayWhole }: Account,
  { parameters }: Call,
  write: (json: string) => string,
): Answer {
  const parsed = query.safeParse(Object.fromEntries(parameters));
  if (!parsed.success) return fail(40002, 'mintime');
  const { mintime } = parsed.data;
  const now = clock.now() / 1000;
  if (mintime !== 0 && mintime < now - KEPT_DAYS * DAY_SECONDS) {
    return fail(40002, 'mintime must be within the past 180 days');
  }
  if (mintime > now + 366 * DAY_SECONDS) return fail(40002, 'mintime');
  const slice = { from: mintime * 1000, to: clock.now(), ascending: true, after: null };
  const rows = earliest(logs[log].walk(slice), secondsStayWhole);
  return succeed(`[${rows.map(({ json }) => write(json)).join(',')}]`);
}

/** An endpoint for a log of version 1; `write` turns a kept record into a row of this version. */
export const versionOneLog = (
  name: string,
  log: LogName,
  write: (json: string) => string = (json) => json,
): Endpoint => ({
  method: 'GET',
  path: `/admin/v1/logs/${name}`,
  permission: 'read_log',
  required: [],
  perMinute: 50,
  handle: (account, call) => answer(log, account, call, write),
});
