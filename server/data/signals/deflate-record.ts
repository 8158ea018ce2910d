/**
 * Raw deflate (RFC 1951) of one short text against a preset dictionary, with the fixed codes of the format. zlib makes
 * its tables anew for each record and takes in the dictionary each time, which costs more than the record itself; here
 * a dictionary is taken in once. What comes out is read by any inflate that is given the same dictionary.
 */
export interface RecordDeflater {
  /** The packed bytes, newly allocated; null for a text that is too long to be packed here. */
  deflate(text: string): Uint8Array<ArrayBuffer> | null;
}

/** Longer ones are rare, and zlib packs them better. */
const LONGEST_BYTES = 4_096;
const LEAST_MATCH = 4;
const MOST_MATCH = 258;
/** How many earlier places with the same start are looked at, in the dictionary and in the record itself. */
const CHAIN = 12;
/** A match as long as this is taken without looking for a longer one. */
const GOOD_MATCH = 96;
const HASH_BITS = 13;

/** Makes a deflater for one dictionary. It keeps about 200 kB, and is not for two texts at once. */
export function createRecordDeflater(dictionary: Buffer): RecordDeflater {
  const base = dictionary.length;
  const bytes = Buffer.alloc(base + LONGEST_BYTES);
  dictionary.copy(bytes);
  const known = new Int16Array(1 << HASH_BITS).fill(-1);
  const heads = new Int16Array(1 << HASH_BITS);
  const chain = new Int16Array(base + LONGEST_BYTES);
  for (let at = 0; at + LEAST_MATCH <= base; at += 1) link(bytes, known, chain, at);
  const output = new BitWriter(LONGEST_BYTES * 2);

  return {
    deflate: (text) => {
      // A UTF-16 unit has at most three bytes.
      if (text.length * 3 > LONGEST_BYTES && Buffer.byteLength(text, 'utf8') > LONGEST_BYTES) return null;
      const end = base + bytes.write(text, base, 'utf8');
      heads.set(known);
      output.restart();
      let at = base;
      while (at < end) {
        const match = longestMatch(bytes, heads, chain, at, end, LEAST_MATCH - 1);
        if (match === 0) {
          output.literal(bytes[at] ?? 0);
          if (at + LEAST_MATCH <= end) link(bytes, heads, chain, at);
          at += 1;
          continue;
        }
        const length = match >>> 16;
        if (at + LEAST_MATCH <= end) link(bytes, heads, chain, at);
        // The next byte may begin a longer match: then this one is better written as it is.
        const next =
          length >= GOOD_MATCH
            ? 0
            : longestMatch(bytes, heads, chain, at + 1, end, Math.min(length, MOST_MATCH - 1));
        if (next !== 0) {
          output.literal(bytes[at] ?? 0);
          at += 1;
          continue;
        }
        output.match(length, match & 0xffff);
        const after = at + length;
        for (at += 1; at < after; at += 1) if (at + LEAST_MATCH <= end) link(bytes, heads, chain, at);
      }
      return output.finish();
    },
  };
}

function hashAt(bytes: Buffer, at: number): number {
  const start =
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24);
  return Math.imul(start, 0x9e3779b1) >>> (32 - HASH_BITS);
}

function link(bytes: Buffer, heads: Int16Array, chain: Int16Array, at: number): void {
  const hash = hashAt(bytes, at);
  chain[at] = heads[hash] ?? -1;
  heads[hash] = at;
}

/** Length (high 16 bits) and distance (low 16) of the longest earlier match that is longer than `atLeast`; 0 for none. */
function longestMatch(
  bytes: Buffer,
  heads: Int16Array,
  chain: Int16Array,
  at: number,
  end: number,
  atLeast: number,
): number {
  const limit = Math.min(MOST_MATCH, end - at);
  if (limit <= atLeast || limit < LEAST_MATCH) return 0;
  let best = atLeast;
  let distance = 0;
  let candidate = heads[hashAt(bytes, at)] ?? -1;
  for (let tries = CHAIN; candidate >= 0 && tries > 0; tries -= 1) {
    if (bytes[candidate + best] === bytes[at + best]) {
      let length = 0;
      while (length < limit && bytes[candidate + length] === bytes[at + length]) length += 1;
      if (length > best) {
        best = length;
        distance = at - candidate;
        if (length >= limit) break;
      }
    }
    candidate = chain[candidate] ?? -1;
  }
  return distance === 0 ? 0 : (best << 16) | distance;
}

