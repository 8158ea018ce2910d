import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeOperation, type DescribedOperation } from '@/server/http/openapi/describe-operation';
import { type JsonSchema, mainType } from '@/server/http/openapi/json-schema';
import { OPERATIONS } from '@/server/services/registry';
import { sayTried } from '@/tests/setup/security-counts';
import { openTwoAccounts, type TwoAccounts } from '@/tests/setup/two-accounts';
import { ORIGIN, openWebHouse, type WebHouse } from '@/tests/setup/web-house';

const problemSchema = z.object({
  status: z.number(),
  code: z.string(),
  detail: z.string().regex(/^\S.*[.!?]$/s),
  errors: z.array(z.object({ field: z.string(), message: z.string() })),
});

let house: WebHouse;
let accounts: TwoAccounts;
let cookie: string;

beforeAll(async () => {
  house = await openWebHouse();
  await house.setUp();
  accounts = await openTwoAccounts(house);
  cookie = await house.signIn();
});
afterAll(() => house.close());

/** One thing that is wrong with an input. */
interface Fault {
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

function faultsOf({ parameters, body }: DescribedOperation): Fault[] {
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
    ]),
    ...parameters.flatMap(({ name, in: place, schema }) => textFaults(name, schema, place)),
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

/** What is wrong with the body as a whole. */
const BODIES: readonly [string, string, boolean][] = [
  ['no JSON', '{"a": ', true],
  ['a list', '[]', true],
  ['a text', '"a"', true],
  ['null', 'null', true],
  [
    'keys of the prototype',
    '{"__proto__": {"admin": true}, "constructor": {"prototype": {"admin": true}}}',
    false,
  ],
  ['depth', `${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`, false],
];

/** A value as it stands in an address. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function requestFor(told: DescribedOperation, fault: Fault) {
  const filled = told.parameters
    .filter((parameter) => parameter.in === 'path')
    .reduce((path, { name, example }) => {
      const value = fault.place === 'path' && fault.field === name ? fault.value : example;
      return path.replace(`{${name}}`, encodeURIComponent(textOf(value)));
    }, told.path);
  const query = told.parameters.filter((parameter) => parameter.in === 'query');
  const search = new URLSearchParams(
    query.flatMap(({ name, example }) => {
      if (fault.place === 'query' && fault.field === name) return [[name, textOf(fault.value)]];
      return example === null ? [] : [[name, textOf(example)]];
    }),
  );
  const body =
    fault.place === 'body' && fault.field !== null
      ? { ...told.body?.example, [fault.field]: fault.value }
      : (told.body?.example ?? {});
  return { path: search.size === 0 ? filled : `${filled}?${search.toString()}`, body };
}

/** What made the account that the test is in. */
const SET_UP = ['create-first-member', 'sign-in'];

let tried = 0;

/** Sends one fault; what is wrong with the answer, or null. */
async function complaintAbout(told: DescribedOperation, fault: Fault, raw?: string): Promise<string | null> {
  // Operations that cost much are let through again by then, and no session ends; who asks has just proved who they are.
  house.ahead += 6_500;
  await house.sql('UPDATE session SET "provenAt" = $1', [new Date(Date.now() + house.ahead)]);
  tried += 1;
  const { path, body } = requestFor(told, fault);
  const response = await house.call(told.method, path, {
    cookie,
    ...(told.method === 'GET' ? {} : { body: raw ?? body }),
  });
  const said = `${told.name}, ${fault.field ?? 'input'}: ${fault.what} is answered ${response.status}`;
  if (response.status >= 500) return `${said}: ${await response.text()}`;
  if (response.status < 400) {
    await response.body?.cancel();
    return fault.sure ? said : null;
  }
  const problem = problemSchema.safeParse(await response.json());
  if (!problem.success) return `${said} without a sentence`;
  if (!fault.sure || problem.data.code === 'too_many_requests') return null;
  if (response.status !== 400) return said;
  const named =
    fault.field === null || problem.data.errors.some(({ field }) => field.split('.')[0] === fault.field);
  return named
    ? null
    : `${said} and names ${problem.data.errors.map(({ field }) => field).join() || 'nothing'}`;
}

