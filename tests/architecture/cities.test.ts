import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { distanceKm } from '@/domain/detection/derived/distance';
import { placeCity } from '@/domain/detection/derived/place-city';
import { openCityFile } from '@/server/platform/geography/city-file';
import { CITY_FILE } from '@/server/platform/geography/open-geography';
import { compileCities } from '@/scripts/cities/compile-cities';
import { divisionFinder } from '@/scripts/cities/division-at';
import { readCityTable, readDividedPlaces, readDivisions } from '@/scripts/cities/geonames';

const table = readCityTable();
const divisions = readDivisions();
const places = readDividedPlaces();
const committed = readFileSync(CITY_FILE);
const gazetteer = openCityFile(committed);

const cities = table
  .split('\n')
  .map((line) => line.split('\t'))
  .map((fields) => ({
    name: fields[1] ?? '',
    kind: fields[7] ?? '',
    country: fields[8] ?? '',
    population: Number(fields[14]),
    at: { latitude: Number(fields[4]), longitude: Number(fields[5]) },
  }));

describe('the list of cities', () => {
  // Seconds of work, which a busy machine stretches.
  it('is what the script makes of the packages', { timeout: 120_000 }, () => {
    expect(compileCities(table, divisions, places).equals(committed)).toBe(true);
  });

  it('places the largest city of every country that has one', () => {
    const largest = new Map<string, (typeof cities)[number]>();
    for (const city of cities)
      if (city.population >= 1_000 && city.population > (largest.get(city.country)?.population ?? 0))
        largest.set(city.country, city);
    const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
    const lost = [...largest.values()].filter(({ name, country, at }) => {
      const found = placeCity({ city: name, state: null, country: names.of(country) ?? null }, gazetteer);
      return found === null || distanceKm(found, at) > 50;
    });
    expect(largest.size).toBeGreaterThan(230);
    // Another San José of the country has a tenth of its people: there the province decides.
    expect(lost.map(({ name, country }) => `${name}, ${country}`)).toEqual(['San José, CR']);
  });

  it('puts no city that its state decides elsewhere, and leaves one in fifty open', () => {
    const divisionAt = divisionFinder(places);
    const nameOf = new Map(divisions.map(({ code, name }) => [code, name]));
    const towns = cities.filter(({ population, kind }) => population >= 15_000 && kind !== 'PPLX');
    const outcomes = towns.map(({ name, country, at }) => {
      const state = nameOf.get(divisionAt(country, at) ?? '') ?? null;
      const found = placeCity({ city: name, state, country }, gazetteer);
      return found === null ? 'open' : distanceKm(found, at) <= 50 ? 'right' : 'wrong';
    });
    expect(towns.length).toBeGreaterThan(20_000);
    expect(outcomes.filter((outcome) => outcome === 'wrong')).toEqual([]);
    expect(outcomes.filter((outcome) => outcome === 'open').length).toBeLessThan(towns.length / 50);
  });
});
