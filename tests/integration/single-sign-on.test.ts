import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { STEP_UP_MS } from '@/domain/session-lifetime';
import { execute } from '@/server/services/operation';
import { beginSingleSignOn, finishSingleSignOn } from '@/server/services/single-sign-on';
import { CLIENT, openLyingProvider, openRealProvider, type Person } from '@/tests/setup/identity-provider';
import { FIRST, openWebHouse, ORIGIN, type WebHouse } from '@/tests/setup/web-house';

const CALLBACK = `${ORIGIN}/api/auth/sso/callback`;
const MIRA: Person = {
  ...{ sub: 'mira-1', email: 'mira@example.com', email_verified: true, name: 'Mira' },
  groups: ['everybody', 'soc'],
};

let house: WebHouse;
let real: Awaited<ReturnType<typeof openRealProvider>>;
let lying: Awaited<ReturnType<typeof openLyingProvider>>;
let ada: string;

beforeAll(async () => {
  real = await openRealProvider(CALLBACK);
  lying = await openLyingProvider();
  house = await openWebHouse({ PARAPET_SSO_PRIVATE_HOSTS: `${real.host},${lying.host}` });
});
afterAll(async () => {
  await house.close();
  await real.close();
  await lying.close();
});

beforeEach(async () => {
  house.ahead = 0;
  await house.sql(
    `TRUNCATE account, member, session, sign_in_attempt, membership, scoring_policy, audit_entry, single_sign_on,
     single_sign_on_member, single_sign_on_state, sign_in_domain CASCADE`,
  );
  await house.sql('UPDATE installation SET "setupTokenHash" = NULL, "setupTokenAt" = NULL');
  await house.setUp();
  ada = await house.signIn();
  real.become(MIRA);
});

const MAPPINGS = [
  { group: 'soc', role: 'analyst' },
  { group: 'auditors', role: 'auditor' },
];

async function post(path: string, body: unknown = {}, cookie = ada) {
  const response = await house.call('POST', path, { body, cookie });
  const answer: unknown = await response.json();
  return { status: response.status, body: answer };
}

function configure(more: object = {}) {
  house.ahead += 7_000;
  return post('/api/v1/account/single-sign-on', {
    ...{ issuer: real.issuer, clientId: CLIENT.id, clientSecret: CLIENT.secret },
    ...{ domains: ['example.com'], mappings: MAPPINGS },
    ...more,
  });
}

async function begin(email = MIRA.email, again = false): Promise<{ url: string; secret: string }> {
  const actor = house.anonymous('203.0.113.5');
  const input = { email, next: '/people', again };
  return execute(beginSingleSignOn, { actor, runtime: house.runtime, input });
}

async function finish(back: URL, secret: string): Promise<string> {
  const actor = house.anonymous('203.0.113.5');
  const input = { query: back.searchParams.toString(), secret };
  const { sessionId, next } = await execute(finishSingleSignOn, { actor, runtime: house.runtime, input });
  expect(next).toBe('/people');
  return house.cookieOf(sessionId);
}

async function enter(email?: string): Promise<string> {
  const { url, secret } = await begin(email);
  return finish(await real.visit(url), secret);
}

async function sessionOf(cookie: string): Promise<unknown> {
  return (await house.call('GET', '/api/v1/session', { cookie })).json();
}

const refusedAs = (problem: string) => ({ code: 'forbidden', fields: [{ field: problem }] });

