import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from '@/domain/authentication-record';
import type { Coordinates, Geography } from '@/domain/detection/derived/geography';
import { placeCity, type Gazetteer } from '@/domain/detection/derived/place-city';
import type { Logger } from '@/server/platform/logger';
import { openAsnFile, type AsnFile } from './asn-file';
import { openCityFile } from './city-file';

/** Made by `scripts/make-cities.ts`. Every process starts in the root of the repository. */
export const CITY_FILE = join(process.cwd(), 'server/platform/geography/cities.bin');

/** People sign in from the same few places: finding one takes some 20 µs, remembering it less than one. */
const REMEMBERED_PLACES = 2_000;

/** Answers nothing: what is left when the address file has gone since the start. */
const NO_ASN_FILE: AsnFile = { asnOf: () => null };

/**
 * Geography from the list of cities of the repository and from the address-to-ASN file of the settings, if there is
 * one. Each is read at the first question that needs it and kept: a process that asks nothing pays nothing.
 */
export function openGeography(options: { asnFile: string | null; log: Logger }): Geography {
  const { asnFile, log } = options;
  const remembered = new Map<string, Coordinates | null>();
  let cities: Gazetteer | null = null;
  let asns: AsnFile | null = asnFile === null ? NO_ASN_FILE : null;

  const find = (place: Place): Coordinates | null => {
    const name = JSON.stringify([place.city, place.state, place.country]);
    const known = remembered.get(name);
    if (known !== undefined) return known;
    const found = placeCity(place, (cities ??= openCityFile(readFileSync(CITY_FILE))));
    if (remembered.size === REMEMBERED_PLACES) remembered.clear();
    remembered.set(name, found);
    return found;
  };
  const openAsns = (path: string): AsnFile => {
    const opened = openAsnFile(path);
    if (opened.ok) return opened.file;
    // The settings were checked at start, so it went since. Collection is worth more than one kind of event.
    log.error({ fault: opened.fault }, 'ASN_FILE: no autonomous system is known until the next start');
    return NO_ASN_FILE;
  };
  return {
    coordinatesOf: (place) => (place.city === null || place.country === null ? null : find(place)),
    asnOf: (ip) => (asns ??= openAsns(asnFile ?? '')).asnOf(ip),
  };
}
