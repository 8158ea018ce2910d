import { createHash } from 'node:crypto';
import { isJsonObject } from '@/server/connectors/json-value';

/** Bytes of a signal's key. */
export const KEY_BYTES = 16;

/**
 * Identity of a record that carries no id of its own: a hash of its content, so that the same record has the same
 * key whenever and in whatever order of members it arrives. `ordinal` tells equal records of one answer apart, where
 * a stream may rightly hold two (times in whole seconds); the first is 0, and 0 is also right for streams where equal
 * records are one record.
 */
export function recordKey(value: unknown, ordinal = 0): Buffer {
  const hash = createHash('sha256').update(canonicalJson(value));
  if (ordinal > 0) hash.update(`\n${ordinal}`);
  return hash.digest().subarray(0, KEY_BYTES);
}

/** Identity of a record that the vendor has given an id: `field` is the name of the member that holds it. */
export function vendorKey(field: string, id: string): Buffer {
  return createHash('sha256').update(`${field}:${id}`).digest().subarray(0, KEY_BYTES);
}

/** Identity of bytes that could not be read. */
export function bytesKey(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest().subarray(0, KEY_BYTES);
}

/**
 * JSON that is the same for the same content: no white space, members in one order. For values that came from JSON
 * and nest little. Most records arrive in order already and then cost one native call.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(isInOrder(value) ? value : inOrder(value));
}

function isInOrder(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isInOrder);
  if (!isJsonObject(value)) return true;
  let before = '';
  for (const name of Object.keys(value)) {
    if (name < before || !isInOrder(value[name])) return false;
    before = name;
  }
  return true;
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, inOrder(value[name])]),
  );
}
