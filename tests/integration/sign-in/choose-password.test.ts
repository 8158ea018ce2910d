import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { liveStream } from '@/server/http/live-stream';
import { LiveFanOut } from '@/server/platform/live';
import { isPublic } from '@/server/services/operation';
import { OPERATIONS } from '@/server/services/registry';
import { resetPassword } from '@/server/services/sign-in/reset-password';
import { FIRST, openWebHouse, ORIGIN, type WebHouse } from '@/tests/setup/web-house';

const OWN = 'seven grey herons by the weir';
const FREE = ['get-session', 'choose-password'];

const problemSchema = z.object({
  code: z.string(),
  detail: z.string(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })),
});

let house: WebHouse;

beforeAll(async () => {
  house = await openWebHouse();
});
afterAll(() => house.close());

beforeEach(async () => {
  house.ahead += 3_600_000;
  await house.sql(
    'TRUNCATE account, member, session, sign_in_attempt, membership, scoring_policy, audit_entry CASCADE',
  );
  await house.setUp();
});

function choose(cookie: string, currentPassword: unknown, newPassword: unknown): Promise<Response> {
  return house.call('POST', '/api/v1/password', { cookie, body: { currentPassword, newPassword } });
}

async function problemOf(answer: Response | Promise<Response>): Promise<z.infer<typeof problemSchema>> {
  return problemSchema.parse(await (await answer).json());
}

/** The status with which the session is answered: 200 while it stands. */
async function sessionStatus(cookie: string): Promise<number> {
  return (await house.call('GET', '/api/v1/session', { cookie })).status;
}

/** Puts a password of Parapet's making in place, and signs in with it. */
async function oneTimeMember(): Promise<{ cookie: string; password: string }> {
  const { password } = await resetPassword(house.runtime, FIRST.email);
  return { cookie: await house.signIn(FIRST.email, password), password };
}

describe('a member with a one-time password', () => {
  it('is refused everything but the session and choosing a password', async () => {
    const { cookie } = await oneTimeMember();
    const session: unknown = await (await house.call('GET', '/api/v1/session', { cookie })).json();
    expect(session).toMatchObject({ member: { email: FIRST.email }, mustChoosePassword: true });
    const closed = OPERATIONS.filter((operation) => !isPublic(operation) && !FREE.includes(operation.name));
    expect(closed.length).toBeGreaterThan(12);
    for (const { method, path, name } of closed) {
      const body = method === 'GET' ? {} : { body: {} };
      const answer = await house.call(method, path.replace(/:\w+/g, crypto.randomUUID()), {
        cookie,
        ...body,
      });
      const { code, detail } = await problemOf(answer);
      expect({ name, status: answer.status, code, detail }).toEqual({
        name,
        status: 403,
        code: 'password_pending',
        detail: 'Choose your own password first.',
      });
    }
  });

  it('may not follow what changes either', async () => {
    const { cookie } = await oneTimeMember();
    const live = new LiveFanOut({ start: () => Promise.resolve(), stop: () => Promise.resolve() });
    const request = new Request(`${ORIGIN}/api/v1/live`, { headers: { cookie } });
    expect(await problemOf(liveStream({ runtime: house.runtime, live }, request))).toMatchObject({
      code: 'password_pending',
    });
  });

  it('may do everything in the same session once a password is chosen, and signs in with that one', async () => {
    const { cookie, password } = await oneTimeMember();
    expect((await choose(cookie, password, OWN)).status).toBe(200);
    const session: unknown = await (await house.call('GET', '/api/v1/session', { cookie })).json();
    expect(session).toMatchObject({ mustChoosePassword: false });
    expect((await house.call('GET', '/api/v1/people', { cookie })).status).toBe(200);
    expect(await house.sql('SELECT "passwordOneTime" FROM member')).toEqual([{ passwordOneTime: false }]);
    await expect(house.signIn(FIRST.email, password)).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(await sessionStatus(await house.signIn(FIRST.email, OWN))).toBe(200);
  });

  it('cannot keep it as the own one, in whatever spelling of the same characters', async () => {
    const { cookie, password } = await oneTimeMember();
    const wide = String.fromCodePoint((password.codePointAt(0) ?? 0) + 0xfee0) + password.slice(1);
    for (const same of [password, wide])
      expect(await problemOf(choose(cookie, password, same))).toMatchObject({
        code: 'invalid_input',
        errors: [
          {
            field: 'newPassword',
            message: 'This is what you wrote as the password you have. Choose another one.',
          },
        ],
      });
    expect(await house.sql('SELECT "passwordOneTime" FROM member')).toEqual([{ passwordOneTime: true }]);
  });
});

