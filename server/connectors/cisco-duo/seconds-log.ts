import type { FetchPageResult } from '@/server/connectors/connector';
import { afterSecond } from '@/server/connectors/cisco-duo/after-second';
import type { StreamCall } from '@/server/connectors/cisco-duo/duo-stream';
import { errorOfBadPage, pageUnread } from '@/server/connectors/cisco-duo/paged-log';
import { readPage, type PageRecord } from '@/server/connectors/cisco-duo/read-page';
import { readInstant } from '@/server/connectors/cisco-duo/read-time';
import { readElements, type RecordReading } from '@/server/connectors/cisco-duo/record-reading';

/** A log of version 1: it takes one instant in whole seconds and shows the earliest records from then on. */
export interface SecondsLog {
  readonly path: string;
  readonly reading: RecordReading;
  /** With so many records in an answer, there may be more. */
  readonly fullAt: number;
  /** Whether Duo may hold more even where fewer came. */
  readonly mayFallShort: boolean;
}

/**
 * One answer of a log without pages. The offset is the second to be asked for next, included. What lies behind the
 * window is left to the next cycle, which begins with it.
 */
export async function fetchSecondsLog(log: SecondsLog, call: StreamCall): Promise<FetchPageResult> {
  const { client, keys, now, request } = call;
  const { window, offset, unread, signal } = request;
  const asked = secondOf(offset) ?? Math.floor(window.from / 1000);
  const params = { mintime: String(asked) };
  const answer = await client.getRaw({ keys, path: log.path, params, signal });
  if (!answer.ok) return answer;
  const { value: bytes, dateHeader: vendorDate, requests } = answer;
  const facts = { total: null, vendorDate, requests, bytes: bytes.length };
  const { fullAt, mayFallShort } = log;
  const limits = { asked, fullAt, mayFallShort, until: window.to };
  if (unread === true) {
    const seconds = secondsIn(bytes);
    // Where not even times are found, there may be more than anybody can tell.
    const count = seconds.length === 0 ? fullAt : seconds.length;
    return { ...pageUnread(bytes), ...afterSecond({ ...limits, seconds, count }), ...facts };
  }
  const page = readPage(bytes, log.reading.place);
  if (!page.ok) return { ok: false, error: errorOfBadPage(bytes) };
  const { records, rejected } = readElements(log.reading, page.records, now);
  const seconds = page.records.map(secondOfRecord).filter((second) => second !== null);
  return {
    ok: true,
    records: records.filter(({ occurredAt }) => occurredAt <= window.to),
    rejected,
    ...afterSecond({ ...limits, seconds, count: page.records.length }),
    ...facts,
  };
}

function secondOf(offset: string | null): number | null {
  return offset !== null && /^\d{1,12}$/.test(offset) ? Number(offset) : null;
}

/** The second by which Duo sorts; of a record that cannot be read, as its bytes show it. */
function secondOfRecord(record: PageRecord): number | null {
  if (!record.ok) return secondsIn(record.bytes)[0] ?? null;
  const { timestamp, isotimestamp } = record.value;
  const instant = readInstant(timestamp, 's') ?? readInstant(isotimestamp, 'iso');
  return instant === null ? null : Math.floor(instant / 1000);
}

/** Every `"timestamp": 1793521800`, found without reading the rest. In a text of a record the quotes stand escaped. */
function secondsIn(bytes: Buffer): readonly number[] {
  const found = bytes.toString('latin1').matchAll(/"timestamp"\s*:\s*"?(\d{9,11})\b/g);
  return Array.from(found, ([, second]) => Number(second));
}
