import { connectorError, type ConnectorError } from '@/domain/connectors/connector-error';
import type { FetchPageResult, FetchedPage } from '@/server/connectors/connector';
import type { StreamCall } from '@/server/connectors/cisco-duo/duo-stream';
import { errorOfAnswer, parseEnvelope } from '@/server/connectors/cisco-duo/envelope';
import { readPage, type NextOffset, type PageRecord } from '@/server/connectors/cisco-duo/read-page';
import { keepRejected, readElements, type RecordReading } from '@/server/connectors/cisco-duo/record-reading';

/** A log that takes a window in milliseconds and hands out offsets. */
export interface PagedLog {
  readonly path: string;
  readonly reading: RecordReading;
  /** The most records that Duo gives at once: it refuses a request for more. */
  readonly most: number;
  /** The parameter that carries the offset back. */
  readonly offsetParameter: 'next_offset' | 'offset';
  /** Whether the order may be asked for. Duo's own default is newest first, with which a cursor would skip. */
  readonly sortable: boolean;
  /** The member of a record that makes an offset together with its time, where Duo takes such a one. */
  readonly offsetField: string | null;
}

/** One page of a log, oldest first: fetched, cut into records, each read or kept with its reason. */
export async function fetchPagedLog(log: PagedLog, call: StreamCall): Promise<FetchPageResult> {
  const { client, keys, now } = call;
  const { window, offset, limit, unread, signal } = call.request;
  const params = {
    mintime: String(window.from),
    maxtime: String(window.to),
    limit: String(Math.min(limit, log.most)),
    ...(log.sortable ? { sort: 'ts:asc' } : {}),
    ...(offset === null ? {} : { [log.offsetParameter]: offset }),
  };
  const answer = await client.getRaw({ keys, path: log.path, params, signal });
  if (!answer.ok) return answer;
  const { value: bytes, dateHeader: vendorDate, requests } = answer;
  const facts = { vendorDate, requests, bytes: bytes.length };
  if (unread === true) return { ...pageUnread(bytes), nextOffset: findOffset(bytes), total: null, ...facts };
  const page = readPage(bytes, log.reading.place);
  if (!page.ok) return { ok: false, error: errorOfBadPage(bytes) };
  return {
    ok: true,
    ...readElements(log.reading, page.records, now),
    ...nextPage(log, page.nextOffset, page.records, window, now),
    total: page.totalObjects,
    ...facts,
  };
}

/**
 * An offset that cannot be sent back must not end the window early: Duo also takes one made of time and id of a
 * record, which is how its own collector resumes. Where none can be made, the rest of the window is named.
 */
function nextPage(
  log: PagedLog,
  given: NextOffset,
  elements: readonly PageRecord[],
  window: { readonly from: number; readonly to: number },
  now: number,
): Pick<FetchedPage, 'nextOffset' | 'possibleGap' | 'note'> {
  if (given.kind === 'offset') return { nextOffset: given.value };
  if (given.kind === 'none') return { nextOffset: null };
  const last = elements.findLast((element) => element.ok);
  const read = last?.ok === true ? log.reading.read(last.value, now) : null;
  const readUntil = read?.ok === true ? read.meaning.occurredAt : window.from;
  const id = last?.ok === true && log.offsetField !== null ? last.value[log.offsetField] : null;
  if (read?.ok === true && typeof id === 'string' && id !== '') return { nextOffset: `${readUntil},${id}` };
  return {
    nextOffset: null,
    possibleGap: { from: Math.min(readUntil, window.to), to: window.to },
    note: 'Duo said that there is another page, but not how to ask for it.',
  };
}

/**
 * `"next_offset": ["1532951895000", "af0ba235-…"]`, or the same as one text, found without reading the rest. In a
 * text of a record the quotes would stand escaped.
 */
const OFFSET =
  /"next_offset"\s*:\s*(?:\[\s*"(\d{1,16})"\s*,\s*"([^"\\]{1,100})"\s*\]|"([^"\\]{1,1000})"|(\d{1,16}))/;

/** The offset of the next page, found without reading the page. */
export function findOffset(bytes: Buffer): string | null {
  const [, time, id, text, count] = OFFSET.exec(bytes.toString('latin1')) ?? [];
  if (time !== undefined && id !== undefined) return `${time},${id}`;
  return text ?? count ?? null;
}

const UNREAD = 'Reading this page ended the worker three times, so it is kept whole and has not been read.';

/** A page kept whole, as one rejected record, without looking inside. */
export function pageUnread(bytes: Buffer): Pick<FetchedPage, 'ok' | 'records' | 'rejected'> {
  return {
    ok: true,
    records: [],
    rejected: [keepRejected({ bytes, reason: 'page_unread', detail: UNREAD })],
  };
}

/** Status 200 and yet no page: Duo may say why in its envelope. */
export function errorOfBadPage(body: Buffer): ConnectorError {
  return (
    errorOfAnswer(200, parseEnvelope(body), {}) ?? connectorError('unexpected_shape', { httpStatus: 200 })
  );
}
