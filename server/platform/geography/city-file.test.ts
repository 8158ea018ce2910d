import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openCityFile, writeCityFile, type CityList } from './city-file';

const list = fc
  .array(
    fc.record({
      latitude: fc.integer({ min: -90_000, max: 90_000 }).map((thousandths) => thousandths / 1_000),
      longitude: fc.integer({ min: -180_000, max: 180_000 }).map((thousandths) => thousandths / 1_000),
      population: fc.integer({ min: 0, max: 40_000_000 }),
      state: fc.integer({ min: 0, max: 5_000 }),
      country: fc.constantFrom('AA', 'BB'),
      key: fc.constantFrom('north', 'south', 'east'),
      alias: fc.boolean(),
    }),
    { maxLength: 30 },
  )
  .map((rows) => ({
    rows,
    cities: rows.map(({ latitude, longitude, population, state }) => ({
      latitude,
      longitude,
      population,
      state,
    })),
    names: rows.map(({ country, key, alias }, index) => ({ country, key, alias, city: index })),
    states: rows.map(({ country, key, state }) => ({ country, key, state })),
  }));

describe('a list of cities', () => {
  it('answers from its bytes what was put in, by name and country', () => {
    fc.assert(
      fc.property(
        list,
        fc.constantFrom('AA', 'BB', 'CC'),
        fc.constantFrom('north', 'east'),
        (given, country, key) => {
          const file = openCityFile(writeCityFile(given));
          const expected = given.rows
            .filter((row) => row.country === country && row.key === key)
            .map(({ latitude, longitude, population, state, alias }) => ({
              latitude,
              longitude,
              population,
              state,
              alias,
            }));
          const found = file.citiesNamed(country, key);
          expect(found).toHaveLength(expected.length);
          expect(found).toEqual(expect.arrayContaining(expected));
          expect([...file.statesNamed(country, key)].sort()).toEqual(
            expected.map(({ state }) => state).sort(),
          );
        },
      ),
    );
  });

  it('has the same bytes in whatever order names come', () => {
    const names: CityList['names'] = ['north', 'south', 'east'].map((key) => ({
      country: 'AA',
      key,
      city: 0,
      alias: false,
    }));
    const cities = [{ latitude: 1, longitude: 2, population: 3, state: 4 }];
    const written = writeCityFile({ cities, names, states: [] });
    expect(writeCityFile({ cities, names: [...names].reverse(), states: [] }).equals(written)).toBe(true);
  });

  it('is refused when it is something else or was cut', () => {
    const whole = writeCityFile({
      cities: [],
      names: [{ country: 'AA', key: 'x', city: 0, alias: false }],
      states: [],
    });
    expect(() => openCityFile(Buffer.from('PK'))).toThrow(/no list of cities/);
    expect(() => openCityFile(Buffer.alloc(100))).toThrow(/no list of cities/);
    expect(() => openCityFile(whole.subarray(0, -1))).toThrow(/not whole/);
  });
});
