import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Refusal } from '@/domain/refusal';
import { SESSION_ABSOLUTE_MS, SESSION_IDLE_MS } from '@/domain/session-lifetime';
import { sessionIdOf } from '@/server/auth/session-actor';
import { createFirstMember } from '@/server/services/members/create-first-member';
import { execute } from '@/server/services/operation';
import { resetPassword } from '@/server/services/sign-in/reset-password';
import { signOut } from '@/server/services/sign-in/sign-out';
import { FIRST, openWebHouse, type WebHouse } from '@/tests/setup/web-house';

let house: WebHouse;

/** The status with which the session is answered: 200 while it stands. */
async function sessionStatus(cookie: string): Promise<number> {
  return (await house.call('GET', '/api/v1/session', { cookie })).status;
}

async function setUp(input: Record<string, unknown>, address?: string): Promise<unknown> {
  return execute(createFirstMember, { actor: house.anonymous(address), runtime: house.runtime, input });
}

/** The code of a refusal. */
function codeOf(reason: unknown): string {
  return reason instanceof Refusal ? reason.code : String(reason);
}

beforeAll(async () => {
  house = await openWebHouse();
});
afterAll(() => house.close());

beforeEach(async () => {
  house.ahead = 0;
  await house.sql(
    'TRUNCATE account, member, session, sign_in_attempt, membership, scoring_policy, audit_entry CASCADE',
  );
  await house.sql('UPDATE installation SET "setupTokenHash" = NULL, "setupTokenAt" = NULL');
});

describe('set-up', () => {
  it('is asked for until there is a member, and tells nothing else', async () => {
    expect(await (await house.call('GET', '/api/v1/setup')).json()).toEqual({ needed: true });
    await house.setUp();
    expect(await (await house.call('GET', '/api/v1/setup')).json()).toEqual({ needed: false });
  });

  it('makes account, policy, administrator and audit entry with the token of the console', async () => {
    const token = await house.newSetupToken();
    const answer = await house.call('POST', '/api/v1/setup', { body: { ...FIRST, token } });
    expect(answer.status).toBe(200);
    expect(await house.sql('SELECT role FROM membership')).toEqual([{ role: 'super_administrator' }]);
    expect(await house.sql('SELECT number FROM scoring_policy')).toEqual([{ number: 1 }]);
    expect(await house.sql('SELECT action, "actorName" FROM audit_entry')).toEqual([
      { action: 'create-first-member', actorName: FIRST.name },
    ]);
    expect(JSON.stringify(await house.sql('SELECT * FROM member'))).not.toContain(FIRST.password);
  });

  it('happens once, however many try at the same instant', async () => {
    const token = await house.newSetupToken();
    const tries = Array.from({ length: 6 }, (_, n) => setUp({ ...FIRST, token, email: `m${n}@example.com` }));
    const results = await Promise.allSettled(tries);
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'conflict' });
    expect(await house.sql('SELECT count(*)::int AS n FROM account')).toEqual([{ n: 1 }]);
    await expect(setUp({ ...FIRST, token })).rejects.toMatchObject({ code: 'conflict' });
    expect(await house.newSetupToken()).toBeNull();
  });

  it('refuses another token, an older one and one that is three days old, and writes nothing', async () => {
    const first = await house.newSetupToken();
    const second = await house.newSetupToken();
    for (const token of [first, 'guessed', `${second}x`])
      await expect(setUp({ ...FIRST, token })).rejects.toMatchObject({
        code: 'invalid_input',
        fields: [{ field: 'token' }],
      });
    house.ahead = 72 * 3_600_000;
    await expect(setUp({ ...FIRST, token: second })).rejects.toMatchObject({ code: 'invalid_input' });
    expect(await house.sql('SELECT count(*)::int AS n FROM account')).toEqual([{ n: 0 }]);
  });

  it('lets nobody go on guessing, and nobody keep others from setting up', async () => {
    const token = await house.newSetupToken();
    const guess = (n: number) => setUp({ ...FIRST, token: `guess ${n}` }, '198.51.100.7');
    for (let n = 0; n < 50; n += 1) await expect(guess(n)).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(guess(51)).rejects.toMatchObject({ code: 'too_many_requests' });
    await expect(setUp({ ...FIRST, token }, '198.51.100.8')).resolves.toBeTruthy();
  });

  it('names every field that will not do', async () => {
    const answer = await house.call('POST', '/api/v1/setup', { body: { email: 'x' } });
    expect(answer.status).toBe(400);
    const { errors } = z
      .object({ errors: z.array(z.object({ field: z.string() })) })
      .parse(await answer.json());
    expect(errors.map(({ field }) => field).sort()).toEqual([
      'accountName',
      'email',
      'name',
      'password',
      'token',
    ]);
    await expect(setUp({ ...FIRST, token: 'x', password: 'short' })).rejects.toMatchObject({
      fields: [{ field: 'password', message: 'Choose a password of at least 12 characters.' }],
    });
  });
});

