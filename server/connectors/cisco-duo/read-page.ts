import { isUtf8 } from 'node:buffer';
import { ReadingEffort } from '@/server/connectors/cisco-duo/reading-effort';
import type { RejectionReason } from '@/server/connectors/connector';
import {
  afterElement,
  type Extent,
  extentOf,
  opensArray,
  opensNextElement,
  opensObject,
  skipSpace,
  trimEnd,
  walkObject,
} from '@/server/connectors/json-scanner';
import { isJsonObject, type JsonObject } from '@/server/connectors/json-value';

/** One element of a page: read, or kept as it came with the reason. */
export type PageRecord =
  | { readonly ok: true; readonly value: JsonObject; readonly text: string }
  | { readonly ok: false; readonly bytes: Buffer; readonly reason: RejectionReason; readonly detail: string };

/** `unreadable`: there is one, but not in a form that can be sent back. */
export type NextOffset =
  | { readonly kind: 'none' }
  | { readonly kind: 'offset'; readonly value: string }
  | { readonly kind: 'unreadable' };

export type ReadPage =
  | {
      readonly ok: true;
      /** In the order of the page. */
      readonly records: readonly PageRecord[];
      readonly nextOffset: NextOffset;
      readonly totalObjects: number | null;
    }
  /** The answer as a whole is not a page: `stat` is not OK, the records are not there, or it is cut off. */
  | { readonly ok: false };

/** Where the records of an answer stand, and how one is known. */
export interface RecordPlace {
  /** The member of `response` that holds them; null where `response` is itself their array. */
  readonly member: string | null;
  /** A member that every record has and no object inside one: by it a record is known after a broken one. */
  readonly marker: string;
  /** Whether the next offset is a plain number, as directory endpoints count. */
  readonly numericOffset?: boolean;
}

/** A record of Duo has about 1.5 kB; one above this is kept apart. */
export const MAX_RECORD_BYTES = 1024 * 1024;

/** A record of Duo nests four deep. */
export const MAX_RECORD_DEPTH = 64;

/** How much is looked at to find the next good record after a broken one. */
const RESYNC_RECORD_BYTES = 64 * 1024;

const MAX_OFFSET_LENGTH = 1_000;

/**
 * Cuts an answer into its records. Each is cut out by its brackets and read on its own, so that one that cannot be
 * read is kept with its bytes while its neighbours go in. The work grows as the length of the answer does, whatever it
 * holds: once the `effort` is spent, what is left is kept as one.
 */
export function readPage(
  body: Buffer,
  place: RecordPlace,
  effort = new ReadingEffort(body.length),
): ReadPage {
  const bytes = body.subarray(0, 3).equals(BYTE_ORDER_MARK) ? body.subarray(3) : body;
  const page = new PageReader(bytes, place, isUtf8(bytes), effort);
  return page.read();
}

/** The bytes of a single record, by the same rules as one of a page. A broken one may hold several. */
export function readSingle(bytes: Buffer, place: RecordPlace): readonly PageRecord[] {
  const [open, close] = place.member === null ? ['[', ']'] : [`{"${place.member}":[`, ']}'];
  const body = Buffer.concat([
    Buffer.from(`{"stat":"OK","response":${open}`),
    bytes,
    Buffer.from(`${close}}`),
  ]);
  const page = readPage(body, place);
  const [reason, detail] = NOT_JSON;
  return page.ok ? page.records : [{ ok: false, bytes, reason, detail }];
}

/** How much of the end of an answer is looked at for the end of its records. */
const MAX_TAIL_BYTES = 8 * 1024;

/** The end of the records, then nothing but members that hold a plain value or a small object, then the end. */
const MEMBERS = String.raw`(?:\s*,\s*"\w+"\s*:\s*(?:"[^"\\]*"|[\w.+-]+|\{(?:[^{}]|\{[^{}]*\})*\}))*\s*\}`;
const TAIL = new RegExp(String.raw`\]${MEMBERS}\s*$`);
const TAIL_OF_MEMBER = new RegExp(String.raw`\]${MEMBERS}${MEMBERS}\s*$`);

type Fault = readonly [reason: RejectionReason, detail: string];

const NOT_UTF8: Fault = ['not_utf8', 'The record holds bytes that are not UTF-8 text.'];
const HOLDS_NUL: Fault = ['nul_character', 'The record holds the character U+0000.'];
const NOT_JSON: Fault = ['not_json', 'The record is not valid JSON.'];
const TOO_BROKEN: Fault = [
  'not_json',
  'So much of the answer is broken that the rest of it was not cut into records. Try it again to read further.',
];
const NOT_AN_OBJECT: Fault = ['not_an_object', 'The record is not a JSON object.'];

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

