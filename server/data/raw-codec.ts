import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { RAW_DICTIONARIES } from './raw-dictionaries';

/** A raw record as it is stored: deflated against a preset dictionary that its number names. */
export interface PackedRecord {
  readonly dictionary: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Dictionary that new records of each stream number are packed with. Never change one: add the next number. */
const CURRENT: Readonly<Record<number, number>> = { 1: 1 };

/** Packs the record exactly as the vendor sent it. `stream` is the stream's number. */
export function packRecord(stream: number, text: string): PackedRecord {
  const dictionary = CURRENT[stream] ?? 0;
  const bytes = deflateRawSync(Buffer.from(text, 'utf8'), {
    level: 6,
    dictionary: dictionaryOf(dictionary),
    memLevel: 8,
  });
  return { dictionary, bytes: Uint8Array.from(bytes) };
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