describe('signing in', () => {
  beforeEach(() => house.setUp());

  it('shows who one is, where, and what the role allows', async () => {
    const cookie = await house.signIn('  ADA@example.com ');
    const view: unknown = await (await house.call('GET', '/api/v1/session', { cookie })).json();
    expect(view).toMatchObject({
      member: { name: FIRST.name, email: FIRST.email },
      account: { name: FIRST.accountName },
      role: 'super_administrator',
    });
    expect(JSON.stringify(view)).toContain('integrations:write');
    expect(JSON.stringify(view)).not.toMatch(/argon2|passwordHash/);
  });

  it('says the same of an unknown address and a wrong password, after the same work', async () => {
    await house.signIn();
    // Processor time, which other programs on the machine do not stretch.
    const spent: number[] = [];
    for (const email of [FIRST.email, 'nobody@example.com']) {
      const before = process.cpuUsage();
      await expect(house.signIn(email, 'not the password at all')).rejects.toMatchObject({
        code: 'unauthenticated',
        message: 'The e-mail address or the password is wrong. Check both and try again.',
        fields: [],
      });
      spent.push(process.cpuUsage(before).user);
    }
    const [known = 0, unknown = 0] = spent;
    expect(unknown).toBeGreaterThan(known / 4);
  });

  it.each(['known', 'unknown'])(
    'stops after ten failures from one place at one %s address, even sent at once',
    async (kind) => {
      const email = kind === 'known' ? FIRST.email : 'nobody@example.com';
      const tries = Array.from({ length: 16 }, () => house.signIn(email, 'wrong'));
      const codes = (await Promise.allSettled(tries)).map((result) =>
        result.status === 'rejected' ? codeOf(result.reason) : 'let in',
      );
      expect(codes.filter((code) => code === 'unauthenticated')).toHaveLength(10);
      expect(codes.filter((code) => code === 'too_many_requests')).toHaveLength(6);
      const refused: unknown = await house.signIn(email).catch((error: unknown) => error);
      expect(String(refused)).toMatch(/Too many attempts have failed. Wait 1[45] minutes/);
      const { retryAfterSeconds } = z.object({ retryAfterSeconds: z.number() }).parse(refused);
      expect(retryAfterSeconds).toBeGreaterThan(800);
      expect(retryAfterSeconds).toBeLessThanOrEqual(900);
    },
  );

  it('is possible again when the quarter of an hour is over, and counts anew after a success', async () => {
    for (let n = 0; n < 9; n += 1) await expect(house.signIn(FIRST.email, 'wrong')).rejects.toThrow();
    await house.signIn();
    for (let n = 0; n < 10; n += 1) await expect(house.signIn(FIRST.email, 'wrong')).rejects.toThrow();
    await expect(house.signIn()).rejects.toMatchObject({ code: 'too_many_requests' });
    house.ahead = 15 * 60_000 + 1_000;
    await expect(house.signIn()).resolves.toContain('parapet-session');
  });

  it('stays possible for somebody at whose address others guess from elsewhere', async () => {
    await house.sql(
      `INSERT INTO sign_in_attempt (email, address, at, succeeded)
       SELECT $1, '198.51.100.' || n % 10, now(), false FROM generate_series(1, 99) n`,
      [FIRST.email],
    );
    await expect(house.signIn()).resolves.toContain('parapet-session');
  });

  it.each(['known', 'unknown'])(
    'stops after a hundred failures at one %s address from wherever',
    async (kind) => {
      const email = kind === 'known' ? FIRST.email : 'nobody@example.com';
      await house.sql(
        `INSERT INTO sign_in_attempt (email, address, at, succeeded)
         SELECT $1, '198.51.100.' || n, now(), false FROM generate_series(1, 99) n`,
        [email],
      );
      await expect(house.signIn(email, 'wrong')).rejects.toMatchObject({ code: 'unauthenticated' });
      await expect(house.signIn(email)).rejects.toMatchObject({ code: 'too_many_requests' });
    },
  );

  it('stops one network address that tries many people, and nobody else', async () => {
    await house.sql(
      `INSERT INTO sign_in_attempt (email, address, at, succeeded)
       SELECT 'p' || n || '@example.com', '198.51.100.9', now(), false FROM generate_series(1, 50) n`,
    );
    await expect(house.signIn(FIRST.email, FIRST.password, '198.51.100.9')).rejects.toMatchObject({
      code: 'too_many_requests',
    });
    await expect(house.signIn(FIRST.email, FIRST.password, '198.51.100.10')).resolves.toBeTruthy();
  });

  it('takes an IPv6 network for one address, and says in the logs which of it was used', async () => {
    const guess = (n: number, email = FIRST.email) =>
      house.signIn(email, 'wrong', `2001:db8:1:1::${n.toString(16)}`).catch(codeOf);
    const codes: string[] = [];
    for (let n = 1; n <= 12; n += 1) codes.push(await guess(n));
    expect(codes).toEqual([
      ...Array<string>(10).fill('unauthenticated'),
      ...Array<string>(2).fill('too_many_requests'),
    ]);
    for (let n = 11; n <= 50; n += 1) expect(await guess(n, `p${n}@example.com`)).toBe('unauthenticated');
    expect(await guess(51, 'p51@example.com')).toBe('too_many_requests');
    await expect(house.signIn(FIRST.email, FIRST.password, '2001:db8:1:2::1')).resolves.toBeTruthy();
    await expect(house.signIn()).resolves.toBeTruthy();
    expect(house.log.join('')).toContain('2001:db8:1:1::a');
    expect(await house.sql(`SELECT address FROM audit_entry WHERE address LIKE '2001%'`)).toEqual([
      { address: '2001:db8:1:2::1' },
    ]);
  });

  it('stays possible where somebody signed in lately, however many guess from elsewhere', async () => {
    await house.signIn(FIRST.email, FIRST.password, '2001:db8:7:7::1');
    house.ahead = 29 * 86_400_000;
    await house.signIn(FIRST.email, FIRST.password, '203.0.113.200');
    await house.sql(
      `INSERT INTO sign_in_attempt (email, address, at, succeeded)
       SELECT $1, '198.51.100.' || n, $2, false FROM generate_series(1, 100) n`,
      [FIRST.email, new Date(house.runtime.now())],
    );
    await expect(house.signIn(FIRST.email, FIRST.password, '198.51.100.200')).rejects.toMatchObject({
      code: 'too_many_requests',
    });
    await expect(house.signIn(FIRST.email, FIRST.password, '2001:db8:7:7::2')).resolves.toBeTruthy();
    for (let n = 0; n < 10; n += 1)
      expect(await house.signIn(FIRST.email, 'wrong', '2001:db8:7:7::3').catch(codeOf)).toBe(
        'unauthenticated',
      );
    await expect(house.signIn(FIRST.email, FIRST.password, '2001:db8:7:7::2')).rejects.toMatchObject({
      code: 'too_many_requests',
    });
  });

  it('is refused to a disabled member who knows the password, and to one without account', async () => {
    await house.sql('UPDATE member SET "disabledAt" = now()');
    await expect(house.signIn()).rejects.toMatchObject({ code: 'forbidden' });
    await expect(house.signIn(FIRST.email, 'wrong')).rejects.toMatchObject({ code: 'unauthenticated' });
    await house.sql('UPDATE member SET "disabledAt" = NULL');
    await house.sql('DELETE FROM membership');
    await expect(house.signIn()).rejects.toMatchObject({ code: 'forbidden' });
    expect(await house.sql('SELECT id FROM session')).toEqual([]);
  });

  it('leaves entries in the audit log, and no password in any log', async () => {
    const cookie = await house.signIn();
    await house.call('GET', '/api/v1/session', { cookie });
    await expect(house.signIn(FIRST.email, 'a wrong password')).rejects.toThrow();
    expect(await house.sql('SELECT action, address FROM audit_entry ORDER BY seq')).toEqual([
      { action: 'create-first-member', address: null },
      { action: 'sign-in', address: '203.0.113.5' },
    ]);
    const lines = house.log.join('');
    expect(lines).toContain('sign-in failed');
    expect(lines).not.toContain(FIRST.password);
    expect(lines).not.toContain('a wrong password');
  });
});