class PageReader {
  private readonly records: PageRecord[] = [];
  private stat: unknown = null;
  private metadata: unknown = null;
  private foundRecords = false;

  constructor(
    private readonly bytes: Buffer,
    private readonly place: RecordPlace,
    /** Checked once for the whole page: almost always true, and then no record needs the check. */
    private readonly allUtf8: boolean,
    private readonly effort: ReadingEffort,
  ) {}

  read(): ReadPage {
    const { member } = this.place;
    const end = walkObject(this.bytes, skipSpace(this.bytes, 0), (key, at) => {
      if (key === 'response' && member === null && opensArray(this.bytes, at)) return this.readRecords(at);
      if (key === 'response' && member !== null && opensObject(this.bytes, at))
        return walkObject(this.bytes, at, this.readMember);
      const { end: valueEnd } = this.extentOf(at, this.bytes.length);
      if (key === 'stat' && valueEnd > 0) this.stat = this.parseOrNull(at, valueEnd);
      if (key === 'metadata' && member === null && valueEnd > 0)
        this.metadata = this.parseOrNull(at, valueEnd);
      return valueEnd;
    });
    if (end < 0 || this.stat !== 'OK' || !this.foundRecords) return { ok: false };
    return {
      ok: true,
      records: this.records,
      nextOffset: readNextOffset(this.metadata, this.place.numericOffset === true),
      totalObjects: readTotal(this.metadata),
    };
  }

  private readonly readMember = (key: string, at: number): number => {
    if (key === this.place.member && opensArray(this.bytes, at)) return this.readRecords(at);
    const { end } = this.extentOf(at, this.bytes.length);
    if (key === 'metadata' && end > 0) this.metadata = this.parseOrNull(at, end);
    return end;
  };

  private readRecords(at: number): number {
    this.foundRecords = true;
    return this.readElements(at + 1);
  }

  /** Reads elements up to the end of their array; returns the index after it, or -1. */
  private readElements(from: number): number {
    let at = skipSpace(this.bytes, from);
    if (afterElement(this.bytes, at) === 'end') return at + 1;
    for (;;) {
      if (this.effort.isSpent()) return this.leaveBrokenTail(at, TOO_BROKEN);
      const { end, depth } = this.extentOf(at, this.bytes.length);
      const next = end < 0 ? at : skipSpace(this.bytes, end);
      const cut = end < 0 ? null : this.readRecord(at, end, depth);
      const sound = cut !== null && cut.parsed;
      const then = end < 0 ? 'broken' : this.whatFollows(next, sound);
      if (sound) this.records.push(cut.record);
      if (!sound || then === 'broken') {
        // Quotes, brackets or commas are missing, and what was cut may hold good neighbours: find the first.
        const brokenAt = sound ? next : at;
        const resumeAt = this.findRecord(sound ? next : at + 1, then === 'broken' ? this.bytes.length : end);
        if (resumeAt !== null) {
          this.keepBroken(brokenAt, resumeAt);
          at = resumeAt;
          continue;
        }
        if (then === 'broken')
          return this.leaveBrokenTail(brokenAt, this.effort.isSpent() ? TOO_BROKEN : NOT_JSON);
        if (cut !== null) this.records.push(cut.record);
      }
      if (then === 'end') return next + 1;
      at = skipSpace(this.bytes, next + 1);
    }
  }

  /** After an element that is no JSON, a comma is only believed when another object follows it. */
  private whatFollows(at: number, sound: boolean): 'next' | 'end' | 'broken' {
    const then = afterElement(this.bytes, at);
    const believed = sound || then !== 'next' || opensObject(this.bytes, skipSpace(this.bytes, at + 1));
    return believed ? then : 'broken';
  }

  /** One element by its bytes, and whether it is JSON at all. */
  private readRecord(at: number, end: number, depth: number): { record: PageRecord; parsed: boolean } {
    const text = this.textOf(at, end);
    const value = parse(text);
    const fault = this.faultOf(at, end, depth, text, value);
    const record: PageRecord =
      fault === null && isJsonObject(value)
        ? { ok: true, value, text }
        : this.rejected(at, end, ...(fault ?? NOT_AN_OBJECT));
    return { record, parsed: value !== undefined };
  }

