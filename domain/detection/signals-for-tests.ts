import type { AuthenticationRecord } from '@/domain/authentication-record';
import type { AuthenticationSignal } from '@/domain/detection/candidate';
import type { ActivityRecord, AdministratorRecord, TrustMonitorRecord } from '@/domain/stream-record';

/** 2026-11-01T08:30:00Z, in epoch milliseconds. */
export const T0 = Date.parse('2026-11-01T08:30:00Z');

const LAGOS = { city: 'Lagos', state: null, country: 'Nigeria' };

/** A refused push for Salesforce, from Lagos. */
export function signIn(key: string, changes: Partial<AuthenticationRecord> = {}): AuthenticationSignal {
  return {
    signalKey: key,
    record: {
      occurredAt: T0,
      txid: 'tx-1',
      userKey: 'DU1',
      userName: 'ada',
      email: null,
      groups: [],
      result: 'denied',
      reason: 'no_response',
      factor: 'duo_push',
      eventType: 'authentication',
      applicationKey: 'DI1',
      applicationName: 'Salesforce',
      access: {
        ...LAGOS,
        ...{ ip: '197.210.64.12', epkey: null, os: null, osVersion: null, browser: null, hostname: null },
      },
      authDevice: { ...LAGOS, key: null, name: null, ip: null },
      trust: null,
      verdicts: [],
      ...changes,
    },
  };
}

/** An event of Trust Monitor about that sign-in, surfaced ten minutes later. */
export function trustEvent(key: string, changes: Partial<TrustMonitorRecord> = {}) {
  const record: TrustMonitorRecord = {
    kind: 'trust_monitor',
    occurredAt: T0 + 600_000,
    type: 'auth',
    state: 'new',
    stateUpdatedAt: null,
    interesting: false,
    priority: false,
    priorityReasons: [],
    explanations: [],
    authentication: signIn('').record,
    enabledBy: null,
    enabledFor: null,
    enabledAt: null,
    ...changes,
  };
  return { signalKey: key, record };
}

/** An administrator puts ada into bypass, as the activity log has it. */
export function activity(key: string, changes: Partial<ActivityRecord> = {}) {
  const record: ActivityRecord = {
    kind: 'activity',
    occurredAt: T0,
    action: 'user_update',
    actor: { key: 'DE1', name: 'Carol Mendes', type: 'admin' },
    target: { key: 'DU1', name: 'ada', type: 'user' },
    succeeded: null,
    ip: '203.0.113.7',
    country: 'Norway',
    targetDetails: '{"status":"Bypass"}',
    oldTargetDetails: '{"status":"Active"}',
    ...changes,
  };
  return { signalKey: key, record };
}

/** The same as the administrator log has it, which tells whole seconds and no address. */
export function administrator(key: string, changes: Partial<AdministratorRecord> = {}) {
  const record: AdministratorRecord = {
    kind: 'administrator',
    occurredAt: T0,
    action: 'user_update',
    actor: 'Carol Mendes',
    object: 'ada',
    ip: null,
    description: '{"status":"Bypass"}',
    ...changes,
  };
  return { signalKey: key, record };
}
