import { hash } from 'node:crypto';
import { z } from 'zod';
import { Refusal } from '@/domain/refusal';
import { type SignalRow, signalRowSchema } from '@/domain/views/signal';
import type { Transaction } from '@/server/data/database';
import { unpackRecord } from '@/server/data/signals/raw-codec';
import {
  findSignals,
  type PackedSignalRow,
  planEachSearch,
  readUpTo,
  type SignalCursor,
} from '@/server/data/signals/signal-search';
import { csvRow } from '@/server/services/csv-row';
import { Download, downloadSchema, fileNameOf, textPieces } from '@/server/services/download';
import { defineOperation } from '@/server/services/operation';
import type { NamesInAnswer } from '@/server/services/privacy/names-in-answers';
import type { Runtime } from '@/server/services/runtime';
import { mostInSearch } from './count-signals';
import { planSearch, type SearchWay } from './plan-signal-search';
import { presentSignals } from './present-signal';
import { compareNewestFirst } from './search-signals';
import { fileRefusal, narrowedToDays } from './search-width';
import { tellsOfDevices } from './signal-devices';
import { searchInput, searchWindow } from './signal-window';

const BATCH = 500;

const COLUMNS: Readonly<Record<string, (signal: SignalRow) => string | null>> = {
  id: ({ id }) => id,
  occurredAt: ({ occurredAt }) => occurredAt,
  receivedAt: ({ receivedAt }) => receivedAt,
  stream: ({ stream }) => stream.id,
  integration: ({ integration }) => integration.name,
  personId: ({ person }) => person?.id ?? null,
  person: ({ person }) => person?.name ?? null,
  username: ({ username }) => username,
  result: ({ result }) => result,
  reason: ({ reason }) => reason,
  factor: ({ factor }) => factor,
  application: ({ application }) => application,
  devices: ({ devices }) => (devices.length === 0 ? null : devices.join(', ')),
  address: ({ ip }) => ip,
  country: ({ country }) => country,
  trust: ({ trustLevel }) => trustLevel,
  action: ({ action }) => action,
  actor: ({ actor }) => actor,
  transaction: ({ txid }) => txid,
  backfill: ({ backfill }) => (backfill ? 'yes' : 'no'),
};

/**
 * Everything that a search of raw records finds as one file, newest first: CSV of what was read out of the records, safe to
 * open in a spreadsheet, or JSON lines that hold the records themselves, exactly as they were sent. Read and sent in batches;
 * refused where a file would be too long. Who took what out stands in the audit log.
 */
export const exportSignals = defineOperation({
  name: 'export-signals',
  http: { method: 'GET', path: '/api/v1/signals/export' },
  permission: 'signals:read',
  input: searchInput.extend({
    format: z.enum(['csv', 'jsonl'], 'format: use csv or jsonl.').default('csv'),
  }),
  output: downloadSchema,
  audit: { entity: 'signal_file' },
  effect: 'read',
  run: async ({ accountId, tx, runtime, now, names, audit }, { q, format, ...time }) => {
    if (format === 'jsonl' && names.withheld)
      throw Refusal.invalid(
        'format',
        'format: names are withheld from your role, and raw records hold them. Use csv, in which pseudonyms stand.',
      );
    const window = searchWindow(time, now);
    await planEachSearch(tx);
    const plan = await planSearch(accountId, tx, q, window, names);
    const most = await mostInSearch(accountId, tx, plan, window);
    const refusal = fileRefusal(most, window);
    if (refusal !== null) throw Refusal.invalid('q', `q: ${refusal}`);
    const ways: SearchWay[] = [];
    for (const way of plan.ways)
      ways.push({ ...way, query: await narrowedToDays(accountId, tx, way.query, null) });
    const [from, to] = [window.from, window.to].map((at) => new Date(at).toISOString());
    audit({ entityId: null, after: { q, from, to, format, records: most }, personId: onlyPerson(ways) });
    const name = fileNameOf(['signals', new Date(now).toISOString().slice(0, 16)], format);
    const batches = batchesOf(accountId, runtime, ways);
    return format === 'csv'
      ? new Download(name, 'text/csv; charset=utf-8', textPieces(asCsv(batches, names)), 'withheld')
      : new Download(name, 'application/x-ndjson', textPieces(asLines(batches)));
  },
});