  private faultOf(at: number, end: number, depth: number, text: string, value: unknown): Fault | null {
    if (end - at > MAX_RECORD_BYTES) {
      return ['too_large', `The record has ${end - at} bytes; the most is ${MAX_RECORD_BYTES}.`];
    }
    if (depth > MAX_RECORD_DEPTH) {
      return ['too_deep', `The record nests ${depth} deep; the most is ${MAX_RECORD_DEPTH}.`];
    }
    if (!this.allUtf8 && !isUtf8(this.bytes.subarray(at, end))) return NOT_UTF8;
    if (text.includes('\0')) return HOLDS_NUL;
    if (value === undefined) return NOT_JSON;
    // The escape may also be a harmless `\\u0000`; only then is it worth walking the record.
    return text.includes('\\u0000') && holdsNul(value) ? HOLDS_NUL : null;
  }

  /** Where the first readable record between `from` and `to` begins; null when there is none. */
  private findRecord(from: number, to: number): number | null {
    let candidate = this.bytes.indexOf('{', from);
    for (; candidate >= 0 && candidate < to; candidate = this.bytes.indexOf('{', candidate + 1)) {
      if (!opensNextElement(this.bytes, candidate)) continue;
      if (this.effort.isSpent()) return null;
      const limit = Math.min(this.bytes.length, candidate + RESYNC_RECORD_BYTES);
      const { end } = this.extentOf(candidate, limit);
      if (end < 0 || end > to) continue;
      const value = parse(this.textOf(candidate, end));
      // An object inside a record also follows a comma now and then, but it lacks the marker.
      if (isJsonObject(value) && Object.hasOwn(value, this.place.marker)) return candidate;
    }
    return null;
  }

  /** The last record is broken, or too many were: it reaches to where the array is closed before the rest of the envelope. */
  private leaveBrokenTail(at: number, fault: Fault): number {
    const from = Math.max(at, this.bytes.length - MAX_TAIL_BYTES);
    const tail = this.place.member === null ? TAIL : TAIL_OF_MEMBER;
    const found = tail.exec(this.bytes.toString('latin1', from));
    if (found === null) return -1;
    const close = from + found.index;
    this.keepBroken(at, close, fault);
    return close + 1;
  }

  private keepBroken(at: number, to: number, fault = NOT_JSON): void {
    const end = trimEnd(this.bytes, at, to);
    if (end > at) this.records.push(this.rejected(at, end, ...fault));
  }

  private rejected(at: number, end: number, reason: RejectionReason, detail: string): PageRecord {
    this.effort.keepApart();
    // A copy: the page's memory must not live as long as one bad record of it.
    return { ok: false, bytes: Buffer.from(this.bytes.subarray(at, end)), reason, detail };
  }

  private parseOrNull(at: number, end: number): unknown {
    return parse(this.textOf(at, end)) ?? null;
  }

  private extentOf(at: number, limit: number): Extent {
    const extent = extentOf(this.bytes, at, limit);
    this.effort.look(extent.seenTo - at);
    return extent;
  }

  private textOf(at: number, end: number): string {
    this.effort.look(end - at);
    return this.bytes.toString('utf8', at, end);
  }
}

/** The parsed text, or undefined when it is not JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  if (Array.isArray(value)) return value.some(holdsNul);
  if (!isJsonObject(value)) return false;
  return Object.entries(value).some(([key, inner]) => key.includes('\0') || holdsNul(inner));
}

/** Duo gives an array of two for this log and a string for others; both are sent back as one string. */
function readNextOffset(metadata: unknown, numeric: boolean): NextOffset {
  const given = isJsonObject(metadata) ? metadata['next_offset'] : undefined;
  if (given === undefined || given === null || given === '') return { kind: 'none' };
  if (Array.isArray(given) && given.length === 0) return { kind: 'none' };
  const parts: readonly unknown[] = Array.isArray(given) ? given : [given];
  const usable = parts.every(
    (part) => typeof part === 'string' || ((numeric || Array.isArray(given)) && typeof part === 'number'),
  );
  const value = parts.join(',');
  if (!usable || value.length > MAX_OFFSET_LENGTH || value.includes('\0')) return { kind: 'unreadable' };
  return { kind: 'offset', value };
}

/** A number, or an object that holds one (the shape of newer logs). */
function readTotal(metadata: unknown): number | null {
  const given = isJsonObject(metadata) ? metadata['total_objects'] : undefined;
  const total = isJsonObject(given) ? given['value'] : given;
  return typeof total === 'number' && Number.isSafeInteger(total) && total >= 0 ? total : null;
}
