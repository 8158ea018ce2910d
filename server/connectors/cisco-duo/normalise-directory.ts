import type {
  DirectoryEndpoint,
  DirectoryGroup,
  DirectoryObject,
  DirectoryPart,
  DirectoryPhone,
} from '@/domain/directory';
import { groupName } from '@/domain/group-name';
import type { RejectionReason } from '@/server/connectors/connector';
import { normaliseUser } from '@/server/connectors/cisco-duo/normalise-user';
import { readPosture } from '@/server/connectors/cisco-duo/read-posture';
import { readFactTime } from '@/server/connectors/cisco-duo/read-time';
import { FieldReader } from '@/server/connectors/field-reader';
import { isJsonObject, type JsonObject } from '@/server/connectors/json-value';

export type ReadObject =
  | { readonly ok: true; readonly object: DirectoryObject }
  | { readonly ok: false; readonly reason: RejectionReason; readonly detail: string };

const MOST_IN_LIST = 500;

/** How each part is read; null where its id, or what it cannot be without, is missing. */
const READERS: Readonly<
  Record<DirectoryPart, (fields: FieldReader, raw: JsonObject) => DirectoryObject | null>
> = { users: normaliseUser, groups: normaliseGroup, phones: normalisePhone, endpoints: normaliseEndpoint };

/**
 * Reads one raw object of a part of Duo's directory. It must have its id, and a user a name; the rest is read where it
 * can be. Never throws. Source: Duo's Admin API documentation, "Users", "Groups", "Phones", "Endpoints".
 */
export function normaliseObject(part: DirectoryPart, raw: JsonObject): ReadObject {
  const fields = new FieldReader();
  const object = READERS[part](fields, raw);
  if (fields.fault !== null) return { ok: false, ...fields.fault };
  if (object !== null) return { ok: true, object };
  const detail =
    part === 'users' ? 'user_id or username is empty.' : 'The object has no id by which to know it again.';
  return { ok: false, reason: part === 'users' ? 'missing_user' : 'wrong_type', detail };
}

function normaliseGroup(fields: FieldReader, raw: JsonObject): DirectoryGroup | null {
  const id = fields.identity(raw['group_id'], 'group_id');
  const name = fields.meaning(raw['name'], 'name');
  if (id === null) return null;
  return {
    part: 'groups',
    id,
    name: groupName(name ?? id),
    description: fields.detail(raw['desc']),
    status: fields.detail(raw['status']),
  };
}

function normalisePhone(fields: FieldReader, raw: JsonObject): DirectoryPhone | null {
  const id = fields.identity(raw['phone_id'], 'phone_id');
  if (id === null) return null;
  const users: readonly unknown[] = Array.isArray(raw['users']) ? raw['users'] : [];
  const digits = fields.detail(raw['number'])?.replace(/\D/g, '') ?? '';
  return {
    part: 'phones',
    id,
    name: fields.detail(raw['name']),
    userIds: fields.list(
      users.map((user) => (isJsonObject(user) ? user['user_id'] : user)),
      MOST_IN_LIST,
    ),
    // A number of few digits would be shown whole.
    numberEnding: digits.length < 7 ? null : digits.slice(-4),
    platform: fields.detail(raw['platform']),
    model: fields.detail(raw['model']),
    osVersion: fields.detail(raw['os_version']),
    type: fields.detail(raw['type']),
    lastSeenAt: readFactTime(raw['last_seen']),
    activated: fields.flag(raw['activated']),
    capabilities: fields.list(raw['capabilities'], 50),
    encrypted: readPosture(raw['encrypted']),
    screenLock: readPosture(raw['screenlock']),
    tampered: readPosture(raw['tampered']),
    biometric: readPosture(raw['fingerprint'] ?? raw['biometrics_status']),
  };
}

function normaliseEndpoint(fields: FieldReader, raw: JsonObject): DirectoryEndpoint | null {
  const id = fields.identity(raw['epkey'], 'epkey');
  if (id === null) return null;
  const browsers: readonly unknown[] = Array.isArray(raw['browsers']) ? raw['browsers'] : [];
  const named = browsers.map((browser) => {
    if (!isJsonObject(browser)) return browser;
    const words = [fields.detail(browser['browser_family']), fields.detail(browser['browser_version'])];
    return words.filter((word) => word !== null).join(' ');
  });
  const seen = [raw['last_updated'], raw['health_data_last_collected']].map(readFactTime);
  const lastSeenAt = Math.max(...seen.map((at) => at ?? 0));
  return {
    part: 'endpoints',
    id,
    name: fields.detail(raw['device_name']) ?? fields.detail(raw['hostname']),
    username: fields.detail(raw['username']),
    email: fields.detail(raw['email'])?.toLowerCase() ?? null,
    os: fields.detail(raw['os_family']),
    osVersion: fields.detail(raw['os_version']),
    browsers: [...new Set(fields.list(named, 20))],
    model: fields.detail(raw['model']),
    lastSeenAt: lastSeenAt === 0 ? null : lastSeenAt,
    trusted: readPosture(raw['trusted_endpoint']),
    diskEncrypted: readPosture(raw['disk_encryption_status']),
    firewall: readPosture(raw['firewall_status']),
    password: readPosture(raw['password_status']),
  };
}
