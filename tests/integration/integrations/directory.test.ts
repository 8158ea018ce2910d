import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DirectoryObject } from '@/domain/directory';
import { ensurePartitions } from '@/server/data/signals/signals';
import { execute } from '@/server/services/operation';
import { getProfile } from '@/server/services/people/get-profile';
import { listPeople } from '@/server/services/people/list-people';
import { directoryUser, namedRecord, openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOON = Math.floor((Date.now() - 4 * DAY) / DAY) * DAY + 12 * HOUR;
const SWEEP = 6 * HOUR;

describe('a directory', () => {
  let house: PeopleHouse;
  const first = randomUUID();
  const second = randomUUID();

  beforeAll(async () => {
    house = await openPeopleHouse();
    await ensurePartitions(house.runtime.database, [NOON - 5 * DAY, NOON]);
  });
  afterAll(() => house.close());

  const newAccount = () => house.newAccount([first, second]);
  const byName = { key: null, email: null, groups: null };

  async function people(accountId: string) {
    return house.sql(
      `SELECT username, name, email, groups, status, enrolled, "lastLoginAt", "inDirectorySince", "leftDirectoryAt", events
       FROM person WHERE "accountId" = $1 ORDER BY username`,
      [accountId],
    );
  }

  async function changes(accountId: string) {
    return house.sql(
      `SELECT part, field, before, after, at, p.username FROM directory_change c
       LEFT JOIN person p ON p."accountId" = c."accountId" AND p.id = c."personId"
       WHERE c."accountId" = $1 AND field <> 'joined' ORDER BY at, part, field`,
      [accountId],
    );
  }

  /** Every row that a sweep writes. */
  async function stored(accountId: string) {
    const tables = [
      'person',
      'person_alias',
      'person_heat',
      'directory_object',
      'directory_sweep',
      'directory_change',
    ];
    return Promise.all(
      tables.map((table) =>
        house.sql(`SELECT t::text AS row FROM ${table} t WHERE "accountId" = $1 ORDER BY 1`, [accountId]),
      ),
    );
  }

  const phone: DirectoryObject = {
    part: 'phones',
    id: 'DP1',
    name: 'Pixel',
    userIds: ['DUADA', 'DUBOB'],
    numberEnding: '55',
    platform: 'Google Android',
    model: 'Pixel 9',
    osVersion: '16',
    type: 'Mobile',
    lastSeenAt: NOON,
    activated: true,
    capabilities: ['push'],
    encrypted: true,
    screenLock: true,
    tampered: false,
    biometric: true,
  };
  const endpoint: DirectoryObject = {
    part: 'endpoints',
    id: 'EP1',
    name: 'ADA-LAPTOP',
    username: 'Ada',
    email: null,
    os: 'Windows',
    osVersion: '11',
    browsers: ['Chrome 141'],
    model: null,
    lastSeenAt: NOON,
    trusted: true,
    diskEncrypted: null,
    firewall: false,
    password: true,
  };
  const ada = directoryUser({
    id: 'DUADA',
    username: 'ada',
    name: 'Ada Lovelace',
    email: 'Ada@Example.com',
    aliases: ['Countess'],
    groups: ['Engineering (from AD sync "example.com")'],
    lastLoginAt: NOON - HOUR,
    createdAt: NOON - 400 * DAY,
    phoneIds: ['DP1'],
  });

  it('tells of people what records do not, and of those it does not know nothing', async () => {
    const account = await newAccount();
    await house.commit(account, first, [
      namedRecord({ at: NOON, user: 'ada', email: null }),
      namedRecord({ at: NOON, user: 'zoe' }, byName),
    ]);
    await house.sweep(account, first, { objects: [phone, endpoint], at: NOON + HOUR });
    await house.sweep(account, first, {
      objects: [ada, { part: 'groups', id: 'DG1', name: 'Engineering', description: null, status: 'active' }],
      finished: ['users', 'groups', 'phones', 'endpoints'],
      at: NOON + HOUR,
    });
    expect(await people(account)).toEqual([
      {
        username: 'ada',
        name: 'Ada Lovelace',
        email: 'ada@example.com',
        groups: ['Engineering'],
        status: 'active',
        enrolled: true,
        lastLoginAt: new Date(NOON - HOUR),
        inDirectorySince: new Date(NOON - 400 * DAY),
        leftDirectoryAt: null,
        events: 0,
      },
      {
        username: 'zoe',
        name: 'zoe',
        email: null,
        groups: [],
        status: null,
        enrolled: null,
        lastLoginAt: null,
        inDirectorySince: null,
        leftDirectoryAt: null,
        events: 0,
      },
    ]);
    const owned = await house.sql(
      `SELECT d.part, p.username FROM directory_object d LEFT JOIN person p ON p.id = d."personId"
       WHERE d."accountId" = $1 ORDER BY part`,
      [account],
    );
    expect(owned).toEqual([
      { part: 'endpoints', username: 'ada' },
      { part: 'groups', username: null },
      { part: 'phones', username: 'ada' },
      { part: 'users', username: 'ada' },
    ]);
    // The first sweep is no history: all of it was there before.
    expect(await changes(account)).toEqual([]);
  });

  it('is the same after the same page again', async () => {
    const account = await newAccount();
    const objects = [ada, phone, endpoint];
    const finished = ['users', 'phones', 'endpoints'] as const;
    await house.sweep(account, first, { objects, finished, at: NOON });
    const before = await stored(account);
    await house.sweep(account, first, { objects, finished, at: NOON });
    expect(await stored(account)).toEqual(before);
  });

  it('knows somebody by another name that it gives, and whom only a name stood for', async () => {
    const account = await newAccount();
    const detectors = [{ detector: 'NOVEL_ASN' }];
    await house.commit(account, first, [
      namedRecord({ at: NOON, user: 'countess', detectors }, byName),
      namedRecord({ at: NOON + 1, user: 'ada', detectors }, byName),
    ]);
    expect(await people(account)).toHaveLength(2);
    await house.sweep(account, first, { objects: [ada], finished: ['users'], at: NOON + HOUR });
    expect(await people(account)).toMatchObject([{ username: 'ada', name: 'Ada Lovelace', events: 2 }]);
    await house.commit(account, first, [namedRecord({ at: NOON + 2 * HOUR, user: 'Countess' }, byName)]);
    // Names are the directory's to give, whatever a newer record calls her.
    expect(await people(account)).toMatchObject([{ username: 'ada', name: 'Ada Lovelace' }]);
  });

  it('keeps a person through a new name and a new address, and says what they were', async () => {
    const account = await newAccount();
    await house.commit(account, first, [namedRecord({ at: NOON, user: 'ada', email: 'ada@example.com' })]);
    await house.sweep(account, first, { objects: [ada], finished: ['users'], at: NOON });
    const renamed = directoryUser({
      ...ada,
      id: 'DUADA',
      username: 'ada.king',
      email: 'king@example.com',
      status: 'bypass',
      enrolled: false,
    });
    await house.sweep(account, first, { objects: [renamed], finished: ['users'], at: NOON + SWEEP });
    expect(await people(account)).toMatchObject([
      { username: 'ada.king', email: 'king@example.com', status: 'bypass', enrolled: false },
    ]);
    const at = new Date(NOON + SWEEP);
    expect(await changes(account)).toMatchObject([
      { field: 'email', before: 'ada@example.com', after: 'king@example.com', at },
      { field: 'enrolled', before: true, after: false },
      { field: 'status', before: 'active', after: 'bypass' },
      { field: 'username', before: 'ada', after: 'ada.king', username: 'ada.king' },
    ]);
    // Records that still say the old name, and the new address elsewhere, are hers.
    await house.commit(account, first, [namedRecord({ at: NOON + 1, user: 'ada' }, byName)]);
    await house.commit(account, second, [
      namedRecord({ at: NOON + 1, user: 'x', userKey: 'DUX', email: 'king@example.com' }),
    ]);
    expect(await people(account)).toHaveLength(1);
  });

  it('takes nobody away who is gone from it: events, score and history stay', async () => {
    const account = await newAccount();
    const bob = directoryUser({ id: 'DUBOB', username: 'bob' });
    await house.commit(account, first, [
      namedRecord({ at: NOON, user: 'ada', detectors: [{ detector: 'PUSH_HARASSMENT' }] }),
    ]);
    await house.sweep(account, first, { objects: [ada, bob], finished: ['users'], at: NOON + HOUR });
    const [score] = await house.sql('SELECT max(heat) AS heat FROM person_heat WHERE "accountId" = $1', [
      account,
    ]);
    await house.sweep(account, first, { objects: [bob], finished: ['users'], at: NOON + SWEEP });
    expect(await people(account)).toMatchObject([
      { username: 'ada', status: 'active', leftDirectoryAt: new Date(NOON + SWEEP), events: 1 },
      { username: 'bob', leftDirectoryAt: null },
    ]);
    expect(
      await house.sql('SELECT max(heat) AS heat FROM person_heat WHERE "accountId" = $1', [account]),
    ).toEqual([score]);
    await house.sweep(account, first, { objects: [ada, bob], finished: ['users'], at: NOON + 2 * SWEEP });
    expect(await people(account)).toMatchObject([{ leftDirectoryAt: null }, { leftDirectoryAt: null }]);
    expect((await changes(account)).map(({ field, username }) => [field, username])).toEqual([
      ['left', 'ada'],
      ['returned', 'ada'],
    ]);
  });

  it('lets nothing be gone of a part that was refused, or not read to its end', async () => {
    const account = await newAccount();
    await house.sweep(account, first, {
      objects: [ada, phone, endpoint],
      finished: ['users', 'phones', 'endpoints'],
      at: NOON,
    });
    // Phones are refused now; users end early.
    await house.sweep(account, first, { objects: [], finished: ['endpoints'], at: NOON + SWEEP });
    expect(
      await house.sql('SELECT part FROM directory_object WHERE "accountId" = $1 AND "goneAt" IS NOT NULL', [
        account,
      ]),
    ).toEqual([{ part: 'endpoints' }]);
    expect(await people(account)).toMatchObject([{ leftDirectoryAt: null }]);
  });

  it('joins two directories of one organisation by address, and leaves only who left both', async () => {
    const account = await newAccount();
    const other = directoryUser({
      id: 'DU77',
      username: 'alovelace',
      email: 'ada@example.com',
      status: 'disabled',
      enrolled: false,
      groups: ['Board'],
      lastLoginAt: NOON - 9 * DAY,
    });
    await house.sweep(account, first, { objects: [ada], finished: ['users'], at: NOON });
    await house.sweep(account, second, { objects: [other], finished: ['users'], at: NOON + 1 });
    expect(await people(account)).toMatchObject([
      {
        username: 'ada',
        name: 'Ada Lovelace',
        groups: ['Board', 'Engineering'],
        status: 'active',
        enrolled: false,
      },
    ]);
    await house.sweep(account, first, { finished: ['users'], at: NOON + SWEEP });
    expect(await people(account)).toMatchObject([
      { username: 'alovelace', status: 'disabled', leftDirectoryAt: null },
    ]);
    await house.sweep(account, second, { finished: ['users'], at: NOON + 2 * SWEEP });
    expect(await people(account)).toMatchObject([{ leftDirectoryAt: new Date(NOON + 2 * SWEEP) }]);
  });

  it('gives a name to whoever has it now', async () => {
    const account = await newAccount();
    const old = directoryUser({ id: 'DU1', username: 'sam' });
    await house.sweep(account, first, { objects: [old], finished: ['users'], at: NOON });
    await house.sweep(account, first, {
      objects: [directoryUser({ id: 'DU2', username: 'sam', name: 'Another Sam' })],
      finished: ['users'],
      at: NOON + SWEEP,
    });
    await house.commit(account, first, [namedRecord({ at: NOON + SWEEP, user: 'sam' }, byName)]);
    const signals = await house.sql(
      `SELECT p.name FROM signal s JOIN person p ON p.id = s."personId" WHERE s."accountId" = $1`,
      [account],
    );
    expect(signals).toEqual([{ name: 'Another Sam' }]);
    expect(await people(account)).toHaveLength(2);
  });

  it('keeps what no table can hold out of the tables', async () => {
    const account = await newAccount();
    const broken = directoryUser({ id: 'DU1', username: 'sam', name: 'S\0am \ud800', groups: ['\0'] });
    await house.sweep(account, first, { objects: [broken], finished: ['users'], at: NOON });
    expect(await people(account)).toMatchObject([{ name: 'S\uFFFDam \uFFFD', groups: ['\uFFFD'] }]);
  });

  it('is on the list and on the profile: standing, devices with posture, and what changed in words', async () => {
    const account = await newAccount();
    const actor = { kind: 'system' as const, name: 'test', accountId: account };
    const list = async () => {
      const page = await execute(listPeople, { actor, runtime: house.runtime, input: {} });
      return new Map(page.people.map((person) => [person.username, person]));
    };
    await house.commit(account, first, [namedRecord({ at: NOON, user: 'zoe' }, byName)]);
    await house.commit(account, second, [namedRecord({ at: NOON, user: 'kim' }, byName)]);
    expect((await list()).get('zoe')?.directory.standing).toBe('not_swept');
    await house.sweep(account, first, {
      objects: [ada, phone, endpoint],
      finished: ['users', 'phones', 'endpoints'],
      at: NOON,
    });
    await house.sweep(account, first, {
      objects: [
        { ...ada, username: 'ada.king', groups: ['Board'], status: 'bypass' },
        { ...phone, tampered: true },
        { ...phone, id: 'DP2', name: 'Tablet', userIds: ['DUADA'], encrypted: null },
        endpoint,
      ],
      finished: ['users', 'phones', 'endpoints'],
      at: NOON + SWEEP,
    });
    const people = await list();
    expect(people.get('zoe')?.directory).toMatchObject({ standing: 'absent', status: null });
    // No directory was read where kim is known from.
    expect(people.get('kim')?.directory.standing).toBe('not_swept');
    expect(people.get('ada.king')?.directory).toMatchObject({ standing: 'present', status: 'bypass' });
    const profile = await execute(getProfile, {
      actor,
      runtime: house.runtime,
      input: { id: people.get('ada.king')?.id },
    });
    expect(profile.person.hasSignals).toBe(false);
    expect(profile.directory.aliases).toEqual(['ada', 'countess']);
    expect(profile.directory.users).toMatchObject([
      { username: 'ada.king', status: 'bypass', integration: { id: first, name: 'Duo 1' } },
    ]);
    expect(profile.directory.phones.map(({ name, posture }) => [name, posture])).toEqual([
      [
        'Pixel',
        [
          { fact: 'encrypted', value: true },
          { fact: 'screen_lock', value: true },
          { fact: 'tampered', value: true },
        ],
      ],
      [
        'Tablet',
        [
          { fact: 'encrypted', value: null },
          { fact: 'screen_lock', value: true },
          { fact: 'tampered', value: false },
        ],
      ],
    ]);
    expect(profile.directory.endpoints).toMatchObject([{ name: 'ADA-LAPTOP', platform: 'Windows' }]);
    expect(profile.directory.changes.map(({ sentence }) => sentence).sort()).toEqual([
      'Added to Board; removed from Engineering.',
      'Phone added: Tablet.',
      'Pixel is reported as tampered with.',
      'Renamed from ada to ada.king.',
      'Status changed from active to bypass.',
    ]);
  });

  it('lets the profile of somebody who was merged away open whom they were merged into', async () => {
    const account = await newAccount();
    const actor = { kind: 'system' as const, name: 'test', accountId: account };
    await house.commit(account, first, [namedRecord({ at: NOON, user: 'ada' }, byName)]);
    await house.commit(account, first, [namedRecord({ at: NOON + 1, user: 'countess' }, byName)]);
    const before = await house.sql('SELECT id FROM person WHERE "accountId" = $1', [account]);
    await house.sweep(account, first, { objects: [ada], finished: ['users'], at: NOON + HOUR });
    const opened = await Promise.all(
      before.map(({ id }) => execute(getProfile, { actor, runtime: house.runtime, input: { id } })),
    );
    expect(opened).toHaveLength(2);
    expect(new Set(opened.map(({ person }) => person.id)).size).toBe(1);
  });
});