describe('single sign-on at a real provider', () => {
  beforeEach(async () => {
    expect(await configure()).toEqual({ status: 200, body: {} });
  });

  it('lets in somebody whose group has a role, as a member of this account', async () => {
    const cookie = await enter();
    expect(await sessionOf(cookie)).toMatchObject({
      member: { name: 'Mira', email: 'mira@example.com' },
      account: { name: FIRST.accountName },
      role: 'analyst',
    });
    const entries = await house.sql('SELECT action, "actorName" FROM audit_entry ORDER BY seq DESC LIMIT 2');
    expect(entries).toEqual([
      { action: 'sign-in', actorName: 'Mira' },
      { action: 'join-by-single-sign-on', actorName: 'single sign-on' },
    ]);
    await enter();
    expect(await house.sql('SELECT count(*)::int AS n FROM member')).toEqual([{ n: 2 }]);
  });

  it('gives the role of the groups of this moment, and lets nobody in without one', async () => {
    await enter();
    real.become({ ...MIRA, groups: ['auditors'] });
    expect(await sessionOf(await enter())).toMatchObject({ role: 'auditor' });
    real.become({ ...MIRA, groups: ['everybody'] });
    await expect(enter()).rejects.toMatchObject(refusedAs('no-group'));
    real.become({ ...MIRA, sub: 'other', email: 'new@example.com', groups: [] });
    await expect(enter()).rejects.toMatchObject(refusedAs('no-group'));
    expect(await house.sql('SELECT count(*)::int AS n FROM member')).toEqual([{ n: 2 }]);
  });

  it('knows somebody by who they are there, whatever becomes of their address', async () => {
    await enter();
    real.become({ ...MIRA, email: 'mira.married@elsewhere.example', email_verified: false });
    expect(await sessionOf(await enter())).toMatchObject({ member: { email: 'mira@example.com' } });
  });

  it('links a member by a verified address of the account’s own domains only', async () => {
    real.become({ ...MIRA, sub: 'ada', email: FIRST.email, email_verified: false });
    await expect(enter()).rejects.toMatchObject(refusedAs('unverified'));
    real.become({ ...MIRA, sub: 'ada', email: 'ada@evil.example' });
    await expect(enter()).rejects.toMatchObject(refusedAs('unverified'));
  });

  it('neither stands in for somebody who may do more than any group gives, nor brings them down', async () => {
    real.become({ ...MIRA, sub: 'ada', email: FIRST.email });
    await expect(enter()).rejects.toMatchObject(refusedAs('more'));
    expect(await house.sql('SELECT role FROM membership')).toEqual([{ role: 'super_administrator' }]);
    await configure({ mappings: [...MAPPINGS, { group: 'owners', role: 'super_administrator' }] });
    real.become({ ...MIRA, sub: 'ada', email: FIRST.email, groups: ['owners'] });
    expect(await sessionOf(await enter())).toMatchObject({ role: 'super_administrator' });
    // The only one who manages members keeps that role: the sign-in is refused rather than the account left to nobody.
    real.become({ ...MIRA, sub: 'ada', email: FIRST.email });
    await expect(enter()).rejects.toMatchObject({ code: 'conflict' });
    expect(await house.sql('SELECT role FROM membership')).toEqual([{ role: 'super_administrator' }]);
  });

  it('opens no other account of somebody, and proves nothing that would', async () => {
    await enter();
    await house.sql(
      `INSERT INTO account (id, name, "createdAt") SELECT gen_random_uuid(), 'Elsewhere', now()`,
    );
    await house.sql(
      `INSERT INTO membership ("accountId", "memberId", role, "createdAt")
       SELECT a.id, m.id, 'auditor', now() - interval '1 day' FROM account a, member m
       WHERE a.name = 'Elsewhere' AND m.email = $1`,
      [MIRA.email],
    );
    const cookie = await enter();
    const session = z
      .object({
        account: z.object({ name: z.string() }),
        accounts: z.array(z.object({ id: z.string(), name: z.string() })),
      })
      .parse(await sessionOf(cookie));
    expect(session.account.name).toBe(FIRST.accountName);
    const elsewhere = session.accounts.find(({ name }) => name === 'Elsewhere')?.id;
    expect((await post('/api/v1/session/account', { accountId: elsewhere }, cookie)).status).toBe(403);
    expect((await post('/api/v1/second-factor/totp', {}, cookie)).body).toMatchObject({
      code: 'step_up_required',
    });
  });

  it('asks the provider when somebody signed in there, and for a proof to ask them again', async () => {
    const once = new URL((await begin()).url).searchParams;
    expect([once.get('max_age'), once.get('prompt')]).toEqual(['604800', null]);
    const again = new URL((await begin(MIRA.email, true)).url).searchParams;
    expect([again.get('max_age'), again.get('prompt')]).toEqual(['0', 'login']);
    expect((await post('/api/v1/second-factor/totp', {}, await enter())).status).toBe(200);
  });

  it('does not let in whom another account made, or whose access is off', async () => {
    await house.sql(
      `INSERT INTO member (id, email, name, "passwordHash", "createdAt") VALUES (gen_random_uuid(), $1, 'M', 'x', now())`,
      [MIRA.email],
    );
    await expect(enter()).rejects.toMatchObject(refusedAs('elsewhere'));
    await house.sql('DELETE FROM member WHERE email = $1', [MIRA.email]);
    await enter();
    await house.sql('UPDATE membership SET "disabledAt" = now() WHERE role = $1', ['analyst']);
    await expect(enter()).rejects.toMatchObject(refusedAs('off'));
  });

  it('takes an answer once, in the browser that began it, and in time', async () => {
    const { url, secret } = await begin();
    const back = await real.visit(url);
    await expect(finish(back, 'another browser')).rejects.toMatchObject(refusedAs('expired'));
    await finish(back, secret);
    await expect(finish(back, secret)).rejects.toMatchObject(refusedAs('expired'));
    const slow = await begin();
    const late = await real.visit(slow.url);
    house.ahead += 10 * 60_000;
    await expect(finish(late, slow.secret)).rejects.toMatchObject(refusedAs('expired'));
    const first = await begin();
    const second = await begin();
    const crossed = await real.visit(first.url);
    crossed.searchParams.set('state', new URL(second.url).searchParams.get('state') ?? '');
    await expect(finish(crossed, second.secret)).rejects.toMatchObject(refusedAs('refused'));
  });

  it('is offered by the domain of an address, and says nothing of who is known', async () => {
    await expect(begin('nobody@example.com')).resolves.toBeTruthy();
    await expect(begin('ada@elsewhere.example')).rejects.toMatchObject(refusedAs('unknown'));
  });
});