describe('a session', () => {
  let cookie: string;
  beforeEach(async () => {
    await house.setUp();
    cookie = await house.signIn();
    expect(await sessionStatus(cookie)).toBe(200);
  });

  it('ends at once when its member signs out, copies of the cookie included', async () => {
    const sessionId = await sessionIdOf(house.runtime, new Headers({ cookie }));
    const other = await house.signIn();
    await execute(signOut, { actor: house.anonymous(), runtime: house.runtime, input: { sessionId } });
    expect(await sessionStatus(cookie)).toBe(401);
    expect(await sessionStatus(other)).toBe(200);
    expect(await house.sql(`SELECT count(*)::int AS n FROM audit_entry WHERE action = 'sign-out'`)).toEqual([
      { n: 1 },
    ]);
  });

  it('ends at once when its member is disabled', async () => {
    await house.sql('UPDATE member SET "disabledAt" = now()');
    expect(await sessionStatus(cookie)).toBe(401);
  });

  it('ends at once when the password is replaced', async () => {
    await house.sql('UPDATE member SET "sessionVersion" = "sessionVersion" + 1');
    expect(await sessionStatus(cookie)).toBe(401);
  });

  it('has the role of this moment, and ends with the membership', async () => {
    await house.sql(`UPDATE membership SET role = 'help_desk'`);
    const view: unknown = await (await house.call('GET', '/api/v1/session', { cookie })).json();
    expect(view).toMatchObject({ role: 'help_desk', permissions: ['people:read', 'people:names'] });
    await house.sql(`UPDATE membership SET role = 'emperor'`);
    expect(await sessionStatus(cookie)).toBe(401);
    await house.sql('DELETE FROM membership');
    expect(await sessionStatus(cookie)).toBe(401);
  });

  it('ends when nobody uses it, and after a week however much it is used', async () => {
    // As a page says while somebody does something on it.
    const use = async () => (await house.call('POST', '/api/v1/visit', { cookie, body: {} })).status;
    house.ahead = SESSION_IDLE_MS - 60_000;
    expect(await use()).toBe(200);
    for (let at = house.ahead; at < SESSION_ABSOLUTE_MS; at += SESSION_IDLE_MS / 2) {
      house.ahead = at;
      expect(await use()).toBe(200);
    }
    house.ahead = SESSION_ABSOLUTE_MS + 1_000;
    expect(await sessionStatus(cookie)).toBe(401);
  });

  it('is not made by a token that is forged, cut off or about no session', async () => {
    const forged = await house.cookieOf('00000000-0000-4000-8000-000000000000');
    for (const wrong of [forged, cookie.slice(0, -3), `${cookie}x`, `${cookie.split('=')[0]}=`])
      expect(await sessionStatus(wrong)).toBe(401);
  });
});

