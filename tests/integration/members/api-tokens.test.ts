import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ALL_PERMISSIONS } from '@/domain/permissions';
import { apiTokensViewSchema, madeTokenSchema } from '@/domain/views/api-token';
import { madeLinkSchema, membersViewSchema } from '@/domain/views/members';
import { tokenActorOf } from '@/server/auth/token-actor';
import { newApiToken } from '@/server/platform/api-token';
import { peerHeader } from '@/server/platform/client-address';
import type { Runtime } from '@/server/services/runtime';
import { FIRST, openWebHouse, type WebHouse } from '@/tests/setup/web-house';

const SECRET = 'a lantern beside the harbour';
const DAY_MS = 86_400_000;

const problemSchema = z.object({ status: z.number(), code: z.string(), detail: z.string() });

let house: WebHouse;
let ada: string;

beforeAll(async () => {
  house = await openWebHouse();
});
afterAll(() => house.close());

beforeEach(async () => {
  house.ahead = 0;
  house.log.length = 0;
  await house.sql(
    'TRUNCATE account, member, session, sign_in_attempt, membership, scoring_policy, audit_entry, role, member_link, api_token CASCADE',
  );
  await house.sql('UPDATE installation SET "setupTokenHash" = NULL, "setupTokenAt" = NULL');
  await house.setUp();
  ada = await house.signIn();
});

async function post(path: string, body: unknown, by: { cookie?: string; token?: string } = { cookie: ada }) {
  const { cookie, token } = by;
  const headers = token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } };
  const response = await house.call('POST', path, {
    body,
    ...headers,
    ...(cookie !== undefined && { cookie }),
  });
  const answer: unknown = await response.json();
  return { status: response.status, body: answer };
}

const inDays = (days: number) => new Date(Date.now() + house.ahead + days * DAY_MS).toISOString();

async function make(
  permissions: readonly string[],
  {
    name = 'Nightly export',
    days = 30,
    by = { cookie: ada },
  }: { name?: string; days?: number; by?: { cookie?: string; token?: string } } = {},
) {
  const { status, body } = await post('/api/v1/tokens', { name, permissions, expiresAt: inDays(days) }, by);
  expect({ status, body }).toMatchObject({ status: 200 });
  return madeTokenSchema.parse(body);
}

const get = (path: string, token: string, headers: Record<string, string> = {}) =>
  house.call('GET', path, { headers: { authorization: `Bearer ${token}`, ...headers } });

async function refusal(response: Response) {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  return problemSchema.parse(await response.json());
}

/** Somebody new with a role, signed in. */
async function join(email: string, role: string): Promise<{ id: string; cookie: string }> {
  const { body } = await post('/api/v1/members/invitations', { email, role });
  const token = new URL(madeLinkSchema.parse(body).link).hash.slice(1);
  await post('/api/v1/invitations/accept', { token, name: email.split('@')[0], password: SECRET }, {});
  const view = await house.call('GET', '/api/v1/members', { cookie: ada });
  const { members } = membersViewSchema.parse(await view.json());
  const id = members.find((member) => member.email === email)?.id ?? '';
  return { id, cookie: await house.signIn(email, SECRET) };
}

const tokensOf = async (cookie: string) =>
  apiTokensViewSchema.parse(await (await house.call('GET', '/api/v1/tokens', { cookie })).json());

