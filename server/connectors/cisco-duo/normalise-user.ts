import type { DirectoryUser } from '@/domain/directory';
import { groupName } from '@/domain/group-name';
import { readFactTime } from '@/server/connectors/cisco-duo/read-time';
import type { FieldReader } from '@/server/connectors/field-reader';
import { isJsonObject, type JsonObject } from '@/server/connectors/json-value';

const MOST_IN_LIST = 500;

/** Where Duo lists what a person may approve with besides a telephone, and what names one there. */
const AUTHENTICATORS = [
  ['token', 'tokens', 'serial'],
  ['u2f', 'u2ftokens', 'registration_id'],
  ['webauthn', 'webauthncredentials', 'credential_name'],
] as const;

/** One raw user; null without an id or a username. */
export function normaliseUser(fields: FieldReader, raw: JsonObject): DirectoryUser | null {
  const id = fields.identity(raw['user_id'], 'user_id');
  const username = fields.identity(raw['username'], 'username');
  const email = fields.identity(raw['email'], 'email');
  if (id === null || username === null) return null;
  const nameParts = [fields.detail(raw['firstname']), fields.detail(raw['lastname'])];
  const wholeName = nameParts.filter((part) => part !== null).join(' ');
  const groups = listOf(raw['groups']).map((group) => (isJsonObject(group) ? group['name'] : group));
  const phones = listOf(raw['phones']).map((phone) => (isJsonObject(phone) ? phone['phone_id'] : phone));
  return {
    part: 'users',
    id,
    username,
    name: fields.detail(raw['realname']) ?? (wholeName === '' ? null : wholeName),
    email: email?.toLowerCase() ?? null,
    aliases: aliasesOf(fields, raw),
    groups: [...new Set(fields.list(groups, MOST_IN_LIST).map(groupName))],
    status: fields.meaning(raw['status'], 'status')?.toLowerCase() ?? 'unknown',
    enrolled: fields.flag(raw['is_enrolled']),
    lastLoginAt: readFactTime(raw['last_login']),
    createdAt: readFactTime(raw['created']),
    phoneIds: fields.list(phones, MOST_IN_LIST),
    authenticators: AUTHENTICATORS.flatMap(([kind, member, naming]) =>
      listOf(raw[member]).map((one) => {
        const given = isJsonObject(one) ? one : {};
        return { kind, name: fields.detail(given[naming]) ?? fields.detail(given['label']) };
      }),
    ),
  };
}

/** Aliases as Duo lists them (`aliases`, by name) and as it listed them before (`alias1` to `alias4`), each once. */
function aliasesOf(fields: FieldReader, raw: JsonObject): readonly string[] {
  const given = raw['aliases'];
  const listed = isJsonObject(given) ? Object.values(given) : listOf(given);
  const numbered = ['alias1', 'alias2', 'alias3', 'alias4'].map((member) => raw[member]);
  return [...new Set(fields.list([...listed, ...numbered], MOST_IN_LIST))];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, MOST_IN_LIST) : [];
}
