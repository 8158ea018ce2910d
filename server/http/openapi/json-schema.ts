import { z } from 'zod';

/** A JSON schema (2020-12), as far as OpenAPI and the reference read it. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly propertyNames?: JsonSchema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** The type that tells most: of what may be null as well, the other one. */
export function mainType({ type }: JsonSchema): string | undefined {
  if (type === undefined || typeof type === 'string') return type;
  return type.find((one) => one !== 'null');
}

/** What an operation takes (`input`, before it is parsed) or answers (`output`, as it is sent). */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...whole } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return parseSchema(JSON.parse(JSON.stringify(whole), readable));
}

/** zod states limits that are those of numbers themselves, and spells every format out: nobody reads these. */
function readable(key: string, value: unknown): unknown {
  if ((key === 'minimum' || key === 'maximum') && Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER)
    return undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const said: Map<string, unknown> = new Map(Object.entries(value));
  if (said.has('format')) said.delete('pattern');
  const known = Object.fromEntries(said);
  return said.has('propertyNames') ? named(known) : known;
}

/** A record of known names is told as an object with these fields. */
function named(record: object): object {
  const { propertyNames, additionalProperties, ...rest } = parseSchema(record);
  const names = propertyNames?.enum?.map(String);
  if (names === undefined || typeof additionalProperties !== 'object') return record;
  return { ...rest, properties: Object.fromEntries(names.map((name) => [name, additionalProperties])) };
}

/** The one place where a schema is taken as one: zod made it. */
function parseSchema(value: unknown): JsonSchema {
  return value as JsonSchema;
}
