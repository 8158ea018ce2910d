import { z } from 'zod';
import { NAME_MARKS, type NameMark } from './name-marks';

/** Stands where a text that cannot be left out is withheld. */
export const WITHHELD = 'Withheld';

type Schema = z.core.$ZodType;

/** What is done with what a walk comes to: the answer takes its place. */
export interface NameVisitor {
  /** A text, with how it is to be read. */
  readonly text: (text: string, how: 'composed' | 'written') => string;
  /** What the person with this id is called; null where it is not said who it is. */
  readonly name: (name: string, personId: string | null) => string;
  /** What is left out: `empty` is what its field may hold instead. */
  readonly hidden: (
    value: unknown,
    empty: unknown,
    mark: 'hidden' | 'record',
    personId: string | null,
  ) => unknown;
}

/**
 * An answer with everything that may tell a name replaced by what a visitor makes of it. It goes by the schema; what no
 * schema describes is read as written by hand, all of it.
 */
export function walkNames(schema: Schema, value: unknown, visitor: NameVisitor): unknown {
  return walk(schema, value, visitor, null);
}

function walk(schema: Schema, value: unknown, visitor: NameVisitor, person: string | null): unknown {
  if (value === null || value === undefined) return value;
  const mark = NAME_MARKS.get(schema);
  switch (mark?.is) {
    case undefined:
      return inside(schema, value, visitor, person);
    case 'person':
      return inside(schema, value, visitor, idAt(value, mark));
    case 'plain':
    case 'settled':
      return value;
    case 'hidden':
    case 'record':
      return visitor.hidden(value, emptyOf(schema), mark.is, person);
    case 'name':
      return typeof value === 'string' ? visitor.name(value, person) : walkJson(value, visitor);
    case 'written':
      return walkJson(value, visitor);
  }
}

function inside(schema: Schema, value: unknown, visitor: NameVisitor, person: string | null): unknown {
  const on = (inner: Schema, part: unknown): unknown => walk(inner, part, visitor, person);
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional || schema instanceof z.ZodReadonly)
    return on(schema.unwrap(), value);
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return on(schema.unwrap(), value);
  if (schema instanceof z.ZodPipe) return on(schema.out, value);
  if (schema instanceof z.ZodObject && isRecord(value)) {
    const shape: Readonly<Record<string, Schema>> = schema.shape;
    return mapped(value, (part, key) => {
      const own = shape[key];
      return own === undefined ? walkJson(part, visitor) : on(own, part);
    });
  }
  if (schema instanceof z.ZodArray && Array.isArray(value))
    return value.map((part: unknown) => on(schema.element, part));
  if (schema instanceof z.ZodRecord && isRecord(value))
    return mapped(value, (part) => on(schema.valueType, part));
  if (schema instanceof z.ZodUnion) {
    const option = schema.options.find((one) => z.safeParse(one, value).success);
    return option === undefined ? walkJson(value, visitor) : on(option, value);
  }
  if (schema instanceof z.ZodEnum || schema instanceof z.ZodLiteral) return value;
  return typeof value === 'string' ? visitor.text(value, 'composed') : walkJson(value, visitor);
}

/** Whatever it is: every text in it, names of fields aside, as somebody may have written it. */
function walkJson(value: unknown, visitor: NameVisitor): unknown {
  if (typeof value === 'string') return visitor.text(value, 'written');
  if (Array.isArray(value)) return value.map((part: unknown) => walkJson(part, visitor));
  if (isRecord(value)) return mapped(value, (part) => walkJson(part, visitor));
  return value;
}

function mapped(
  value: Readonly<Record<string, unknown>>,
  change: (part: unknown, key: string) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, change(part, key)]));
}

/** What a field may hold that says nothing. */
function emptyOf(schema: Schema): unknown {
  if (schema instanceof z.ZodNullable) return null;
  return schema instanceof z.ZodArray ? [] : WITHHELD;
}

function idAt(value: unknown, { id }: Extract<NameMark, { is: 'person' }>): string | null {
  const found = id.reduce<unknown>((part, key) => (isRecord(part) ? part[key] : null), value);
  return typeof found === 'string' ? found : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
