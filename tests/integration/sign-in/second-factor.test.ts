import { generate } from 'otplib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { membersViewSchema } from '@/domain/views/members';
import { recoveryCodesSchema, secondFactorSchema, totpSetupSchema } from '@/domain/views/your-sign-in';
import { execute } from '@/server/services/operation';
import { OPERATIONS } from '@/server/services/registry';
import { finishSignIn } from '@/server/services/sign-in/finish-sign-in';
import { resetPassword } from '@/server/services/sign-in/reset-password';
import { signIn } from '@/server/services/sign-in/sign-in';
import { FIRST, openWebHouse, type WebHouse } from '@/tests/setup/web-house';

let house: WebHouse;
let ada: string;

beforeAll(async () => {
  house = await openWebHouse();
});
afterAll(() => house.close());

beforeEach(async () => {
  house.ahead = 0;
  await house.sql(
    `TRUNCATE account, member, session, sign_in_attempt, membership, scoring_policy, audit_entry, totp_secret,
     recovery_code, pending_sign_in, account_sign_in CASCADE`,
  );
  await house.sql('UPDATE installation SET "setupTokenHash" = NULL, "setupTokenAt" = NULL');
  await house.setUp();
  ada = await house.signIn();
});

async function post(path: string, body: unknown = {}, cookie = ada) {
  const response = await house.call('POST', path, { body, cookie });
  const answer: unknown = await response.json();
  return { status: response.status, body: answer };
}

/** The code that an app shows at the house's own time, or `ahead` seconds from it. */
const codeOf = (secret: string, ahead = 0): Promise<string> =>
  generate({ secret, epoch: Math.floor(house.runtime.now() / 1000) + ahead });

/** Adds an app; its secret and the recovery codes. */
async function addApp(cookie = ada): Promise<{ secret: string; codes: string[] }> {
  const setup = totpSetupSchema.parse((await post('/api/v1/second-factor/totp', {}, cookie)).body);
  const secret = setup.secret.replaceAll(' ', '');
  const confirmed = await post('/api/v1/second-factor/totp/confirm', { code: await codeOf(secret) }, cookie);
  return { secret, codes: recoveryCodesSchema.parse(confirmed.body).recoveryCodes };
}

/** The first step; what stands for it. */
async function firstStep(email = FIRST.email, password = FIRST.password): Promise<string> {
  const input = { email, password };
  const begun = await execute(signIn, {
    actor: house.anonymous('203.0.113.5'),
    runtime: house.runtime,
    input,
  });
  return z.object({ pending: z.string() }).parse(begun).pending;
}

async function secondStep(pending: string, code: string, address = '203.0.113.5'): Promise<string> {
  const actor = house.anonymous(address);
  const { sessionId } = await execute(finishSignIn, {
    actor,
    runtime: house.runtime,
    input: { pending, code },
  });
  return house.cookieOf(sessionId);
}

const stands = async (cookie: string): Promise<number> =>
  (await house.call('GET', '/api/v1/session', { cookie })).status;

async function shown(cookie = ada) {
  const answer: unknown = await (await house.call('GET', '/api/v1/second-factor', { cookie })).json();
  return secondFactorSchema.parse(answer);
}

