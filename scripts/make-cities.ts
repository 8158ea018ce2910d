/**
 * `node --import tsx scripts/make-cities.ts`
 *
 * Makes `server/platform/geography/cities.bin` from the data of GeoNames that two npm packages carry. Run it after one
 * of them has a new version; nothing is downloaded.
 */
import { writeFileSync } from 'node:fs';
import { CITY_FILE } from '@/server/platform/geography/open-geography';
import { compileCities } from './cities/compile-cities';
import { readCityTable, readDividedPlaces, readDivisions } from './cities/geonames';

const bytes = compileCities(readCityTable(), readDivisions(), readDividedPlaces());
writeFileSync(CITY_FILE, bytes);
console.log(`${CITY_FILE}: ${bytes.length} bytes`);
