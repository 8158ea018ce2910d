import { exampleObject } from '@/server/http/openapi/example';
import type { DescribedOperation } from '@/server/http/openapi/describe-operation';
import { type JsonSchema, mainType } from '@/server/http/openapi/json-schema';

/** One thing that is wrong with an input. */
export interface Fault {
  /** The field that is wrong; null for the input as a whole. */
  readonly field: string | null;
  readonly what: string;
  readonly place: 'path' | 'query' | 'body';
  readonly value: unknown;
  /** Whether no reading of the schema allows it, so that the answer must be 400. */
  readonly sure: boolean;
}

const TYPES: Readonly<Record<string, unknown>> = {
  string: 'a text',
  number: 7.5,
  boolean: true,
  array: ['a', { b: 1 }],
  object: { 'a.b': null },
  null: null,
};

/** What a value of this schema may be, by the names of JSON types. */
function typesOf(schema: JsonSchema): Set<string> {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return new Set(choices.flatMap((choice) => [...typesOf(choice)]));
  if (schema.type === undefined) return new Set(Object.keys(TYPES));
  const named = typeof schema.type === 'string' ? [schema.type] : schema.type;
  return new Set(named.map((type) => (type === 'integer' ? 'number' : type)));
}

/** Every fault of this kind that an input of the operation can have; `ids` are of another account, for cursors to hold. */
export function faultsOf({ parameters, body }: DescribedOperation, ids: readonly string[]): Fault[] {
  const bodyFields = Object.entries(body?.schema.properties ?? {});
  return [
    ...bodyFields.flatMap(([field, schema]): Fault[] => [
      ...Object.entries(TYPES)
        .filter(([type]) => !typesOf(schema).has(type))
        .map(([type, value]) => ({ field, what: `a ${type}`, place: 'body' as const, value, sure: true })),
      ...textFaults(field, schema, 'body'),
      ...(body?.schema.required?.includes(field) === true
        ? [{ field, what: 'missing', place: 'body' as const, value: undefined, sure: true }]
        : []),
      ...numberFaults(schema).map((fault) => ({ ...fault, field, place: 'body' as const })),
      ...(field === 'cursor' ? cursorFaults('body', ids) : []),
      ...partsWithin(schema, field, (value) => value).flatMap((part, index, { length }) =>
        innerFaults(field, part).filter((_fault, n) => length < ALIKE || n % 3 === index % 3),
      ),
    ]),
    ...parameters.flatMap(({ name, in: place, schema }) => [
      ...textFaults(name, schema, place),
      ...(place === 'query' ? writtenNumbers(name, schema) : []),
      ...(name === 'cursor' ? cursorFaults(place, ids) : []),
    ]),
  ];
}

function textFaults(field: string, schema: JsonSchema, place: Fault['place']): Fault[] {
  const isText = typesOf(schema).has('string');
  const isFormed = schema.enum !== undefined || schema.format !== undefined || mainType(schema) === 'integer';
  const longest = schema.maxLength ?? (isFormed ? 100 : null);
  const texts: [string, string, boolean][] = [
    ['a zero character', 'a\u0000b', isText],
    // In an address there is no such thing: it cannot be encoded.
    ...(place === 'body' ? ([['half a character', 'a\ud800b', isText]] as [string, string, boolean][]) : []),
    ['line breaks and orders to a terminal', 'a\r\nb\u001b[2J', isFormed],
    ['a name of the prototype', '__proto__', isFormed],
    ['orders to a database', `'; DROP TABLE member; --`, isFormed],
    ['another path', '../../etc/passwd', isFormed],
  ];
  if (longest !== null) texts.push(['too long', 'x'.repeat(longest + 1), isText || place !== 'body']);
  return texts
    .filter(() => isText || place !== 'body')
    .map(([what, value, sure]) => ({ field, what, place, value, sure: sure && place !== 'path' }));
}

/** Numbers that are none, or more than anybody means. JSON knows no NaN, but reads 1e999 as infinite: see `jsonWith`. */
const NUMBERS: readonly (readonly [string, number])[] = [
  ['infinite', Infinity],
  ['infinitely little', -Infinity],
  ['huge', 1e308],
  ['past what is exact', 2 ** 53],
  ['negative', -1],
  ['broken', 0.5],
];

