import type { EventKind } from '@/domain/event-catalogue';
import type { JsonObject } from '@/server/connectors/json-value';
import type { Device } from './organisation';
import type { Network } from './world';

/** One authentication of the simulated organisation, before it is written as Duo writes it. */
export interface SignIn {
  readonly at: number;
  /** Null for a name that Duo does not know. */
  readonly person: string | null;
  readonly name: string;
  readonly network: Network;
  readonly host: number;
  readonly device: Device;
  readonly factor: string | null;
  readonly result: 'success' | 'denied' | 'fraud';
  readonly reason: string;
  /** Where the phone was that approved; null where none was asked. */
  readonly phone: { readonly key: string; readonly network: Network; readonly host: number } | null;
  readonly application: string;
  readonly eventType: 'authentication' | 'enrollment';
  /** What Duo's own detectors say where the edition has them. */
  readonly detectors: readonly string[];
  /** Kinds whose statement is true of this sign-in although nobody attacks: a laptop that is new, a country that is. */
  readonly truths: readonly EventKind[];
}

/** The sign-in as a raw record of `/admin/v2/logs/authentication`. */
export function rawRecord(signIn: SignIn, txid: string): JsonObject {
  const { at, person, name, network, host, device, phone, application } = signIn;
  return {
    access_device: {
      browser: device.browser,
      epkey: device.epkey,
      ip: `${network.prefix}.${host}`,
      location: placeOf(network),
      os: device.os,
    },
    application: { key: application, name: application },
    auth_device:
      phone === null
        ? { ip: null, key: null, location: { city: null, country: null, state: null }, name: null }
        : {
            ip: `${phone.network.prefix}.${phone.host}`,
            key: phone.key,
            location: placeOf(phone.network),
            name: 'phone',
          },
    email: person === null ? '' : `${name}@example.com`,
    event_type: signIn.eventType,
    factor: signIn.factor,
    isotimestamp: new Date(at).toISOString().replace('Z', '000+00:00'),
    reason: signIn.reason,
    result: signIn.result,
    timestamp: Math.floor(at / 1000),
    txid,
    user: { groups: [], key: person, name },
    ...(signIn.detectors.length === 0
      ? {}
      : { rbfs_triggered_attacks: signIn.detectors.map((detector) => ({ detector, shadow_mode: false })) }),
  };
}

const PLACES = new Map<string, JsonObject>();

function placeOf({ city: { name, country } }: Network): JsonObject {
  const key = `${name}|${country}`;
  const known = PLACES.get(key) ?? { city: name, country, state: null };
  PLACES.set(key, known);
  return known;
}
