import type { AuthenticationSignal } from '@/domain/detection/candidate';
import type { Geography } from './geography';
import { type Baseline, asnOf, pairOf } from './habits';
import { networkOf } from './network';
import {
  accessCountry,
  clientOf,
  DAY_MS,
  isInteractive,
  isPhoneAway,
  isPhoneBeside,
  isSuccess,
} from './terms';
import type { Thresholds } from './thresholds';

/** One authentication of a person, with the integration that read it. */
export interface PersonSignal extends AuthenticationSignal {
  readonly integrationId: string;
  /** From a backfill: it teaches habits and raises nothing. */
  readonly isHistory: boolean;
  /** Told by another log than that of the sign-ins: by whom it was done, as the vendor names them; null for the person. */
  readonly act?: { readonly actor: string | null };
}

/** What the account at large knows, beside the person: asked by network or provider and instant (epoch milliseconds). */
export interface Surroundings {
  readonly geography: Geography;
  /** Whether many people of the account use the network: an office, a VPN, a proxy. */
  readonly isEgress: (network: string, at: number) => boolean;
  /** How many other people used the provider in the 30 days before. */
  readonly othersOnAsn: (asn: string, personId: string, at: number) => number;
  /** Whether push was failing across the account. */
  readonly isOutage: (at: number) => boolean;
  /** Whether a source sprayed within a day before or after. */
  readonly isSpraying: (network: string, at: number) => boolean;
}

export type DeviceStanding = 'known' | 'new' | 'unknown';

/** One authentication beside what was known of its person when it happened: what every derived detector reads. */
export interface Sighting {
  readonly signal: PersonSignal;
  readonly at: number;
  readonly interactive: boolean;
  readonly success: boolean;
  /** Null where the address proves nothing. */
  readonly network: string | null;
  readonly asn: string | null;
  readonly country: string | null;
  readonly device: DeviceStanding;
  readonly networkKnown: boolean;
  readonly egress: boolean;
  /** U: a source unlike those of this person. Never while learning. */
  readonly unfamiliar: boolean;
  readonly countryNew: boolean;
  readonly factorNew: boolean;
  readonly clientNew: boolean;
  readonly asnNew: boolean;
  readonly pairNew: boolean;
  readonly applicationNew: boolean;
  readonly phoneAway: boolean;
  readonly phoneBeside: boolean;
  readonly baseline: Baseline;
}

/** How far back `classify` looks at the sightings before: for devices that come and go. */
export const DEVICE_STABILITY_MS = 14 * DAY_MS;

/**
 * Sets one authentication beside the person's baseline.
 *
 * @param before the person's sightings of the 14 days before, oldest first
 */
export function classify(
  signal: PersonSignal,
  baseline: Baseline,
  before: readonly Sighting[],
  { geography, isEgress }: Pick<Surroundings, 'geography' | 'isEgress'>,
  thresholds: Thresholds,
): Sighting {
  const { record } = signal;
  const at = record.occurredAt;
  const network = networkOf(record.access.ip);
  const country = accessCountry(record);
  const asn = asnOf(record.access.ip, geography);
  const device = deviceStanding(record.access.epkey, at, baseline, before, thresholds);
  const egress = network !== null && isEgress(network, at);
  const networkKnown =
    baseline.has('network', network) || egress || isVouchedFor(network, at, before, thresholds);
  const countryNew = country !== null && !baseline.has('country', country);
  const factorNew = record.factor !== null && !baseline.has('factor', record.factor.toLowerCase());
  const client = clientOf(record);
  const clientNew = client !== null && !baseline.has('client', client);
  const asnNew = asn === null ? network !== null && !networkKnown : !baseline.has('asn', asn);
  const phoneAway = isPhoneAway(record);
  const pair = pairOf(record);
  const placeNew = asnNew || countryNew;
  const strange = clientNew || countryNew || factorNew || phoneAway;
  return {
    signal,
    at,
    interactive: isInteractive(record),
    success: isSuccess(record),
    network,
    asn,
    country,
    device,
    networkKnown,
    egress,
    unfamiliar:
      baseline.ready &&
      network !== null &&
      !networkKnown &&
      (device === 'new' || (device === 'unknown' && placeNew && strange)),
    countryNew,
    factorNew,
    clientNew,
    asnNew,
    pairNew: pair !== null && !baseline.has('pair', pair),
    applicationNew: record.applicationKey !== null && !baseline.has('application', record.applicationKey),
    phoneAway,
    phoneBeside: isPhoneBeside(record),
    baseline,
  };
}

/** Known from the baseline; new; or unknown, where there is no key or keys come and go as in private windows. */
function deviceStanding(
  epkey: string | null,
  at: number,
  baseline: Baseline,
  before: readonly Sighting[],
  { unstableDevices }: Thresholds,
): DeviceStanding {
  if (epkey === null) return 'unknown';
  if (baseline.has('device', epkey)) return 'known';
  const keys = new Set([epkey]);
  for (const { signal, success, at: seenAt, device } of before) {
    const key = signal.record.access.epkey;
    if (key === null || key === epkey || !success || device === 'known') continue;
    if (seenAt > at - DEVICE_STABILITY_MS) keys.add(key);
    // A program has thousands of sightings, and each would be held against all before it.
    if (keys.size >= unstableDevices) return 'unknown';
  }
  return keys.size >= unstableDevices ? 'unknown' : 'new';
}

/** A device that is known was seen on the network in the days before. */
function isVouchedFor(
  network: string | null,
  at: number,
  before: readonly Sighting[],
  { networkTrustDays }: Thresholds,
): boolean {
  if (network === null) return false;
  for (let index = before.length - 1; index >= 0; index -= 1) {
    const seen = before[index];
    if (seen === undefined || seen.at < at - networkTrustDays * DAY_MS) return false;
    if (seen.network === network && seen.success && seen.device === 'known') return true;
  }
  return false;
}
