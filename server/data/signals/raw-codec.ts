import { setImmediate } from 'node:timers/promises';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { createRecordDeflater, type RecordDeflater } from './deflate-record';
import { RAW_DICTIONARIES } from './raw-dictionaries';

/** A raw record as it is stored: deflated against a preset dictionary that its number names. */
export interface PackedRecord {
  readonly dictionary: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Dictionary that new records of each stream number are packed with. Never change one: add the next number. */
const CURRENT: Readonly<Record<number, number>> = { 1: 2 };

/** A record and its dictionary fit into a window of 8 kB. Making room for more costs more time than packing. */
const SMALL = { level: 6, windowBits: 13, memLevel: 6, chunkSize: 1024 } as const;

const deflaters = new Map<number, RecordDeflater>();

/** Packs the record exactly as the vendor sent it. `stream` is the stream's number. */
export function packRecord(stream: number, text: string): PackedRecord {
  const number = CURRENT[stream] ?? 0;
  const dictionary = dictionaryOf(number);
  if (number !== 0) {
    const deflater = deflaters.get(number) ?? createRecordDeflater(dictionary);
    deflaters.set(number, deflater);
    const bytes = deflater.deflate(text);
    if (bytes !== null) return { dictionary: number, bytes };
  }
  return { dictionary: number, bytes: new Uint8Array(deflateRawSync(text, { ...SMALL, dictionary })) };
}

/** Records that are packed before whatever else waits in this process gets its turn: about 2 ms of work. */
const AT_ONCE = 50;

/** Packs many records, in their order, and lets other work of the process go on in between. */
export async function packMany(stream: number, texts: readonly string[]): Promise<PackedRecord[]> {
  const packed: PackedRecord[] = [];
  for (const text of texts) {
    if (packed.length % AT_ONCE === 0) await setImmediate();
    packed.push(packRecord(stream, text));
  }
  return packed;
}

/** The record as the vendor sent it. Throws when the bytes are damaged. */
export function unpackRecord(packed: { dictionary: number; bytes: Uint8Array }): string {
  return inflateRawSync(packed.bytes, {
    dictionary: dictionaryOf(packed.dictionary),
    maxOutputLength: 64 * 1024 * 1024,
  }).toString('utf8');
}

function dictionaryOf(number: number): Buffer {
  const dictionary = RAW_DICTIONARIES[number];
  if (dictionary === undefined) throw new Error(`There is no dictionary ${number} for raw records.`);
  return dictionary;
}
