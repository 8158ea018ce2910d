import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_THRESHOLDS } from '@/domain/detection/derived/thresholds';
import { ALL_PERMISSIONS, type Permission } from '@/domain/permissions';
import { Refusal } from '@/domain/refusal';
import { DEFAULT_POLICY } from '@/domain/scoring/policy';
import { type Database, enterAccount, type Transaction } from '@/server/data/database';
import { type JsonSchema, jsonSchemaOf } from '@/server/http/openapi/json-schema';
import type { Actor } from '@/server/services/actor';
import { Download } from '@/server/services/download';
import type { PublicOperation } from '@/server/services/public-operation';
import { OPERATIONS } from '@/server/services/registry';
import { CANARY as PERSON } from '@/tests/setup/canary-house';
import { DISTINCT_ROLES } from '@/tests/setup/distinct-roles';
import { duoRecord } from '@/tests/setup/duo-record';
import { exampleInputOf, FIELDS, idFieldsOf, withField, withObjects } from '@/tests/setup/named-objects';
import { openOwnObjects, type OwnObjects, PASSWORD } from '@/tests/setup/own-objects';
import { sayTried } from '@/tests/setup/security-counts';
import { tableDigests, touched } from '@/tests/setup/table-digests';

import { CANARY, fillForeignAccount } from '@/tests/setup/two-accounts';
import { undone } from '@/tests/setup/undone';

let own: OwnObjects;
let other: Awaited<ReturnType<typeof fillForeignAccount>>;

beforeAll(async () => {
  own = await openOwnObjects();
  other = await fillForeignAccount((text, values) => own.house.sql(text, values));
}, 60_000);
afterAll(() => own.close());

/** A role that may do everything. */
const MOST = 'global_sys_admin';

const HOUR_MS = 3_600_000;
const atHours = (ahead: number): string => new Date(Date.now() + ahead * HOUR_MS).toISOString();

/** What an operation takes beside the objects that it is about, where its example does not go together with these. */
function besides(name: string, actor: Actor): Readonly<Record<string, unknown>> {
  const of = (segment: string): string => own.object(segment, actor);
  const inputs: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    'accept-invitation': { token: of('invitation links'), name: 'New', password: CHOSEN },
    'add-person-step': { text: 'Ask them' },
    'choose-password': { currentPassword: PASSWORD, newPassword: CHOSEN },
    'connect-integration': {
      ...{ connector: 'generic-webhook', name: 'Another', fields: { reporter: 'Somebody', overlap: '24' } },
    },
    'delete-integration': { name: 'Duo 1' },
    'erase-person': { confirm: PERSON.username },
    'import-human-risk': {
      csv: `person,category,value,date,note\n${PERSON.username},phishing,2,2026-11-01,Reported`,
    },
    'let-into-customer': { role: 'help_desk' },
    'make-token': { expiresAt: atHours(1) },
    'open-member-link': { token: of('invitation links') },
    'prove-identity': { password: PASSWORD },
    'remove-group-criticality': { group: 'staff' },
    'replace-keys': { id: of('webhooks'), fields: { reporter: 'Somebody else', overlap: '24' } },
    'repull-window': { from: atHours(-48), to: atHours(-24) },
    'save-detectors': {
      thresholds: { ...DEFAULT_THRESHOLDS, egressPeople: DEFAULT_THRESHOLDS.egressPeople + 1 },
    },
    'save-policy': { policy: { ...DEFAULT_POLICY, halfLifeDays: 16 }, basedOn: 2 },
    'set-retention': { events: 1000, baselines: 1000, confirmed: true },
    'switch-account': { accountId: own.accountId },
    'test-connection': { connector: 'generic-webhook', fields: { reporter: 'Somebody', overlap: '24' } },
    'test-integration': { id: of('webhooks') },
    'try-record': { record: JSON.stringify(duoRecord({ at: Date.now(), user: PERSON.username })) },
    'undo-disposition': { id: of('decisions') },
    'use-password-link': { token: of('password links'), password: CHOSEN },
    'withdraw-disposition': { id: of('proposals') },
  };
  return inputs[name] ?? {};
}

const CHOSEN = 'a lantern beside the harbour';

