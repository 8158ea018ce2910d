import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distanceKm } from './distance';
import { chooseCity, placeCity, type Gazetteer, type NamedCity } from './place-city';

const city = (latitude: number, population: number, more: Partial<NamedCity> = {}): NamedCity => ({
  latitude,
  longitude: 0,
  population,
  state: 1,
  alias: false,
  ...more,
});

describe('a name that several cities bear', () => {
  it('means none of two that are far apart', () => {
    expect(chooseCity([city(10, 600_000), city(20, 60_000)])).toBeNull();
  });

  it('means the one that has twenty times the people of every other', () => {
    expect(chooseCity([city(20, 50_000), city(10, 1_000_000)])).toEqual({ latitude: 10, longitude: 0 });
    expect(chooseCity([city(20, 50_001), city(10, 1_000_000)])).toBeNull();
    expect(chooseCity([city(20, 50_000), city(10, 1_000_000), city(30, 50_001)])).toBeNull();
  });

  it('means the largest of those within 50 km', () => {
    expect(chooseCity([city(10.4, 4_000), city(10, 5_000)])).toEqual({ latitude: 10, longitude: 0 });
    expect(chooseCity([city(10.5, 4_000), city(10, 5_000)])).toBeNull();
  });

  it('counts a place of unknown size as a thousand people, and never as the city', () => {
    expect(chooseCity([city(10, 20_000), city(20, 0)])).toEqual({ latitude: 10, longitude: 0 });
    expect(chooseCity([city(10, 19_999), city(20, 0)])).toBeNull();
    expect(chooseCity([city(10, 0), city(20, 0)])).toBeNull();
    expect(chooseCity([city(10, 0)])).toEqual({ latitude: 10, longitude: 0 });
  });

  it('prefers the city that bears it to one that also goes by it', () => {
    const alias = city(20, 90_000, { alias: true });
    expect(chooseCity([city(10, 10_000), alias])).toEqual({ latitude: 10, longitude: 0 });
    expect(chooseCity([alias])).toEqual({ latitude: 20, longitude: 0 });
  });

  it('does not take a village for a city twenty times its size that also goes by it', () => {
    expect(chooseCity([city(10, 5_000), city(20, 100_000, { alias: true })])).toBeNull();
  });

  it('means the same whatever the order, one of them, and nothing that is in doubt', () => {
    const cities = fc.uniqueArray(
      fc.record({
        latitude: fc.integer({ min: -80, max: 80 }),
        longitude: fc.constant(0),
        population: fc.integer({ min: 0, max: 10_000_000 }),
        state: fc.constant(1),
        alias: fc.boolean(),
      }),
      { maxLength: 6, selector: ({ population }) => population },
    );
    fc.assert(
      fc.property(cities, (all) => {
        const chosen = chooseCity(all);
        expect(chooseCity([...all].reverse())).toEqual(chosen);
        if (chosen === null) return;
        const own = all.filter(({ alias }) => !alias);
        const bearers = own.length === 0 ? all : own;
        const at = bearers.filter((each) => distanceKm(each, chosen) === 0);
        const people = Math.max(...at.map(({ population }) => population));
        const far = bearers.filter((each) => distanceKm(each, chosen) > 50);
        expect(at).not.toEqual([]);
        expect(far.every(({ population }) => people >= 20 * population)).toBe(true);
      }),
    );
  });
});

describe('a place', () => {
  const cities = [city(10, 600_000, { state: 1 }), city(20, 60_000, { state: 2 })];
  const gazetteer: Gazetteer = {
    citiesNamed: (country, key) => (country === 'US' && key === 'portland' ? cities : []),
    statesNamed: (_, key) => (key === 'oregon' ? [1] : key === 'maine' ? [2] : key === 'texas' ? [3] : []),
  };
  const where = (name: string | null, state: string | null, country: string | null) =>
    placeCity({ city: name, state, country }, gazetteer)?.latitude ?? null;

  it('is found by the state, where that is known', () => {
    expect(where('Portland', 'Oregon', 'United States')).toBe(10);
    expect(where('PORTLAND', 'State of Maine', 'USA')).toBe(20);
  });

  it('is not found in a state that has no city of the name', () => {
    expect(where('Portland', 'Texas', 'United States')).toBeNull();
  });

  it('is not found by a state that is missing or not known', () => {
    expect(where('Portland', null, 'United States')).toBeNull();
    expect(where('Portland', 'Nowhere', 'United States')).toBeNull();
  });

  it('is not found without city or country, or in another country', () => {
    expect(where(null, 'Oregon', 'United States')).toBeNull();
    expect(where('Portland', 'Oregon', null)).toBeNull();
    expect(where('Portland', 'Oregon', 'Atlantis')).toBeNull();
    expect(where('Portland', 'Oregon', 'Germany')).toBeNull();
  });
});
