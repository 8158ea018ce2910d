import { describe, expect, it } from 'vitest';
import type { FetchedPage } from '@/server/connectors/connector';
import { readPlace, writePlace } from '@/server/connectors/cisco-duo/directory-offset';
import { DIRECTORY } from '@/server/connectors/cisco-duo/directory-stream';
import { normaliseObject } from '@/server/connectors/cisco-duo/normalise-directory';
import { SUMMARY } from '@/server/connectors/cisco-duo/summary-stream';
import type { JsonObject } from '@/server/connectors/json-value';
import {
  answeringClient,
  DUO_DATE,
  type AskedFor,
  type ScriptedAnswer,
} from '@/server/connectors/cisco-duo/client-for-tests';
import { readSamples } from '@/server/connectors/cisco-duo/samples-for-tests';

const KEYS = { host: 'api-1.duosecurity.com', ikey: 'i', skey: 's', signature: 'v5-sha512' } as const;
const signal = new AbortController().signal;

const user = (index: number) => ({ user_id: `DU${index}`, username: `user${index}`, status: 'active' });
const many = (count: number, from = 0) => Array.from({ length: count }, (_, index) => user(from + index));

/** A directory of these users, and one group, phone and endpoint. */
function directoryOf(users: readonly unknown[], most: number) {
  return ({ path, params }: AskedFor): ScriptedAnswer => {
    const offset = Number(params['offset']);
    if (path === '/admin/v1/groups') return { response: [{ group_id: 'DG1', name: 'Staff' }] };
    if (path === '/admin/v1/phones') return { response: [{ phone_id: 'DP1' }] };
    if (path === '/admin/v1/endpoints') return { response: [{ epkey: 'EP1' }] };
    const next = offset + most < users.length ? { next_offset: offset + most } : {};
    return {
      response: users.slice(offset, offset + most),
      metadata: { ...next, total_objects: users.length },
    };
  };
}

/** A sweep from the beginning to the end. */
async function sweep(answer: (asked: AskedFor) => ScriptedAnswer) {
  const { client, asked } = answeringClient(answer);
  const pages: FetchedPage[] = [];
  let offset: string | null = null;
  do {
    const request = { window: { from: 0, to: 1 }, offset, limit: 300, signal };
    const page = await DIRECTORY.fetchPage({ client, keys: KEYS, request, now: DUO_DATE });
    if (!page.ok) throw new Error(page.error.message);
    pages.push(page);
    offset = page.nextOffset;
    if (pages.length > 100) throw new Error('The sweep never ends.');
  } while (offset !== null);
  return {
    asked,
    pages,
    ids: pages.flatMap(({ objects = [] }) => objects.map(({ id }) => id)),
    finished: pages.flatMap(({ finishedParts = [] }) => finishedParts),
    offsets: pages.map(({ nextOffset }) => nextOffset),
    notes: pages.flatMap(({ note }) => (note === undefined ? [] : [note])),
  };
}

