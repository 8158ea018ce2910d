import { isUtf8 } from 'node:buffer';
import type { FetchedRecord, ReadRecords, RejectedDelivery } from '@/server/connectors/connector';
import { readEvent } from '@/server/connectors/generic-webhook/read-event';
import { extentOf, opensArray, skipSpace, walkObject } from '@/server/connectors/json-scanner';
import { isJsonObject } from '@/server/connectors/json-value';
import { bytesKey, vendorKey } from '@/server/connectors/record-identity';

/** Events that one delivery may hold. */
const MOST_EVENTS = 1_000;

/** What one event may be: a report is a few hundred bytes. */
const MOST_EVENT_BYTES = 64 * 1024;
const MOST_EVENT_DEPTH = 32;

interface RawEvent {
  readonly text: string;
  readonly bytes: Buffer;
  readonly depth: number;
  readonly value: unknown;
}

export type ReadDelivery =
  | {
      readonly ok: true;
      readonly records: readonly FetchedRecord[];
      readonly rejected: readonly RejectedDelivery[];
    }
  | { readonly ok: false; readonly field: string; readonly message: string };

/**
 * The events of a body, each as it stands in it. The body must be sound as a whole; an event that cannot be read is
 * refused alone.
 */
export function readDelivery(body: Buffer, now: number, reporter: string): ReadDelivery {
  if (!isUtf8(body)) return { ok: false, field: 'body', message: 'The body is not UTF-8 text.' };
  const value = parse(body.toString('utf8'));
  if (value === undefined)
    return {
      ok: false,
      field: 'body',
      message: 'The body is not JSON. Check its quotes, commas and braces and send it again.',
    };
  const found = isJsonObject(value) ? cutEvents(body) : null;
  if (found === null)
    return {
      ok: false,
      field: 'events',
      message: 'The body must be an object with a list of events, as in {"events": []}.',
    };
  if (found.length > MOST_EVENTS)
    return {
      ok: false,
      field: 'events',
      message: `The delivery has more than ${MOST_EVENTS} events. Send them in several deliveries.`,
    };
  return { ok: true, ...readAll(found, now, reporter) };
}

/** Reads a single event again that was put into quarantine. */
export function readEventAgain(bytes: Buffer, now: number, reporter: string): ReadRecords {
  const text = bytes.toString('utf8');
  const { depth } = extentOf(bytes, skipSpace(bytes, 0), bytes.length);
  return readAll([{ text, bytes, depth, value: parse(text) }], now, reporter);
}

function readAll(events: readonly RawEvent[], now: number, reporter: string) {
  const records: FetchedRecord[] = [];
  const rejected: RejectedDelivery[] = [];
  for (const [index, { text, bytes, depth, value }] of events.entries()) {
    const fault = faultOf(bytes, depth, value);
    const read = fault ?? readEvent(isJsonObject(value) ? value : {}, now, reporter);
    if (read.ok) records.push(recordOf(text, read));
    else {
      const { reason, detail, field } = read;
      rejected.push({ index, field, hash: bytesKey(bytes), bytes, reason, detail });
    }
  }
  return { records, rejected };
}

function faultOf(bytes: Buffer, depth: number, value: unknown) {
  const no = { ok: false, field: 'event' } as const;
  if (value === undefined) return { ...no, reason: 'not_json', detail: 'The event is not JSON.' } as const;
  if (!isJsonObject(value))
    return { ...no, reason: 'not_an_object', detail: 'The event is not a JSON object.' } as const;
  if (bytes.length > MOST_EVENT_BYTES) {
    const detail = `The event has ${bytes.length} bytes; the most is ${MOST_EVENT_BYTES}.`;
    return { ...no, reason: 'too_large', detail } as const;
  }
  if (depth <= MOST_EVENT_DEPTH) return null;
  const detail = `The event nests ${depth} deep; the most is ${MOST_EVENT_DEPTH}.`;
  return { ...no, reason: 'too_deep', detail } as const;
}

function recordOf(
  text: string,
  { record, person, txid }: Extract<ReturnType<typeof readEvent>, { ok: true }>,
): FetchedRecord {
  return {
    key: vendorKey('id', record.eventId),
    occurredAt: record.occurredAt,
    concernsAt: record.occurredAt,
    text,
    person,
    columns: {
      username: person.username ?? person.email ?? person.key,
      txid,
      result: null,
      reason: null,
      factor: null,
      application: null,
      ip: record.ip,
      country: record.country,
      trustLevel: null,
      action: record.eventKind,
      actor: null,
    },
    record,
  };
}

/** The elements of `events` in a body that is JSON, by their own bytes; null where there is no such list. */
function cutEvents(body: Buffer): RawEvent[] | null {
  let found: RawEvent[] | null = null;
  walkObject(body, skipSpace(body, 0), (name, at) => {
    const { end } = extentOf(body, at, body.length);
    // Of a name that stands twice the last counts, as everywhere in JSON.
    if (name === 'events') found = opensArray(body, at) ? cutElements(body, at + 1) : null;
    return end;
  });
  return found;
}

function cutElements(body: Buffer, from: number): RawEvent[] {
  const events: RawEvent[] = [];
  for (let at = skipSpace(body, from); ; at = skipSpace(body, at + 1)) {
    const { end, depth } = extentOf(body, at, body.length);
    if (end < 0) return events;
    const bytes = Buffer.from(body.subarray(at, end));
    const text = bytes.toString('utf8');
    events.push({ text, bytes, depth, value: parse(text) });
    at = skipSpace(body, end);
    if (body[at] !== COMMA || events.length > MOST_EVENTS) return events;
  }
}

const COMMA = 0x2c;

/** The parsed text, or undefined when it is not JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