/** Whom the file is about, where a search is of one person: their profile shows who took it out. */
function onlyPerson(ways: readonly SearchWay[]): string | null {
  const people = new Set(ways.flatMap(({ query: { access } }) => (access.by === 'people' ? access.ids : [])));
  const [id] = people;
  const ofPeople = ways.every(({ query: { access } }) => access.by === 'people');
  return ofPeople && people.size === 1 ? (id ?? null) : null;
}

/** A record as a list shows it, and itself. */
interface Opened {
  readonly signal: SignalRow;
  readonly row: PackedSignalRow;
}

async function* batchesOf(
  accountId: string,
  runtime: Runtime,
  ways: readonly SearchWay[],
): AsyncGenerator<Opened[]> {
  let cursor: SignalCursor | null = null;
  do {
    const after: SignalCursor | null = cursor;
    const [opened, next]: [Opened[], SignalCursor | null] = await runtime.database.inAccount(
      accountId,
      async (tx) => {
        await planEachSearch(tx);
        const found = await nextBatch(accountId, tx, runtime, ways, after);
        const signals = await presentSignals({ accountId, tx, runtime }, found.rows);
        const both = found.rows.flatMap((row, index) => {
          const signal = signals[index];
          return signal === undefined ? [] : [{ signal, row }];
        });
        return [both, found.next];
      },
    );
    cursor = next;
    if (opened.length > 0) yield opened;
  } while (cursor !== null);
}

/**
 * What all ways find beyond a cursor, down to where the first of them stopped reading: below that, one may still hold what
 * belongs between the others.
 */
async function nextBatch(
  accountId: string,
  tx: Transaction,
  runtime: Runtime,
  ways: readonly SearchWay[],
  cursor: SignalCursor | null,
): Promise<{ rows: PackedSignalRow[]; next: SignalCursor | null }> {
  const found = new Map<string, PackedSignalRow>();
  let next: SignalCursor | null = null;
  for (const { query, devices } of ways) {
    if (query.from >= query.to) continue;
    const rows = await findSignals(accountId, tx, query, cursor, BATCH);
    for (const row of rows) if (tellsOfDevices(runtime, row, devices)) found.set(row.key, row);
    const last = rows.length < BATCH ? undefined : rows.at(-1);
    let end: SignalCursor | null =
      last === undefined ? null : { at: last.occurredAt.getTime(), key: last.key, toward: 'older' };
    if (last === undefined && query.conditions.length > 0) {
      const stopped = await readUpTo(accountId, tx, query, cursor);
      // No key is before this one: of the instant itself nothing is taken for read.
      if (stopped !== null) end = { at: stopped + 1, key: '00', toward: 'older' };
    }
    if (end !== null && (next === null || isBeyond(next, end))) next = end;
  }
  const end = next;
  const rows = [...found.values()]
    .filter(({ occurredAt, key }) => end === null || !isBeyond({ at: occurredAt.getTime(), key }, end))
    .sort(compareNewestFirst);
  return { rows, next };
}

/** Whether one place in the order is older than another. */
function isBeyond(place: Pick<SignalCursor, 'at' | 'key'>, than: Pick<SignalCursor, 'at' | 'key'>): boolean {
  return place.at < than.at || (place.at === than.at && place.key < than.key);
}

async function* asCsv(batches: AsyncIterable<Opened[]>, names: NamesInAnswer): AsyncGenerator<string> {
  const cells = Object.values(COLUMNS);
  yield csvRow(Object.keys(COLUMNS));
  for await (const opened of batches) {
    const signals = await names.withhold(
      z.array(signalRowSchema),
      opened.map(({ signal }) => signal),
    );
    yield signals.map((signal) => csvRow(cells.map((cell) => cell(signal)))).join('');
  }
}

async function* asLines(batches: AsyncIterable<Opened[]>): AsyncGenerator<string> {
  for await (const opened of batches)
    yield opened
      .map(({ signal, row }) => {
        const record = unpackRecord({ dictionary: row.dictionary, bytes: row.raw });
        return `${JSON.stringify({ ...signal, sha256: hash('sha256', record), record })}\n`;
      })
      .join('');
}
