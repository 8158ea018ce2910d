import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { RAW_DICTIONARIES } from './raw-dictionaries';

/** A raw record as it is stored: deflated against a preset dictionary that its number names. */
export interface PackedRecord {
  readonly dictionary: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Dictionary that new records of each stream number are packed with. Never change one: add the next number. */
const CURRENT: Readonly<Record<number, number>> = { 1: 1 };

/**
 * A record and its dictionary fit into a window of 4 kB. Making room for more costs more time than packing, and the
 * bytes come out the same.
 */
const SMALL = { level: 6, windowBits: 12, memLevel: 6, chunkSize: 1024 } as const;

/** Packs the record exactly as the vendor sent it. `stream` is the stream's number. */
export function packRecord(stream: number, text: string): PackedRecord {
  const dictionary = CURRENT[stream] ?? 0;
  const bytes = deflateRawSync(text, { ...SMALL, dictionary: dictionaryOf(dictionary) });
  return { dictionary, bytes: new Uint8Array(bytes) };
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
