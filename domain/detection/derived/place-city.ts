import type { Place } from '@/domain/authentication-record';
import { countryCode } from '@/domain/detection/derived/country-names';
import { distanceKm } from '@/domain/detection/derived/distance';
import type { Coordinates } from '@/domain/detection/derived/geography';
import { nameKey, stateKeys } from '@/domain/detection/derived/place-names';

/** Namesakes within this many km are one place: a city, and the part or the municipality that is called after it. */
const ONE_PLACE_KM = 50;

/** A city is meant rather than a namesake when it has at least this many times the people. */
const CLEARLY_LARGER = 20;

/** What a place counts whose number of people is not known. */
const UNKNOWN_POPULATION = 1_000;

/** A city that bears a name. */
export interface NamedCity {
  readonly latitude: number;
  readonly longitude: number;
  /** 0 where it is not known. */
  readonly population: number;
  /** State, province or the like, as a number of the gazetteer. */
  readonly state: number;
  /** Whether the name is one of its other names: in another language, or an older one. */
  readonly alias: boolean;
}

/** A list of cities, asked by country code and by the keys of `place-names.ts`. */
export interface Gazetteer {
  readonly citiesNamed: (country: string, key: string) => readonly NamedCity[];
  /** Numbers of the states that bear the name. */
  readonly statesNamed: (country: string, key: string) => readonly number[];
}

/**
 * Where the city of a place is, or null. A state that the gazetteer knows decides among cities of one name, and a place
 * that is not in it is not placed; a state that it does not know says nothing.
 */
export function placeCity(place: Place, gazetteer: Gazetteer): Coordinates | null {
  if (place.city === null || place.country === null) return null;
  const country = countryCode(place.country);
  const key = nameKey(place.city);
  if (country === null || key === '') return null;
  const cities = gazetteer.citiesNamed(country, key);
  const keys = place.state === null ? [] : stateKeys(place.state);
  const states = new Set(keys.flatMap((state) => gazetteer.statesNamed(country, state)));
  return chooseCity(states.size === 0 ? cities : cities.filter((city) => states.has(city.state)));
}

/**
 * The one of these cities that a name means. The largest is it when its namesakes are within 50 km, or when it has 20
 * times the people of each of them that is farther. Other names count where no city bears the name itself, and keep a
 * village from being taken for a city 20 times its size that also goes by its name.
 */
export function chooseCity(cities: readonly NamedCity[]): Coordinates | null {
  const own = cities.filter((city) => !city.alias);
  const namesakes = own.length === 0 ? cities : own;
  const [first, ...rest] = namesakes;
  if (first === undefined) return null;
  const largest = rest.reduce((most, city) => (city.population > most.population ? city : most), first);
  const isFar = (city: NamedCity) => distanceKm(city, largest) > ONE_PLACE_KM;
  const isRival = (city: NamedCity) => isFar(city) && largest.population < CLEARLY_LARGER * peopleOf(city);
  if (namesakes.some(isRival)) return null;
  const overshadows = (city: NamedCity) =>
    city.alias && isFar(city) && city.population >= CLEARLY_LARGER * peopleOf(largest);
  if (own.length > 0 && cities.some(overshadows)) return null;
  return { latitude: largest.latitude, longitude: largest.longitude };
}

function peopleOf(city: NamedCity): number {
  return city.population === 0 ? UNKNOWN_POPULATION : city.population;
}
