import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeOperation, type DescribedOperation } from '@/server/http/openapi/describe-operation';
import type { PublicOperation } from '@/server/services/public-operation';
import { OPERATIONS } from '@/server/services/registry';
import { type Fault, faultsOf, jsonWith } from '@/tests/setup/hostile-faults';
import { sayTried } from '@/tests/setup/security-counts';
import { touched } from '@/tests/setup/table-digests';
import { CANARY, openTwoAccounts, type TwoAccounts } from '@/tests/setup/two-accounts';
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

/** Whether the schema refuses an input with this fault, whatever else is right with it. */
function isUnreadable({ input }: PublicOperation, told: DescribedOperation, fault: Fault): boolean {
  const given = Object.fromEntries(
    told.parameters.flatMap(({ name, example }) => (example === null ? [] : [[name, example]])),
  );
  const { body } = requestFor(told, fault);
  const value = fault.place === 'body' || fault.field === null ? {} : { [fault.field]: textOf(fault.value) };
  return !input.safeParse({ ...(told.method === 'GET' ? {} : body), ...given, ...value }).success;
}

/** What made the account that the test is in. */
const SET_UP = ['create-first-member', 'sign-in'];

let tried = 0;

/** Sends one fault; what is wrong with the answer, or null. */
async function complaintAbout(
  told: DescribedOperation,
  fault: Fault,
  { raw, refused = fault.sure }: { readonly raw?: string; readonly refused?: boolean } = {},
): Promise<string | null> {
  // Operations that cost much are let through again by then, and no session ends; who asks has just proved who they are.
  house.ahead += 6_500;
  if (tried % 50 === 0)
    await house.sql(
      `UPDATE session SET "provenAt" = $1, "provenBy" = 'everything', "fullyProvenAt" = $1, "lastSeenAt" = $1`,
      [new Date(Date.now() + house.ahead)],
    );
  tried += 1;
  const { path, body } = requestFor(told, fault);
  const response = await house.call(told.method, path, {
    cookie,
    ...(told.method === 'GET' ? {} : { body: raw ?? jsonWith(body) }),
  });
  const said = `${told.name}, ${fault.field ?? 'input'}: ${fault.what} is answered ${response.status}`;
  if (response.status >= 500) return `${said}: ${await response.text()}`;
  if (response.status < 400)
    return fault.sure || refused || (await response.text()).includes(CANARY) ? said : null;
  const problem = problemSchema.safeParse(await response.json());
  if (!problem.success) return `${said} without a sentence`;
  if (!(fault.sure || refused) || problem.data.code === 'too_many_requests') return null;
  if (response.status !== 400) return said;
  // Where it is the whole that its schema does not take, as of two fields that do not go together, none is named.
  if (!fault.sure) return null;
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
    const ids = ['people', 'events', 'integrations'].map((segment) => accounts.foreign(segment));
    const before = await accounts.digest();
    for (const operation of OPERATIONS) {
      const told = describeOperation(operation);
      for (const fault of faultsOf(told, ids)) {
        const refused = fault.sure || isUnreadable(operation, told, fault);
        if (!refused && operation.effect !== 'read') continue;
        const complaint = await complaintAbout(told, fault, { refused: refused && fault.place === 'body' });
        if (complaint !== null) complaints.push(complaint);
      }
      if (told.method !== 'GET')
        for (const [what, raw, sure] of BODIES) {
          const fault: Fault = { field: null, what, place: 'body', value: null, sure };
          if (!sure && (told.body === null || !told.body.required)) continue;
          const complaint = await complaintAbout(told, fault, { raw });
          if (complaint !== null) complaints.push(complaint);
        }
      if (complaints.length > 400) break;
    }
    const places = touched(before, await accounts.digest());
    writers.push(...places.filter((place) => !place.startsWith('audit_entry')));
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
    // Whatever was sent, an entry of the log is one line.
    expect(house.log.filter((line) => /[\r\n\u001b]/.test(line.trimEnd()))).toEqual([]);
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