describe('a new password from the console', () => {
  beforeEach(() => house.setUp());

  it('takes the place of the old one, ends every session and lifts the pause after failures', async () => {
    const cookie = await house.signIn();
    for (let n = 0; n < 10; n += 1) await expect(house.signIn(FIRST.email, 'wrong')).rejects.toThrow();
    const { password, sessions } = await resetPassword(house.runtime, ' Ada@Example.com');
    expect(sessions).toBe(1);
    expect(await sessionStatus(cookie)).toBe(401);
    await expect(house.signIn(FIRST.email, FIRST.password)).rejects.toMatchObject({
      code: 'unauthenticated',
    });
    expect(await sessionStatus(await house.signIn(FIRST.email, password))).toBe(200);
    expect(await house.sql(`SELECT "actorKind" FROM audit_entry WHERE action = 'reset-password'`)).toEqual([
      { actorKind: 'system' },
    ]);
  });

  it('is refused for an address that no member has', async () => {
    await expect(resetPassword(house.runtime, 'nobody@example.com')).rejects.toThrow(/No member has/);
  });
});

describe('the scripts of the console', () => {
  const run = async (
    script: string,
    ...options: string[]
  ): Promise<{ stdout: string; code: number | null }> => {
    const child = spawn(process.execPath, ['--import', 'tsx', `scripts/${script}.ts`, ...options], {
      env: {
        ...process.env,
        DATABASE_URL: house.runtime.environment.databaseUrl,
        PARAPET_VAULT_KEY: house.runtime.environment.vaultKey?.toString('base64') ?? '',
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const closed = once(child, 'close');
    const stdout = await text(child.stdout);
    await closed;
    return { stdout, code: child.exitCode };
  };

  it('print a token that works, and none once there is a member', async () => {
    const { stdout } = await run('setup-token');
    const { token } = z.object({ needed: z.literal(true), token: z.string() }).parse(JSON.parse(stdout));
    await setUp({ ...FIRST, token });
    expect(await run('setup-token')).toEqual({ stdout: '{"needed":false}\n', code: 0 });
  });

  it('print a new password that works, and fail with a sentence otherwise', async () => {
    await house.setUp();
    const { stdout } = await run('reset-password', '--email', FIRST.email);
    const password = /: (\S+)\n/.exec(stdout)?.[1];
    await expect(house.signIn(FIRST.email, password)).resolves.toBeTruthy();
    expect((await run('reset-password', '--email', 'nobody@example.com')).code).toBe(1);
  });
});