/** Numbers that a schema may not allow; only its own reading says so of all of them. */
function numberFaults(schema: JsonSchema): Pick<Fault, 'what' | 'value' | 'sure'>[] {
  if (!typesOf(schema).has('number') || typesOf(schema).has('string')) return [];
  const { minimum = -Infinity, maximum = Infinity } = schema;
  return NUMBERS.map(([what, value]) => ({
    ...{ what: `a number that is ${what}`, value },
    sure: !Number.isFinite(value) || value < minimum || value > maximum,
  }));
}

/** The same as an address has them. */
function writtenNumbers(field: string, schema: JsonSchema): Fault[] {
  if (!typesOf(schema).has('number') || typesOf(schema).has('string')) return [];
  return ['NaN', 'Infinity', '-1e999', '1e999', '0x1F', '1_0', '１'].map((value) => ({
    ...{ field, what: `the number ${value}`, place: 'query', value, sure: value !== '0x1F' },
  }));
}

/** Cursors that no page gave: broken ones, and ones of every form that name what is of another account. */
function cursorFaults(place: Fault['place'], ids: readonly string[]): Fault[] {
  const now = Date.now();
  const forged = [
    ...[
      null,
      true,
      [],
      {},
      [[]],
      '',
      [now],
      [1e300, -1],
      { at: -1, id: '' },
      [now, 'x', null],
      { __proto__: null },
    ],
    ...ids.flatMap((id) => [id, [id], [now, id], [0.5, id], ['0.5', id], ['name', id], { at: now, id }]),
  ].map((value) => Buffer.from(JSON.stringify(value)).toString('base64url'));
  return ['%00', 'e30', 'x'.repeat(200), ...forged].map((value) => ({
    ...{ field: 'cursor', what: `the cursor ${value.slice(0, 40)}`, place, value, sure: false },
  }));
}

/** A part of the value of a field: where it stands, and the whole with another one in its place. */
interface Part {
  readonly place: string;
  readonly schema: JsonSchema;
  readonly required: boolean;
  readonly whole: (value: unknown) => unknown;
}

function partsWithin(schema: JsonSchema, place: string, whole: Part['whole']): Part[] {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.flatMap((choice) => partsWithin(choice, place, whole));
  const { properties = {}, items, required = [] } = schema;
  const parts: Part[] = Object.entries(properties).map(([name, part]) => ({
    ...{ place: `${place}.${name}`, schema: part, required: required.includes(name) },
    whole: (value) => whole({ ...exampleObject(schema, true), [name]: value }),
  }));
  if (items !== undefined)
    parts.push({ place: `${place}.0`, schema: items, required: false, whole: (value) => whole([value]) });
  return parts.flatMap((part) => [part, ...partsWithin(part.schema, part.place, part.whole)]);
}

/** Of very many parts that are alike, such as thresholds, each is tried with some of the faults, and all faults with some. */
const ALIKE = 20;

/** What can be wrong with a part; where there are choices, it may be right in another: its own reading says so. */
function innerFaults(field: string, { place, schema, required, whole }: Part): Fault[] {
  const types = Object.entries(TYPES).filter(([type]) => !typesOf(schema).has(type));
  const faults = [
    ...types.slice(0, 2).map(([type, value]) => ({ what: `a ${type}`, value })),
    ...numberFaults(schema),
    ...textFaults(place, schema, 'body'),
    ...(required ? [{ what: 'missing', value: undefined }] : []),
  ];
  return faults.map(({ what, value }) => ({
    ...{ field, what: `${what} at ${place}`, place: 'body', value: whole(value), sure: false },
  }));
}

const INFINITE = 'infinite';

/** A body as JSON, in which infinite numbers stand as what JSON reads as these. */
export function jsonWith(body: unknown): string {
  const text = JSON.stringify(body, (_key, value: unknown) =>
    value === Infinity ? `${INFINITE}+` : value === -Infinity ? `${INFINITE}-` : value,
  );
  return text.replaceAll(`"${INFINITE}+"`, '1e999').replaceAll(`"${INFINITE}-"`, '-1e999');
}
