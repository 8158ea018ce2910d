import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountIdSchema, memberIdSchema } from '@/domain/identifiers';
import { ALL_PERMISSIONS, type Permission } from '@/domain/permissions';
import { Refusal } from '@/domain/refusal';
import { BUILT_IN_ROLES } from '@/domain/roles';
import { STEP_UP_MS } from '@/domain/session-lifetime';
import type { Actor } from '@/server/services/actor';
import { Download } from '@/server/services/download';
import type { PublicOperation } from '@/server/services/public-operation';
import { OPERATIONS } from '@/server/services/registry';
import { DISTINCT_ROLES } from '@/tests/setup/distinct-roles';
import { exampleInputOf, FIELDS, idFieldsOf, OBJECTS, objectsIn } from '@/tests/setup/named-objects';
import { sayTried } from '@/tests/setup/security-counts';
import { CANARY, openTwoAccounts, type TwoAccounts } from '@/tests/setup/two-accounts';
import { openWebHouse, type WebHouse } from '@/tests/setup/web-house';

let house: WebHouse;
let accounts: TwoAccounts;

beforeAll(async () => {
  house = await openWebHouse();
  await house.setUp();
  accounts = await openTwoAccounts(house);
});
afterAll(() => house.close());

/** How a call ended: `done`, the code of a refusal, or a fault of ours. */
async function outcomeOf(operation: PublicOperation, actor: Actor, input: unknown): Promise<string> {
  try {
    const answer = await operation.execute({ actor, runtime: house.runtime, input });
    const said = answer instanceof Download ? await textOf(answer) : JSON.stringify(answer);
    return said.includes(CANARY) ? 'shows what belongs to another account' : 'done';
  } catch (error) {
    if (!(error instanceof Refusal)) return `fault: ${String(error)}`;
    return error.message.includes(CANARY) ? 'names what belongs to another account' : error.code;
  }
}

async function textOf(file: Download): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of file.pieces) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

function memberOf(
  role: string,
  permissions: readonly Permission[],
  provenAt: number | null = Date.now(),
): Actor {
  return {
    kind: 'member',
    memberId: memberIdSchema.parse(accounts.members.get(role)),
    name: role,
    accountId: accountIdSchema.parse(accounts.own),
    role,
    permissions,
    sessionId: randomUUID(),
    seesNames: true,
    mustChoosePassword: false,
    noticeAccepted: true,
    mustAddSecondFactor: false,
    provenAt,
    fullyProvenAt: provenAt,
    address: '203.0.113.9',
  };
}

function tokenWith(permissions: readonly Permission[]): Actor {
  return {
    kind: 'token',
    tokenId: randomUUID(),
    memberId: memberIdSchema.parse(accounts.members.get('super_administrator')),
    name: 'token “test” of somebody',
    accountId: accountIdSchema.parse(accounts.own),
    role: 'super_administrator',
    permissions,
    seesNames: true,
    expiresAt: Date.now() + 86_400_000,
    noticeAccepted: true,
    address: null,
  };
}

/** An input that the operation accepts, about objects that nobody has, or about those of the other account. */
function inputFor(operation: PublicOperation, objects: 'unknown' | 'foreign'): Record<string, unknown> {
  const given = { ...exampleInputOf(operation) };
  if (objects === 'unknown') return given;
  return accounts.withForeignIds(operation, given);
}

const REFUSED = ['unauthenticated', 'forbidden'];
let tried = 0;