describe('hostile input', () => {
  it('is answered by every operation with 4xx and a sentence that names the field, and nothing is written', async () => {
    const complaints: string[] = [];
    const writers: string[] = [];
    const before = await accounts.digest();
    for (const operation of OPERATIONS) {
      const told = describeOperation(operation);
      for (const fault of faultsOf(told)) {
        if (!fault.sure && operation.effect !== 'read') continue;
        const complaint = await complaintAbout(told, fault);
        if (complaint !== null) complaints.push(complaint);
      }
      if (told.method !== 'GET')
        for (const [what, raw, sure] of BODIES) {
          const fault: Fault = { field: null, what, place: 'body', value: null, sure };
          if (!sure && (told.body === null || !told.body.required)) continue;
          const complaint = await complaintAbout(told, fault, raw);
          if (complaint !== null) complaints.push(complaint);
        }
      if (complaints.length > 400) break;
    }
    const after = await accounts.digest();
    for (const [place, digest] of after)
      if (before.get(place) !== digest && !place.startsWith('audit_entry ')) writers.push(place);
    // What takes something out is an entry of the log, though it changes nothing.
    const noted = await house.sql(`SELECT DISTINCT action FROM audit_entry WHERE "accountId" = $1`, [
      accounts.own,
    ]);
    const reads = OPERATIONS.filter(({ effect }) => effect === 'read').map(({ name }) => name);
    writers.push(
      ...noted
        .map(({ action }) => String(action))
        .filter((action) => ![...reads, ...SET_UP].includes(action)),
    );
    sayTried({
      what: `${OPERATIONS.length} operations × hostile inputs to every field`,
      tried,
      unexpected: complaints.length,
    });
    expect({ complaints, writers }).toEqual({ complaints: [], writers: [] });
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('admin');
  }, 120_000);
});

describe('an input that is wrong in very many places', () => {
  it.each([
    ['a list of what it may not hold', { permissions: Array.from({ length: 100_000 }, () => 0) }],
    ['a list of half a million', { permissions: Array.from({ length: 500_000 }, () => 0) }],
    [
      'families of very many kinds',
      { policy: { families: { a: Array.from({ length: 100_000 }, () => 0) } } },
    ],
    [
      'names that nobody knows',
      { policy: Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`n${n}`, 0])) },
    ],
    ['a name as long as the body', { ['x'.repeat(900_000)]: { 'y\u0000': 1 } }],
  ])('is answered in few words: %s', async (_what, more) => {
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const body = {
      name: 'a',
      permissions: ['people:read'],
      expiresAt,
      policy: {},
      reason: 'b',
      basedOn: 1,
      ...more,
    };
    for (const path of [
      '/api/v1/tokens',
      '/api/v1/roles',
      '/api/v1/scoring/preview',
      '/api/v1/password-reset',
    ]) {
      const response = await house.call('POST', path, { cookie, body });
      const text = await response.text();
      expect(text.length, path).toBeLessThan(40_000);
    }
  });

  it('is answered in few words where nobody is signed in', async () => {
    const raw = `{"a":${'['.repeat(70_000)}"\\u0000"${']'.repeat(70_000)}}`;
    const response = await house.call('POST', '/api/v1/password-reset', { body: raw });
    const text = await response.text();
    expect({ status: response.status, short: text.length < 2_000 }, text.slice(0, 300)).toEqual({
      status: 400,
      short: true,
    });
  });
});

describe('forged requests', () => {
  it('are refused by every operation that changes something, and so are reads of other sites', async () => {
    const passed: string[] = [];
    const forgeries: Record<string, string>[] = [
      {},
      { origin: 'null' },
      { origin: 'https://evil.example' },
      { origin: `${ORIGIN}.evil.example` },
      { origin: ORIGIN, 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ];
    let count = 0;
    for (const operation of OPERATIONS) {
      const told = describeOperation(operation);
      const { path, body } = requestFor(told, {
        field: null,
        what: '',
        place: 'body',
        value: null,
        sure: false,
      });
      const reads = told.method === 'GET';
      for (const headers of reads ? [{ 'sec-fetch-site': 'cross-site' }] : forgeries) {
        const response = await house.call(told.method, path, { cookie, headers, ...(reads ? {} : { body }) });
        count += 1;
        if (response.status !== 403)
          passed.push(`${told.name} with ${JSON.stringify(headers)}: ${response.status}`);
      }
    }
    sayTried({
      what: `${OPERATIONS.length} operations × forged requests`,
      tried: count,
      unexpected: passed.length,
    });
    expect(passed).toEqual([]);
  }, 60_000);
});