describe('choosing a password', () => {
  it('is asked of nobody who chose theirs at set-up', async () => {
    const cookie = await house.signIn();
    expect((await house.call('GET', '/api/v1/people', { cookie })).status).toBe(200);
  });

  it('ends every other session at once, and not this one', async () => {
    const [other, mine, another] = [await house.signIn(), await house.signIn(), await house.signIn()];
    const answer = await choose(mine, FIRST.password, OWN);
    expect(await answer.json()).toEqual({ sessionsEnded: 2 });
    expect(await Promise.all([other, mine, another].map(sessionStatus))).toEqual([401, 200, 401]);
    expect((await choose(mine, OWN, `${OWN} at dusk`)).status).toBe(200);
    expect(await sessionStatus(mine)).toBe(200);
  });

  it('is for members only', async () => {
    const body = { currentPassword: FIRST.password, newPassword: OWN };
    expect((await house.call('POST', '/api/v1/password', { body })).status).toBe(401);
  });

  it('needs the current password, and says so beside its field', async () => {
    const cookie = await house.signIn();
    const answer = await choose(cookie, 'not my password at all', OWN);
    expect(answer.status).toBe(400);
    expect((await problemOf(answer)).errors.map(({ field }) => field)).toEqual(['currentPassword']);
    const { errors } = await problemOf(choose(cookie, '', ''));
    expect(errors.map(({ field }) => field)).toEqual(['currentPassword', 'newPassword']);
    await expect(house.signIn()).resolves.toBeTruthy();
  });

  it('holds to the rules of set-up', async () => {
    const cookie = await house.signIn();
    for (const weak of ['short', FIRST.email, 'passwordpassword', 'abababababab', 'x'.repeat(129)]) {
      const { code, errors } = await problemOf(choose(cookie, FIRST.password, weak));
      expect({ weak, code, fields: errors.map(({ field }) => field) }).toEqual({
        weak,
        code: 'invalid_input',
        fields: ['newPassword'],
      });
      house.ahead += 60_000;
    }
  });

  it('lets nobody who found an open browser go on guessing, here or at sign-in', async () => {
    const cookie = await house.signIn();
    for (let n = 0; n < 10; n += 1) {
      expect((await choose(cookie, `guess number ${n}`, OWN)).status).toBe(400);
      house.ahead += 10_000;
    }
    const answer = await choose(cookie, FIRST.password, OWN);
    expect(answer.status).toBe(429);
    expect((await problemOf(answer)).detail).toMatch(/Too many attempts have failed/);
    await expect(house.signIn()).rejects.toMatchObject({ code: 'too_many_requests' });
    expect(await sessionStatus(cookie)).toBe(200);
  });

  it('counts for one of two who do it at the same instant; the other is signed out', async () => {
    const cookies = [await house.signIn(), await house.signIn()];
    const answers = await Promise.all(
      cookies.map((cookie, n) => choose(cookie, FIRST.password, `${OWN} ${n}`)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
    const winner = answers.findIndex(({ status }) => status === 200);
    expect(await sessionStatus(cookies[winner] ?? '')).toBe(200);
    expect(await sessionStatus(cookies[1 - winner] ?? '')).toBe(401);
    await expect(house.signIn(FIRST.email, `${OWN} ${winner}`)).resolves.toBeTruthy();
  });

  it('stands in the audit log, and no password does, there or in any log', async () => {
    const cookie = await house.signIn();
    await choose(cookie, 'not my password at all', OWN);
    await choose(cookie, FIRST.password, OWN);
    const entries = await house.sql(
      'SELECT action, entity, "actorName", address FROM audit_entry ORDER BY seq',
    );
    expect(entries.at(-1)).toEqual({
      action: 'choose-password',
      entity: 'member',
      actorName: FIRST.name,
      address: '203.0.113.5',
    });
    expect(entries.filter(({ action }) => action === 'choose-password')).toHaveLength(1);
    const written = JSON.stringify(await house.sql('SELECT * FROM audit_entry')) + house.log.join('');
    for (const secret of [OWN, FIRST.password, 'not my password at all', 'argon2'])
      expect(written).not.toContain(secret);
  });
});
