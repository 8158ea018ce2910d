import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { STEP_UP_MS } from '@/domain/session-lifetime';
import { sessionListSchema } from '@/domain/views/your-sign-in';
import { liveStream } from '@/server/http/live-stream';
import { LiveFanOut } from '@/server/platform/live';
import { execute } from '@/server/services/operation';
import { OPERATIONS } from '@/server/services/registry';
import { signIn } from '@/server/services/sign-in/sign-in';
import { FIRST, openWebHouse, ORIGIN, type WebHouse } from '@/tests/setup/web-house';

const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';

let house: WebHouse;
let ada: string;

beforeAll(async () => {
  house = await openWebHouse();
});
afterAll(() => house.close());

beforeEach(async () => {
  house.ahead = 0;
  await house.sql(
    'TRUNCATE account, member, session, sign_in_attempt, membership, scoring_policy, audit_entry, member_link CASCADE',
  );
  await house.sql('UPDATE installation SET "setupTokenHash" = NULL, "setupTokenAt" = NULL');
  await house.setUp();
  ada = await house.signIn();
});

async function post(path: string, cookie: string, body: unknown = {}) {
  const response = await house.call('POST', path, { body, cookie });
  const answer: unknown = await response.json();
  return { status: response.status, body: answer };
}

const stands = async (cookie: string): Promise<number> =>
  (await house.call('GET', '/api/v1/session', { cookie })).status;

async function sessions(cookie = ada) {
  const answer: unknown = await (await house.call('GET', '/api/v1/sessions', { cookie })).json();
  return sessionListSchema.parse(answer).sessions;
}

/** Somebody else who belongs to the account, signed in. */
async function ben(role: string): Promise<{ id: string; cookie: string }> {
  const id = randomUUID();
  await house.sql(
    `INSERT INTO member (id, email, name, "passwordHash", "createdAt")
     SELECT $1, 'ben@example.com', 'Ben', "passwordHash", now() FROM member`,
    [id],
  );
  await house.sql(
    `INSERT INTO membership ("accountId", "memberId", role, "createdAt") SELECT id, $1, $2, now() FROM account`,
    [id, role],
  );
  return { id, cookie: await house.signIn('ben@example.com') };
}

describe('the list of one’s sessions', () => {
  it('says device, address and account of each that stands, and which one asks', async () => {
    const input = { email: FIRST.email, password: FIRST.password, userAgent: FIREFOX };
    await execute(signIn, { actor: house.anonymous('198.51.100.7'), runtime: house.runtime, input });
    const other = await ben('auditor');
    expect(
      (await sessions()).map(({ device, address, account, isThis }) => [device, address, account, isThis]),
    ).toEqual(
      expect.arrayContaining([
        ['Firefox on Windows', '198.51.100.7', FIRST.accountName, false],
        ['Unknown device', '203.0.113.5', FIRST.accountName, true],
      ]),
    );
    expect(await sessions(other.cookie)).toHaveLength(1);
  });

  it('ends one, or all others, at once; and nobody else’s', async () => {
    const second = await house.signIn();
    const third = await house.signIn();
    const other = await ben('super_administrator');
    const [theirs] = await sessions(other.cookie);
    expect((await post(`/api/v1/sessions/${theirs?.id ?? ''}/end`, ada)).status).toBe(404);
    expect(await stands(other.cookie)).toBe(200);
    const one = (await sessions(second)).find(({ isThis }) => isThis);
    expect((await post(`/api/v1/sessions/${one?.id ?? ''}/end`, ada)).status).toBe(200);
    expect([await stands(second), await stands(third), await stands(ada)]).toEqual([401, 200, 200]);
    expect((await post('/api/v1/sessions/end-others', ada)).body).toEqual({ sessionsEnded: 1 });
    expect([await stands(third), await stands(ada), await stands(other.cookie)]).toEqual([401, 200, 200]);
    const entries = await house.sql(`SELECT action FROM audit_entry WHERE action LIKE 'end-%' ORDER BY seq`);
    expect(entries.map(({ action }) => action)).toEqual(['end-session', 'end-other-sessions']);
  });

  it('of a member is ended by an administrator, not by somebody who may do less', async () => {
    const other = await ben('auditor');
    const [owner] = await house.sql(`SELECT id FROM member WHERE email = $1`, [FIRST.email]);
    expect((await post(`/api/v1/members/${String(owner?.id)}/end-sessions`, other.cookie)).status).toBe(403);
    expect((await post(`/api/v1/members/${other.id}/end-sessions`, ada)).body).toEqual({ sessionsEnded: 1 });
    expect(await stands(other.cookie)).toBe(401);
  });
});

