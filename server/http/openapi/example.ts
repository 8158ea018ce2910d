import { CONNECTORS } from '@/domain/connectors/catalogue';
import { type JsonSchema, mainType } from './json-schema';

/** What stands for texts of a name, where the schema alone would say nothing. */
const TEXTS: Readonly<Record<string, string>> = {
  accountName: 'Example',
  action: 'set-member-role',
  application: 'Example VPN',
  connector: CONNECTORS[0]?.id ?? '',
  csv: 'person,category,value,date,note\nada,phishing,2,2026-11-01,Reported a simulation\n',
  currentPassword: 'copper kettle on the sill',
  description: 'Keeps an eye on it',
  email: 'ada@example.com',
  field: 'user',
  group: 'Finance',
  name: 'Nightly export',
  network: '192.0.2.0/24',
  newPassword: 'a lantern beside the harbour',
  note: 'Called: it was not them.',
  password: 'a lantern beside the harbour',
  q: 'ada',
  reason: 'Known maintenance',
  role: 'analyst',
  stream: 'authentication',
  text: 'Called: it was not them.',
  username: 'ada',
};

/** Formats whose examples do not follow from the type. */
const FORMATS: Readonly<Record<string, string>> = {
  uuid: '3f2b8a52-6c1d-4f0e-9a57-1f4f0f6b2c11',
  'date-time': '2026-11-01T08:30:00Z',
  date: '2026-11-01',
  email: 'ada@example.com',
  uri: 'https://example.com/',
  ipv4: '192.0.2.7',
};

/**
 * A value that a schema allows, with texts by the name of their field.
 * @param name of the field that it is for
 * @param all whether what may be left out is there too
 */
export function exampleOf(schema: JsonSchema, name = '', all = true): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) {
    const telling = choices.find((choice) => mainType(choice) !== 'null') ?? choices[0];
    return telling === undefined ? null : exampleOf(telling, name, all);
  }
  if (schema.default !== undefined) return schema.default;
  switch (mainType(schema)) {
    case 'object':
      return exampleObject(schema, all);
    case 'array':
      return exampleArray(schema, name, all);
    case 'boolean':
      return true;
    case 'integer':
    case 'number':
      return Math.max(
        schema.minimum ?? 1,
        schema.exclusiveMinimum === undefined ? 1 : schema.exclusiveMinimum + 1,
      );
    case 'string':
      return exampleText(schema, name);
    case 'null':
      return null;
    default:
      return {};
  }
}

/** An object that a schema allows: `exampleOf` for each field. */
export function exampleObject(schema: JsonSchema, all: boolean): Record<string, unknown> {
  const { properties = {}, required = [] } = schema;
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([field]) => all || required.includes(field))
      .map(([field, property]) => [field, exampleOf(property, field, all)]),
  );
}

function exampleArray(
  { items, prefixItems, minItems = 1 }: JsonSchema,
  name: string,
  all: boolean,
): unknown[] {
  if (prefixItems !== undefined) return prefixItems.map((item) => exampleOf(item, name, all));
  if (items === undefined) return [];
  return Array.from({ length: Math.max(1, minItems) }, () => exampleOf(items, name, all));
}

function exampleText({ format, minLength = 0, maxLength, pattern }: JsonSchema, name: string): string {
  const text = FORMATS[format ?? ''] ?? TEXTS[name] ?? (pattern?.startsWith('^\\d') === true ? '7' : 'text');
  return text.padEnd(minLength, 'x').slice(0, maxLength);
}