/** How an operation ends for whoever may do it, where there is nothing here that it could do well; and why. */
const OTHERWISE: Readonly<Record<string, readonly [code: string, why: string]>> = {
  'create-first-member': ['conflict', 'there is a first member'],
  'ask-password-reset': ['conflict', 'no mail server is set'],
  'confirm-totp': ['conflict', 'no app is being added'],
  'remove-totp': ['not_found', 'nobody has an app'],
  'add-passkey': ['invalid_input', 'no passkey is being added'],
  'repull-window': ['conflict', 'nothing of the stream has been read yet'],
  'reveal-person': ['conflict', 'names are withheld from nobody'],
  'unlink-sign-on': ['conflict', 'no provider has named the colleague'],
  'set-single-sign-on': ['invalid_input', 'no provider answers at the example'],
  'check-domain': ['invalid_input', 'no provider is set'],
  'remove-single-sign-on': ['not_found', 'no provider is set'],
  'get-notification': ['not_found', 'the colleague alone was told'],
  'test-notification-rule': ['too_many_requests', 'it was tested when it was made'],
};

function inputFor(operation: PublicOperation, actor: Actor): Record<string, unknown> {
  const given = exampleInputOf(operation);
  return {
    ...withObjects(operation, given, (segment) => own.object(segment, actor)),
    ...besides(operation.name, actor),
  };
}

/** Of what may be left out: what goes together with an id there. */
const BESIDE: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'preview-disposition.person': { scope: 'person_kind', kind: 'push_harassment', event: undefined },
  'decide-events.person': { scope: 'person_kind', kind: 'push_harassment', event: undefined },
  'set-criticality-of-people.people.filter.watchlist': { people: { filter: {}, expected: 1 } },
  'change-watchlist-people.people.filter.watchlist': { people: { filter: {}, expected: 1 } },
  'create-notification-rule.about.watchlists[]': { about: { who: 'some' } },
  'change-notification-rule.about.watchlists[]': { about: { who: 'some' } },
  'preview-notification-rule.about.watchlists[]': { about: { who: 'some' } },
};

/** Where an id narrows what is asked for, so that there is nothing rather than a refusal. */
const NARROWS: readonly string[] = [
  ...['list-individuals.integration', 'list-events.integration', 'list-events.person', 'list-events.under'],
  ...['list-account-events.integration', 'remove-from-quarantine.ids[]'],
  ...['try-quarantine.ids[]', 'list-notification-deliveries.rule'],
  'mark-notifications-read.notifications[]',
];

interface Try {
  readonly input: unknown;
  /** Whether it stays done, so that what it wrote is seen; otherwise it is taken back. */
  readonly stays: boolean;
  /** What must be nowhere in the account afterwards. */
  readonly keeps?: string;
}

/** How a call ended: `done`, or the code of a refusal with its sentence. */
async function outcomeOf(
  operation: PublicOperation,
  actor: Actor,
  { input, stays, keeps }: Try,
): Promise<string> {
  const kept: string[] = [];
  const look = async (tx: Transaction): Promise<void> => {
    if (keeps !== undefined) kept.push(...(await tablesWith(tx, keeps)));
  };
  const ask = async (database: Database): Promise<string> => {
    const answer = await operation.execute({ actor, runtime: { ...own.runtime, database }, input });
    return answer instanceof Download ? textOf(answer) : JSON.stringify(answer);
  };
  const { database } = own.runtime;
  try {
    const said = stays
      ? await ask(database)
      : await undone(database, ask, { look, inSteps: operation.effect === 'external' });
    if (said.includes(CANARY)) return 'shows the canary of another account';
    return kept.length === 0 ? 'done' : `done, and keeps it in ${kept.join()}`;
  } catch (error) {
    return error instanceof Refusal ? `${error.code}: ${error.message}` : `fault: ${String(error)}`;
  }
}

async function textOf(file: Download): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of file.pieces) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

/** The tables of the account in which a text stands. */
async function tablesWith(tx: Transaction, text: string): Promise<string[]> {
  await enterAccount(tx, own.accountId);
  const asked = own.tables.map(
    (table) => `SELECT '${table}' AS name WHERE EXISTS (SELECT FROM "${table}" t WHERE t::text LIKE $1)`,
  );
  const rows = await tx.$queryRawUnsafe<{ name: string }[]>(asked.join(' UNION ALL '), `%${text}%`);
  return rows.map(({ name }) => name);
}

const digests = (): Promise<Map<string, string>> =>
  tableDigests((text, values) => own.house.sql(text, values));

