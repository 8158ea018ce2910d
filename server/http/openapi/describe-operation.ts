import { type Permission, PERMISSIONS } from '@/domain/permissions';
import { isPublic } from '@/server/services/operation';
import type { PublicOperation } from '@/server/services/public-operation';
import { exampleObject, exampleOf } from './example';
import { type JsonSchema, jsonSchemaOf } from './json-schema';
import texts from './operation-texts.json';
import { type Tag, tagOf } from './tags';
import { TOLD_EXAMPLES } from './told-examples';

/** What an operation that answers with a file sends. Such an answer has no schema. */
const FILES: Readonly<Record<string, readonly string[]>> = {
  'download-quarantined': ['application/json'],
  'export-audit': ['text/csv', 'application/x-ndjson'],
  'export-evidence': ['application/json', 'text/html'],
  'export-people': ['text/csv'],
  'export-person': ['application/json'],
  'export-runs': ['text/csv', 'application/json'],
  'export-signals': ['text/csv', 'application/x-ndjson'],
  'risk-import-template': ['text/csv'],
  'support-bundle': ['application/json'],
};

export interface DescribedParameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly schema: JsonSchema;
  /** Null where an example would only narrow the answer. */
  readonly example: unknown;
}

/** An operation as the API reference tells it. */
export interface DescribedOperation {
  readonly name: string;
  readonly method: string;
  /** As in `/api/v1/people/{id}`. */
  readonly path: string;
  readonly tag: Tag;
  readonly summary: string;
  readonly description: string;
  /** Who may call it, as a sentence. */
  readonly access: string;
  readonly permission: Permission | null;
  readonly isPublic: boolean;
  readonly forTokens: boolean;
  readonly parameters: readonly DescribedParameter[];
  readonly body: { readonly schema: JsonSchema; readonly required: boolean; readonly example: Told } | null;
  readonly answer:
    | { readonly kind: 'json'; readonly schema: JsonSchema; readonly example: unknown }
    | { readonly kind: 'file'; readonly types: readonly string[] };
  /** What each line tells while it works, where it does so when asked. */
  readonly progress: JsonSchema | null;
}

type Told = Readonly<Record<string, unknown>>;

const TEXTS: ReadonlyMap<string, string> = new Map(Object.entries(texts));

/** Everything that is told of an operation, from its definition and the comment above it. */
export function describeOperation(operation: PublicOperation): DescribedOperation {
  const { name, method, path } = operation;
  const input = jsonSchemaOf(operation.input, 'input');
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, parameter]) => parameter ?? '');
  const { properties = {}, required = [] } = input;
  const elsewhere = Object.entries(properties).filter(([field]) => !inPath.includes(field));
  const asQuery = method === 'GET';
  const told = TOLD_EXAMPLES[name] ?? {};
  const parameters: DescribedParameter[] = [
    ...inPath.map((parameter) =>
      describeParameter('path', parameter, properties[parameter] ?? {}, { required: true, told }),
    ),
    ...(asQuery ? elsewhere : []).map(([field, schema]) =>
      describeParameter('query', field, schema, { required: required.includes(field), told }),
    ),
  ];
  return {
    name,
    method,
    path: path.replace(/:(\w+)/g, '{$1}'),
    tag: tagOf(path),
    summary: name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' '),
    description: TEXTS.get(name) ?? '',
    ...accessOf(operation),
    parameters,
    body: asQuery || elsewhere.length === 0 ? null : describeBody(input, elsewhere, told),
    answer: describeAnswer(operation),
    progress: operation.progress === undefined ? null : jsonSchemaOf(operation.progress, 'output'),
  };
}

function describeParameter(
  place: 'path' | 'query',
  name: string,
  schema: JsonSchema,
  { required, told }: { readonly required: boolean; readonly told: Told },
): DescribedParameter {
  const example = told[name] ?? (required ? exampleOf(schema, name) : null);
  return { name, in: place, required, schema, example };
}

function describeBody(
  input: JsonSchema,
  fields: readonly (readonly [string, JsonSchema])[],
  told: Told,
): DescribedOperation['body'] {
  const properties = Object.fromEntries(fields);
  const required = (input.required ?? []).filter((field) => field in properties);
  const schema: JsonSchema = { type: 'object', properties, ...(required.length > 0 && { required }) };
  return {
    schema,
    required: required.length > 0,
    example: { ...exampleObject(schema, false), ...told },
  };
}

function describeAnswer({ name, output }: PublicOperation): DescribedOperation['answer'] {
  const types = FILES[name];
  if (types !== undefined) return { kind: 'file', types };
  const schema = jsonSchemaOf(output, 'output');
  return { kind: 'json', schema, example: exampleOf(schema) };
}

function accessOf(
  operation: PublicOperation,
): Pick<DescribedOperation, 'access' | 'permission' | 'isPublic' | 'forTokens'> {
  const { permission, forTokens } = operation;
  const byPerson =
    (forTokens ? '' : ' Only for people who are signed in: no API token does it.') + proofOf(operation);
  if (typeof permission === 'string')
    return {
      access: `Takes the permission \`${permission}\`: ${lowerFirst(PERMISSIONS[permission])}.${byPerson}`,
      permission,
      isPublic: false,
      forTokens,
    };
  const reason = Object.values(permission).join(' ');
  const anybody = isPublic(operation);
  return {
    access: anybody
      ? `Anybody may call it: ${lowerFirst(reason)}`
      : `Every member may call it: ${lowerFirst(reason)}${byPerson}`,
    permission: null,
    isPublic: anybody,
    forTokens,
  };
}

/** Said of what asks members for a proof first. */
function proofOf({ stepUp, stepUpForSome, stepUpBy }: PublicOperation): string {
  if (stepUp === undefined) return '';
  const where = stepUpForSome ? ' where it hides or moves much' : '';
  const by = stepUpBy === 'everything' ? ', by everything that their own sign-in asks for' : '';
  return ` Before it members prove who they are${where}${by}, unless they did within ten minutes. ${stepUp}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
