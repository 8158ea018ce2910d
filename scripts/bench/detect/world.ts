import type { Geography } from '@/domain/detection/derived/geography';

/** A city of the simulated world. */
export interface City {
  readonly name: string;
  readonly country: string;
  readonly latitude: number;
  readonly longitude: number;
  /** Hours ahead of UTC. */
  readonly zone: number;
}

/** A /24 with its provider and where address data places it. */
export interface Network {
  /** Its first three numbers. */
  readonly prefix: string;
  readonly asn: number;
  readonly city: City;
}

type Row = readonly [name: string, country: string, latitude: number, longitude: number, zone: number];

const ROWS: readonly Row[] = [
  ['Munich', 'Germany', 48.1, 11.6, 1],
  ['Berlin', 'Germany', 52.5, 13.4, 1],
  ['Hamburg', 'Germany', 53.6, 10, 1],
  ['Cologne', 'Germany', 50.9, 7, 1],
  ['Frankfurt', 'Germany', 50.1, 8.7, 1],
  ['New York', 'United States', 40.7, -74, -5],
  ['Chicago', 'United States', 41.9, -87.6, -6],
  ['Los Angeles', 'United States', 34.1, -118.2, -8],
  ['Austin', 'United States', 30.3, -97.7, -6],
  ['Seattle', 'United States', 47.6, -122.3, -8],
  ['Miami', 'United States', 25.8, -80.2, -5],
  ['London', 'United Kingdom', 51.5, -0.1, 0],
  ['Manchester', 'United Kingdom', 53.5, -2.2, 0],
  ['Bengaluru', 'India', 13, 77.6, 5],
  ['Mumbai', 'India', 19.1, 72.9, 5],
  ['Delhi', 'India', 28.6, 77.2, 5],
  ['Paris', 'France', 48.9, 2.4, 1],
  ['Madrid', 'Spain', 40.4, -3.7, 1],
  ['Vienna', 'Austria', 48.2, 16.4, 1],
  ['Zurich', 'Switzerland', 47.4, 8.5, 1],
  ['Amsterdam', 'Netherlands', 52.4, 4.9, 1],
  ['Rome', 'Italy', 41.9, 12.5, 1],
  ['Warsaw', 'Poland', 52.2, 21, 1],
  ['Singapore', 'Singapore', 1.35, 103.8, 8],
  ['Tokyo', 'Japan', 35.7, 139.7, 9],
  ['Lagos', 'Nigeria', 6.5, 3.4, 1],
  ['Moscow', 'Russia', 55.8, 37.6, 3],
  ['Hanoi', 'Vietnam', 21, 105.8, 7],
  ['Bucharest', 'Romania', 44.4, 26.1, 2],
  ['São Paulo', 'Brazil', -23.6, -46.6, -3],
];

const CITIES: readonly City[] = ROWS.map(([name, country, latitude, longitude, zone]) => ({
  name,
  country,
  latitude,
  longitude,
  zone,
}));

/** Where the organisation has people. */
export const HOME_COUNTRIES = [
  ['Germany', 55],
  ['United States', 25],
  ['United Kingdom', 10],
  ['India', 10],
] as const;

/** Where its people travel, beside their own country. */
export const TRAVEL_COUNTRIES = [
  'France',
  'Spain',
  'Austria',
  'Switzerland',
  'Netherlands',
  'Italy',
  'Poland',
  'Singapore',
  'Japan',
  'United Kingdom',
  'United States',
  'Germany',
] as const;

/** Where attackers sit who do not hide it. */
export const ATTACK_COUNTRIES = ['Nigeria', 'Russia', 'Vietnam', 'Romania', 'Brazil'] as const;

export function citiesOf(country: string): readonly [City, ...City[]] {
  const [first, ...rest] = CITIES.filter((city) => city.country === country);
  if (first === undefined) throw new Error(`The simulated world has no ${country}.`);
  return [first, ...rest];
}

const FIRST_ASN = 64_512;
const PRIVATE_FIRST: ReadonlySet<number> = new Set([100, 127, 169, 172, 192]);

/** Hands out networks, and knows of each address whose it is: the world's own city and ASN files. */
export class World {
  readonly #networks = new Map<string, Network>();
  #next = 11 << 16;
  #asns = FIRST_ASN;
  readonly #coordinates = new Map(
    CITIES.map(({ name, country, latitude, longitude }) => [`${name}|${country}`, { latitude, longitude }]),
  );

  /** A provider that nobody has yet. */
  newAsn(): number {
    this.#asns += 1;
    return this.#asns;
  }

  newNetwork(city: City, asn: number): Network {
    while (PRIVATE_FIRST.has(this.#next >>> 16)) this.#next += 1 << 16;
    const prefix = `${this.#next >>> 16}.${(this.#next >>> 8) & 255}.${this.#next & 255}`;
    this.#next += 1;
    const network = { prefix, asn, city };
    this.#networks.set(prefix, network);
    return network;
  }

  readonly geography: Geography = {
    coordinatesOf: ({ city, country }) =>
      city === null || country === null ? null : (this.#coordinates.get(`${city}|${country}`) ?? null),
    asnOf: (ip) => {
      const found = this.#networks.get(ip.slice(0, ip.lastIndexOf('.')));
      return found === undefined ? null : { number: found.asn, holder: null };
    },
  };
}
