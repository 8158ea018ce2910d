import type { AdministratorRecord } from '@/domain/stream-record';
import { readAddress } from '@/server/connectors/cisco-duo/normalise-authentication';
import { membersOf, readAction } from '@/server/connectors/cisco-duo/read-party';
import { readTime } from '@/server/connectors/cisco-duo/read-time';
import { NO_COLUMNS, type ReadRecord } from '@/server/connectors/cisco-duo/record-reading';
import { FieldReader } from '@/server/connectors/field-reader';
import type { JsonObject } from '@/server/connectors/json-value';

/** Actions whose `object` is the username of the person acted on. */
const OBJECT_IS_USER = new Set([
  'user_create',
  'user_update',
  'user_delete',
  'user_restore',
  'user_pending_delete',
  'user_adminapi_lockout',
  'user_lockout_cleared',
  'user_not_enrolled_lockout',
  'bypass_create',
  'bypass_delete',
  'bypass_view',
]);

/** Actions on a device of a person: `object` is the device, and the description may name the person. */
const DESCRIPTION_NAMES_USER =
  /^(phone|hardtoken|u2ftoken|webauthncredential|regen|resend_enroll|send_enroll)_/;

/**
 * Reads one raw record of `/admin/v1/logs/administrator`. Its `username` is the one who acted. Never throws. Source:
 * Duo's Admin API documentation, "Administrator Logs".
 */
export function normaliseAdministrator(raw: JsonObject, now: number): ReadRecord {
  const fields = new FieldReader();
  const time = readTime(raw, now);
  if (!time.ok) return time;
  const { occurredAt } = time;
  const action = readAction(fields, raw['action']);
  const told = membersOf(raw['description']);
  const record: AdministratorRecord = {
    kind: 'administrator',
    occurredAt,
    action,
    actor: fields.meaning(raw['username'], 'username'),
    object: fields.detail(raw['object']),
    ip: readAddress(told['ip_address']),
    description: fields.free(raw['description']),
  };
  const username = usernameOf(fields, action, raw['object'], told);
  const columns = {
    ...NO_COLUMNS,
    username,
    reason: fields.detail(told['error']),
    factor: fields.detail(told['factor']),
    ip: record.ip,
    action,
    actor: record.actor,
  };
  if (fields.fault !== null) return { ok: false, ...fields.fault };
  const person = username === null ? null : { key: null, username, email: null, groups: null };
  return { ok: true, meaning: { occurredAt, concernsAt: occurredAt, person, columns, record } };
}

function usernameOf(fields: FieldReader, action: string, object: unknown, told: JsonObject): string | null {
  if (OBJECT_IS_USER.has(action))
    return fields.identity(object, 'object') ?? fields.identity(told['uname'], 'description.uname');
  if (!DESCRIPTION_NAMES_USER.test(action)) return null;
  return fields.detail(told['user']) ?? fields.detail(told['username']) ?? fields.detail(told['uname']);
}
