import { connectorError, type ConnectorError } from '@/domain/connectors/connector-error';
import type {
  FetchedRecord,
  FetchPageInput,
  FetchPageResult,
  RejectedRecord,
} from '@/server/connectors/connector';
import type { DuoClient, DuoKeys } from '@/server/connectors/cisco-duo/client';
import { errorOfAnswer, parseEnvelope } from '@/server/connectors/cisco-duo/envelope';
import { normaliseAuthentication } from '@/server/connectors/cisco-duo/normalise-authentication';
import { readPage, type NextOffset, type PageRecord } from '@/server/connectors/cisco-duo/read-page';
import { bytesKey, recordKey } from '@/server/connectors/record-identity';

/** Source: Duo's Admin API documentation, "Authentication Logs" (version 2). */
export const AUTHENTICATION_LOG = '/admin/v2/logs/authentication';

export type PageRequest = Pick<FetchPageInput, 'window' | 'offset' | 'limit' | 'unread' | 'signal'>;

/** One page of the authentication log, oldest first: fetched, cut into records, each read or kept with its reason. */
export async function fetchAuthenticationPage(
  client: DuoClient,
  keys: DuoKeys,
  { window, offset, limit, unread, signal }: PageRequest,
  now: number,
): Promise<FetchPageResult> {
  const params = {
    mintime: String(window.from),
    maxtime: String(window.to),
    limit: String(limit),
    // Duo's own default is newest first, with which a cursor would skip.
    sort: 'ts:asc',
    ...(offset === null ? {} : { next_offset: offset }),
  };
  const answer = await client.getRaw({ keys, path: AUTHENTICATION_LOG, params, signal });
  if (!answer.ok) return answer;
  if (unread === true) return keepWhole(answer);
  const page = readPage(answer.value);
  if (!page.ok) return { ok: false, error: errorOfBadPage(answer.value) };

  const records: FetchedRecord[] = [];
  const rejected: RejectedRecord[] = [];
  for (const element of page.records) readElement(element, now, records, rejected);
  return {
    ok: true,
    records,
    rejected,
    nextOffset: offsetToSend(page.nextOffset, records),
    total: page.totalObjects,
    vendorDate: answer.dateHeader,
    requests: answer.requests,
    bytes: answer.value.length,
  };
}

/** `"next_offset": ["1532951895000", "af0ba235-…"]`, found without reading the rest. */
const NEXT_OFFSET = /"next_offset"\s*:\s*\[\s*"(\d{1,16})"\s*,\s*"([^"\\]{1,100})"\s*\]/;
const UNREAD = 'Reading this page ended the worker three times, so it is kept whole and has not been read.';

function keepWhole(answer: { value: Buffer; dateHeader: number | null; requests: number }): FetchPageResult {
  const bytes = answer.value;
  const next = NEXT_OFFSET.exec(bytes.toString('latin1'));
  return {
    ok: true,
    records: [],
    rejected: [{ hash: bytesKey(bytes), bytes, reason: 'page_unread', detail: UNREAD }],
    nextOffset: next === null ? null : `${next[1] ?? ''},${next[2] ?? ''}`,
    total: null,
    vendorDate: answer.dateHeader,
    requests: answer.requests,
    bytes: bytes.length,
  };
}

function readElement(
  element: PageRecord,
  now: number,
  records: FetchedRecord[],
  rejected: RejectedRecord[],
): void {
  if (!element.ok) {
    const { bytes, reason, detail } = element;
    rejected.push({ hash: bytesKey(bytes), bytes, reason, detail });
    return;
  }
  const { text, value } = element;
  const normalised = normaliseAuthentication(value, now);
  if (normalised.ok) {
    const { record } = normalised;
    records.push({ key: recordKey(value), occurredAt: record.occurredAt, text, record });
    return;
  }
  const bytes = Buffer.from(text, 'utf8');
  rejected.push({ hash: bytesKey(bytes), bytes, reason: normalised.reason, detail: normalised.detail });
}

/**
 * An offset that cannot be sent back must not end the window early: Duo also takes one made of time and id of the
 * last record, which is how its own collector resumes.
 */
function offsetToSend(given: NextOffset, records: readonly FetchedRecord[]): string | null {
  if (given.kind === 'offset') return given.value;
  const last = records.at(-1)?.record;
  if (given.kind === 'none' || last === undefined || last.txid === null) return null;
  return `${last.occurredAt},${last.txid}`;
}

/** Status 200 and yet no page: Duo may say why in its envelope. */
function errorOfBadPage(body: Buffer): ConnectorError {
  return (
    errorOfAnswer(200, parseEnvelope(body), {}) ?? connectorError('unexpected_shape', { httpStatus: 200 })
  );
}
