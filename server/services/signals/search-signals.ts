import { z } from 'zod';
import { signalsPageSchema } from '@/domain/views/signal';
import type { Transaction } from '@/server/data/database';
import {
  findSignals,
  MOST_UNPACKED,
  planEachSearch,
  readUpTo,
  type PackedSignalRow,
  type SignalCursor,
  type SignalRowData,
} from '@/server/data/signals/signal-search';
import { defineOperation } from '@/server/services/operation';
import { cursorInstantSchema, readCursor, writeCursor } from '@/server/services/page-cursor';
import type { Runtime } from '@/server/services/runtime';
import { planSearch, type SearchWay } from './plan-signal-search';
import { presentSignals } from './present-signal';
import { narrowedToDays, tooWide } from './search-width';
import { tellsOfDevices } from './signal-devices';
import { searchInput, searchWindow } from './signal-window';

const PAGE = 50;
/** Records that are unpacked at once. */
const UNPACKED_AT_ONCE = 200;

const cursorSchema = z.object({
  at: cursorInstantSchema,
  key: z.string().regex(/^[0-9a-f]{2,64}$/),
  toward: z.enum(['older', 'newer']),
});

/** Raw records by words, fields and time, newest first, a page at a time to either side. */
export const searchSignals = defineOperation({
  name: 'search-signals',
  http: { method: 'GET', path: '/api/v1/signals' },
  permission: 'signals:read',
  input: searchInput.extend({ cursor: z.string().max(500).optional() }),
  output: signalsPageSchema,
  audit: { none: 'The list shows what was read out of the records, and opens none.' },
  effect: 'read',
  run: async ({ accountId, tx, runtime, now, names }, { q, cursor: given, ...time }) => {
    const cursor = readCursor(cursorSchema, given);
    const window = searchWindow(time, now);
    await planEachSearch(tx);
    const { ways, unknownWords } = await planSearch(accountId, tx, q, window, names);
    const found: PackedSignalRow[] = [];
    for (const way of ways) found.push(...(await pageOf({ accountId, tx, runtime }, way, cursor, PAGE + 1)));
    const sign = cursor?.toward === 'newer' ? -1 : 1;
    const rows = [...new Map(found.map((row) => [row.key, row])).values()].sort(
      (a, b) => sign * compareNewestFirst(a, b),
    );
    const more = rows.length > PAGE;
    const shown = rows.slice(0, PAGE);
    if (cursor?.toward === 'newer') shown.reverse();
    const beyond = {
      older: cursor?.toward === 'newer' || more,
      newer: cursor?.toward === 'older' || (cursor !== null && more),
    };
    return {
      at: new Date(now).toISOString(),
      window: { from: new Date(window.from).toISOString(), to: new Date(window.to).toISOString() },
      signals: await presentSignals({ accountId, tx, runtime }, shown),
      unknownWords: [...unknownWords],
      olderCursor: beyond.older ? cursorAt(shown.at(-1), 'older') : null,
      newerCursor: beyond.newer ? cursorAt(shown[0], 'newer') : null,
    };
  },
});

interface Searching {
  readonly accountId: string;
  readonly tx: Transaction;
  readonly runtime: Runtime;
}

/** A page of what one way finds beside a cursor. @throws Refusal where it would mean reading too much */
async function pageOf(
  searching: Searching,
  way: SearchWay,
  cursor: SignalCursor | null,
  limit: number,
): Promise<PackedSignalRow[]> {
  const { accountId, tx } = searching;
  const beside = besideCursor(way.query, cursor);
  const query = await narrowedToDays(accountId, tx, beside, limit);
  if (query.from >= query.to) return [];
  if (way.devices.length > 0) return checkedPageOf(searching, { ...way, query }, cursor, limit);
  const rows = await findSignals(accountId, tx, query, cursor, limit);
  if (
    rows.length < limit &&
    query.conditions.length > 0 &&
    (await readUpTo(accountId, tx, query, cursor)) !== null
  )
    throw tooWide(null, query);
  return rows;
}

/** The same where records have to be opened to know: batch by batch, until the page is full. */
async function checkedPageOf(
  { accountId, tx, runtime }: Searching,
  { query, devices }: SearchWay,
  cursor: SignalCursor | null,
  limit: number,
): Promise<PackedSignalRow[]> {
  const rows: PackedSignalRow[] = [];
  let next = cursor;
  for (let read = 0; ;) {
    const batch = await findSignals(accountId, tx, query, next, UNPACKED_AT_ONCE);
    rows.push(...batch.filter((row) => tellsOfDevices(runtime, row, devices)));
    const last = batch.at(-1);
    if (rows.length >= limit || last === undefined || batch.length < UNPACKED_AT_ONCE)
      return rows.slice(0, limit);
    read += batch.length;
    if (read >= MOST_UNPACKED) throw tooWide(null, query);
    next = { at: last.occurredAt.getTime(), key: last.key, toward: cursor?.toward ?? 'older' };
  }
}

/** What is left of a window beyond a cursor: what lies before it need not be thought of. */
function besideCursor(query: SearchWay['query'], cursor: SignalCursor | null): SearchWay['query'] {
  if (cursor === null) return query;
  return cursor.toward === 'older'
    ? { ...query, to: Math.min(query.to, cursor.at + 1) }
    : { ...query, from: Math.max(query.from, cursor.at) };
}

/** Newest first; within a millisecond by key. */
export function compareNewestFirst(a: SignalRowData, b: SignalRowData): number {
  return b.occurredAt.getTime() - a.occurredAt.getTime() || (a.key < b.key ? 1 : a.key > b.key ? -1 : 0);
}

function cursorAt(row: SignalRowData | undefined, toward: SignalCursor['toward']): string | null {
  return row === undefined ? null : writeCursor({ at: row.occurredAt.getTime(), key: row.key, toward });
}
