/**
 * Finds where JSON values end in raw bytes, without reading them. It only follows strings and brackets, so that one
 * bad value does not keep its neighbours from being cut out and read on their own.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

/** Deeper than anything that is kept; to follow all the brackets of a hostile text would take the memory for them. */
const MOST_FOLLOWED = 1_000_000;

/** Where a value ends (exclusive) and how deeply it nests; `end` is -1 when it does not end before the limit. */
export interface Extent {
  readonly end: number;
  readonly depth: number;
  /** How far was looked for the end (exclusive): what it cost. */
  readonly seenTo: number;
}

function found(end: number, depth: number): Extent {
  return { end, depth, seenTo: end };
}

function endless(seenTo: number): Extent {
  return { end: -1, depth: 0, seenTo };
}

/** First byte at or after `at` that is not JSON white space. */
export function skipSpace(bytes: Buffer, at: number): number {
  let index = at;
  while (isSpace(bytes[index])) index += 1;
  return index;
}

/** Extent of the value that begins at `at`. Brackets must match; what stands between them is not checked. */
export function extentOf(bytes: Buffer, at: number, limit: number): Extent {
  const first = bytes[at];
  if (first === QUOTE) {
    const end = endOfString(bytes, at, limit);
    return end < 0 ? endless(limit) : found(end, 0);
  }
  if (first === OPEN_OBJECT || first === OPEN_ARRAY) return extentOfNested(bytes, at, limit);
  let index = at;
  while (index < limit && !endsScalar(bytes[index])) index += 1;
  return index === at ? endless(at) : found(index, 0);
}

function extentOfNested(bytes: Buffer, at: number, limit: number): Extent {
  const closers: number[] = [];
  let depth = 0;
  for (let index = at; index < limit; index += 1) {
    const byte = bytes[index];
    if (byte === QUOTE) {
      index = endOfString(bytes, index, limit) - 1;
      if (index < 0) return endless(limit);
    } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      closers.push(byte === OPEN_OBJECT ? CLOSE_OBJECT : CLOSE_ARRAY);
      depth = Math.max(depth, closers.length);
      if (depth > MOST_FOLLOWED) return endless(index);
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      if (closers.pop() !== byte) return endless(index + 1);
      if (closers.length === 0) return found(index + 1, depth);
    }
  }
  return endless(limit);
}

/** Index after the closing quote of the string that opens at `at`; -1 when it does not close. */
function endOfString(bytes: Buffer, at: number, limit: number): number {
  for (let index = at + 1; index < limit; index += 1) {
    const byte = bytes[index];
    if (byte === QUOTE) return index + 1;
    if (byte === BACKSLASH) index += 1;
  }
  return -1;
}

/**
 * Walks the members of the object that opens at `at`. `visit` gets each key (as its raw bytes read as Latin-1) and
 * where its value begins, and returns where the value ends, or -1 to stop. Returns the index after the closing
 * brace, or -1 when the object is broken or the walk was stopped.
 */
export function walkObject(
  bytes: Buffer,
  at: number,
  visit: (key: string, valueAt: number) => number,
): number {
  if (bytes[at] !== OPEN_OBJECT) return -1;
  let index = skipSpace(bytes, at + 1);
  if (bytes[index] === CLOSE_OBJECT) return index + 1;
  for (;;) {
    if (bytes[index] !== QUOTE) return -1;
    const keyEnd = endOfString(bytes, index, bytes.length);
    if (keyEnd < 0) return -1;
    const key = bytes.toString('latin1', index + 1, keyEnd - 1);
    index = skipSpace(bytes, keyEnd);
    if (bytes[index] !== COLON) return -1;
    const valueEnd = visit(key, skipSpace(bytes, index + 1));
    if (valueEnd < 0) return -1;
    index = skipSpace(bytes, valueEnd);
    if (bytes[index] === CLOSE_OBJECT) return index + 1;
    if (bytes[index] !== COMMA) return -1;
    index = skipSpace(bytes, index + 1);
  }
}

/** Whether the array goes on (`,`), ends (`]`) or is broken after one of its elements. */
export function afterElement(bytes: Buffer, at: number): 'next' | 'end' | 'broken' {
  const byte = bytes[at];
  return byte === COMMA ? 'next' : byte === CLOSE_ARRAY ? 'end' : 'broken';
}

/** Whether an array opens at `at`. */
export function opensArray(bytes: Buffer, at: number): boolean {
  return bytes[at] === OPEN_ARRAY;
}

/** Whether an object opens at `at`. */
export function opensObject(bytes: Buffer, at: number): boolean {
  return bytes[at] === OPEN_OBJECT;
}

/** Whether an object opens at `at` where one element follows another: after a comma, or after a closing brace. */
export function opensNextElement(bytes: Buffer, at: number): boolean {
  if (bytes[at] !== OPEN_OBJECT) return false;
  let before = at - 1;
  while (before >= 0 && isSpace(bytes[before])) before -= 1;
  return bytes[before] === COMMA || bytes[before] === CLOSE_OBJECT;
}

/** Index after the last byte of `from` to `to` that is neither white space nor a separating comma. */
export function trimEnd(bytes: Buffer, from: number, to: number): number {
  let end = to;
  while (end > from && (isSpace(bytes[end - 1]) || bytes[end - 1] === COMMA)) end -= 1;
  return end;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function endsScalar(byte: number | undefined): boolean {
  return byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_ARRAY || isSpace(byte);
}
