import type { AuthenticationRecord } from '@/domain/authentication-record';
import type { StreamRecord } from '@/domain/stream-record';
import type { PersonSignal } from './sighting';

/**
 * Acts by which somebody gets a device to sign in with, as the activity and administrator logs and that of offline
 * enrolments name them. Sources: Duo's Admin API documentation, "Activity Logs", "Administrator Logs" and "Offline
 * Enrollment Logs", and public samples.
 */
export const REGISTERING_ACTIONS: readonly string[] = [
  'phone_create',
  'phone_associate',
  'u2ftoken_create',
  'webauthncredential_create',
  'o2fa_user_provisioned',
  'o2fa_user_reenrolled',
];

/** Who may act in person. Whatever else registers devices does so for many, by a rule: a sync, an import, a program. */
const IN_PERSON: ReadonlySet<string> = new Set(['user', 'admin']);
/** The same by name, in the log that has no types: `API (name)`, `AD Sync: domain`, `Azure Sync`, `System`. */
const BY_RULE = /^(api \(|system$)|\bsync\b/i;

/**
 * The registration that a record of another log than that of sign-ins tells of, as the enrolment that the sign-ins would
 * have; null for every other record. Where an administrator acted, the address is theirs and says nothing of the person.
 *
 * @param signal a record about a person
 */
export function registrationOf({
  record,
  ...signal
}: Omit<PersonSignal, 'record'> & { readonly record: StreamRecord }): PersonSignal | null {
  if (record.kind === 'offline_enrollment') {
    if (!REGISTERING_ACTIONS.includes(record.action.toLowerCase())) return null;
    const { occurredAt, action, application, hostname } = record;
    const access = { hostname };
    return {
      ...signal,
      act: { actor: null },
      record: enrolment(occurredAt, action, { application, access }),
    };
  }
  if (record.kind !== 'activity' && record.kind !== 'administrator') return null;
  if (!REGISTERING_ACTIONS.includes(record.action.toLowerCase())) return null;
  if (record.kind === 'administrator') {
    const { occurredAt, action, actor } = record;
    if (actor === null || BY_RULE.test(actor)) return null;
    return { ...signal, act: { actor }, record: enrolment(occurredAt, action, {}) };
  }
  if (record.succeeded === false) return null;
  const type = record.actor?.type?.toLowerCase() ?? '';
  if (!IN_PERSON.has(type)) return null;
  const { occurredAt, action, ip, country } = record;
  return type === 'user'
    ? { ...signal, act: { actor: null }, record: enrolment(occurredAt, action, { access: { ip, country } }) }
    : { ...signal, act: { actor: record.actor?.name ?? null }, record: enrolment(occurredAt, action, {}) };
}

function enrolment(
  occurredAt: number,
  action: string,
  told: {
    readonly application?: string | null;
    readonly access?: Partial<AuthenticationRecord['access']>;
  },
): AuthenticationRecord {
  const nowhere = { ip: null, city: null, state: null, country: null };
  return {
    occurredAt,
    txid: null,
    userKey: null,
    userName: '',
    email: null,
    groups: [],
    result: 'success',
    reason: action.toLowerCase(),
    factor: null,
    eventType: 'enrollment',
    applicationKey: null,
    applicationName: told.application ?? null,
    access: {
      ...nowhere,
      ...{ epkey: null, os: null, osVersion: null, browser: null, hostname: null },
      ...told.access,
    },
    authDevice: { ...nowhere, key: null, name: null },
    trust: null,
    verdicts: [],
  };
}