describe('an API token', () => {
  it('does what was chosen for it and nothing else, without cookie or Origin, and the audit log names it', async () => {
    const { token } = await make(['integrations:read', 'members:write']);
    expect((await get('/api/v1/integrations', token)).status).toBe(200);
    const session: unknown = await (await get('/api/v1/session', token)).json();
    expect(session).toMatchObject({
      member: { email: FIRST.email },
      permissions: ['integrations:read', 'members:read', 'members:write'],
    });
    const refused = await refusal(await get('/api/v1/people', token));
    expect(refused).toMatchObject({ status: 403, code: 'forbidden' });
    expect(refused.detail).toContain('people:read');
    const invited = await post(
      '/api/v1/members/invitations',
      { email: 'ben@example.com', role: 'basic_administrator' },
      { token },
    );
    expect(invited).toMatchObject({ status: 409, body: { errors: [{ field: 'role' }] } });
    // Its member gives any role; the token only what it holds itself.
    await make(ALL_PERMISSIONS, { name: 'All' });
    const all = (await make(ALL_PERMISSIONS, { name: 'All of it' })).token;
    const given = await post(
      '/api/v1/members/invitations',
      { email: 'ben@example.com', role: 'analyst' },
      { token: all },
    );
    expect(given.status).toBe(200);
    const [entry] = await house.sql(
      `SELECT "actorKind", "actorName", address FROM audit_entry WHERE action = 'invite-member'`,
    );
    expect(entry).toEqual({
      actorKind: 'token',
      actorName: `token “All of it” of ${FIRST.name}`,
      address: '203.0.113.5',
    });
  });

  it('is shown once and kept as a hash; what is listed says when and from where it was used', async () => {
    const { id, token } = await make(['people:read']);
    const stored = JSON.stringify([
      ...(await house.sql('SELECT * FROM api_token')),
      ...(await house.sql('SELECT * FROM audit_entry')),
    ]);
    expect(stored).not.toContain(token.slice(8, 40));
    expect((await tokensOf(ada)).tokens[0]).toMatchObject({
      id,
      lastUsedAt: null,
      state: 'stands',
      lost: [],
    });
    await get('/api/v1/people', token);
    const listed = await house.call('GET', '/api/v1/tokens', { cookie: ada });
    const text = await listed.text();
    expect(text).not.toContain(token.slice(8, 40));
    const [used] = apiTokensViewSchema.parse(JSON.parse(text)).tokens;
    expect(used).toMatchObject({ lastUsedFrom: '203.0.113.5', ending: token.slice(-4) });
    expect(used?.lastUsedAt).not.toBeNull();
    expect(house.log.join('')).not.toContain(token.slice(8, 40));
  });

  it('that is malformed, unknown, revoked, expired or of nobody is answered 401 with the reason', async () => {
    const { id, token } = await make(['people:read'], { days: 2 });
    const said = async (wrong: string) => refusal(await get('/api/v1/people', wrong));
    for (const wrong of [token.slice(0, -1), 'nonsense', '', '%', `${token}x`])
      expect(await said(wrong)).toMatchObject({ status: 401, code: 'invalid_token' });
    expect((await said(newApiToken())).detail).toContain('not known here');
    house.ahead = 2 * DAY_MS;
    expect((await said(token)).detail).toContain('ended at');
    house.ahead = 0;
    expect((await get('/api/v1/people', token)).status).toBe(200);
    expect((await post(`/api/v1/tokens/${id}/revoke`, {})).status).toBe(200);
    const response = await get('/api/v1/people', token);
    expect(response.headers.get('www-authenticate')).toContain('invalid_token');
    expect((await refusal(response)).detail).toContain('was revoked');
    expect((await post(`/api/v1/tokens/${id}/revoke`, {})).status).toBe(409);
    expect(house.log.filter((line) => line.includes('invalid_token')).length).toBeGreaterThanOrEqual(7);
  });

  it('never falls back to a cookie, and is refused beside one', async () => {
    const { token } = await make(['people:read']);
    for (const authorization of [`Bearer ${token}`, 'Bearer wrong', 'bearer']) {
      const response = await house.call('GET', '/api/v1/people', { cookie: ada, headers: { authorization } });
      expect(await refusal(response)).toMatchObject({ status: 400, code: 'invalid_input' });
    }
    // A proxy in front may have a sign-in of its own.
    const basic = { authorization: 'Basic eDp5' };
    expect((await house.call('GET', '/api/v1/people', { cookie: ada, headers: basic })).status).toBe(200);
  });

  it('loses what its member loses at the next request, and comes back with it', async () => {
    const ben = await join('ben@example.com', 'analyst');
    const { token } = await make(['signals:read', 'events:triage'], { by: { cookie: ben.cookie } });
    expect((await get('/api/v1/signals/saved', token)).status).toBe(200);
    await post(`/api/v1/members/${ben.id}/role`, { role: 'help_desk' });
    expect((await get('/api/v1/signals/saved', token)).status).toBe(403);
    expect((await get('/api/v1/people', token)).status).toBe(200);
    const [listed] = (await tokensOf(ben.cookie)).tokens;
    expect(listed).toMatchObject({ lost: ['signals:read', 'events:triage'], mayRevoke: true });
    await post(`/api/v1/members/${ben.id}/role`, { role: 'analyst' });
    expect((await get('/api/v1/signals/saved', token)).status).toBe(200);
  });

  it('ends with the access of its member, and does not come back with it', async () => {
    const ben = await join('ben@example.com', 'analyst');
    const { token } = await make(['people:read'], { by: { cookie: ben.cookie } });
    await post(`/api/v1/members/${ben.id}/access`, { on: false });
    expect((await get('/api/v1/people', token)).status).toBe(401);
    await post(`/api/v1/members/${ben.id}/access`, { on: true });
    expect((await refusal(await get('/api/v1/people', token))).detail).toContain('was revoked');

    const again = { cookie: await house.signIn('ben@example.com', SECRET) };
    const second = await make(['people:read'], { name: 'Second', by: again });
    await house.sql(`UPDATE member SET "disabledAt" = now() WHERE id = $1`, [ben.id]);
    expect((await refusal(await get('/api/v1/people', second.token))).detail).toContain('no access any more');
    await house.sql(`UPDATE member SET "disabledAt" = NULL, "passwordOneTime" = true WHERE id = $1`, [
      ben.id,
    ]);
    expect((await refusal(await get('/api/v1/people', second.token))).detail).toContain('choose a password');
    await house.sql(`UPDATE member SET "passwordOneTime" = false WHERE id = $1`, [ben.id]);
    // Somebody who was taken out and let in anew begins without tokens, whatever was done to the rows between.
    await house.sql(`UPDATE membership SET "createdAt" = now() + interval '1 hour' WHERE "memberId" = $1`, [
      ben.id,
    ]);
    expect((await get('/api/v1/people', second.token)).status).toBe(401);
  });

  it('waits while its member owes a second factor, as their sessions do', async () => {
    const { token } = await make(['people:read']);
    await post('/api/v1/account/second-factor', { needed: true, graceDays: 1 });
    expect((await get('/api/v1/people', token)).status).toBe(200);
    house.ahead = 2 * DAY_MS;
    const refused = await refusal(await get('/api/v1/people', token));
    expect(refused).toMatchObject({ status: 401, code: 'invalid_token' });
    expect(refused.detail).toContain('has to add a second factor first');
    expect(refused.detail).toContain('sign in to Parapet and add one');
    await house.sql(
      `INSERT INTO passkey ("memberId", id, "credentialId", "publicKey", counter, transports, "backedUp", name, "createdAt")
       SELECT id, gen_random_uuid(), 'x', 'x', 0, '{}', false, 'Key', now() FROM member`,
    );
    expect((await get('/api/v1/people', token)).status).toBe(200);
    // One that may have been copied is none, whether or not the account asks for one.
    await house.sql('UPDATE passkey SET "blockedAt" = now()');
    await house.sql('UPDATE account_sign_in SET "secondFactorFrom" = NULL');
    expect((await refusal(await get('/api/v1/people', token))).detail).toContain(
      'or all of theirs are blocked',
    );
  });

  it('does nothing that only a person does', async () => {
    const { token } = await make(ALL_PERMISSIONS);
    for (const [path, body] of [
      ['/api/v1/password', { current: FIRST.password, password: SECRET }],
      ['/api/v1/session/account', { accountId: crypto.randomUUID() }],
      ['/api/v1/visit', {}],
      [`/api/v1/members/${crypto.randomUUID()}/password-link`, {}],
      ['/api/v1/setup', {}],
      ['/api/v1/invitations/accept', {}],
    ] as const)
      expect({ path, ...(await post(path, body, { token })) }).toMatchObject({
        status: 403,
        body: { detail: 'An API token cannot do this. Sign in to Parapet and do it there.' },
      });
  });

  it('acts as its member where two have to agree', async () => {
    const { token } = await make(['events:triage', 'signals:read']);
    await post('/api/v1/signals/saved', { q: 'user:ada', name: 'Mine', since: '7d' }, { token });
    const kept = await house.call('GET', '/api/v1/signals/saved', { cookie: ada });
    expect(await kept.json()).toMatchObject({ searches: [{ name: 'Mine' }] });
    const wish = {
      scope: 'network',
      network: '198.51.100.0/24',
      verdict: 'benign',
      reason: 'The new office.',
    };
    const proposed = await post('/api/v1/dispositions', wish, { token });
    const { id } = z.object({ id: z.string(), state: z.literal('proposed') }).parse(proposed.body);
    expect((await post(`/api/v1/dispositions/${id}/approve`, {})).status).toBe(409);
    expect((await post(`/api/v1/dispositions/${id}/approve`, {}, { token })).status).toBe(409);
    const ben = await join('ben@example.com', 'analyst');
    const bens = await make(['events:triage'], { by: { cookie: ben.cookie } });
    expect((await post(`/api/v1/dispositions/${id}/approve`, {}, { token: bens.token })).status).toBe(200);
    const [row] = await house.sql(`SELECT "createdByName", "approvedByName" FROM disposition`);
    expect(row).toEqual({
      createdByName: `token “Nightly export” of ${FIRST.name}`,
      approvedByName: 'token “Nightly export” of ben',
    });
  });

  it('is slowed down on its own', async () => {
    const [busy, calm] = [await make(['people:read']), await make(['people:read'], { name: 'Calm' })];
    // Time stands still, however slow the machine is: what comes back with time does not come back.
    const at = Date.now();
    const statusOf = async (token: string, headers: Record<string, string> = {}) => {
      house.ahead = at - Date.now();
      return (await get('/api/v1/setup', token, headers)).status;
    };
    const statuses: number[] = [];
    for (let n = 0; n < 125; n += 1) statuses.push(await statusOf(busy.token));
    expect(statuses.slice(0, 100)).toEqual(Array<number>(100).fill(200));
    expect(statuses).toContain(429);
    expect(await statusOf(calm.token)).toBe(200);
    const elsewhere = { [peerHeader()]: '203.0.113.77' };
    const wrong: number[] = [];
    for (let n = 0; n < 35; n += 1) wrong.push(await statusOf(newApiToken(), elsewhere));
    expect(new Set(wrong)).toEqual(new Set([401, 429]));
  });

  it('is looked up no more while too many wrong ones come from its address, but where it stood lately', async () => {
    const [known, fresh] = [await make(['people:read']), await make(['people:read'], { name: 'Fresh' })];
    const from = { [peerHeader()]: '2001:db8:5:5::1' };
    expect((await get('/api/v1/setup', known.token, from)).status).toBe(200);
    const { database } = house.runtime;
    let asked = 0;
    const counting: Runtime = {
      ...house.runtime,
      database: {
        ...database,
        inGlobal: (work) => {
          asked += 1;
          return database.inGlobal(work);
        },
      },
    };
    const ask = async (token: string, host: number) => {
      const headers = {
        authorization: `Bearer ${token}`,
        [peerHeader()]: `2001:db8:5:5::${host.toString(16)}`,
      };
      return tokenActorOf(counting, new Headers(headers), token).then(
        () => 'stands',
        (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
      );
    };
    const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => ask(newApiToken(), n + 1)));
    expect(answers.filter((code) => code === 'too_many_requests').length).toBeGreaterThanOrEqual(60);
    expect(asked).toBeLessThanOrEqual(40);
    expect(await ask(known.token, 1)).toBe('stands');
    house.ahead += 120_000;
    for (let n = 0; n < 40; n += 1) expect(await ask(fresh.token, 1)).toBe('stands');
  });
});