describe('every operation', () => {
  it('has an entry for each object that its path, its query or its body names', () => {
    const without = OPERATIONS.flatMap(({ name, path }) =>
      objectsIn(path)
        .filter(({ segment }) => OBJECTS[segment] === undefined)
        .map(
          ({ segment }) =>
            `${name}: add where "${segment}" stands to OBJECTS in tests/setup/named-objects.ts`,
        ),
    );
    const unnamed = OPERATIONS.flatMap((operation) =>
      idFieldsOf(operation)
        .filter((place) => FIELDS[place] === undefined)
        .map(
          (place) => `${operation.name}: add what "${place}" names to FIELDS in tests/setup/named-objects.ts`,
        ),
    );
    expect([...without, ...unnamed]).toEqual([]);
  });

  it('is refused to nobody but who lacks the permission, and to all of these', async () => {
    const unexpected: string[] = [];
    for (const operation of OPERATIONS) {
      const { name, permission } = operation;
      const isPublic = typeof permission === 'object' && 'public' in permission;
      const input = inputFor(operation, 'unknown');
      const actors: [string, Actor, string | null][] = [
        ['nobody', house.anonymous('203.0.113.9'), isPublic ? null : 'unauthenticated'],
        ...BUILT_IN_ROLES.map(({ id, permissions }): [string, Actor, string | null] => {
          const held: readonly Permission[] = permissions;
          const may = typeof permission === 'object' || held.includes(permission);
          return [id, memberOf(id, held), may ? null : 'forbidden'];
        }),
        ...(typeof permission === 'string'
          ? ([
              ['all but the permission', memberOf('auditor', without(permission)), 'forbidden'],
              ['the permission alone', memberOf('auditor', [permission]), null],
              ['a token with all but it', tokenWith(without(permission)), 'forbidden'],
            ] as [string, Actor, string | null][])
          : []),
        ['a token that may everything', tokenWith(ALL_PERMISSIONS), operation.forTokens ? null : 'forbidden'],
      ];
      for (const [who, actor, refused] of actors) {
        const outcome = await outcomeOf(operation, actor, input);
        tried += 1;
        const right =
          refused === null
            ? !outcome.startsWith('fault') && (isAboutOthers(name) || !REFUSED.includes(outcome))
            : outcome === refused;
        if (!right) unexpected.push(`${name} by ${who}: ${outcome}, not ${refused ?? 'let in'}`);
      }
    }
    expect(unexpected).toEqual([]);
  }, 60_000);

  it('knows nothing of another account, changes nothing there, and tells unknown from foreign to nobody', async () => {
    const before = await accounts.digest();
    const unexpected: string[] = [];
    for (const operation of OPERATIONS)
      for (const { id, permissions } of DISTINCT_ROLES) {
        const actor = memberOf(id, permissions);
        const outcome = await outcomeOf(operation, actor, inputFor(operation, 'foreign'));
        tried += 1;
        const named = objectsIn(operation.path).filter(({ segment }) => !SHARED_NAMES.includes(segment));
        const fine =
          named.length === 0
            ? !/^(fault|shows|names)/.test(outcome)
            : ['not_found', 'forbidden', 'conflict', 'invalid_input'].includes(outcome);
        if (!fine) unexpected.push(`${operation.name} by ${id}: ${outcome}`);
        if (named.length > 0 && outcome !== 'forbidden') {
          const unknown = await outcomeOf(operation, actor, inputFor(operation, 'unknown'));
          if (unknown !== outcome)
            unexpected.push(`${operation.name} by ${id}: ${outcome}, of unknown ${unknown}`);
        }
      }
    const after = await accounts.digest();
    const touched = [...before].filter(
      ([place, digest]) => place.endsWith(accounts.other) && after.get(place) !== digest,
    );
    expect({ unexpected, touched }).toEqual({ unexpected: [], touched: [] });
    sayTried({
      what: `${OPERATIONS.length} operations × ${BUILT_IN_ROLES.length} roles and 5 other actors × unknown objects, and × ${DISTINCT_ROLES.length} roles that differ × foreign ones`,
      tried,
      unexpected: unexpected.length,
    });
  }, 90_000);

  it('asks for a proof of at most ten minutes ago where it is dangerous, and for none where it is not', async () => {
    const unexpected: string[] = [];
    let proofs = 0;
    let dangerous = 0;
    for (const operation of OPERATIONS) {
      const { name, permission, stepUp, stepUpForSome } = operation;
      const some = ASKED_OF_SOME[name];
      if (stepUpForSome && some === undefined)
        unexpected.push(`${name}: say in ASKED_OF_SOME of which inputs`);
      const given = inputFor(operation, 'unknown');
      const inputs: [Record<string, unknown>, boolean][] =
        some === undefined
          ? [[given, stepUp !== undefined]]
          : [
              ...(some.dangerous === null
                ? []
                : [[{ ...given, ...some.dangerous }, true] as [Record<string, unknown>, boolean]]),
              [{ ...given, ...some.harmless }, false],
            ];
      if (stepUp !== undefined) dangerous += 1;
      for (const { id, permissions } of DISTINCT_ROLES) {
        const held: readonly Permission[] = permissions;
        if (typeof permission === 'string' ? !held.includes(permission) : 'public' in permission) continue;
        for (const [input, asks] of inputs)
          for (const [when, isFresh] of PROOFS) {
            const outcome = await outcomeOf(
              operation,
              memberOf(id, held, when === null ? null : Date.now() - when),
              input,
            );
            proofs += 1;
            const isRefused = ['step_up_required', 'full_step_up_required'].includes(outcome);
            const other = REFUSED.includes(outcome) && !isAboutOthers(name);
            if (isRefused !== (asks && !isFresh) || other)
              unexpected.push(`${name} by ${id}, ${when ?? 'never'} ms after a proof: ${outcome}`);
          }
      }
    }
    sayTried({
      what: `${OPERATIONS.length} operations, ${dangerous} of them dangerous, × ${DISTINCT_ROLES.length} roles that differ × 4 ages of a proof`,
      tried: proofs,
      unexpected: unexpected.length,
    });
    expect(unexpected).toEqual([]);
  }, 90_000);
});

/** How long ago a member proved who they are, and whether that is enough for what is dangerous. */
const PROOFS: readonly (readonly [number | null, boolean])[] = [
  [null, false],
  [STEP_UP_MS, false],
  [STEP_UP_MS - 30_000, true],
  [0, true],
];

/** Of what is dangerous with some inputs only: one that is, and one that is daily work. */
const ASKED_OF_SOME: Readonly<
  Record<
    string,
    { readonly dangerous: Record<string, unknown> | null; readonly harmless: Record<string, unknown> }
  >
> = {
  // Only where a notification rule is about the watchlist, which no input says: `notification-guards.test.ts`.
  'change-watchlist': { dangerous: null, harmless: {} },
  'change-watchlist-people': { dangerous: null, harmless: { act: 'remove' } },
  'decide-campaign': { dangerous: { verdict: 'benign' }, harmless: { verdict: 'confirmed' } },
  'decide-events': {
    dangerous: { verdict: 'false_positive', scope: 'network', network: '198.51.100.0/24', event: undefined },
    harmless: { verdict: 'benign', scope: 'event' },
  },
  'import-human-risk': { dangerous: { csv: 'person', rows: undefined }, harmless: { preview: true } },
  'resume-integration': { dangerous: { missed: 'skip' }, harmless: { missed: 'catch_up' } },
  'switch-notification-rule': { dangerous: { enabled: false }, harmless: { enabled: true } },
};

/** Parts that name no object of one account: every account has a stream, a policy and an audit entry of that name. */
const SHARED_NAMES = ['streams', 'policies', 'audit'];

/** Operations that refuse some people for another reason than a permission: they say so themselves, and are tested for it. */
function isAboutOthers(name: string): boolean {
  return ['choose-password', 'use-password-link', 'accept-invitation', 'create-first-member'].includes(name);
}

function without(permission: Permission): Permission[] {
  return ALL_PERMISSIONS.filter((one) => one !== permission);
}