describe('of what is the account’s own', () => {
  it('every operation does what it is for to whoever may, and nothing to whoever may not', async () => {
    const before = await digests();
    const unexpected: string[] = [];
    let tried = 0;
    for (const operation of OPERATIONS) {
      const { name, permission, forTokens } = operation;
      const actors: [string, Actor, boolean][] = DISTINCT_ROLES.flatMap(({ id, permissions }) => {
        const held: readonly Permission[] = permissions;
        const actor = own.members.get(id);
        const may = typeof permission === 'object' || held.includes(permission);
        return actor === undefined ? [] : [[id, actor, may] as [string, Actor, boolean]];
      });
      actors.push(['a token', own.tokenOf(MOST, ALL_PERMISSIONS), forTokens]);
      for (const [who, actor, may] of actors) {
        const outcome = await outcomeOf(operation, actor, { input: inputFor(operation, actor), stays: !may });
        tried += 1;
        const wanted = may ? (OTHERWISE[name]?.[0] ?? 'done') : 'forbidden';
        if (outcome.split(':')[0] !== wanted) unexpected.push(`${name} by ${who}: ${outcome}, not ${wanted}`);
      }
    }
    sayTried({
      what: `${OPERATIONS.length} operations × ${DISTINCT_ROLES.length} roles and a token × own objects`,
      tried,
      unexpected: unexpected.length,
    });
    expect({ unexpected, touched: touched(before, await digests()) }).toEqual({
      unexpected: [],
      touched: [],
    });
  }, 90_000);

  it('an id of another account beside them is worth no more than one that nobody has, and is kept nowhere', async () => {
    const boss = own.members.get(MOST);
    if (boss === undefined) throw new Error('There is no administrator.');
    const before = await digests();
    const unexpected: string[] = [];
    let tried = 0;
    for (const operation of OPERATIONS)
      for (const place of idFieldsOf(operation)) {
        const given = withField(
          { ...inputFor(operation, boss), ...BESIDE[`${operation.name}.${place}`] },
          place,
          other.object(FIELDS[place] ?? ''),
        );
        const answers: string[] = [];
        for (const id of [other.object(FIELDS[place] ?? ''), randomUUID()]) {
          const input = withField(given, place, id);
          const outcome = await outcomeOf(operation, boss, { input, stays: false, keeps: id });
          answers.push(outcome.replaceAll(id, 'this id'));
          tried += 1;
        }
        const [foreign = '', unknown = ''] = answers;
        const wrong = foreign !== unknown || /fault|canary/.test(foreign);
        if (wrong) unexpected.push(`${operation.name}, ${place}: ${foreign}, of unknown ${unknown}`);
        else if (foreign.startsWith('done') !== NARROWS.includes(`${operation.name}.${place}`))
          unexpected.push(`${operation.name}, ${place}: ${foreign}`);
      }
    sayTried({ what: 'ids of another account in bodies and queries', tried, unexpected: unexpected.length });
    expect({ unexpected, touched: touched(before, await digests()) }).toEqual({
      unexpected: [],
      touched: [],
    });
  }, 60_000);

  it('a field that an operation does not know is refused or left out, whatever column it is called after', async () => {
    const boss = own.members.get(MOST);
    if (boss === undefined) throw new Error('There is no administrator.');
    const mark = randomUUID();
    const unexpected: string[] = [];
    let tried = 0;
    for (const operation of OPERATIONS.filter(({ effect }) => effect !== 'read')) {
      const plain = inputFor(operation, boss);
      const more = withMore(jsonSchemaOf(operation.input, 'input'), plain, own.columns, mark);
      const wanted = await outcomeOf(operation, boss, { input: plain, stays: false });
      const outcome = await outcomeOf(operation, boss, { input: more, stays: false, keeps: mark });
      tried += own.columns.length;
      if (outcome !== wanted && !outcome.startsWith('invalid_input'))
        unexpected.push(`${operation.name}: ${outcome}, and without more fields ${wanted}`);
    }
    sayTried({ what: 'fields of every column to every change', tried, unexpected: unexpected.length });
    expect(unexpected).toEqual([]);
  }, 60_000);
});

/** The value with this word in every field that its schema does not know, in what stands within it too. */
function withMore(schema: JsonSchema, value: unknown, names: readonly string[], word: string): unknown {
  if (Array.isArray(value)) return value.map((item) => withMore(schema.items ?? {}, item, names, word));
  const { properties } = schema;
  if (typeof value !== 'object' || value === null || properties === undefined) return value;
  const unknown = names.filter((name) => !(name in properties)).map((name) => [name, word]);
  const known = Object.entries(value).map(([name, inner]) => [
    name,
    withMore(properties[name] ?? {}, inner, names, word),
  ]);
  return Object.fromEntries([...unknown, ...known]);
}
