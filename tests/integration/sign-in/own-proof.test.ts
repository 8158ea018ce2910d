import { generate } from 'otplib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { madeLinkSchema } from '@/domain/views/members';
import { recoveryCodesSchema, totpSetupSchema } from '@/domain/views/your-sign-in';
import { MIRA, openSignOnHouse, type SignOnHouse } from '@/tests/setup/sign-on-house';
import { FIRST } from '@/tests/setup/web-house';

let place: SignOnHouse;
beforeAll(async () => {
  place = await openSignOnHouse();
});
afterAll(() => place.close());
beforeEach(async () => {
  await place.reset();
  await place.house.sql('TRUNCATE totp_secret, recovery_code, pending_sign_in CASCADE');
});

const PASSWORD = 'a ladder against the orchard';

const codeOf = (secret: string): Promise<string> =>
  generate({ secret, epoch: Math.floor(place.house.runtime.now() / 1000) });

/** Adds an app; its secret and the recovery codes that come with it. */
async function addApp(cookie = place.ada): Promise<{ secret: string; codes: string[] }> {
  const begun = await place.post('/api/v1/second-factor/totp', {}, cookie);
  const secret = totpSetupSchema.parse(begun.body).secret.replaceAll(' ', '');
  const code = await codeOf(secret);
  const confirmed = await place.post('/api/v1/second-factor/totp/confirm', { code }, cookie);
  return { secret, codes: recoveryCodesSchema.parse(confirmed.body).recoveryCodes };
}

const prove = async (proof: object, cookie = place.ada) => {
  // Operations that cost much are let through again by then.
  place.house.ahead += 6_500;
  return (await place.post('/api/v1/session/proof', proof, cookie)).status;
};

/** What changes the second factors of who asks, with whether it is refused for want of a proof. */
async function refusals(cookie = place.ada): Promise<unknown[]> {
  const codes: unknown[] = [];
  for (const path of [
    ...['/second-factor/totp', '/second-factor/totp/confirm', '/second-factor/totp/remove'],
    ...['/second-factor/recovery-codes', '/passkeys/begin', '/passkeys'],
    '/passkeys/019b0000-0000-7000-8000-000000000000/remove',
  ]) {
    const { body } = await place.post(`/api/v1${path}`, {}, cookie);
    codes.push(z.object({ code: z.string() }).parse(body).code);
  }
  return codes;
}
const ALL_REFUSED = Array.from({ length: 7 }, () => 'full_step_up_required');

describe('what guards a member with a second factor', () => {
  it('is not changed by the password alone, nor by a code alone, but by both at once', async () => {
    const { secret, codes } = await addApp();
    place.house.ahead += 11 * 60_000;
    expect(await refusals()).toEqual(ALL_REFUSED);
    expect(await prove({ password: FIRST.password })).toBe(200);
    expect(await refusals()).toEqual(ALL_REFUSED);
    // For what is no second factor one proof is enough.
    expect((await place.post('/api/v1/sessions/end-others')).status).toBe(200);
    expect(await prove({ code: await codeOf(secret) })).toBe(200);
    expect(await refusals()).toEqual(ALL_REFUSED);
    expect(await prove({ password: 'not the password', code: codes[0] })).toBe(400);
    expect(await prove({ password: FIRST.password, code: '000000' })).toBe(400);
    expect(await refusals()).toEqual(ALL_REFUSED);
    expect(await prove({ password: FIRST.password, code: codes[0] })).toBe(200);
    expect((await place.post('/api/v1/second-factor/recovery-codes')).status).toBe(200);
    expect((await place.post('/api/v1/second-factor/totp/remove')).status).toBe(200);
    const by = await place.house.sql(
      `SELECT after->>'by' AS by FROM audit_entry WHERE action = 'prove-identity' ORDER BY seq DESC LIMIT 1`,
    );
    expect(by).toEqual([{ by: 'password and recovery code' }]);
  });

  it('stays proven by both for ten minutes, whatever is proven by less in them', async () => {
    const { codes } = await addApp();
    expect(await prove({ password: FIRST.password, code: codes[0] })).toBe(200);
    place.house.ahead += 8 * 60_000;
    expect(await prove({ password: FIRST.password })).toBe(200);
    expect((await place.post('/api/v1/second-factor/recovery-codes')).status).toBe(200);
    // What is proven by less makes nothing of it last longer.
    place.house.ahead += 3 * 60_000;
    expect(await refusals()).toEqual(ALL_REFUSED);
    expect((await place.post('/api/v1/sessions/end-others')).status).toBe(200);
  });

  it('counts a wrong code of a proof against codes, and none where the password is wrong', async () => {
    const { codes } = await addApp();
    for (let n = 0; n < 9; n += 1) await prove({ password: 'not the password', code: '000000' });
    for (let n = 0; n < 10; n += 1)
      expect(await prove({ password: FIRST.password, code: '000000' })).toBe(400);
    expect(await prove({ password: FIRST.password, code: codes[0] })).toBe(429);
  });

  it('asks the password alone of who has none yet', async () => {
    place.house.ahead += 11 * 60_000;
    expect(await refusals()).toEqual(ALL_REFUSED);
    expect(await prove({ password: FIRST.password })).toBe(200);
    expect((await addApp()).codes).toHaveLength(10);
  });
});

