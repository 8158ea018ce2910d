import type {
  FetchedRecord,
  ReadRecords,
  RejectedRecord,
  RejectionReason,
  SignalColumns,
} from '@/server/connectors/connector';
import type { JsonObject } from '@/server/connectors/json-value';
import {
  readPage,
  readSingle,
  type PageRecord,
  type RecordPlace,
} from '@/server/connectors/cisco-duo/read-page';
import { bytesKey, recordKey, vendorKey } from '@/server/connectors/record-identity';

/** What is known of a record apart from its text and its key. */
export type RecordMeaning = Omit<FetchedRecord, 'key' | 'text'>;

export type ReadRecord =
  | { readonly ok: true; readonly meaning: RecordMeaning }
  | { readonly ok: false; readonly reason: RejectionReason; readonly detail: string };

/** How the records of one log are found, told apart and read. */
export interface RecordReading {
  readonly place: RecordPlace;
  /** The member that holds Duo's own id of a record, where it is one; else its content tells it apart. */
  readonly idField: string | null;
  /** Whether equal records of one answer are several: times in whole seconds allow that. */
  readonly repeats: boolean;
  /** Reads one raw record; never throws. `now` (epoch milliseconds) bounds the times that are believed. */
  read(raw: JsonObject, now: number): ReadRecord;
}

/** Columns of a record that says nothing. */
export const NO_COLUMNS: SignalColumns = {
  username: null,
  txid: null,
  result: null,
  reason: null,
  factor: null,
  application: null,
  ip: null,
  country: null,
  trustLevel: null,
  action: null,
  actor: null,
};

/** Every element of a page: read, or kept with its reason. */
export function readElements(
  reading: RecordReading,
  elements: readonly PageRecord[],
  now: number,
): ReadRecords {
  const records: FetchedRecord[] = [];
  const rejected: RejectedRecord[] = [];
  const seen = new Map<string, number>();
  for (const element of elements) {
    if (!element.ok) {
      rejected.push(keepRejected(element));
      continue;
    }
    const { text, value } = element;
    const read = reading.read(value, now);
    if (read.ok) records.push({ key: keyOf(reading, value, seen), text, ...read.meaning });
    else rejected.push(keepRejected({ ...read, bytes: Buffer.from(text, 'utf8') }));
  }
  return { records, rejected };
}

/** Reads again what was put into quarantine: the bytes of one record, or of a whole page that was kept unread. */
export function readAgain(reading: RecordReading, bytes: Buffer, now: number): ReadRecords {
  const page = readPage(bytes, reading.place);
  return readElements(reading, page.ok ? page.records : readSingle(bytes, reading.place), now);
}

/** A rejected record with the hash under which it is kept once. */
export function keepRejected({ bytes, reason, detail }: Omit<RejectedRecord, 'hash'>): RejectedRecord {
  return { hash: bytesKey(bytes), bytes, reason, detail };
}

/** `seen` counts the records of an answer by content, where equal ones are several. */
function keyOf(reading: RecordReading, value: JsonObject, seen: Map<string, number>): Buffer {
  const { idField, repeats } = reading;
  const id = idField === null ? undefined : value[idField];
  if (idField !== null && typeof id === 'string' && id.trim() !== '') return vendorKey(idField, id);
  const first = recordKey(value);
  if (!repeats) return first;
  const name = first.toString('latin1');
  const ordinal = seen.get(name) ?? 0;
  seen.set(name, ordinal + 1);
  return ordinal === 0 ? first : recordKey(value, ordinal);
}