describe('a sweep over the directory', () => {
  it('goes through every page of every part, and says which parts it has seen whole', async () => {
    const { asked, ids, finished, offsets, notes, pages } = await sweep(directoryOf(many(5), 2));
    expect(ids).toEqual(['DU0', 'DU1', 'DU2', 'DU3', 'DU4', 'DG1', 'DP1', 'EP1']);
    expect(finished).toEqual(['users', 'groups', 'phones', 'endpoints']);
    expect(offsets).toEqual(['users|2|5', 'users|4|5', 'groups|0', 'phones|0', 'endpoints|0', null]);
    expect(asked[1]).toEqual({ path: '/admin/v1/users', params: { limit: '300', offset: '2' } });
    expect(asked[3]?.params).toEqual({ limit: '100', offset: '0' });
    expect(notes).toEqual([]);
    expect(pages.every(({ records }) => records.length === 0)).toBe(true);
  });

  it('calls nobody gone of a part in which an object could not be read, on whatever page', async () => {
    const users = [{ user_id: 'DU0', username: null }, ...many(4, 1)];
    const { ids, finished, offsets, notes, pages } = await sweep(directoryOf(users, 2));
    expect(ids).toHaveLength(7);
    expect(finished).toEqual(['groups', 'phones', 'endpoints']);
    expect(offsets[0]).toBe('users|2|5|torn');
    expect(pages[0]?.rejected).toMatchObject([{ reason: 'missing_user' }]);
    expect(notes).toEqual([
      'Not all of users could be read, so that nothing missing there is taken for gone.',
    ]);
  });

  it('calls nobody gone where users left while the pages were turned', async () => {
    const before = directoryOf(many(5), 2);
    const after = directoryOf(many(4, 1), 2);
    const shrinking = (asked: AskedFor) => (asked.params['offset'] === '0' ? before(asked) : after(asked));
    expect((await sweep(shrinking)).finished).toEqual(['groups', 'phones', 'endpoints']);
  });

  it.each<[string, ScriptedAnswer]>([
    ['is empty', { response: [], metadata: { total_objects: 0 } }],
    ['points back', { response: [user(1)], metadata: { next_offset: 0, total_objects: 1 } }],
    ['points nowhere', { response: [user(1)], metadata: { next_offset: { at: 1 }, total_objects: 1 } }],
  ])('calls nobody gone where the list of users %s', async (_what, users) => {
    const others = directoryOf([], 2);
    const { finished } = await sweep((asked) => (asked.path === '/admin/v1/users' ? users : others(asked)));
    expect(finished).toEqual(['groups', 'phones', 'endpoints']);
  });

  it.each(['duo_40301', 'duo_40401'] as const)('leaves out a part that is refused with %s', async (error) => {
    const all = directoryOf(many(1), 2);
    const { ids, finished, notes } = await sweep((asked) =>
      asked.path === '/admin/v1/phones' || asked.path === '/admin/v1/endpoints' ? { error } : all(asked),
    );
    expect(ids).toEqual(['DU0', 'DG1']);
    expect(finished).toEqual(['users', 'groups']);
    expect(notes.map((note) => note.split(':')[0])).toEqual(['Left out phones', 'Left out endpoints']);
  });

  it.each<[string, string, 'duo_40301' | 'server_error']>([
    ['users are refused', '/admin/v1/users', 'duo_40301'],
    ['Duo fails', '/admin/v1/groups', 'server_error'],
  ])('fails where %s', async (_what, path, error) => {
    const all = directoryOf(many(1), 2);
    await expect(sweep((asked) => (asked.path === path ? { error } : all(asked)))).rejects.toThrow(/^Duo/);
  });

  it('keeps a page whole that may not be read, and finds the next', async () => {
    const { client } = answeringClient(directoryOf(many(5), 2));
    const request = { window: { from: 0, to: 1 }, offset: 'users|2|5', limit: 300, unread: true, signal };
    const page = await DIRECTORY.fetchPage({ client, keys: KEYS, request, now: DUO_DATE });
    expect(page).toMatchObject({ nextOffset: 'users|4|5|torn', rejected: [{ reason: 'page_unread' }] });
  });

  it('tells of what was put away only what still cannot be read', () => {
    const body = Buffer.from(JSON.stringify({ stat: 'OK', response: [user(1), { user_id: 'DU2' }] }));
    expect(DIRECTORY.readAgain?.(body).rejected).toMatchObject([{ reason: 'missing_user' }]);
    const phone = Buffer.from('{"phone_id":"DP1","users":[]}');
    expect(DIRECTORY.readAgain?.(phone)).toEqual({ records: [], rejected: [] });
    expect(DIRECTORY.readAgain?.(Buffer.from('{"x":1}')).rejected).toHaveLength(1);
  });
});

