import type { Random } from './random';
import { citiesOf, type City, HOME_COUNTRIES, type Network, World } from './world';

/** What somebody signs in on. */
export interface Device {
  /** Null where the applications report no key. */
  readonly epkey: string | null;
  readonly os: string;
  readonly browser: string;
}

/** Gateways through which a mobile carrier's customers reach the internet. */
export interface Carrier {
  readonly gateways: readonly [Network, ...Network[]];
}

export interface Person {
  readonly id: string;
  readonly city: City;
  readonly office: readonly [Network, ...Network[]];
  /** Changes where the provider gives out new addresses. */
  home: Network;
  readonly homeChanges: boolean;
  readonly carrier: Carrier;
  readonly phoneKey: string;
  readonly devices: [Device, ...Device[]];
  /** Keys come and go, as in private windows. */
  readonly privateWindows: boolean;
  /** Nobody sees a key of theirs. */
  readonly contractor: boolean;
  /** Works at any hour of the day, in turns. */
  readonly shifts: boolean;
  /** Local hour of the day around which they begin. */
  readonly startsAt: number;
  readonly signInsADay: number;
  readonly factor: string;
  readonly secondFactor: string;
  readonly workplace: 'office' | 'home' | 'vpn' | 'proxy';
  readonly travels: boolean;
  readonly applications: readonly [string, ...string[]];
  /** First day of the simulation on which they are there. */
  readonly joins: number;
}

/** What the people share. */
export interface Organisation {
  readonly world: World;
  readonly people: readonly Person[];
  readonly vpns: readonly [Network, ...Network[]];
  readonly proxies: readonly [Network, ...Network[]];
  /** Networks of other people and of hotels, by country. */
  readonly providers: (country: string) => readonly [number, ...number[]];
}

type System = readonly [os: string, browser: string];

const SYSTEMS: readonly [System, ...System[]] = [
  ['Windows', 'Chrome'],
  ['Windows', 'Edge Chromium'],
  ['Windows', 'Firefox'],
  ['Mac OS X', 'Chrome'],
  ['Mac OS X', 'Safari'],
  ['Linux', 'Firefox'],
];

const FACTORS = [
  ['duo_push', 80],
  ['duo_mobile_passcode', 5],
  ['phone_call', 4],
  ['webauthn_credential', 11],
] as const;

const WORKPLACES = [
  ['office', 40],
  ['home', 30],
  ['vpn', 18],
  ['proxy', 12],
] as const;

const APPLICATIONS = 14;

export function newDevice(random: Random, key: string, like?: Device): Device {
  const [os, browser] = random.pick(SYSTEMS);
  return { epkey: key, os: like?.os ?? os, browser: like?.browser ?? browser };
}

/** An organisation of so many people in four countries, with its offices, egresses, providers and carriers. */
export function foundOrganisation(size: number, days: number, random: Random): Organisation {
  const world = new World();
  const providers = new Map<string, readonly [number, ...number[]]>();
  const providersOf = (country: string): readonly [number, ...number[]] => {
    const known = providers.get(country) ?? [world.newAsn(), world.newAsn(), world.newAsn(), world.newAsn()];
    providers.set(country, known);
    return known;
  };
  const companyAsn = world.newAsn();
  const proxyAsn = world.newAsn();
  const at = (country: string, name: string): City =>
    citiesOf(country).find((city) => city.name === name) ?? citiesOf(country)[0];
  const offices = new Map<City, [Network, Network]>();
  const carriers = new Map<string, readonly [Carrier, ...Carrier[]]>();
  for (const [country] of HOME_COUNTRIES) {
    for (const city of citiesOf(country)) {
      offices.set(city, [world.newNetwork(city, companyAsn), world.newNetwork(city, companyAsn)]);
    }
    carriers.set(country, [carrierIn(country, world), carrierIn(country, world), carrierIn(country, world)]);
  }
  const vpns = [
    world.newNetwork(at('Germany', 'Frankfurt'), companyAsn),
    world.newNetwork(at('United States', 'Chicago'), companyAsn),
  ] as const;
  const proxies = [
    world.newNetwork(at('Netherlands', 'Amsterdam'), proxyAsn),
    world.newNetwork(at('United Kingdom', 'London'), proxyAsn),
    world.newNetwork(at('United States', 'New York'), proxyAsn),
  ] as const;
  const people = Array.from({ length: size }, (_, index): Person => {
    const country = random.weighted(HOME_COUNTRIES);
    const city = random.pick(citiesOf(country));
    const contractor = random.chance(0.06);
    const first = newDevice(random, `EP${index}A`);
    const more = random.chance(0.3) ? [newDevice(random, `EP${index}B`)] : [];
    const factor = random.weighted(FACTORS);
    return {
      id: `person-${index}`,
      city,
      office: offices.get(city) ?? [world.newNetwork(city, companyAsn)],
      home: world.newNetwork(city, random.pick(providersOf(country))),
      homeChanges: random.chance(0.3),
      carrier: random.pick(carriers.get(country) ?? [carrierIn(country, world)]),
      phoneKey: `DP${index}`,
      devices: contractor ? [{ ...first, epkey: null }] : [first, ...more],
      privateWindows: !contractor && random.chance(0.04),
      contractor,
      shifts: random.chance(0.08),
      startsAt: random.between(7, 10),
      signInsADay: random.between(0.8, 2.2),
      factor,
      secondFactor: factor === 'duo_push' ? 'duo_mobile_passcode' : 'duo_push',
      workplace: random.weighted(WORKPLACES),
      travels: random.chance(0.3),
      applications: applicationsOf(random),
      joins: random.chance(0.03) ? random.whole(1, days - 1) : 0,
    };
  });
  return { world, people, vpns: [...vpns], proxies: [...proxies], providers: providersOf };
}

function carrierIn(country: string, world: World): Carrier {
  const asn = world.newAsn();
  const [first, second = first] = citiesOf(country);
  return {
    gateways: [world.newNetwork(first, asn), world.newNetwork(first, asn), world.newNetwork(second, asn)],
  };
}

function applicationsOf(random: Random): [string, ...string[]] {
  const [first = 'DI0', ...rest] = random.sample(
    Array.from({ length: APPLICATIONS }, (_, index) => `DI${index}`),
    random.whole(2, 5),
  );
  return [first, ...rest];
}