describe('making a token', () => {
  const wish = (change: object) => ({
    name: 'X',
    permissions: ['people:read'],
    expiresAt: inDays(10),
    ...change,
  });

  it('gives no more than its maker has, and no longer than a year', async () => {
    const ben = await join('ben@example.com', 'analyst');
    const by = { cookie: ben.cookie };
    for (const [change, status, field] of [
      [{ permissions: ['members:write'] }, 409, 'permissions'],
      [{ permissions: [] }, 400, 'permissions'],
      [{ permissions: ['moon:land'] }, 400, 'permissions.0'],
      [{ name: '' }, 400, 'name'],
      [{ expiresAt: inDays(-1) }, 400, 'expiresAt'],
      [{ expiresAt: inDays(367) }, 400, 'expiresAt'],
      [{ expiresAt: undefined }, 400, 'expiresAt'],
      [{ expiresAt: 'never' }, 400, 'expiresAt'],
    ] as const)
      expect({ change, ...(await post('/api/v1/tokens', wish(change), by)) }).toMatchObject({
        status,
        body: { errors: [{ field }] },
      });
    const desk = await join('dan@example.com', 'help_desk');
    expect((await post('/api/v1/tokens', wish({}), { cookie: desk.cookie })).status).toBe(403);
    expect((await tokensOf(desk.cookie)).givable).toEqual([]);
    await make(['people:read'], { by });
    expect(await post('/api/v1/tokens', wish({ name: 'nightly EXPORT' }), by)).toMatchObject({ status: 409 });
  });

  it('by a token takes that permission, hands on no more than it has, and ends with it', async () => {
    const plain = (await make(['people:read'])).token;
    expect((await post('/api/v1/tokens', wish({}), { token: plain })).status).toBe(403);
    const maker = (await make(['people:read', 'tokens:write'], { name: 'Maker', days: 10 })).token;
    expect(
      (await post('/api/v1/tokens', wish({ permissions: ['signals:read'] }), { token: maker })).status,
    ).toBe(409);
    const longer = await post('/api/v1/tokens', wish({ expiresAt: inDays(11) }), { token: maker });
    expect(longer).toMatchObject({ status: 409, body: { errors: [{ field: 'expiresAt' }] } });
    expect((await post('/api/v1/tokens', wish({ expiresAt: inDays(9) }), { token: maker })).status).toBe(200);
  });
});