describe('the place of a sweep', () => {
  it.each(['users|300', 'users|300|951', 'phones|0|7|torn', 'endpoints|600||torn'])(
    '%s is read as written',
    (text) => {
      expect(writePlace(readPlace(text))).toBe(text);
    },
  );

  it.each([null, '', 'admins|5', 'users', 'users|x', '1793521800'])('%j is the beginning', (text) => {
    expect(readPlace(text)).toEqual({ part: 'users', offset: 0, total: null, torn: false });
  });
});

describe('an object of the directory', () => {
  const read = (...given: Parameters<typeof normaliseObject>) => {
    const found = normaliseObject(...given);
    if (!found.ok) throw new Error(found.detail);
    return found.object;
  };

  it('is read from every public sample', () => {
    for (const [, raw] of readSamples('users_v1'))
      expect(read('users', raw)).toMatchObject({ part: 'users' });
    const [[, phone] = ['', {}]] = readSamples('phones_v1');
    expect(read('phones', phone)).toEqual({
      part: 'phones',
      id: 'QWERTY01',
      name: 'MyPhone',
      userIds: [],
      numberEnding: '6789',
      platform: 'Google Android',
      model: 'Motorola Moto G31(W)',
      osVersion: null,
      type: 'Mobile',
      lastSeenAt: Date.parse('2023-11-11T11:11:11Z'),
      activated: true,
      capabilities: ['auto', 'push'],
      encrypted: true,
      screenLock: true,
      tampered: false,
      biometric: true,
    });
  });

  it('tells of a user who it is, and with what they may approve', () => {
    const raw: JsonObject = {
      user_id: 'DU1',
      username: 'ada',
      realname: null,
      firstname: 'Ada',
      lastname: 'Lovelace',
      email: 'Ada@Example.com',
      aliases: { alias1: 'al', alias2: null },
      alias1: 'al',
      alias2: 'countess',
      groups: [{ group_id: 'DG1', name: 'Staff (from AD sync "HQ")' }, 'Board'],
      is_enrolled: true,
      last_login: 1_793_521_800,
      created: 1_684_150_797,
      phones: [{ phone_id: 'DP1' }, {}],
      status: 'Locked Out',
      tokens: [{ serial: '123', type: 'h6' }],
      u2ftokens: [{ registration_id: 'r' }],
      webauthncredentials: [{ credential_name: 'Touch ID' }, null],
    };
    expect(read('users', raw)).toEqual({
      part: 'users',
      id: 'DU1',
      username: 'ada',
      name: 'Ada Lovelace',
      email: 'ada@example.com',
      aliases: ['al', 'countess'],
      groups: ['Staff', 'Board'],
      status: 'locked out',
      enrolled: true,
      lastLoginAt: 1_793_521_800_000,
      createdAt: 1_684_150_797_000,
      phoneIds: ['DP1'],
      authenticators: [
        { kind: 'token', name: '123' },
        { kind: 'u2f', name: 'r' },
        { kind: 'webauthn', name: 'Touch ID' },
        { kind: 'webauthn', name: null },
      ],
    });
  });

  it('tells of a device how it is kept', () => {
    const raw = {
      epkey: 'EP1',
      browsers: [
        { browser_family: 'Chrome', browser_version: '130' },
        { browser_family: 'Chrome', browser_version: '130' },
      ],
      disk_encryption_status: 'Off',
      firewall_status: 'On',
      password_status: 'Unknown',
      trusted_endpoint: 'yes',
      device_name: '',
      last_updated: 1_793_521_800,
      os_family: 'Windows',
      username: 'ada',
    };
    expect(read('endpoints', raw)).toMatchObject({
      name: null,
      browsers: ['Chrome 130'],
      diskEncrypted: false,
      firewall: true,
      password: null,
      trusted: true,
      lastSeenAt: 1_793_521_800_000,
    });
  });

  it.each<[Parameters<typeof normaliseObject>[0], JsonObject, string]>([
    ['users', { username: 'ada' }, 'missing_user'],
    ['users', { user_id: 'DU1', username: '' }, 'missing_user'],
    ['users', { user_id: 5, username: 'ada' }, 'wrong_type'],
    ['groups', { name: 'Staff' }, 'wrong_type'],
    ['phones', { phone_id: {} }, 'wrong_type'],
    ['endpoints', {}, 'wrong_type'],
  ])('of %s is refused as %j', (part, raw, reason) => {
    expect(normaliseObject(part, raw)).toMatchObject({ ok: false, reason });
  });
});