/** First length and extra bits of the length codes 257 to 285, and the same of the distance codes. RFC 1951, 3.2.5. */
const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_EXTRA = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];

/** A code as it is written: its bits, first bit lowest, and how many. */
interface Codes {
  readonly bits: Int32Array;
  readonly counts: Uint8Array;
}

const LITERALS = tableOf(256, (literal) =>
  literal < 144 ? [reversed(0x30 + literal, 8), 8] : [reversed(0x190 + literal - 144, 9), 9],
);
const LENGTHS = tableOf(MOST_MATCH + 1, lengthCode);
const DISTANCES = tableOf(1 << 15, distanceCode);

function tableOf(size: number, codeOf: (index: number) => readonly [bits: number, count: number]): Codes {
  const bits = new Int32Array(size);
  const counts = new Uint8Array(size);
  for (let index = 0; index < size; index += 1) [bits[index], counts[index]] = codeOf(index);
  return { bits, counts };
}

function lengthCode(length: number): readonly [bits: number, count: number] {
  const [code, first, extra] =
    length === MOST_MATCH ? [28, MOST_MATCH, 0] : rangeOf(length, 3, LENGTH_EXTRA.slice(0, 28));
  const symbol = 257 + code;
  const [prefix, count] =
    symbol < 280 ? [reversed(symbol - 256, 7), 7] : [reversed(0xc0 + symbol - 280, 8), 8];
  return [prefix | (Math.max(0, length - first) << count), count + extra];
}

function distanceCode(distance: number): readonly [bits: number, count: number] {
  const [code, first, extra] = rangeOf(distance, 1, DISTANCE_EXTRA);
  return [reversed(code, 5) | (Math.max(0, distance - first) << 5), 5 + extra];
}

/** The code whose range holds the value, the first value of that range, and its extra bits. */
function rangeOf(
  value: number,
  from: number,
  extras: readonly number[],
): readonly [code: number, first: number, extra: number] {
  let first = from;
  for (const [code, extra] of extras.entries()) {
    if (value < first + (1 << extra)) return [code, first, extra];
    first += 1 << extra;
  }
  return [0, value, 0];
}

/** Codes are written from their highest bit, everything else of the format from the lowest. */
function reversed(code: number, count: number): number {
  let bits = 0;
  for (let bit = 0; bit < count; bit += 1) bits |= ((code >>> bit) & 1) << (count - 1 - bit);
  return bits;
}

/** One block with the fixed codes, the last of its stream. */
class BitWriter {
  private readonly bytes: Uint8Array<ArrayBuffer>;
  private length = 0;
  private pending = 0;
  private count = 0;

  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity);
  }

  restart(): void {
    this.length = 0;
    // The last block: 1. Fixed codes: 01, lowest bit first.
    this.pending = 0b011;
    this.count = 3;
  }

  literal(byte: number): void {
    this.write(LITERALS.bits[byte] ?? 0, LITERALS.counts[byte] ?? 0);
  }

  match(length: number, distance: number): void {
    this.write(LENGTHS.bits[length] ?? 0, LENGTHS.counts[length] ?? 0);
    this.write(DISTANCES.bits[distance] ?? 0, DISTANCES.counts[distance] ?? 0);
  }

  /** The bytes so far, closed by the end-of-block code, which is seven zeros. */
  finish(): Uint8Array<ArrayBuffer> {
    this.write(0, 7);
    if (this.count > 0) this.write(0, 8 - this.count);
    return this.bytes.slice(0, this.length);
  }

  private write(bits: number, count: number): void {
    this.pending |= bits << this.count;
    this.count += count;
    while (this.count >= 8) {
      this.bytes[this.length] = this.pending & 0xff;
      this.length += 1;
      this.pending >>>= 8;
      this.count -= 8;
    }
  }
}