describe('an authenticator app', () => {
  it('counts once its code was given, and is asked for after the password from then on', async () => {
    const setup = totpSetupSchema.parse((await post('/api/v1/second-factor/totp')).body);
    await expect(house.signIn()).resolves.toContain('parapet-session');
    const wrong = await post('/api/v1/second-factor/totp/confirm', { code: '000000' });
    expect(wrong).toMatchObject({ status: 400, body: { errors: [{ field: 'code' }] } });
    const secret = setup.secret.replaceAll(' ', '');
    const confirmed = await post('/api/v1/second-factor/totp/confirm', { code: await codeOf(secret) });
    expect(recoveryCodesSchema.parse(confirmed.body).recoveryCodes).toHaveLength(10);
    expect(await shown()).toMatchObject({ recoveryCodesLeft: 10, neededFrom: null });
    const pending = await firstStep();
    expect(await house.sql('SELECT count(*)::int AS n FROM session')).toEqual([{ n: 2 }]);
    house.ahead = 60_000;
    expect(await stands(await secondStep(pending, await codeOf(secret)))).toBe(200);
  });

  it('lets a code in once, however many use it at the same instant, and none of a step before', async () => {
    const { secret } = await addApp();
    house.ahead = 120_000;
    const code = await codeOf(secret);
    const before = await codeOf(secret, -30);
    const waiting = await Promise.all(Array.from({ length: 4 }, () => firstStep()));
    const tries = await Promise.allSettled(waiting.map((pending) => secondStep(pending, code)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(secondStep(await firstStep(), before)).rejects.toMatchObject({
      fields: [{ field: 'code' }],
    });
    house.ahead += 60_000;
    await expect(secondStep(await firstStep(), await codeOf(secret))).resolves.toBeTruthy();
  });

  it('says nothing of itself to who does not know the password', async () => {
    const wrong = house.signIn(FIRST.email, 'not the password');
    await expect(wrong).rejects.toMatchObject({ code: 'unauthenticated', fields: [] });
    await addApp();
    await expect(house.signIn(FIRST.email, 'not the password')).rejects.toMatchObject({
      code: 'unauthenticated',
      message: 'The e-mail address or the password is wrong. Check both and try again.',
      fields: [],
    });
  });

  it('keeps its secret sealed, and out of logs, answers and the audit log', async () => {
    const { secret, codes } = await addApp();
    house.ahead = 60_000;
    await secondStep(await firstStep(), await codeOf(secret));
    await house.call('GET', '/api/v1/members', { cookie: ada });
    const tables = await Promise.all(
      ['totp_secret', 'recovery_code', 'pending_sign_in', 'audit_entry', 'session'].map((table) =>
        house.sql(`SELECT t::text FROM ${table} t`),
      ),
    );
    const stored = `${JSON.stringify(tables)}${house.log.join('')}${JSON.stringify(await shown())}`;
    for (const canary of [
      secret,
      Buffer.from(secret).toString('hex'),
      ...codes,
      ...codes.map((c) => c.replaceAll('-', '')),
    ])
      expect(stored).not.toContain(canary);
  });

  it('cannot be opened in the place of another member', async () => {
    const { secret } = await addApp();
    await house.sql(`UPDATE totp_secret SET id = gen_random_uuid()`);
    house.ahead = 60_000;
    await expect(secondStep(await firstStep(), await codeOf(secret))).rejects.toMatchObject({
      fields: [{ field: 'code' }],
    });
  });

  it('is replaced by another only once that one was confirmed', async () => {
    const { secret } = await addApp();
    await post('/api/v1/second-factor/totp');
    house.ahead = 60_000;
    await expect(secondStep(await firstStep(), await codeOf(secret))).resolves.toBeTruthy();
    const other = await addApp();
    house.ahead = 120_000;
    await expect(secondStep(await firstStep(), await codeOf(secret))).rejects.toThrow();
    await expect(secondStep(await firstStep(), await codeOf(other.secret))).resolves.toBeTruthy();
  });
});

describe('the step between', () => {
  it('is worth nothing forged, finished, too old, or after another password', async () => {
    const { secret } = await addApp();
    house.ahead = 60_000;
    const code = await codeOf(secret);
    const pending = await firstStep();
    for (const wrong of ['', 'nonsense', `${pending}x`, pending.replace(/^.{8}/, '00000000')])
      await expect(secondStep(wrong, code)).rejects.toMatchObject({ fields: [{ field: 'begin' }] });
    await secondStep(pending, code);
    house.ahead += 60_000;
    await expect(secondStep(pending, await codeOf(secret))).rejects.toMatchObject({
      fields: [{ field: 'begin' }],
    });
    const old = await firstStep();
    house.ahead += 5 * 60_000;
    await expect(secondStep(old, await codeOf(secret))).rejects.toMatchObject({
      fields: [{ field: 'begin' }],
    });
    const before = await firstStep();
    await house.sql('UPDATE member SET "sessionVersion" = "sessionVersion" + 1');
    await expect(secondStep(before, await codeOf(secret))).rejects.toMatchObject({
      fields: [{ field: 'begin' }],
    });
  });

  it('bears five tries, and ten in a quarter of an hour from wherever they come', async () => {
    const { secret } = await addApp();
    house.ahead = 60_000;
    const first = await firstStep();
    for (let n = 0; n < 5; n += 1)
      await expect(secondStep(first, '000000', `198.51.100.${n}`)).rejects.toMatchObject({
        code: 'invalid_input',
      });
    await expect(secondStep(first, await codeOf(secret))).rejects.toMatchObject({
      fields: [{ field: 'begin' }],
    });
    const second = await firstStep();
    for (let n = 0; n < 5; n += 1)
      await expect(secondStep(second, '000000', `198.51.100.${n}`)).rejects.toMatchObject({
        code: 'invalid_input',
      });
    await expect(secondStep(await firstStep(), await codeOf(secret))).rejects.toMatchObject({
      code: 'too_many_requests',
    });
    house.ahead += 16 * 60_000;
    await expect(secondStep(await firstStep(), await codeOf(secret))).resolves.toBeTruthy();
  });

  it('gives no session to whoever was switched off meanwhile', async () => {
    const { secret } = await addApp();
    house.ahead = 60_000;
    const pending = await firstStep();
    await house.sql('UPDATE member SET "disabledAt" = now()');
    await expect(secondStep(pending, await codeOf(secret))).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('a recovery code', () => {
  it('lets somebody in once, however its groups are typed; new ones take the place of all', async () => {
    const { codes } = await addApp();
    const [first = '', second = '', third = ''] = codes;
    await expect(secondStep(await firstStep(), first)).resolves.toBeTruthy();
    await expect(secondStep(await firstStep(), first)).rejects.toMatchObject({ fields: [{ field: 'code' }] });
    await expect(
      secondStep(await firstStep(), second.toUpperCase().replaceAll('-', ' ')),
    ).resolves.toBeTruthy();
    expect(await shown()).toMatchObject({ recoveryCodesLeft: 8 });
    const made = recoveryCodesSchema.parse((await post('/api/v1/second-factor/recovery-codes')).body);
    await expect(secondStep(await firstStep(), third)).rejects.toThrow();
    await expect(secondStep(await firstStep(), made.recoveryCodes[0] ?? '')).resolves.toBeTruthy();
    const by = await house.sql(
      `SELECT after->>'by' AS by FROM audit_entry WHERE action = 'sign-in' ORDER BY seq`,
    );
    expect(by.map((row) => row.by)).toContain('password and recovery code');
  });
});

describe('an account that asks a second factor of everybody', () => {
  const FREE = [
    ...[
      'get-setup-state',
      'create-first-member',
      'open-member-link',
      'accept-invitation',
      'use-password-link',
    ],
    ...['get-session', 'switch-account', 'choose-password', 'prove-identity'],
    ...[
      'get-second-factor',
      'begin-totp',
      'confirm-totp',
      'begin-passkey',
      'add-passkey',
      'begin-passkey-proof',
    ],
    ...['begin-passkey-sign-in', 'get-ways-in', 'ask-password-reset'],
  ];

  it('lets those without one do nothing else when the grace is over, and everything once they have added one', async () => {
    expect((await post('/api/v1/account/second-factor', { needed: true, graceDays: 1 })).status).toBe(200);
    expect((await house.call('GET', '/api/v1/people', { cookie: ada })).status).toBe(200);
    house.ahead = 86_400_000;
    const late = await house.signIn();
    for (const { name, method, path } of OPERATIONS.filter((one) => !FREE.includes(one.name))) {
      const response = await house.call(method, path, {
        cookie: late,
        ...(method === 'GET' ? {} : { body: {} }),
      });
      const problem: unknown = await response.json();
      expect({ name, status: response.status, problem }).toMatchObject({
        name,
        status: 403,
        problem: {
          detail:
            'Add a second factor first: this account asks it of everybody, or all of yours are blocked.',
        },
      });
    }
    await addApp(late);
    expect((await house.call('GET', '/api/v1/people', { cookie: late })).status).toBe(200);
    expect((await post('/api/v1/second-factor/totp/remove', {}, late)).status).toBe(409);
    await post('/api/v1/account/second-factor', { needed: false }, late);
    expect((await post('/api/v1/second-factor/totp/remove', {}, late)).status).toBe(200);
    await expect(house.signIn()).resolves.toBeTruthy();
  });
});

describe('a lost second factor', () => {
  /** Ben, with an app of his own. */
  async function ben(role: string): Promise<string> {
    await house.sql(
      `WITH m AS (INSERT INTO member (id, email, name, "passwordHash", "createdAt")
         SELECT gen_random_uuid(), 'ben@example.com', 'Ben', "passwordHash", now() FROM member RETURNING id)
       INSERT INTO membership ("accountId", "memberId", role, "createdAt") SELECT a.id, m.id, $1, now() FROM account a, m`,
      [role],
    );
    const cookie = await house.signIn('ben@example.com');
    await addApp(cookie);
    return cookie;
  }

  it('is reset by an administrator, who sees it in the list, with an entry in the audit log; sessions end', async () => {
    const cookie = await ben('auditor');
    const view: unknown = await (await house.call('GET', '/api/v1/members', { cookie: ada })).json();
    const { members } = membersViewSchema.parse(view);
    expect(members.map(({ name, secondFactor }) => [name, secondFactor])).toEqual([
      [FIRST.name, 'off'],
      ['Ben', 'on'],
    ]);
    const id = members.find(({ name }) => name === 'Ben')?.id ?? '';
    const own = members.find(({ name }) => name === FIRST.name)?.id ?? '';
    expect((await post(`/api/v1/members/${own}/second-factor/reset`, {}, cookie)).status).toBe(403);
    expect((await post(`/api/v1/members/${own}/second-factor/reset`)).status).toBe(409);
    expect((await post(`/api/v1/members/${id}/second-factor/reset`)).body).toEqual({ sessionsEnded: 1 });
    expect(await stands(cookie)).toBe(401);
    await expect(house.signIn('ben@example.com')).resolves.toBeTruthy();
    expect(await house.sql('SELECT count(*)::int AS n FROM recovery_code')).toEqual([{ n: 0 }]);
    expect(
      await house.sql(`SELECT "actorName" FROM audit_entry WHERE action = 'reset-second-factor'`),
    ).toEqual([{ actorName: FIRST.name }]);
  });

  it('is taken away from the shell, where nobody else can', async () => {
    await addApp();
    const kept = await resetPassword(house.runtime, FIRST.email);
    await expect(house.signIn(FIRST.email, kept.password)).rejects.toThrow('second factor');
    const { password } = await resetPassword(house.runtime, FIRST.email, { secondFactor: 'remove' });
    await expect(house.signIn(FIRST.email, password)).resolves.toBeTruthy();
  });
});

describe('a code as proof', () => {
  it('unlocks a dangerous act as the password does', async () => {
    const { secret } = await addApp();
    house.ahead = 11 * 60_000;
    const invite = () => post('/api/v1/members/invitations', { email: 'mira@example.com', role: 'auditor' });
    expect((await invite()).status).toBe(403);
    expect((await post('/api/v1/session/proof', { code: '000000' })).status).toBe(400);
    expect((await post('/api/v1/session/proof', { code: await codeOf(secret) })).status).toBe(200);
    expect((await invite()).status).toBe(200);
  });
});