describe('an answer that is not what it should be', () => {
  beforeEach(async () => {
    expect((await configure({ issuer: lying.issuer })).status).toBe(200);
  });

  const now = () => Math.floor(Date.now() / 1000);
  const claims = (nonce: string) => ({
    ...{ iss: lying.issuer, aud: CLIENT.id, sub: 'mira-1', iat: now(), exp: now() + 300, nonce },
    ...{ email: MIRA.email, email_verified: true, groups: MIRA.groups },
  });

  async function answered(
    change: (right: ReturnType<typeof claims>) => object,
    by?: Parameters<typeof lying.say>[1],
  ) {
    const { url, secret } = await begin();
    const sent = new URL(url).searchParams;
    lying.say(change(claims(sent.get('nonce') ?? '')), by);
    return finish(new URL(`${CALLBACK}?code=x&state=${sent.get('state') ?? ''}`), secret);
  }

  it('lets somebody in only when all of it is right', async () => {
    await expect(answered((right) => right)).resolves.toContain('parapet-session');
  });

  it('proves who is there as of when the provider asked, and not where it does not say when', async () => {
    const begins = async (change: (right: ReturnType<typeof claims>) => object, wait = 0) => {
      const cookie = await answered(change);
      house.ahead += wait;
      return (await post('/api/v1/second-factor/totp', {}, cookie)).status;
    };
    expect(await begins((right) => right)).toBe(403);
    expect(await begins((right) => ({ ...right, auth_time: now() - 3600 }))).toBe(403);
    expect(await begins((right) => ({ ...right, auth_time: now() }))).toBe(200);
    expect(await begins((right) => ({ ...right, auth_time: now() + 86_400 }), STEP_UP_MS)).toBe(403);
  });

  it.each([
    ['another nonce', (right: object) => ({ ...right, nonce: 'another' })],
    ['no nonce', (right: object) => ({ ...right, nonce: undefined })],
    ['a foreign audience', (right: object) => ({ ...right, aud: 'somebody-else' })],
    ['another issuer', (right: object) => ({ ...right, iss: 'https://elsewhere.example' })],
    ['an end that is past', (right: object) => ({ ...right, iat: now() - 900, exp: now() - 600 })],
    ['no subject', (right: object) => ({ ...right, sub: undefined })],
  ])('is refused with %s', async (_what, change) => {
    await expect(answered(change)).rejects.toMatchObject(refusedAs('refused'));
    expect(await house.sql('SELECT count(*)::int AS n FROM session')).toEqual([{ n: 1 }]);
  });

  it.each(['another key', 'no key'] as const)('is refused with a signature by %s', async (by) => {
    await expect(answered((right) => right, by)).rejects.toMatchObject(refusedAs('refused'));
  });
});

