import { randomUUID } from 'node:crypto';
import { type AccountId, memberIdSchema } from '@/domain/identifiers';
import { ALL_PERMISSIONS, type Permission } from '@/domain/permissions';
import { Refusal } from '@/domain/refusal';
import { enterAccount } from '@/server/data/database';
import { insertMember, insertMembership } from '@/server/data/members/members';
import { ensurePartitions } from '@/server/data/signals/signals';
import type { Actor } from '@/server/services/actor';
import { settleNow } from '@/server/services/detection/settle-detection';
import { Download } from '@/server/services/download';
import { OPERATIONS } from '@/server/services/registry';
import type { Runtime } from '@/server/services/runtime';
import type { RecordWish } from './duo-record';
import { directoryUser, namedRecord, openPeopleHouse, type PeopleHouse } from './people-house';
import { DUO } from './triage-desk';
import { OBJECTS, OWNERS } from './named-objects';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.now();
const BAD = '203.0.113.66';

/** Somebody whose every name is a word that nothing else holds. */
export const CANARY = {
  username: 'zqusername',
  name: 'Zuleika Quasimodo',
  email: 'zqmail@canary.example',
  alias: 'zqalias',
  phone: 'Zuleika’s telephone',
  number: '7391',
  computer: 'ZULEIKA-LAPTOP',
};
/** Any of them, or a part by which they would be known. */
export const SINGS = /zuleika|quasimodo|zqusername|zqformer|zqmail|zqalias|canary\.example|…7391/i;

/** An account in which one person is a canary, who stands wherever somebody can. */
export interface CanaryHouse {
  readonly house: PeopleHouse;
  readonly runtime: Runtime;
  readonly accountId: AccountId;
  readonly personId: string;
  /** A member of the account with everything, and one without these permissions. */
  readonly boss: Extract<Actor, { kind: 'member' }>;
  without(...permissions: readonly Permission[]): Extract<Actor, { kind: 'member' }>;
  /** Does an operation by its name and gives back everything that is answered, reported or sent, as text. */
  readonly said: (name: string, input: unknown, actor: Actor) => Promise<string>;
  close(): Promise<void>;
}

/** The house, where names are withheld from somebody with every permission but that to see them. */
export async function openWithholdingHouse(): Promise<CanaryHouse & { readonly blind: Actor }> {
  const canary = await openCanaryHouse();
  await canary.said('set-pseudonyms', { withheld: true }, canary.boss);
  return { ...canary, blind: canary.without('people:names') };
}

/** A sign-in of the canary, or of somebody else. */
const signIn = (user: string, at: number, more: Partial<RecordWish> = {}): RecordWish => ({
  user,
  at,
  txid: `${user}-${at}`,
  email: user === CANARY.username ? CANARY.email : `${user}@example.com`,
  ...more,
});

