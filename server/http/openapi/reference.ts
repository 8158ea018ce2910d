import type {
  ReferenceEntry,
  ReferenceField,
  ReferenceOperation,
  ReferencePart,
} from '@/domain/views/api-reference';
import { OPERATIONS } from '@/server/services/registry';
import { curlOf } from './curl';
import { type DescribedOperation, describeOperation } from './describe-operation';
import { type JsonSchema, mainType } from './json-schema';
import { tagPlace } from './tags';

/** Deeper than this an answer is looked up in the document itself. */
const DEEPEST = 4;
const MOST_NAMED = 12;

/** Every operation, by what it is about. */
export function apiReference(): ReferencePart[] {
  const described = OPERATIONS.map(describeOperation);
  const tags = new Map(described.map(({ tag }) => [tag.name, tag]));
  return [...tags.values()]
    .sort((a, b) => tagPlace(a.name) - tagPlace(b.name) || a.name.localeCompare(b.name))
    .map(({ name, description }) => ({
      name,
      description,
      operations: described.filter(({ tag }) => tag.name === name).map(entryOf),
    }));
}

/** One operation by its name, with commands for this origin; null where there is none. */
export function apiOperation(name: string, origin: string): ReferenceOperation | null {
  const operation = OPERATIONS.find((one) => one.name === name);
  if (operation === undefined) return null;
  const told = describeOperation(operation);
  return {
    ...entryOf(told),
    part: told.tag.name,
    access: told.access.replaceAll('`', ''),
    parameters: told.parameters.map(({ name: field, in: place, required, schema }) => ({
      ...{ name: field, in: place, depth: 0, required, type: typeWords(schema) },
    })),
    body: told.body === null ? [] : fieldsOf(told.body.schema),
    files: told.answer.kind === 'file' ? told.answer.types : [],
    answer: told.answer.kind === 'file' ? [] : fieldsOf(told.answer.schema),
    tellsSteps: told.progress !== null,
    curl: curlOf(told, origin),
  };
}

function entryOf(told: DescribedOperation): ReferenceEntry {
  const { name, method, path, summary, description, permission, isPublic } = told;
  const audience = permission ?? (isPublic ? 'anybody' : 'every member');
  return { name, method, path, summary, description, audience };
}

/** The fields of an object, each followed by its own; of a list those of what it lists. */
export function fieldsOf(schema: JsonSchema, depth = 0): ReferenceField[] {
  const { properties = {}, required = [] } = objectIn(schema) ?? {};
  return Object.entries(properties).flatMap(([name, property]) => [
    { name, depth, type: typeWords(property), required: required.includes(name) },
    ...(depth + 1 < DEEPEST ? fieldsOf(property, depth + 1) : []),
  ]);
}

function objectIn(schema: JsonSchema): JsonSchema | null {
  if (schema.properties !== undefined) return schema;
  if (schema.items !== undefined) return objectIn(schema.items);
  const within = (schema.anyOf ?? schema.oneOf ?? []).map(objectIn).filter((one) => one !== null);
  return within[0] ?? null;
}

/** What a value is, as people say it. */
export function typeWords(schema: JsonSchema): string {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return [...new Set(choices.map(typeWords))].join(' or ');
  const words = wordsOf(schema);
  return Array.isArray(schema.type) && schema.type.includes('null') ? `${words} or null` : words;
}

function wordsOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) {
    const named = schema.enum.slice(0, MOST_NAMED).map(String).join(', ');
    return `one of ${named}${schema.enum.length > MOST_NAMED ? ` and ${schema.enum.length - MOST_NAMED} more` : ''}`;
  }
  if (schema.format === 'date-time') return 'instant';
  if (schema.format === 'uuid') return 'id';
  switch (mainType(schema)) {
    case 'string':
      return schema.maxLength === undefined ? 'text' : `text, at most ${schema.maxLength} characters`;
    case 'integer':
      return 'whole number';
    case 'number':
      return 'number';
    case 'boolean':
      return 'true or false';
    case 'array':
      return schema.items === undefined ? 'list' : `list: ${typeWords(schema.items)}`;
    case 'object':
      return 'object';
    case 'null':
      return 'null';
    default:
      return 'anything';
  }
}
