import type { NamedParty } from '@/domain/stream-record';
import { toldMembers } from '@/domain/told-members';
import type { FieldReader } from '@/server/connectors/field-reader';
import { isJsonObject, type JsonObject } from '@/server/connectors/json-value';

/** Somebody or something that a record names; null where it names nobody. A bare text is its name. */
export function readParty(fields: FieldReader, value: unknown, name: string): NamedParty | null {
  if (typeof value === 'string') return party(null, fields.meaning(value, name), null);
  const given = fields.object(value, name);
  if (given === null) return null;
  const key = fields.identity(given['key'], `${name}.key`);
  return party(key, fields.meaning(given['name'], `${name}.name`), fields.detail(given['type']));
}

function party(key: string | null, name: string | null, type: string | null): NamedParty | null {
  return key === null && name === null && type === null ? null : { key, name, type };
}

/** What was done: a text, or an object with a name. Without it, a record says nothing, and that is a fault. */
export function readAction(fields: FieldReader, value: unknown): string {
  const given = isJsonObject(value) ? value['name'] : value;
  const action = fields.meaning(given, 'action');
  if (action === null) fields.wrongType('action', 'a text', given);
  return action ?? '';
}

/** Members of a description that is an object, or JSON text of one; none where it is anything else. */
export function membersOf(description: unknown): JsonObject {
  if (isJsonObject(description)) return description;
  return typeof description === 'string' ? toldMembers(description) : {};
}