describe('the tokens of an account', () => {
  it('are seen by who sees members, taken back by who manages them, and else by nobody but their own', async () => {
    const ben = await join('ben@example.com', 'analyst');
    const eve = await join('eve@example.com', 'analyst');
    const auditor = await join('aud@example.com', 'auditor');
    const { id, token } = await make(['people:read'], { by: { cookie: ben.cookie } });
    expect((await tokensOf(eve.cookie)).tokens).toEqual([]);
    expect((await post(`/api/v1/tokens/${id}/revoke`, {}, { cookie: eve.cookie })).status).toBe(404);
    expect((await tokensOf(auditor.cookie)).tokens).toMatchObject([{ id, mayRevoke: false }]);
    expect((await post(`/api/v1/tokens/${id}/revoke`, {}, { cookie: auditor.cookie })).status).toBe(403);
    expect((await tokensOf(ada)).tokens).toMatchObject([{ id, mayRevoke: true, isYours: false }]);
    expect((await post(`/api/v1/tokens/${id}/revoke`, {}, { cookie: ada })).status).toBe(200);
    expect((await get('/api/v1/people', token)).status).toBe(401);
    const [entry] = await house.sql(
      `SELECT before, "actorName" FROM audit_entry WHERE action = 'revoke-token'`,
    );
    expect(entry).toEqual({ actorName: FIRST.name, before: { name: 'Nightly export', of: 'ben' } });
    house.ahead = 91 * DAY_MS;
    ada = await house.signIn();
    expect((await tokensOf(ada)).tokens).toEqual([]);
  });
});
