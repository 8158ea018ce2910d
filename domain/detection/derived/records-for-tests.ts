import type { AccessDevice, AuthDevice, AuthenticationRecord } from '@/domain/authentication-record';
import type { Candidate } from '@/domain/detection/candidate';
import type { EventKind } from '@/domain/event-catalogue';
import { type AccountSignal, detectAccount } from './detect-account';
import type { Geography } from './geography';
import { DAY_MS, HOUR_MS } from './terms';
import { DEFAULT_THRESHOLDS, type Thresholds } from './thresholds';

/** The instant at which tests begin to attack: ada has been learnt by then. Begins an hour that she works at. */
export const T0 = Date.parse('2026-10-22T08:00:00Z');

/** What a test says of a sign-in; the rest is as ada does it every day. */
export interface SignInWish {
  readonly key?: string;
  readonly person?: string | null;
  readonly result?: AuthenticationRecord['result'];
  readonly reason?: string | null;
  readonly factor?: string | null;
  readonly eventType?: string;
  readonly application?: string | null;
  readonly txid?: string | null;
  readonly access?: Partial<AccessDevice>;
  readonly phone?: Partial<AuthDevice>;
  readonly isHistory?: boolean;
}

const HOME: AccessDevice = {
  ip: '203.0.113.10',
  epkey: 'EP-LAPTOP',
  os: 'Mac OS X',
  osVersion: '15.1',
  browser: 'Chrome',
  hostname: null,
  city: 'Munich',
  state: 'Bavaria',
  country: 'Germany',
};
const PHONE: AuthDevice = {
  key: 'DP-ADA',
  name: 'phone',
  ip: '198.51.100.20',
  city: 'Munich',
  state: 'Bavaria',
  country: 'Germany',
};

/** A source that ada never used: Lagos, a new device, another system. */
export const LAGOS: Partial<AccessDevice> = {
  ip: '197.210.64.12',
  epkey: 'EP-STRANGER',
  os: 'Windows',
  browser: 'Firefox',
  city: 'Lagos',
  state: 'Lagos',
  country: 'Nigeria',
};

let made = 0;

/** One authentication: ada approves a push on her laptop at home, unless the test says otherwise. */
export function signIn(at: number, wish: SignInWish = {}): AccountSignal {
  made += 1;
  const person = wish.person === undefined ? 'ada' : wish.person;
  const result = wish.result ?? 'success';
  return {
    integrationId: 'int',
    signalKey: wish.key ?? made.toString(16).padStart(8, '0'),
    isHistory: wish.isHistory ?? false,
    personId: person,
    record: {
      occurredAt: at,
      txid: wish.txid === undefined ? `tx-${made}` : wish.txid,
      userKey: person === null ? null : `DU${person}`,
      userName: person ?? `nobody-${made}`,
      email: null,
      groups: [],
      result,
      reason:
        wish.reason === undefined ? (result === 'success' ? 'user_approved' : 'no_response') : wish.reason,
      factor: wish.factor === undefined ? 'duo_push' : wish.factor,
      eventType: wish.eventType ?? 'authentication',
      applicationKey: wish.application === undefined ? 'DI-MAIL' : wish.application,
      applicationName: 'Mail',
      access: { ...HOME, ...wish.access },
      authDevice: { ...PHONE, ...wish.phone },
      trust: null,
      verdicts: [],
    },
  };
}

/** A push that was refused on the phone. */
export function refusal(at: number, wish: SignInWish = {}): AccountSignal {
  return signIn(at, { result: 'denied', ...wish });
}

/** Everyday sign-ins, one a day at `hour` UTC, from 33 days before `T0` until three days before it. */
export function everyday(wish: SignInWish = {}, days = 30, hour = 8): AccountSignal[] {
  const morning = T0 - 8 * HOUR_MS;
  return Array.from({ length: days }, (_, day) =>
    signIn(morning - (day + 3) * DAY_MS + hour * HOUR_MS, wish),
  );
}

/** Sign-ins of `count` colleagues, on ten days, from the network of `access`: enough to make it an egress. */
export function colleagues(count: number, access: Partial<AccessDevice>, days = 10): AccountSignal[] {
  return Array.from({ length: count * days }, (_, index) =>
    signIn(T0 - (3 + Math.floor(index / count)) * DAY_MS, {
      person: `colleague-${index % count}`,
      access: { epkey: `EP-${index % count}`, ...access },
    }),
  );
}

const CITIES: Readonly<Record<string, readonly [latitude: number, longitude: number]>> = {
  Munich: [48.14, 11.58],
  Nuremberg: [49.45, 11.08],
  Lagos: [6.45, 3.4],
  'New York': [40.71, -74.01],
  'Los Angeles': [34.05, -118.24],
};

/** Knows a few cities, and no provider. */
export const CITIES_ONLY: Geography = {
  coordinatesOf: ({ city }) => {
    const found = city === null ? undefined : CITIES[city];
    return found === undefined ? null : { latitude: found[0], longitude: found[1] };
  },
  asnOf: () => null,
};

/** Knows the cities, and a provider for each first number of an address: `197.…` is AS197. */
export const WITH_ASN: Geography = {
  ...CITIES_ONLY,
  asnOf: (ip) => ({ number: Number.parseInt(ip, 10), holder: `Provider ${Number.parseInt(ip, 10)}` }),
};

/** Default thresholds with changes. */
export function thresholds(changes: Partial<Thresholds> = {}): Thresholds {
  return { ...DEFAULT_THRESHOLDS, ...changes };
}

/** What all the signals raise for one person. */
export function raised(
  signals: readonly AccountSignal[],
  geography: Geography = CITIES_ONLY,
  person = 'ada',
  changes: Partial<Thresholds> = {},
): readonly Candidate[] {
  return detectAccount(signals, geography, thresholds(changes))
    .filter(({ personId }) => personId === person)
    .map(({ candidate }) => candidate);
}

/** The kinds that all the signals raise for ada, sorted. */
export function kindsRaised(signals: readonly AccountSignal[], geography?: Geography): readonly EventKind[] {
  return raised(signals, geography).map(({ kind }) => kind);
}

/** What all the signals raise for ada of one kind. */
export function raisedOf(
  kind: EventKind,
  signals: readonly AccountSignal[],
  geography?: Geography,
  changes?: Partial<Thresholds>,
): readonly Candidate[] {
  return raised(signals, geography, 'ada', changes).filter((candidate) => candidate.kind === kind);
}