/** Opens the house and lets the canary sing everywhere. */
export async function openCanaryHouse(): Promise<CanaryHouse> {
  const house = await openPeopleHouse();
  const noon = Math.floor((NOW - 3 * DAY) / DAY) * DAY + 12 * HOUR;
  await ensurePartitions(house.runtime.database, [noon, NOW + DAY]);
  const accountId = await house.newAccount([DUO]);
  // No vendor is asked for anything.
  const runtime: Runtime = { ...house.runtime, adapterOf: () => null };
  const bossId = memberIdSchema.parse(randomUUID());
  await runtime.database.inGlobal(async (tx) => {
    await insertMember(tx, {
      id: bossId,
      email: 'boss@example.org',
      name: 'Boss',
      passwordHash: 'x',
      at: NOW,
    });
    await enterAccount(tx, accountId);
    await insertMembership(accountId, tx, { memberId: bossId, role: 'super_administrator', at: NOW });
  });
  const actorWith = (permissions: readonly Permission[], seesNames: boolean) => ({
    kind: 'member' as const,
    memberId: bossId,
    name: 'Boss',
    accountId,
    role: 'super_administrator',
    permissions,
    seesNames,
    noticeAccepted: true,
    mustAddSecondFactor: false,
    provenAt: Date.now(),
    fullyProvenAt: Date.now(),
    sessionId: randomUUID(),
    mustChoosePassword: false,
    address: null,
  });
  const said = async (name: string, input: unknown, actor: Actor): Promise<string> => {
    const operation = OPERATIONS.find((one) => one.name === name);
    if (operation === undefined) throw new Error(`There is no operation ${name}.`);
    const reports: unknown[] = [];
    const watch = (part: unknown) => void reports.push(part);
    const answer = await operation.execute({ actor, runtime, input, watch });
    return `${JSON.stringify(reports)} ${await textOf(answer)}`;
  };

  await house.commit(accountId, DUO, [
    ...['berta', 'carlo', 'dora', 'emil', 'fritz'].flatMap((user) => [
      namedRecord(signIn(user, noon - HOUR)),
      namedRecord(signIn(user, noon, { ip: BAD, result: 'denied', detectors: [{ detector: 'PUSH_SPRAY' }] })),
    ]),
    namedRecord(
      signIn(CANARY.username, noon - HOUR, {
        device: 'EPCANARY',
        phone: ['198.51.100.9', 'Bonn', 'Germany'],
      }),
    ),
    namedRecord(
      signIn(CANARY.username, noon, { ip: BAD, result: 'denied', detectors: [{ detector: 'PUSH_SPRAY' }] }),
    ),
    namedRecord(
      signIn(CANARY.username, noon + HOUR, { ip: BAD, detectors: [{ detector: 'PUSH_HARASSMENT' }] }),
    ),
  ]);
  const user = (username: string, more: object = {}) =>
    directoryUser({
      id: `DU${CANARY.username.toUpperCase()}`,
      username,
      name: CANARY.name,
      email: CANARY.email,
      aliases: [CANARY.alias],
      phoneIds: ['DPCANARY'],
      authenticators: [{ kind: 'webauthn', name: `${CANARY.name}’s key` }],
      ...more,
    });
  const devices = [
    {
      ...{
        part: 'phones' as const,
        id: 'DPCANARY',
        name: CANARY.phone,
        userIds: [`DU${CANARY.username.toUpperCase()}`],
      },
      ...{
        numberEnding: CANARY.number,
        platform: 'Apple iOS',
        model: 'iPhone 12',
        osVersion: '12.0',
        type: 'Mobile',
      },
      ...{ lastSeenAt: NOW - HOUR, activated: true, capabilities: ['push'] },
      ...{ encrypted: false, screenLock: false, tampered: true, biometric: null },
    },
    {
      ...{
        part: 'endpoints' as const,
        id: 'EPCANARY',
        name: CANARY.computer,
        username: CANARY.username,
        email: CANARY.email,
      },
      ...{
        os: 'Windows',
        osVersion: '10',
        browsers: ['Chrome 90'],
        model: 'ThinkPad',
        lastSeenAt: NOW - HOUR,
      },
      ...{ trusted: true, diskEncrypted: false, firewall: false, password: false },
    },
  ];
  await house.sweep(accountId, DUO, { objects: [user('zqformer'), ...devices], at: NOW - 2 * HOUR });
  await house.sweep(accountId, DUO, {
    objects: [user(CANARY.username, { status: 'bypass', groups: ['staff'] }), ...devices],
    finished: ['users', 'phones', 'endpoints'],
    at: NOW - HOUR,
  });
  await settleNow(runtime, accountId);
  const boss = actorWith(ALL_PERMISSIONS, true);
  const [person] = await house.sql('SELECT id::text FROM person WHERE "accountId" = $1 AND username = $2', [
    accountId,
    CANARY.username,
  ]);
  const personId = String(person?.['id']);
  const opened: CanaryHouse = {
    house,
    runtime,
    accountId,
    personId,
    boss,
    without: (...permissions) =>
      actorWith(
        ALL_PERMISSIONS.filter((one) => !permissions.includes(one)),
        false,
      ),
    said,
    close: () => house.close(),
  };
  await writeAbout(opened);
  return opened;
}

