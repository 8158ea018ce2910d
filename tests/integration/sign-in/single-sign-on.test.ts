import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { STEP_UP_MS } from '@/domain/session-lifetime';
import { beginSignOn, finishSignOn } from '@/server/auth/handle-single-sign-on';
import { peerHeader } from '@/server/platform/client-address';
import { SESSION_COOKIE, SIGN_ON_COOKIE } from '@/server/platform/session-cookie';
import { openLiveFanOut } from '@/server/services/live/open-live-fan-out';
import { unguarded } from '@/tests/setup/cookie-flags';
import { CLIENT } from '@/tests/setup/identity-provider';
import {
  CALLBACK,
  MAPPINGS,
  MIRA,
  openSignOnHouse,
  refusedAs,
  type SignOnHouse,
} from '@/tests/setup/sign-on-house';
import { FIRST, ORIGIN, type WebHouse } from '@/tests/setup/web-house';

let place: SignOnHouse;
let house: WebHouse;
let real: SignOnHouse['real'];
let lying: SignOnHouse['lying'];

beforeAll(async () => {
  place = await openSignOnHouse();
  ({ house, real, lying } = place);
});
afterAll(() => place.close());
beforeEach(() => place.reset());

describe('single sign-on at a real provider', () => {
  beforeEach(async () => {
    expect(await place.configure()).toEqual({ status: 200, body: {} });
    await place.prove();
  });

  it('lets in somebody whose group has a role, as a member of this account', async () => {
    const cookie = await place.enter();
    expect(await place.sessionOf(cookie)).toMatchObject({
      member: { name: 'Mira', email: 'mira@example.com' },
      account: { name: FIRST.accountName },
      role: 'analyst',
    });
    const entries = await house.sql('SELECT action, "actorName" FROM audit_entry ORDER BY seq DESC LIMIT 2');
    expect(entries).toEqual([
      { action: 'sign-in', actorName: 'Mira' },
      { action: 'join-by-single-sign-on', actorName: 'single sign-on' },
    ]);
    await place.enter();
    expect(await house.sql('SELECT count(*)::int AS n FROM member')).toEqual([{ n: 2 }]);
  });

  it('gives the role of the groups of this moment, and lets nobody in without one', async () => {
    await place.enter();
    real.become({ ...MIRA, groups: ['auditors'] });
    expect(await place.sessionOf(await place.enter())).toMatchObject({ role: 'auditor' });
    real.become({ ...MIRA, groups: ['everybody'] });
    await expect(place.enter()).rejects.toMatchObject(refusedAs('no-group'));
    real.become({ ...MIRA, sub: 'other', email: 'new@example.com', groups: [] });
    await expect(place.enter()).rejects.toMatchObject(refusedAs('no-group'));
    expect(await house.sql('SELECT count(*)::int AS n FROM member')).toEqual([{ n: 2 }]);
  });

  it('knows somebody by who they are there, whatever becomes of their address', async () => {
    await place.enter();
    real.become({ ...MIRA, email: 'mira.married@elsewhere.example', email_verified: false });
    expect(await place.sessionOf(await place.enter())).toMatchObject({
      member: { email: 'mira@example.com' },
    });
  });

  it('links a member by a verified address of the account’s own domains only', async () => {
    real.become({ ...MIRA, sub: 'ada', email: FIRST.email, email_verified: false });
    await expect(place.enter()).rejects.toMatchObject(refusedAs('unverified'));
    real.become({ ...MIRA, sub: 'ada', email: 'ada@evil.example' });
    await expect(place.enter()).rejects.toMatchObject(refusedAs('unverified'));
  });

  it('neither stands in for somebody who may do more than any group gives, nor brings them down', async () => {
    real.become({ ...MIRA, sub: 'ada', email: FIRST.email });
    await expect(place.enter()).rejects.toMatchObject(refusedAs('more'));
    expect(await house.sql('SELECT role FROM membership')).toEqual([{ role: 'super_administrator' }]);
    await place.configure({ mappings: [...MAPPINGS, { group: 'owners', role: 'super_administrator' }] });
    real.become({ ...MIRA, sub: 'ada', email: FIRST.email, groups: ['owners'] });
    expect(await place.sessionOf(await place.enter())).toMatchObject({ role: 'super_administrator' });
    // The only one who manages members keeps that role: the sign-in is refused rather than the account left to nobody.
    real.become({ ...MIRA, sub: 'ada', email: FIRST.email });
    await expect(place.enter()).rejects.toMatchObject({ code: 'conflict' });
    expect(await house.sql('SELECT role FROM membership')).toEqual([{ role: 'super_administrator' }]);
  });

  it('opens no other account of somebody, and proves nothing that would', async () => {
    await place.enter();
    await house.sql(
      `INSERT INTO account (id, name, "createdAt") SELECT gen_random_uuid(), 'Elsewhere', now()`,
    );
    await house.sql(
      `INSERT INTO membership ("accountId", "memberId", role, "createdAt")
       SELECT a.id, m.id, 'auditor', now() - interval '1 day' FROM account a, member m
       WHERE a.name = 'Elsewhere' AND m.email = $1`,
      [MIRA.email],
    );
    const cookie = await place.enter();
    const session = z
      .object({
        account: z.object({ name: z.string() }),
        accounts: z.array(z.object({ id: z.string(), name: z.string() })),
      })
      .parse(await place.sessionOf(cookie));
    expect(session.account.name).toBe(FIRST.accountName);
    const elsewhere = session.accounts.find(({ name }) => name === 'Elsewhere')?.id;
    expect((await place.post('/api/v1/session/account', { accountId: elsewhere }, cookie)).status).toBe(403);
    expect((await place.post('/api/v1/sessions/end-others', {}, cookie)).body).toMatchObject({
      code: 'step_up_required',
    });
  });

  it('asks the provider when somebody signed in there, and for a proof to ask them again', async () => {
    const once = new URL((await place.begin()).url).searchParams;
    expect([once.get('max_age'), once.get('prompt')]).toEqual(['604800', null]);
    const again = new URL((await place.begin(MIRA.email, true)).url).searchParams;
    expect([again.get('max_age'), again.get('prompt')]).toEqual(['0', 'login']);
    expect((await place.post('/api/v1/sessions/end-others', {}, await place.enter())).status).toBe(200);
  });

  it('does not let in whom another account made, invited or not, or whose access is off', async () => {
    await house.sql(
      `WITH m AS (INSERT INTO member (id, email, name, "passwordHash", "createdAt")
         VALUES (gen_random_uuid(), $1, 'M', 'x', now()) RETURNING id),
       a AS (INSERT INTO account (id, name, "createdAt") SELECT gen_random_uuid(), 'Elsewhere', now() RETURNING id)
       INSERT INTO membership ("accountId", "memberId", role, "createdAt") SELECT a.id, m.id, 'auditor', now() FROM a, m`,
      [MIRA.email],
    );
    await expect(place.enter()).rejects.toMatchObject(refusedAs('elsewhere'));
    await place.post('/api/v1/members/invitations', { email: MIRA.email, role: 'analyst' });
    await expect(place.enter()).rejects.toMatchObject(refusedAs('elsewhere'));
    await house.sql(`DELETE FROM membership WHERE "memberId" IN (SELECT id FROM member WHERE email = $1)`, [
      MIRA.email,
    ]);
    await house.sql('DELETE FROM member WHERE email = $1', [MIRA.email]);
    await place.enter();
    await house.sql('UPDATE membership SET "disabledAt" = now() WHERE role = $1', ['analyst']);
    await expect(place.enter()).rejects.toMatchObject(refusedAs('off'));
  });

  it('takes an answer once, in the browser that began it, and in time', async () => {
    const { url, secret } = await place.begin();
    const back = await real.visit(url);
    await expect(place.finish(back, 'another browser')).rejects.toMatchObject(refusedAs('expired'));
    await place.finish(back, secret);
    await expect(place.finish(back, secret)).rejects.toMatchObject(refusedAs('expired'));
    const slow = await place.begin();
    const late = await real.visit(slow.url);
    house.ahead += 10 * 60_000;
    await expect(place.finish(late, slow.secret)).rejects.toMatchObject(refusedAs('expired'));
    const first = await place.begin();
    const second = await place.begin();
    const crossed = await real.visit(first.url);
    crossed.searchParams.set('state', new URL(second.url).searchParams.get('state') ?? '');
    await expect(place.finish(crossed, second.secret)).rejects.toMatchObject(refusedAs('refused'));
  });

  it('is not ended, and nobody kept from signing in, by a website that leads browsers to its callback', async () => {
    globalThis.parapetWeb = { runtime: house.runtime, live: openLiveFanOut(house.runtime) };
    const begun = await beginSignOn(
      new Request(`${ORIGIN}/api/auth/sso/begin`, {
        method: 'POST',
        headers: { origin: ORIGIN, 'content-type': 'application/json', [peerHeader()]: place.address },
        body: JSON.stringify({ email: MIRA.email, next: '/people', again: false }),
      }),
    );
    expect([begun.status, unguarded(begun)]).toEqual([200, []]);
    const { url, secret } = await place.begin();
    const lead = (query: string, cookie = `${SIGN_ON_COOKIE}=${secret}`) =>
      finishSignOn(
        new Request(`${CALLBACK}?${query}`, { headers: { cookie, [peerHeader()]: place.address } }),
      );
    const forged = ['x=1', `state=${randomUUID()}&code=x`, 'state=%00', `x=${'y'.repeat(9000)}`];
    for (let n = 0; n < 60; n += 1) {
      const answer = await lead(forged[n % forged.length] ?? '', n % 8 < 4 ? '' : undefined);
      expect(answer.headers.get('location')).toMatch(/\/sign-in\?sso=expired$/);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    await expect(house.signIn()).resolves.toContain('parapet-session');
    const back = await real.visit(url);
    const elsewhere = await lead(back.searchParams.toString(), '');
    expect(elsewhere.headers.get('location')).toMatch(/sso=expired$/);
    const answer = await lead(back.searchParams.toString());
    expect(answer.headers.get('location')).toMatch(/\/people$/);
    const cookies = answer.headers.getSetCookie();
    expect(unguarded(answer)).toEqual([]);
    expect(cookies.some((one) => one.startsWith(`${SIGN_ON_COOKIE}=;`))).toBe(true);
    expect(cookies.some((one) => one.startsWith(`${SESSION_COOKIE}=ey`))).toBe(true);
  });

  it('is offered by the domain of an address, and says nothing of who is known', async () => {
    await expect(place.begin('nobody@example.com')).resolves.toBeTruthy();
    await expect(place.begin('ada@elsewhere.example')).rejects.toMatchObject(refusedAs('unknown'));
  });
});

describe('an answer that is not what it should be', () => {
  beforeEach(async () => {
    expect((await place.configure({ issuer: lying.issuer })).status).toBe(200);
    await place.prove();
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
    const { url, secret } = await place.begin();
    const sent = new URL(url).searchParams;
    lying.say(change(claims(sent.get('nonce') ?? '')), by);
    return place.finish(new URL(`${CALLBACK}?code=x&state=${sent.get('state') ?? ''}`), secret);
  }

  it('lets somebody in only when all of it is right', async () => {
    await expect(answered((right) => right)).resolves.toContain('parapet-session');
  });

  it('proves who is there as of when the provider asked, and not where it does not say when', async () => {
    const begins = async (change: (right: ReturnType<typeof claims>) => object, wait = 0) => {
      const cookie = await answered(change);
      house.ahead += wait;
      return (await place.post('/api/v1/sessions/end-others', {}, cookie)).status;
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

  it('is not waited for where the metadata have come to name another issuer', async () => {
    const { url, secret } = await place.begin();
    const sent = new URL(url).searchParams;
    lying.say(claims(sent.get('nonce') ?? ''));
    lying.nameItself('https://elsewhere.example');
    const back = new URL(`${CALLBACK}?code=x&state=${sent.get('state') ?? ''}`);
    await expect(place.finish(back, secret)).rejects.toMatchObject(refusedAs('refused'));
    await expect(place.begin()).rejects.toMatchObject({ name: 'Refusal' });
    expect(await house.sql('SELECT count(*)::int AS n FROM session')).toEqual([{ n: 1 }]);
  });

  it.each(['another key', 'no key'] as const)('is refused with a signature by %s', async (by) => {
    await expect(answered((right) => right, by)).rejects.toMatchObject(refusedAs('refused'));
  });
});

describe('setting a provider up', () => {
  it('keeps the secret sealed, and out of answers, logs and the audit log', async () => {
    await place.configure();
    const shown = await (
      await house.call('GET', '/api/v1/account/single-sign-on', { cookie: place.ada })
    ).text();
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
    await place.configure();
    expect((await place.configure({ clientSecret: '', mappings: [MAPPINGS[1]] })).status).toBe(200);
    expect(await place.configure({ clientSecret: '', issuer: lying.issuer })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'clientSecret' }] },
    });
  });

  it('refuses metadata of another issuer than was typed', async () => {
    for (const named of [real.issuer, 'https://elsewhere.example']) {
      lying.nameItself(named);
      expect(await place.configure({ issuer: lying.issuer })).toMatchObject({
        status: 400,
        body: { errors: [{ field: 'issuer' }] },
      });
    }
    expect(await house.sql('SELECT FROM single_sign_on')).toEqual([]);
  });

  it('refuses what does not answer, private addresses and roles that one lacks', async () => {
    for (const issuer of [
      'https://10.0.0.1',
      'https://localhost',
      'http://127.0.0.1:1',
      'https://idp.invalid',
    ])
      expect(await place.configure({ issuer })).toMatchObject({
        status: 400,
        body: { errors: [{ field: 'issuer' }] },
      });
    await house.sql(`UPDATE membership SET role = 'basic_administrator'`);
    const given = await place.configure({ mappings: [{ group: 'soc', role: 'super_administrator' }] });
    expect([403, 409]).toContain(given.status);
    await house.sql(`UPDATE membership SET role = 'super_administrator'`);
  });

  it('is taken away again, with the sessions that it began, and another ends them too', async () => {
    await place.configure();
    await place.prove();
    const stands = async (cookie: string) => (await house.call('GET', '/api/v1/session', { cookie })).status;
    const before = await place.enter();
    await place.configure({ groupsClaim: 'groups', clientSecret: '' });
    expect(await stands(before)).toBe(200);
    await place.configure({ issuer: lying.issuer });
    expect([await stands(before), await stands(place.ada)]).toEqual([401, 200]);
    await place.configure();
    const after = await place.enter();
    const shown = await house.call('GET', '/api/v1/account/single-sign-on', { cookie: place.ada });
    expect(await shown.json()).toMatchObject({ provider: { openSessions: 1 } });
    expect(await place.post('/api/v1/account/single-sign-on/remove')).toEqual({
      status: 200,
      body: { sessionsEnded: 1 },
    });
    expect([await stands(after), await stands(place.ada)]).toEqual([401, 200]);
    await expect(place.begin()).rejects.toMatchObject(refusedAs('unknown'));
  });
});
