import type { Person } from '../organisation/organisation';
import type { Act } from '../records/act';
import { act, aPerson, bySystem } from '../records/actors';
import type { Random } from '../random';
import type { SignIn } from '../records/sign-in';
import type { Explanation, TrustEvent } from '../records/write-trust-event';
import type { CampaignKind } from './catalogue';

const SENTENCES: Readonly<Record<string, (name: string) => string>> = {
  ANONYMOUS_IP: (name) => `${name} signed in through an anonymising network.`,
  NEW_COUNTRY_CODE: (name) => `${name} has not logged in from this country recently.`,
  NEW_DEVICE: (name) => `${name} has not used this device before.`,
  NEW_IKEY: (name) => `${name} has not logged in to this application recently.`,
  NEW_NETBLOCK: (name) => `${name} has not logged in from this IP recently.`,
  SESSION_REPLAY: (name) => `A session of ${name} was used twice.`,
  UNREALISTIC_GEOVELOCITY: (name) => `${name} could not have travelled so far in this time.`,
  UNUSUAL_COUNTRY_CODE: (name) => `${name} has rarely logged in from this country.`,
  UNUSUAL_FACTOR: (name) => `${name} has rarely used this factor.`,
  UNUSUAL_NETBLOCK: (name) => `${name} has rarely used this IP.`,
  UNUSUAL_TIME_OF_DAY: (name) => `${name} rarely signs in at this time of day.`,
  USER_MARKED_FRAUD: (name) => `${name} marked this authentication as fraud.`,
};

/** What Trust Monitor says of each attack; nothing of those that it does not notice. SESSION_REPLAY is nobody's name. */
const NOTICED: Partial<Record<CampaignKind, readonly string[]>> = {
  USER_MARKED_FRAUD: ['USER_MARKED_FRAUD'],
  NOVEL_ASN: ['NEW_NETBLOCK', 'UNUSUAL_NETBLOCK'],
  COUNTRY_CODE_MISMATCH: ['NEW_COUNTRY_CODE'],
  PUSH_HARASSMENT: ['NEW_NETBLOCK', 'UNUSUAL_TIME_OF_DAY'],
  PUSH_SPRAY: ['NEW_NETBLOCK'],
  PUSH_SPRAY_GIVEN_IN: ['NEW_NETBLOCK'],
  UNREALISTIC_TRAVEL: ['UNREALISTIC_GEOVELOCITY'],
  DEVICE_DISTANCE: ['UNUSUAL_COUNTRY_CODE'],
  CREDENTIAL_STUFFING: ['UNUSUAL_FACTOR', 'UNUSUAL_NETBLOCK'],
  TAMPERED_COOKIE: ['NEW_DEVICE'],
  SESSION_REPLAY_V2: ['SESSION_REPLAY'],
  DENIED_THEN_APPROVED: ['NEW_COUNTRY_CODE', 'NEW_DEVICE'],
  LOW_TRUST: ['UNUSUAL_NETBLOCK', 'NEW_IKEY'],
  ANONYMOUS_IP: ['ANONYMOUS_IP'],
};

const PRIORITY: readonly CampaignKind[] = ['COUNTRY_CODE_MISMATCH', 'DENIED_THEN_APPROVED'];

export function explain(types: readonly string[], name: string): Explanation[] {
  return types.map((type) => ({ type, summary: SENTENCES[type]?.(name) ?? type }));
}

/** The Trust Monitor event of an attack: about the last sign-in of its target. Null where nothing is noticed. */
export function noticed(
  kind: CampaignKind,
  target: Person,
  signIns: readonly SignIn[],
  delayMs: number,
): TrustEvent | null {
  const types = NOTICED[kind];
  const signIn = signIns.findLast(({ person }) => person === target);
  if (!types || !signIn) return null;
  return {
    type: 'auth',
    origin: signIn.txid,
    signIn,
    surfacedMs: Math.floor(signIn.micros / 1000) + delayMs,
    explanations: explain(types, target.username),
    priorityCountry: PRIORITY.includes(kind) ? (signIn.verdict?.countryAccess ?? null) : null,
  };
}

/** Duo locks somebody out at an instant (ms), and lets them in again an hour later; both are written down. */
export function lockOut(random: Random, person: Person, ms: number): Act[] {
  const deed = (status: string) => ({
    actor: bySystem,
    from: null,
    target: aPerson(person, status),
    oldTarget: aPerson(person, status === 'Active' ? 'Locked Out' : 'Active'),
  });
  return [
    act(random, ms * 1000, 'user_update', deed('Locked Out'), {
      object: person.username,
      description: { status: 'Locked Out', lockout_reason: 'Failed Attempts' },
    }),
    act(random, (ms + 3_600_000) * 1000, 'user_lockout_cleared', deed('Active'), {
      object: person.username,
      description: { status: 'Active' },
    }),
  ];
}
