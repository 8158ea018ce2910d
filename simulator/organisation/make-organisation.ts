import { Random, mix } from '../random';
import { makeAdministrators } from './administrators';
import { makeComputer, makeHandheld, phoneName } from './devices';
import { DEPARTMENTS, NAMES } from './names';
import type { Application, Edition, Office, Organisation, Person } from './organisation';
import { OFFICES, type Place } from './places';

const ORGANISATION_STREAM = 101;
const PERSON_STREAM = 102;
const ACCOUNT_STREAM = 105;

const COMPANIES = [
  'Halden Marine',
  'Corvane Optics',
  'Brightmoor Health',
  'Tessel Logistics',
  'Ostrava Foods',
];

const APPLICATIONS: readonly (readonly [name: string, surface: Application['surface']])[] = [
  ['Microsoft 365', 'browser'],
  ['Remote Access VPN', 'browser'],
  ['Salesforce', 'browser'],
  ['Workday', 'browser'],
  ['GitHub Enterprise', 'browser'],
  ['Confluence', 'browser'],
  ['Jira', 'browser'],
  ['ServiceNow', 'browser'],
  ['AWS IAM Identity Center', 'browser'],
  ['Duo Central', 'browser'],
  ['Windows Logon and RDP', 'terminal'],
  ['Unix Bastion', 'terminal'],
];

const FACTOR_HABITS: readonly (readonly [weight: number, factor: string])[] = [
  [62, 'duo_push'],
  [9, 'WebAuthn Chrome Touch ID'],
  [5, 'WebAuthn Security Key'],
  [3, 'WebAuthn Credential'],
  [9, 'duo_mobile_passcode'],
  [4, 'sms_passcode'],
  [4, 'phone_call'],
  [3, 'hardware_token'],
  [1, 'yubikey_code'],
];

/** An address in one of a place's networks; never one that is private, reserved, or ends in 0 or 255. */
export function addressIn(place: Place, random: Random): string {
  return `${random.pick(place.networks)}.${random.between(16, 239)}.${random.int(256)}.${random.between(2, 250)}`;
}

function uniqueUsername(given: string, family: string, taken: Set<string>): string {
  const base = `${given}.${family}`.toLowerCase();
  let username = base;
  for (let count = 2; taken.has(username); count += 1) username = `${base}${count}`;
  taken.add(username);
  return username;
}

function makePerson(
  seed: number,
  index: number,
  domain: string,
  offices: readonly (readonly [number, Office])[],
  taken: Set<string>,
): Person {
  const random = new Random(mix(seed, PERSON_STREAM), index);
  const office = random.weighted(offices);
  const names = NAMES[office.place.naming];
  const given = random.pick(names.given);
  const family = random.pick(names.family);
  const username = uniqueUsername(given, family, taken);
  const department = random.weighted(DEPARTMENTS);
  const shifts = (department === 'Operations' || department === 'Customer Support') && random.chance(0.5);
  return {
    index,
    key: random.key('DU'),
    username,
    email: `${username}@${domain}`,
    realname: `${given.replace('-', ' ')} ${family}`,
    department,
    groups: [
      `${department} (from AD sync "${domain}")`,
      'All Staff',
      ...(random.chance(0.6) ? ['VPN Users'] : []),
      ...(random.chance(0.05) ? ['Privileged Access'] : []),
    ],
    office,
    homeIp: addressIn(office.place, random),
    computer: makeComputer(random, username),
    handheld: makeHandheld(random),
    authenticator: {
      key: random.key('DP'),
      name: phoneName(random, office.place.phoneFormat),
      carrierIp: addressIn(office.place, random),
    },
    factor: random.weighted(FACTOR_HABITS),
    startHour: shifts ? random.pick([5, 6, 8, 13, 14]) : 7.5 + random.next() * 2.5,
    shifts,
    homeShare: random.pick([0.1, 0.4, 0.4, 0.6, 1]),
  };
}

/** Builds the organisation; the same seed, number of people and edition give the same one, person for person. */
export function makeOrganisation(seed: number, people: number, edition: Edition): Organisation {
  const random = new Random(mix(seed, ORGANISATION_STREAM));
  const name = random.pick(COMPANIES);
  const domain = `${name.split(' ').join('-').toLowerCase()}.example`;
  const offices = OFFICES.map(
    (place) =>
      [place.share, { place, egressIps: [addressIn(place, random), addressIn(place, random)] }] as const,
  );
  const applications = APPLICATIONS.map(([label, surface]) => ({
    key: random.key('DI'),
    name: label,
    surface,
  }));
  const taken = new Set<string>();
  const staff = Array.from({ length: people }, (_, index) => makePerson(seed, index, domain, offices, taken));
  const wanted = Math.min(people, Math.max(6, Math.round(people * 0.08)));
  return {
    seed,
    key: new Random(mix(seed, ACCOUNT_STREAM)).key('DA'),
    name,
    domain,
    edition,
    people: staff,
    applications,
    administrators: makeAdministrators(seed, staff),
    targets: random.shuffle(staff).slice(0, wanted),
  };
}
