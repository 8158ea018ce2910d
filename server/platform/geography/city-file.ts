import { createHash } from 'node:crypto';
import type { Gazetteer, NamedCity } from '@/domain/detection/derived/place-city';

/**
 * The list of cities as one block of bytes, little-endian, that is searched as it lies: nothing is built when it is
 * opened. Names are kept as the first 48 bits of the SHA-256 of country and key, which is shorter than most of them and
 * lets any length be searched by halves. One in a thousand million unknown names would meet a city by chance.
 *
 * | part   | each holds                                                                                    |
 * | ------ | --------------------------------------------------------------------------------------------- |
 * | head   | mark (8 bytes), number of names, cities, states (4 each)                                      |
 * | names  | hash (6), city (3; the highest bit says that it is an alias), in order of hash                |
 * | states | hash (6), state (2), in order of hash                                                         |
 * | cities | latitude and longitude in 1/100,000 degree (4 each), population (4), state (2)                |
 */
const MARK = 'PLACES 1';
const HEAD_BYTES = 20;
const HASH_BYTES = 6;
const NAME_BYTES = HASH_BYTES + 3;
const STATE_BYTES = HASH_BYTES + 2;
const CITY_BYTES = 14;
const DEGREE = 100_000;
const ALIAS = 0x80_00_00;

export interface CityList {
  readonly cities: readonly Omit<NamedCity, 'alias'>[];
  /** `city` is the place of the city in `cities`. */
  readonly names: readonly { country: string; key: string; city: number; alias: boolean }[];
  /** States count from 1; 0 is for cities without one. */
  readonly states: readonly { country: string; key: string; state: number }[];
}

interface Entry {
  readonly hash: number;
  readonly value: number;
}

/** The bytes of a list, the same for the same list. Throws where two names share a hash. */
export function writeCityFile({ cities, names, states }: CityList): Buffer {
  const named = inOrder(names.map((name) => ({ ...name, value: name.city + (name.alias ? ALIAS : 0) })));
  const stated = inOrder(states.map((state) => ({ ...state, value: state.state })));
  const bytes = Buffer.alloc(
    HEAD_BYTES + named.length * NAME_BYTES + stated.length * STATE_BYTES + cities.length * CITY_BYTES,
  );
  let at = bytes.write(MARK, 'latin1');
  for (const count of [named.length, cities.length, stated.length]) at = bytes.writeUInt32LE(count, at);
  for (const { hash, value } of named)
    at = bytes.writeUIntLE(value, bytes.writeUIntLE(hash, at, HASH_BYTES), NAME_BYTES - HASH_BYTES);
  for (const { hash, value } of stated)
    at = bytes.writeUIntLE(value, bytes.writeUIntLE(hash, at, HASH_BYTES), STATE_BYTES - HASH_BYTES);
  for (const { latitude, longitude, population, state } of cities) {
    at = bytes.writeInt32LE(Math.round(latitude * DEGREE), at);
    at = bytes.writeInt32LE(Math.round(longitude * DEGREE), at);
    at = bytes.writeUInt16LE(state, bytes.writeUInt32LE(population, at));
  }
  return bytes;
}

/** Opens the bytes of a list; they are not copied. Throws where they are none. */
export function openCityFile(bytes: Buffer): Gazetteer {
  if (bytes.length < HEAD_BYTES || bytes.toString('latin1', 0, MARK.length) !== MARK)
    throw new Error('These bytes are no list of cities.');
  const names = bytes.readUInt32LE(8);
  const cities = bytes.readUInt32LE(12);
  const states = bytes.readUInt32LE(16);
  const statesAt = HEAD_BYTES + names * NAME_BYTES;
  const citiesAt = statesAt + states * STATE_BYTES;
  if (bytes.length !== citiesAt + cities * CITY_BYTES) throw new Error('The list of cities is not whole.');

  const readCity = (value: number): NamedCity => {
    const at = citiesAt + (value & (ALIAS - 1)) * CITY_BYTES;
    return {
      latitude: bytes.readInt32LE(at) / DEGREE,
      longitude: bytes.readInt32LE(at + 4) / DEGREE,
      population: bytes.readUInt32LE(at + 8),
      state: bytes.readUInt16LE(at + 12),
      alias: value >= ALIAS,
    };
  };
  return {
    citiesNamed: (country, key) =>
      valuesOf(bytes, HEAD_BYTES, names, NAME_BYTES, hashOf(country, key)).map(readCity),
    statesNamed: (country, key) => valuesOf(bytes, statesAt, states, STATE_BYTES, hashOf(country, key)),
  };
}

/** Values of the entries with this hash, which stand side by side. */
function valuesOf(bytes: Buffer, start: number, count: number, width: number, hash: number): number[] {
  let low = 0;
  for (let high = count; low < high;) {
    const middle = (low + high) >>> 1;
    if (bytes.readUIntLE(start + middle * width, HASH_BYTES) < hash) low = middle + 1;
    else high = middle;
  }
  const values: number[] = [];
  for (let at = start + low * width; low < count; low += 1, at += width) {
    if (bytes.readUIntLE(at, HASH_BYTES) !== hash) break;
    values.push(bytes.readUIntLE(at + HASH_BYTES, width - HASH_BYTES));
  }
  return values;
}

function hashOf(country: string, key: string): number {
  return createHash('sha256').update(`${country} ${key}`).digest().readUIntBE(0, HASH_BYTES);
}

function inOrder(entries: readonly { country: string; key: string; value: number }[]): Entry[] {
  const texts = new Map<number, string>();
  return entries
    .map(({ country, key, value }) => {
      const hash = hashOf(country, key);
      const text = `${country} ${key}`;
      if ((texts.get(hash) ?? text) !== text) throw new Error(`${text} and ${texts.get(hash)} share a hash.`);
      texts.set(hash, text);
      return { hash, value };
    })
    .sort((a, b) => a.hash - b.hash || a.value - b.value);
}