describe('the figures of the account', () => {
  const answers: Readonly<Record<string, ScriptedAnswer>> = {
    '/admin/v1/info/summary': {
      response: {
        edition: 'Premier',
        user_count: 42,
        admin_count: 3,
        integration_count: 'many',
        telephony_credits_remaining: 0,
      },
    },
    '/admin/v1/info/authentication_attempts': { response: { SUCCESS: 10, FAILURE: 2, FRAUD: 1, ERROR: 0 } },
    '/admin/v1/settings': { response: { log_retention_days: 90 } },
  };
  const fetchFigures = async (changes: Readonly<Record<string, ScriptedAnswer>> = {}) => {
    const { client, asked } = answeringClient(
      ({ path }) => ({ ...answers, ...changes })[path] ?? { error: 'duo_40401' },
    );
    const request = { window: { from: 0, to: 1 }, offset: null, limit: 1_000, signal };
    return { page: await SUMMARY.fetchPage({ client, keys: KEYS, request, now: DUO_DATE }), asked };
  };
  const to = Date.parse('2026-11-01T00:00:00Z');
  const from = to - 86_400_000;

  it('are those of the last closed day, asked for in seconds', async () => {
    const { page, asked } = await fetchFigures();
    expect(asked[1]?.params).toEqual({ mintime: String(from / 1000), maxtime: String(to / 1000 - 1) });
    expect(page).toMatchObject({
      ok: true,
      nextOffset: null,
      requests: 3,
      figures: {
        edition: 'Premier',
        users: 42,
        usersPendingDeletion: null,
        administrators: 3,
        applications: null,
        telephonyCredits: 0,
        retentionDays: 90,
        attempts: { from, to, success: 10, failure: 2, fraud: 1, error: 0 },
      },
    });
  });

  it.each<[string, Readonly<Record<string, ScriptedAnswer>>, JsonObject]>([
    ['settings are refused', { '/admin/v1/settings': { error: 'duo_40301' } }, { retentionDays: null }],
    [
      'logs are kept for ever',
      { '/admin/v1/settings': { response: { log_retention_days: 0 } } },
      { retentionDays: null },
    ],
    [
      'counts are refused',
      { '/admin/v1/info/authentication_attempts': { error: 'duo_40401' } },
      { attempts: null },
    ],
    [
      'counts are not there',
      { '/admin/v1/info/authentication_attempts': { response: [] } },
      { attempts: null },
    ],
    [
      'counts stand in an object of their own',
      { '/admin/v1/info/authentication_attempts': { response: { authentication_attempts: { SUCCESS: 1 } } } },
      { attempts: { from, to, success: 1, failure: 0, fraud: 0, error: 0 } },
    ],
  ])('are told as far as they are known, where %s', async (_what, changes, figures) => {
    expect((await fetchFigures(changes)).page).toMatchObject({ ok: true, figures });
  });

  it.each<[string, string, 'duo_40301' | 'duo_42901']>([
    ['the summary itself is refused', '/admin/v1/info/summary', 'duo_40301'],
    ['Duo asks to wait', '/admin/v1/settings', 'duo_42901'],
  ])('fail where %s', async (_what, path, code) => {
    expect((await fetchFigures({ [path]: { error: code } })).page).toMatchObject({
      ok: false,
      error: { code },
    });
  });
});