/** Everything that members write by hand, with the canary's name in it, and what only the vendor's machinery writes. */
async function writeAbout({ house, accountId, personId, boss, said }: CanaryHouse): Promise<void> {
  const words = `Zuleika called: ${CANARY.name}, ${CANARY.email}`;
  await said('add-person-note', { id: personId, text: words }, boss);
  await said('add-person-step', { id: personId, text: words }, boss);
  await said('set-person-care', { id: personId, basedOn: 0, owner: null, acknowledged: true }, boss);
  await said('create-watchlist', { name: `With ${CANARY.name}`, description: words }, boss);
  const [list] = await house.sql('SELECT id::text FROM watchlist WHERE "accountId" = $1', [accountId]);
  await said('change-watchlist-people', { id: list?.['id'], act: 'add', people: { ids: [personId] } }, boss);
  await said('save-view', { name: CANARY.name, view: { q: CANARY.username } }, boss);
  await said('save-search', { name: CANARY.name, q: `person:${CANARY.username}`, since: '7d' }, boss);
  const [event] = await house.sql(
    `SELECT id::text FROM identity_event WHERE "accountId" = $1 AND "personId" = $2 AND "retractedAt" IS NULL AND kind = 'push_harassment'`,
    [accountId, personId],
  );
  await said(
    'decide-events',
    { event: event?.['id'], scope: 'event', verdict: 'confirmed', reason: words },
    boss,
  );
  const [campaign] = await house.sql('SELECT id::text FROM campaign WHERE "accountId" = $1', [accountId]);
  await said('set-campaign', { id: campaign?.['id'], note: words }, boss);
  await said(
    'import-human-risk',
    {
      rows: [
        {
          person: CANARY.email,
          category: 'training',
          value: 3,
          date: new Date(NOW - DAY).toISOString().slice(0, 10),
          note: words,
        },
      ],
    },
    boss,
  );
  await said('export-evidence', { id: personId }, boss);
  await said('export-signals', { q: `person:${CANARY.username}`, since: '7d' }, boss);
  await house.sql(
    `INSERT INTO quarantine ("accountId", id, "integrationId", stream, hash, reason, detail, raw, "firstSeenAt")
     VALUES ($1, gen_random_uuid(), $2, 'authentication', sha256('h'), 'unreadable', $3, $4, now())`,
    [accountId, DUO, words, Buffer.from(JSON.stringify({ user: words }))],
  );
}

/** An answer as text: files are read to their end. */
async function textOf(answer: unknown): Promise<string> {
  if (!(answer instanceof Download)) return JSON.stringify(answer);
  const pieces: Uint8Array[] = [];
  for await (const piece of answer.pieces) pieces.push(piece);
  return `${answer.fileName} ${Buffer.concat(pieces).toString('utf8')}`;
}

/** How a call ended, and everything it said: the answer, or the sentences of a refusal. */
export async function heard(
  canary: CanaryHouse,
  name: string,
  input: unknown,
  actor: Actor,
): Promise<string> {
  try {
    return await canary.said(name, input, actor);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return `${error.code}: ${error.message} ${JSON.stringify(error.fields)}`;
  }
}

/** The objects of the account that a part of a path can name, a few of each. */
export async function objectsOf(canary: CanaryHouse, segment: string): Promise<string[]> {
  const [table, column] = OBJECTS[segment] ?? ['', ''];
  if (segment === 'signals') {
    const rows = await canary.house.sql(
      `SELECT (extract(epoch FROM "occurredAt") * 1000)::bigint || '-' || encode("signalKey", 'hex') AS id FROM signal
       WHERE "accountId" = $1 AND "personId" = $2 LIMIT 3`,
      [canary.accountId, canary.personId],
    );
    return rows.map(({ id }) => String(id));
  }
  const owner = OWNERS[table] ?? 'accountId';
  const ofCanary = table === 'person' ? `AND id = '${canary.personId}'` : '';
  const rows = await canary.house.sql(
    `SELECT DISTINCT "${column}"::text AS id FROM "${table}" WHERE "${owner}" = $1 ${ofCanary} LIMIT 8`,
    [canary.accountId],
  );
  return rows.map(({ id }) => String(id));
}
