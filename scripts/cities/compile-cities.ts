import { nameKey, stateKeys } from '@/domain/detection/derived/place-names';
import { writeCityFile, type CityList } from '@/server/platform/geography/city-file';
import { divisionFinder } from './division-at';
import type { DividedPlace, Division } from './geonames';

/** Places with fewer people are left out, but for seats of a state or a county. */
const LEAST_POPULATION = 1_000;

/** Other names are kept from this size on: those of villages are spellings in other languages, and often wrong. */
const LEAST_POPULATION_FOR_ALIASES = 15_000;

/** Capitals of countries, states and counties, in GeoNames' words. */
const SEATS = new Set(['PPLC', 'PPLA', 'PPLA2']);

/** Places that are no more: historical, abandoned, destroyed, and capitals of old. */
const GONE = new Set(['PPLH', 'PPLQ', 'PPLW', 'PPLCH']);

/** English names of states that GeoNames lists by another one only, and Taipei, which it counts to the province. */
const STATE_ALIASES: readonly Division[] = [
  { code: 'DE.08', name: 'Rhineland-Palatinate' },
  { code: 'RU.06', name: 'Arkhangelsk Oblast' },
  { code: 'RU.42', name: 'Leningrad Oblast' },
  { code: 'TW.04', name: 'Taipei City' },
  { code: 'US.DC', name: 'Washington, D.C.' },
];

/** In Latin letters, and no code of an airport. */
const isUsable = (alias: string) =>
  /^[\p{Script=Latin}\p{M}\d .,'’()/-]+$/u.test(alias) && !/^[A-Z]{3}$/.test(alias);

/** The bytes of `cities.bin` from what `geonames.ts` reads: the same for the same input. */
export function compileCities(
  table: string,
  divisions: readonly Division[],
  places: readonly DividedPlace[],
): Buffer {
  const numbers = new Map(divisions.map(({ code }, index) => [code, index + 1]));
  const divisionAt = divisionFinder(places);
  const cities: CityList['cities'][number][] = [];
  const names: CityList['names'][number][] = [];
  for (const line of table.split('\n')) {
    const fields = line.split('\t');
    const [, name = '', ascii = '', aliases = '', , , , kind = '', country = ''] = fields;
    const population = Number(fields[14]);
    if (GONE.has(kind) || !(population >= LEAST_POPULATION || SEATS.has(kind))) continue;
    const own = new Set([nameKey(name), nameKey(ascii)]);
    const others = population < LEAST_POPULATION_FOR_ALIASES ? [] : aliases.split(',').filter(isUsable);
    const keys = new Set([...own, ...others.map(nameKey)].filter((key) => key.length > 1));
    for (const key of keys) names.push({ country, key, city: cities.length, alias: !own.has(key) });
    const at = { latitude: Number(fields[4]), longitude: Number(fields[5]) };
    cities.push({ ...at, population, state: numbers.get(divisionAt(country, at) ?? '') ?? 0 });
  }
  const states = [...divisions, ...STATE_ALIASES].flatMap(({ code, name }) =>
    stateKeys(name).map((key) => ({ country: code.slice(0, 2), key, state: numbers.get(code) ?? 0 })),
  );
  return writeCityFile({ cities, names, states });
}