describe('a session of before it was kept by what it was proven', () => {
  it('goes on as it was, and asks anew before second factors change', async () => {
    await place.house.sql('UPDATE session SET "provenBy" = NULL, "fullyProvenAt" = NULL');
    expect(await refusals()).toEqual(ALL_REFUSED);
    expect((await place.post('/api/v1/sessions/end-others')).status).toBe(200);
    expect(await prove({ password: FIRST.password })).toBe(200);
    expect((await addApp()).codes).toHaveLength(10);
  });
});

describe('the identity provider of an account', () => {
  let mira: string;
  beforeEach(async () => {
    await place.configure();
    await place.prove();
    // A password of their own, as by a link; the provider knows her as well.
    mira = await place.enter();
    await place.house.sql(
      `UPDATE member SET "passwordHash" = (SELECT "passwordHash" FROM member WHERE email = $1) WHERE email = $2`,
      [FIRST.email, MIRA.email],
    );
  });

  it('adds no second factor to a member, however lately it asked who they are', async () => {
    expect(await refusals(mira)).toEqual(ALL_REFUSED);
    expect((await place.post('/api/v1/sessions/end-others', {}, mira)).status).toBe(200);
    expect(await prove({ password: PASSWORD }, mira)).toBe(400);
    expect(await refusals(mira)).toEqual(ALL_REFUSED);
  });

  it('leaves it to the member, who proves it by what is their own', async () => {
    expect(await prove({ password: FIRST.password }, mira)).toBe(200);
    const { codes } = await addApp(mira);
    expect(codes).toHaveLength(10);
    // Signed in there anew, the provider speaks again and not the member.
    expect(await refusals(await place.enter())).toEqual(ALL_REFUSED);
  });
});

describe('somebody with a second factor who is invited to another account', () => {
  /** Ben of another account, with an app; and an invitation of his to this one. */
  async function invited(): Promise<{ ben: string; token: string; secret: string; codes: string[] }> {
    await place.house.sql(
      `WITH a AS (INSERT INTO account (id, name, "createdAt") SELECT gen_random_uuid(), 'Elsewhere', now() RETURNING id),
         m AS (INSERT INTO member (id, email, name, "passwordHash", "createdAt")
           SELECT gen_random_uuid(), 'ben@example.com', 'Ben', "passwordHash", now() FROM member RETURNING id)
       INSERT INTO membership ("accountId", "memberId", role, "createdAt") SELECT a.id, m.id, 'auditor', now() FROM a, m`,
    );
    const ben = await place.house.signIn('ben@example.com');
    const app = await addApp(ben);
    const made = await place.post('/api/v1/members/invitations', {
      email: 'ben@example.com',
      role: 'auditor',
    });
    return { ben, token: new URL(madeLinkSchema.parse(made.body).link).hash.slice(1), ...app };
  }
  const accept = (token: string, cookie: string) =>
    place.post('/api/v1/invitations/accept', { token, password: FIRST.password }, cookie);
  const stands = async (cookie: string) =>
    (await place.house.call('GET', '/api/v1/session', { cookie })).status;

  it('is refused in a session that never asked for it, and accepts in one that did', async () => {
    const { ben, token, codes } = await invited();
    // As a session is that single sign-on began, or that began before the second factor was planted.
    await place.house
      .sql(`UPDATE session SET "provenBy" = 'provider', "fullyProvenAt" = NULL WHERE "memberId" IN
      (SELECT id FROM member WHERE email = 'ben@example.com')`);
    const refused = await accept(token, ben);
    // Who is signed in as them can prove the rest there; anybody else is sent to sign in.
    expect(refused).toMatchObject({ status: 403, body: { code: 'full_step_up_required' } });
    for (const other of ['', place.ada])
      expect(await accept(token, other)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect(await prove({ password: FIRST.password }, ben)).toBe(200);
    expect((await accept(token, ben)).status).toBe(403);
    expect(await prove({ password: FIRST.password, code: codes[0] }, ben)).toBe(200);
    expect((await accept(token, ben)).status).toBe(200);
  });

  it('accepts where a proof by the password alone came after the one by everything', async () => {
    const { ben, token } = await invited();
    place.house.ahead += 20 * 60_000;
    expect(await prove({ password: FIRST.password }, ben)).toBe(200);
    expect((await accept(token, ben)).status).toBe(200);
  });

  it('goes on in that session alone: every other one ends', async () => {
    const { ben, token } = await invited();
    await place.house.sql(
      `INSERT INTO session (id, "memberId", "accountId", "sessionVersion", "createdAt", "lastSeenAt", "expiresAt", "provenAt",
         "boundToAccount")
       SELECT '019b0000-0000-7000-8000-000000000001', "memberId", "accountId", "sessionVersion", "createdAt", "lastSeenAt",
         "expiresAt", "provenAt", true
       FROM session WHERE "memberId" IN (SELECT id FROM member WHERE email = 'ben@example.com')`,
    );
    const planted = await place.house.cookieOf('019b0000-0000-7000-8000-000000000001');
    expect([await stands(planted), await stands(ben)]).toEqual([200, 200]);
    expect((await accept(token, ben)).status).toBe(200);
    expect([await stands(planted), await stands(ben)]).toEqual([401, 200]);
  });
});
