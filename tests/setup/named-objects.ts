import { describeOperation } from '@/server/http/openapi/describe-operation';
import { type JsonSchema, jsonSchemaOf } from '@/server/http/openapi/json-schema';
import type { PublicOperation } from '@/server/services/public-operation';

/** Where a row says in another column than `accountId` whose it is: the stranger has the id of the other account. */
export const OWNERS: Readonly<Record<string, string>> = { account: 'id', passkey: 'memberId' };

/** Where the object stands that a part of a path names, by the literal part before it. */
export const OBJECTS: Readonly<Record<string, readonly [table: string, column: string]>> = {
  people: ['person', 'id'],
  notes: ['person_note', 'id'],
  steps: ['person_step', 'id'],
  events: ['identity_event', 'id'],
  campaigns: ['campaign', 'id'],
  'account-events': ['account_event', 'id'],
  dispositions: ['disposition', 'id'],
  signals: ['signal', 'signalId'],
  saved: ['saved_search', 'id'],
  integrations: ['integration', 'id'],
  streams: ['stream', 'stream'],
  runs: ['run', 'id'],
  quarantine: ['quarantine', 'id'],
  policies: ['scoring_policy', 'number'],
  members: ['membership', 'memberId'],
  sessions: ['session', 'id'],
  passkeys: ['passkey', 'id'],
  invitations: ['member_link', 'id'],
  roles: ['role', 'id'],
  erasures: ['erasure', 'id'],
  tokens: ['api_token', 'id'],
  audit: ['audit_entry', 'seq'],
  customers: ['account', 'id'],
  views: ['saved_view', 'id'],
  watchlists: ['watchlist', 'id'],
  'notification-rules': ['notification_rule', 'id'],
  'notification-deliveries': ['notification_delivery', 'id'],
  notifications: ['notification', 'id'],
};

/** What fields of a body or query name, by where they stand in it. */
export const FIELDS: Readonly<Record<string, keyof typeof OBJECTS>> = {
  'about.watchlists[]': 'watchlists',
  accountId: 'customers',
  campaign: 'campaigns',
  event: 'events',
  'ids[]': 'quarantine',
  integration: 'integrations',
  'mappings[].role': 'roles',
  memberId: 'members',
  'notifications[]': 'notifications',
  owner: 'members',
  'people.except[]': 'people',
  'people.filter.integration': 'integrations',
  'people.filter.watchlist': 'watchlists',
  'people.ids[]': 'people',
  person: 'people',
  'receivers.byMail[]': 'members',
  'receivers.inProduct[]': 'members',
  role: 'roles',
  rule: 'notification-rules',
  under: 'dispositions',
  'view.integration': 'integrations',
  'view.watchlist': 'watchlists',
  watchlist: 'watchlists',
};

/** Named like ids, and yet of nothing that Parapet keeps: an identity provider’s, and an authenticator’s. */
const OF_OTHERS = ['clientId', 'passkey.rawId'];

/** The parts of a path that name an object, with the literal part before each. */
export function objectsIn(path: string): { name: string; segment: string }[] {
  const parts = path.split('/');
  return parts.flatMap((part, index) =>
    part.startsWith(':') ? [{ name: part.slice(1), segment: parts[index - 1] ?? '' }] : [],
  );
}

/**
 * Where the body or query of an operation names objects, as in `people.ids[]`, taken from its schema: ids by their form,
 * roles and members by their name.
 */
export function idFieldsOf(operation: PublicOperation): readonly string[] {
  const known = fields.get(operation);
  if (known !== undefined) return known;
  const inPath = objectsIn(operation.path).map(({ name }) => name);
  const found = idsWithin(jsonSchemaOf(operation.input, 'input'), '');
  const named = [...new Set(found)].filter((field) => !inPath.includes(field) && !OF_OTHERS.includes(field));
  fields.set(operation, named);
  return named;
}

const fields = new Map<PublicOperation, readonly string[]>();

function idsWithin(schema: JsonSchema, place: string): string[] {
  const { items, properties = {}, additionalProperties: more } = schema;
  const choices = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return [
    ...(schema.format === 'uuid' || /(?:^|\.)role$|Id$/.test(place) ? [place] : []),
    ...Object.entries(properties).flatMap(([name, inner]) =>
      idsWithin(inner, place === '' ? name : `${place}.${name}`),
    ),
    ...(items === undefined ? [] : idsWithin(items, `${place}[]`)),
    ...(typeof more === 'object' ? idsWithin(more, `${place}.*`) : []),
    ...choices.flatMap((choice) => idsWithin(choice, place)),
  ];
}

/** The input with this value at this place of it; what is on the way to it and was not there is made. */
export function withField(input: unknown, place: string, value: unknown): unknown {
  if (place === '') return value;
  if (place.startsWith('[]')) {
    const list = Array.isArray(input) && input.length > 0 ? (input as readonly unknown[]) : [{}];
    return list.map((item) => withField(item, place.slice(2).replace(/^\./, ''), value));
  }
  const [, name = '', rest = ''] = /^([^.[]+)\.?(.*)$/.exec(place) ?? [];
  const given = typeof input === 'object' && input !== null ? (input as Record<string, unknown>) : {};
  return { ...given, [name]: withField(given[name], rest, value) };
}

/** Whether something stands at this place of an input. */
function hasField(input: unknown, place: string): boolean {
  if (place === '') return input !== undefined;
  if (place.startsWith('[]'))
    return Array.isArray(input) && input.every((item) => hasField(item, place.slice(2).replace(/^\./, '')));
  const [, name = '', rest = ''] = /^([^.[]+)\.?(.*)$/.exec(place) ?? [];
  if (typeof input !== 'object' || input === null) return false;
  return hasField((input as Record<string, unknown>)[name], rest);
}

/** An input that the operation accepts, as the API reference tells it: its examples, and nothing that only narrows. */
export function exampleInputOf(operation: PublicOperation): Readonly<Record<string, unknown>> {
  const known = examples.get(operation);
  if (known !== undefined) return known;
  const told = describeOperation(operation);
  const given: Record<string, unknown> = { ...told.body?.example };
  for (const { name, example } of told.parameters) if (example !== null) given[name] = example;
  examples.set(operation, given);
  return given;
}

const examples = new Map<PublicOperation, Readonly<Record<string, unknown>>>();

/** The input with these objects wherever it names one, in the path and below. */
export function withObjects(
  operation: PublicOperation,
  input: Readonly<Record<string, unknown>>,
  object: (segment: string) => string,
): Record<string, unknown> {
  const named = idFieldsOf(operation)
    .filter((place) => hasField(input, place))
    .reduce((given: unknown, place) => withField(given, place, object(FIELDS[place] ?? '')), input);
  const inPath = objectsIn(operation.path).map(({ name, segment }): [string, string] => [
    name,
    object(segment),
  ]);
  return { ...(named as Record<string, unknown>), ...Object.fromEntries(inPath) };
}
