import { randomUUID } from 'node:crypto';
import { NO_GEOGRAPHY } from '@/domain/detection/derived/geography';
import { normaliseAuthentication } from '@/server/connectors/cisco-duo/normalise-authentication';
import type { FetchedPage, FetchedRecord } from '@/server/connectors/connector';
import { isJsonObject } from '@/server/connectors/json-value';
import { recordKey } from '@/server/connectors/record-identity';
import type { PageToCommit } from '@/server/services/collection/commit-page';

/** What a test says of a sign-in; the rest is as Duo writes it. */
export interface RecordWish {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly user?: string;
  /** `null` for a record without an address. */
  readonly email?: string | null;
  readonly userKey?: string | null;
  readonly txid?: string;
  readonly result?: 'success' | 'denied' | 'fraud';
  readonly reason?: string;
  readonly detectors?: readonly { readonly detector: string; readonly suppressed?: true }[];
  readonly trust?: 'LOW' | 'NORMAL' | 'NEW' | undefined;
  readonly trustPolicy?: boolean;
  readonly ip?: string;
  /** Key of the device that signs in; none where it is left out. */
  readonly device?: string;
  readonly factor?: string;
  /** City and country that the sign-in came from, as Duo writes them. */
  readonly place?: readonly [city: string, country: string];
  /** Address, city and country of the phone that approved. */
  readonly phone?: readonly [ip: string, city: string, country: string];
  readonly eventType?: 'authentication' | 'enrollment';
}

/** A record of the authentication log, version 2. */
export function duoRecord(wish: RecordWish): Record<string, unknown> {
  const user = wish.user ?? 'ada';
  const key = wish.userKey === undefined ? `DU${user.toUpperCase()}` : wish.userKey;
  const [city, country] = wish.place ?? ['Lagos', 'Nigeria'];
  return {
    access_device: {
      ip: wish.ip ?? '198.51.100.7',
      location: { city, country, state: city },
      ...(wish.device === undefined
        ? {}
        : { epkey: wish.device, os: 'Windows', os_version: '11', browser: 'Chrome' }),
    },
    ...(wish.phone === undefined
      ? {}
      : {
          auth_device: {
            ip: wish.phone[0],
            key: `DP${key ?? user}`,
            location: { city: wish.phone[1], country: wish.phone[2], state: '' },
            name: 'My phone',
          },
        }),
    ...(wish.trust === undefined
      ? {}
      : {
          adaptive_trust_assessments: {
            more_secure_auth: {
              policy_enabled: wish.trustPolicy ?? true,
              preview_mode_enabled: false,
              trust_level: wish.trust,
            },
          },
        }),
    application: { key: 'DIAPPLICATION0000001', name: 'Salesforce' },
    email: wish.email === undefined ? `${user}@example.com` : wish.email,
    event_type: wish.eventType ?? 'authentication',
    factor: wish.factor ?? 'duo_push',
    isotimestamp: new Date(wish.at).toISOString().replace('Z', '000+00:00'),
    ...(wish.detectors === undefined
      ? {}
      : {
          rbfs_triggered_attacks: wish.detectors.map(({ detector, suppressed }) => ({
            detector,
            ...(suppressed === true ? { suppressed: 'known network' } : {}),
          })),
        }),
    reason: wish.reason ?? (wish.result === 'denied' ? 'no_response' : 'user_approved'),
    result: wish.result ?? 'success',
    timestamp: Math.floor(wish.at / 1000),
    txid: wish.txid ?? randomUUID(),
    user: { groups: ['staff'], key, name: user },
  };
}

/** A record of a log of Duo that is read in pages, with no more in it than its stream needs. */
export function logRecord(path: string, at: number): Record<string, unknown> {
  const ts = new Date(at).toISOString();
  const id = randomUUID();
  switch (path) {
    case '/admin/v2/logs/authentication':
      return duoRecord({ at });
    case '/admin/v2/logs/activity':
      return { activity_id: id, action: { name: 'user_update' }, ts };
    case '/admin/v2/logs/telephony':
      return { telephony_id: id, type: 'sms', ts };
    case '/admin/v1/trust_monitor/events':
      return { sekey: id, type: 'bypass_status', surfaced_timestamp: at };
    default:
      throw new Error(`${path} is no log that is read in pages.`);
  }
}

/** A record as the connector hands it on. */
export function fetchedRecord(raw: Record<string, unknown>, readAt = Date.now()): FetchedRecord {
  const text = JSON.stringify(raw);
  const value: unknown = JSON.parse(text);
  if (!isJsonObject(value)) throw new Error('A record is an object.');
  const read = normaliseAuthentication(value, readAt);
  if (!read.ok) throw new Error(read.detail);
  const { record } = read;
  const { occurredAt, userKey, userName, email, groups } = record;
  return {
    key: recordKey(value),
    occurredAt,
    concernsAt: occurredAt,
    text,
    person: userKey === null ? null : { key: userKey, username: userName, email, groups },
    columns: {
      username: userName,
      txid: record.txid,
      result: record.result,
      reason: record.reason,
      factor: record.factor,
      application: record.applicationName,
      ip: record.access.ip,
      country: record.access.country,
      trustLevel: record.trust?.level ?? null,
      action: null,
      actor: null,
    },
    record: { kind: 'authentication', authentication: record },
  };
}

/** The streams of an integration that is written by hand: sign-ins alone. */
export const SIGN_INS_ALONE = [
  {
    stream: 'authentication',
    intervalSeconds: 60,
    enabled: true,
    lanes: [{ lane: 'live' as const, dueAt: 0 }],
  },
];

/** What a page of sign-ins is committed with, as the live lane does; `changes` where a test wants it otherwise. */
export function signInPage(
  integrationId: string,
  page: FetchedPage,
  changes: Partial<PageToCommit> = {},
): PageToCommit {
  const now = Date.now();
  return {
    integrationId,
    stream: 'authentication',
    page,
    enabledAt: 0,
    backfill: false,
    mutable: false,
    sweepStartedAt: now,
    now,
    readStored: () => null,
    geography: NO_GEOGRAPHY,
    nameKeys: () => Promise.resolve([]),
    ...changes,
  };
}

/** A page made by hand, the last of its window. */
export function fetchedPage(records: readonly FetchedRecord[]): FetchedPage {
  return {
    ok: true,
    records,
    rejected: [],
    nextOffset: null,
    total: records.length,
    vendorDate: Date.now(),
    requests: 1,
    bytes: 0,
  };
}
