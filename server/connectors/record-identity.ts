import { hash } from 'node:crypto';
import { isJsonObject, type JsonObject } from '@/server/connectors/json-value';

/** Bytes of a signal's key. */
export const KEY_BYTES = 16;

/**
 * Identity of a record that carries no id of its own: a hash of its content, so that the same record has the same
 * key whenever and in whatever order of members it arrives. `ordinal` tells equal records of one answer apart, where
 * a stream may rightly hold two (times in whole seconds); the first is 0, and 0 is also right for streams where equal
 * records are one record.
 */
export function recordKey(value: unknown, ordinal = 0): Buffer {
  const json = canonicalJson(value);
  return keyOf(ordinal > 0 ? `${json}\n${ordinal}` : json);
}

/** Identity of a record that the vendor has given an id: `field` is the name of the member that holds it. */
export function vendorKey(field: string, id: string): Buffer {
  return keyOf(`${field}:${id}`);
}

/** Identity of bytes that could not be read. */
export function bytesKey(bytes: Buffer): Buffer {
  return keyOf(bytes);
}

function keyOf(content: string | Buffer): Buffer {
  return hash('sha256', content, 'buffer').subarray(0, KEY_BYTES);
}

/**
 * JSON that is the same for the same content: no white space, members in one order. For values that came from JSON
 * and nest little.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return canonicalArray(value);
  return isJsonObject(value) ? canonicalObject(value) : JSON.stringify(value);
}

function canonicalArray(items: readonly unknown[]): string {
  let json = '';
  for (const item of items) json += json === '' ? canonicalJson(item) : `,${canonicalJson(item)}`;
  return `[${json}]`;
}

function canonicalObject(value: JsonObject): string {
  let json = '';
  for (const { name, start } of membersOf(Object.keys(value))) json += start + canonicalJson(value[name]);
  return `{${json}}`;
}

/** A member of an object, and the text before its value: a comma but for the first, the name, a colon. */
interface Member {
  readonly name: string;
  readonly start: string;
}

/** The records of a stream have few shapes, so that the order of the members of each is found once. */
const shapes = new Map<string, readonly Member[]>();
const MOST_SHAPES = 2_000;
const LONGEST_SHAPE = 1_000;

function membersOf(names: readonly string[]): readonly Member[] {
  const shape = names.join('\0');
  const known = shapes.get(shape);
  // No name of a known shape holds U+0000, so that as many names mean the same names.
  if (known?.length === names.length) return known;
  // As an object of these names, sorted, has them: names that are whole numbers come first, in their own order.
  const ordered = Object.keys(Object.fromEntries([...names].sort().map((name) => [name, null])));
  const members = ordered.map((name, index) => ({
    name,
    start: `${index === 0 ? '' : ','}${JSON.stringify(name)}:`,
  }));
  // A vendor that invents names without end must not fill the memory.
  if (
    shapes.size < MOST_SHAPES &&
    shape.length <= LONGEST_SHAPE &&
    !names.some((name) => name.includes('\0'))
  )
    shapes.set(shape, members);
  return members;
}

/** Printable ASCII without quote and backslash stands for itself; the rest is left to the native function. */
const PLAIN = /^[ !#-[\]-~]*$/;

function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}