describe('setting a provider up', () => {
  it('keeps the secret sealed, and out of answers, logs and the audit log', async () => {
    await configure();
    const shown = await (await house.call('GET', '/api/v1/account/single-sign-on', { cookie: ada })).text();
    const stored = JSON.stringify([
      await house.sql('SELECT t::text FROM single_sign_on t'),
      await house.sql('SELECT t::text FROM audit_entry t'),
    ]);
    for (const place of [shown, stored, house.log.join('')]) {
      expect(place).not.toContain(CLIENT.secret);
      expect(place).not.toContain(Buffer.from(CLIENT.secret).toString('hex'));
    }
    expect(shown).toContain(real.issuer);
  });

  it('keeps the secret for the same provider and client, and asks for it again with another', async () => {
    await configure();
    expect((await configure({ clientSecret: '', mappings: [MAPPINGS[1]] })).status).toBe(200);
    expect(await configure({ clientSecret: '', issuer: lying.issuer })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'clientSecret' }] },
    });
  });

  it('refuses what does not answer, private addresses, foreign domains and roles that one lacks', async () => {
    for (const issuer of [
      'https://10.0.0.1',
      'https://localhost',
      'http://127.0.0.1:1',
      'https://idp.invalid',
    ])
      expect(await configure({ issuer })).toMatchObject({
        status: 400,
        body: { errors: [{ field: 'issuer' }] },
      });
    expect(await configure({ domains: ['gmail.com'] })).toMatchObject({
      status: 409,
      body: { errors: [{ field: 'domains' }] },
    });
    await house.sql(`UPDATE membership SET role = 'basic_administrator'`);
    const given = await configure({ mappings: [{ group: 'soc', role: 'super_administrator' }] });
    expect([403, 409]).toContain(given.status);
    await house.sql(`UPDATE membership SET role = 'super_administrator'`);
  });

  it('is taken away again, with the sessions that it began, and another ends them too', async () => {
    await configure();
    const stands = async (cookie: string) => (await house.call('GET', '/api/v1/session', { cookie })).status;
    const before = await enter();
    await configure({ groupsClaim: 'groups', clientSecret: '' });
    expect(await stands(before)).toBe(200);
    await configure({ issuer: lying.issuer });
    expect([await stands(before), await stands(ada)]).toEqual([401, 200]);
    await configure();
    const after = await enter();
    const shown = await house.call('GET', '/api/v1/account/single-sign-on', { cookie: ada });
    expect(await shown.json()).toMatchObject({ provider: { openSessions: 1 } });
    expect(await post('/api/v1/account/single-sign-on/remove')).toEqual({
      status: 200,
      body: { sessionsEnded: 1 },
    });
    expect([await stands(after), await stands(ada)]).toEqual([401, 200]);
    await expect(begin()).rejects.toMatchObject(refusedAs('unknown'));
  });
});
