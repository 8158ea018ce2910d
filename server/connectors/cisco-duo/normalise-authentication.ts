import { isIP } from 'node:net';
import type {
  AccessDevice,
  AuthDevice,
  AuthenticationRecord,
  AuthenticationResult,
} from '@/domain/authentication-record';
import type { RejectionReason } from '@/server/connectors/connector';
import { FieldReader } from '@/server/connectors/field-reader';
import { isJsonObject, type JsonObject } from '@/server/connectors/json-value';
import { readTrust, readVerdicts } from '@/server/connectors/cisco-duo/read-verdicts';
import { readTime } from '@/server/connectors/cisco-duo/read-time';

export type Normalised =
  | { readonly ok: true; readonly record: AuthenticationRecord }
  | { readonly ok: false; readonly reason: RejectionReason; readonly detail: string };

const MOST_GROUPS = 500;

/**
 * Reads one raw record of `/admin/v2/logs/authentication`. `now` (epoch milliseconds) bounds the times that are
 * believed. Fields that say who, when and what must be of the type that Duo documents; the rest is read where it
 * can be. Never throws. Source of the shapes: Duo's Admin API documentation and the samples in tests/fixtures/duo.
 */
export function normaliseAuthentication(raw: JsonObject, now: number): Normalised {
  const fields = new FieldReader();
  const time = readTime(raw, now);
  if (!time.ok) return time;

  const user = fields.object(raw['user'], 'user');
  const userKey = fields.identity(user?.['key'], 'user.key');
  const userName = fields.identity(user?.['name'], 'user.name') ?? userKey;
  const application = fields.object(raw['application'], 'application');
  const trust = readTrust(fields, raw);
  const verdicts = readVerdicts(fields, raw);
  const rest = {
    occurredAt: time.occurredAt,
    txid: fields.identity(raw['txid'], 'txid'),
    userKey,
    email: fields.identity(raw['email'], 'email'),
    groups: fields.list(user?.['groups'], MOST_GROUPS),
    result: readResult(fields.meaning(raw['result'], 'result')),
    reason: fields.meaning(raw['reason'], 'reason'),
    factor: fields.meaning(raw['factor'], 'factor'),
    eventType: fields.meaning(raw['event_type'], 'event_type'),
    applicationKey: fields.identity(application?.['key'], 'application.key'),
    applicationName: fields.meaning(application?.['name'], 'application.name'),
    access: readAccess(fields, fields.object(raw['access_device'], 'access_device')),
    authDevice: readAuthDevice(fields, fields.object(raw['auth_device'], 'auth_device')),
    trust,
    verdicts,
  };
  if (fields.fault !== null) return { ok: false, ...fields.fault };
  if (userName === null) {
    return {
      ok: false,
      reason: 'missing_user',
      detail: 'The record names no user: user.key and user.name are empty.',
    };
  }
  return { ok: true, record: { ...rest, userName } };
}

function readResult(word: string | null): AuthenticationResult {
  const result = word?.toLowerCase();
  return result === 'success' || result === 'denied' || result === 'fraud' ? result : 'other';
}

// One of these two runs for each record of each page: every member is written out, because a spread costs as much as all
// the reading together.
function readAccess(fields: FieldReader, device: JsonObject | null): AccessDevice {
  const location = placeOf(device);
  const hostname = fields.detail(device?.['hostname']);
  return {
    city: readWord(fields, location?.['city']),
    state: readWord(fields, location?.['state']),
    country: readWord(fields, location?.['country']),
    ip: readAddress(device?.['ip']),
    epkey: fields.detail(device?.['epkey']),
    os: fields.detail(device?.['os']),
    osVersion: fields.detail(device?.['os_version']),
    browser: fields.detail(device?.['browser']),
    hostname: hostname === 'null' ? null : hostname,
  };
}

function readAuthDevice(fields: FieldReader, device: JsonObject | null): AuthDevice {
  const location = placeOf(device);
  return {
    city: readWord(fields, location?.['city']),
    state: readWord(fields, location?.['state']),
    country: readWord(fields, location?.['country']),
    ip: readAddress(device?.['ip']),
    key: fields.detail(device?.['key']),
    name: fields.detail(device?.['name']),
  };
}

function placeOf(device: JsonObject | null): JsonObject | null {
  const location = device?.['location'];
  return isJsonObject(location) ? location : null;
}

/** A part of a place; Duo writes a dash for one it does not know. */
function readWord(fields: FieldReader, value: unknown): string | null {
  const text = fields.detail(value);
  return text === '-' ? null : text;
}

/**
 * An address without its port; an IPv4 address in IPv6 clothes is the IPv4 one, with whose network it is looked for.
 * `0.0.0.0`, `::` and what is no address prove nothing and are null.
 */
export function readAddress(value: unknown): string | null {
  const given = isJsonObject(value) ? value['address'] : value;
  if (typeof given !== 'string' || given === '' || given.length > 60) return null;
  const trimmed = given.trim();
  const bare = trimmed.includes(':')
    ? trimmed
        .replace(/^\[([^\]]*)\](:\d+)?$/, '$1')
        .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
        .replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '')
    : trimmed.replace(/^\[([^\]]*)\]$/, '$1');
  if (bare === '0.0.0.0' || bare === '::' || bare.includes('%')) return null;
  return isIP(bare) === 0 ? null : bare;
}