describe('a session that nobody uses', () => {
  const HOUR = 3_600_000;
  const read = () => stands(ada);
  /** What is answered to a page that follows what changes. */
  const followed = async (): Promise<number> => {
    const live = new LiveFanOut({ start: () => Promise.resolve(), stop: () => Promise.resolve() });
    const request = new Request(`${ORIGIN}/api/v1/live`, { headers: { cookie: ada } });
    const { status, body } = await liveStream({ runtime: house.runtime, live }, request);
    await body?.cancel();
    return status;
  };

  it('ends after twelve hours, whatever a page that was left open reads by itself', async () => {
    const statuses: number[] = [];
    for (let hour = 1; hour <= 12; hour += 1) {
      house.ahead = hour * HOUR;
      statuses.push(await read());
      statuses.push(await followed());
    }
    expect(statuses.slice(0, 22)).toEqual(Array.from({ length: 22 }, () => 200));
    expect(statuses.slice(22)).toEqual([401, 401]);
  });

  it('goes on with what somebody does, of which the page tells', async () => {
    for (const hour of [11, 22, 33]) {
      house.ahead = hour * HOUR;
      expect((await post('/api/v1/visit', ada)).status).toBe(200);
    }
    house.ahead = 44 * HOUR;
    expect(await read()).toBe(200);
    house.ahead = 45 * HOUR;
    expect(await read()).toBe(401);
  });
});

const problemSchema = z.object({ code: z.string(), type: z.string() });

describe('a dangerous act', () => {
  const dangerous = OPERATIONS.filter(({ stepUp }) => stepUp !== undefined);
  const attempt = (path: string, method: string, cookie: string) =>
    house.call(method, path.replace(/:\w+/g, randomUUID()), {
      ...(method === 'GET' ? {} : { body: {} }),
      cookie,
    });

  it('is each of those that blind, hide, give, take or destroy', () => {
    expect(dangerous.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'replace-keys',
        'disable-integration',
        'set-stream',
        'delete-integration',
        'save-policy',
        'save-detectors',
        'decide-campaign',
        'set-retention',
        'save-notice',
        'set-pseudonyms',
        'lift-erasure',
        'invite-member',
        'set-member-role',
        'set-member-access',
        'remove-member',
        'make-password-link',
        'make-role',
        'change-role',
        'remove-role',
      ]),
    );
  });

  it('is refused ten minutes after the last proof, before its input is looked at', async () => {
    house.ahead = STEP_UP_MS;
    for (const { name, method, path } of dangerous.filter(({ stepUpForSome }) => !stepUpForSome)) {
      const response = await attempt(path, method, ada);
      const { code, type } = problemSchema.parse(await response.json());
      expect({ name, status: response.status, code }).toMatchObject({ name, status: 403 });
      expect(['step_up_required', 'full_step_up_required']).toContain(code);
      expect(type).toBe(`urn:parapet:problem:${code}`);
    }
  });

  it('is refused for want of a right rather than of a proof', async () => {
    const { cookie } = await ben('auditor');
    house.ahead = STEP_UP_MS;
    for (const { name, method, path, permission } of dangerous.filter(
      (one) => typeof one.permission === 'string',
    )) {
      const problem: unknown = await (await attempt(path, method, cookie)).json();
      expect({ name, permission, problem }).toMatchObject({ name, problem: { code: 'forbidden' } });
    }
  });

  it('goes on once the password is given, in that session only, and both are in the audit log', async () => {
    const other = await house.signIn();
    house.ahead = STEP_UP_MS;
    const wrong = await post('/api/v1/session/proof', ada, { password: 'not the password' });
    expect(wrong).toMatchObject({ status: 400, body: { errors: [{ field: 'password' }] } });
    const invite = (cookie: string) =>
      post('/api/v1/members/invitations', cookie, { email: 'mira@example.com', role: 'auditor' });
    expect((await invite(ada)).status).toBe(403);
    expect((await post('/api/v1/session/proof', ada, { password: FIRST.password })).status).toBe(200);
    expect((await invite(ada)).status).toBe(200);
    expect((await invite(other)).status).toBe(403);
    const actions = await house.sql(`SELECT action FROM audit_entry WHERE action <> 'sign-in' ORDER BY seq`);
    expect(actions.map(({ action }) => action)).toEqual([
      'create-first-member',
      'prove-identity',
      'invite-member',
    ]);
    expect(JSON.stringify(await house.sql('SELECT * FROM audit_entry'))).not.toContain(FIRST.password);
  });

  it('is not unlocked by guessing: the eleventh guess is refused, whatever it is', async () => {
    house.ahead = STEP_UP_MS;
    for (let n = 0; n < 10; n += 1)
      expect((await post('/api/v1/session/proof', ada, { password: `guess ${n}` })).status).toBe(400);
    // The tenth request over the network in a row, too, is slowed down for each member.
    house.ahead += 60_000;
    expect((await post('/api/v1/session/proof', ada, { password: FIRST.password })).status).toBe(429);
  });
});
