import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { madeLinkSchema, membersViewSchema } from '@/domain/views/members';
import { recoveryCodesSchema, secondFactorSchema } from '@/domain/views/your-sign-in';
import { execute } from '@/server/services/operation';
import { finishSignIn } from '@/server/services/sign-in/finish-sign-in';
import { signIn } from '@/server/services/sign-in/sign-in';
import { signInWithPasskey } from '@/server/services/sign-in/sign-in-with-passkey';
import { SoftPasskey } from '@/tests/setup/soft-passkey';
import { FIRST, openWebHouse, type WebHouse } from '@/tests/setup/web-house';

const ORIGIN = 'http://localhost:3000';
const PLACE = { origin: ORIGIN, rpId: 'localhost' };

let house: WebHouse;
let ada: string;

beforeAll(async () => {
  house = await openWebHouse({ PARAPET_URL: ORIGIN });
});
afterAll(() => house.close());

beforeEach(async () => {
  house.ahead = 0;
  await house.sql(
    `TRUNCATE account, member, session, sign_in_attempt, membership, scoring_policy, audit_entry, totp_secret,
     recovery_code, pending_sign_in, account_sign_in, passkey, passkey_challenge CASCADE`,
  );
  await house.sql('UPDATE installation SET "setupTokenHash" = NULL, "setupTokenAt" = NULL');
  await house.setUp();
  ada = await house.signIn();
});

async function post(path: string, body: unknown = {}, cookie: string | null = ada) {
  const headers = { origin: ORIGIN, 'sec-fetch-site': 'same-origin' };
  const response = await house.call('POST', path, { body, headers, ...(cookie === null ? {} : { cookie }) });
  const answer: unknown = await response.json();
  return { status: response.status, body: answer };
}

async function challengeFrom(path: string, cookie: string | null = ada): Promise<string> {
  const { body } = await post(path, {}, cookie);
  return z.object({ options: z.object({ challenge: z.string() }) }).parse(body).options.challenge;
}

const toSignIn = () => challengeFrom('/api/v1/passkeys/sign-in', null);

async function add(passkey: SoftPasskey, name = 'Telephone', cookie = ada) {
  const challenge = await challengeFrom('/api/v1/passkeys/begin', cookie);
  return post('/api/v1/passkeys', { name, passkey: passkey.make({ ...PLACE, challenge }) }, cookie);
}

async function enter(answer: object, pending = ''): Promise<string> {
  const actor = house.anonymous('203.0.113.5');
  const input = { passkey: answer, pending };
  const { sessionId } = await execute(signInWithPasskey, { actor, runtime: house.runtime, input });
  return house.cookieOf(sessionId);
}

async function firstStep(email = FIRST.email): Promise<string> {
  const input = { email, password: FIRST.password };
  const begun = await execute(signIn, {
    actor: house.anonymous('203.0.113.5'),
    runtime: house.runtime,
    input,
  });
  return z.object({ pending: z.string() }).parse(begun).pending;
}

const stands = async (cookie: string): Promise<number> =>
  (await house.call('GET', '/api/v1/session', { cookie })).status;

async function shown(cookie = ada) {
  const answer: unknown = await (await house.call('GET', '/api/v1/second-factor', { cookie })).json();
  return secondFactorSchema.parse(answer);
}

/** Somebody else of the account, signed in. */
async function ben(): Promise<string> {
  await house.sql(
    `WITH m AS (INSERT INTO member (id, email, name, "passwordHash", "createdAt")
       SELECT gen_random_uuid(), 'ben@example.com', 'Ben', "passwordHash", now() FROM member RETURNING id)
     INSERT INTO membership ("accountId", "memberId", role, "createdAt") SELECT a.id, m.id, 'auditor', now() FROM account a, m`,
  );
  return house.signIn('ben@example.com');
}

const REFUSED = { fields: [{ field: 'passkey' }] };

describe('a passkey', () => {
  it('signs its owner in alone, and recovery codes come with the first', async () => {
    const passkey = new SoftPasskey();
    const added = await add(passkey);
    expect(added.status).toBe(200);
    expect(recoveryCodesSchema.parse(added.body).recoveryCodes).toHaveLength(10);
    expect(recoveryCodesSchema.parse((await add(new SoftPasskey(), 'Key')).body).recoveryCodes).toEqual([]);
    const cookie = await enter(passkey.sign({ ...PLACE, challenge: await toSignIn() }));
    expect(await stands(cookie)).toBe(200);
    const { passkeys } = await shown();
    expect(passkeys.map(({ name, lastUsedAt }) => [name, lastUsedAt !== null])).toEqual([
      ['Telephone', true],
      ['Key', false],
    ]);
    const by = await house.sql(
      `SELECT after->>'by' AS by FROM audit_entry WHERE action = 'sign-in' ORDER BY seq DESC LIMIT 1`,
    );
    expect(by).toEqual([{ by: 'passkey' }]);
  });

  it('stands as the second step after the password, for its owner only', async () => {
    const passkey = new SoftPasskey();
    await add(passkey);
    const other = new SoftPasskey();
    await add(other, 'Telephone', await ben());
    const pending = await firstStep();
    await expect(enter(other.sign({ ...PLACE, challenge: await toSignIn() }), pending)).rejects.toMatchObject(
      REFUSED,
    );
    const cookie = await enter(passkey.sign({ ...PLACE, challenge: await toSignIn() }), pending);
    expect(await stands(cookie)).toBe(200);
    await expect(
      enter(passkey.sign({ ...PLACE, challenge: await toSignIn() }), pending),
    ).rejects.toMatchObject({ fields: [{ field: 'begin' }] });
  });

  it('is refused for a challenge that is not ours, used, too old or made for something else', async () => {
    const passkey = new SoftPasskey();
    await add(passkey);
    const challenge = await toSignIn();
    await enter(passkey.sign({ ...PLACE, challenge }));
    await expect(enter(passkey.sign({ ...PLACE, challenge }))).rejects.toMatchObject(REFUSED);
    await expect(enter(passkey.sign({ ...PLACE, challenge: 'bm90IG91cnM' }))).rejects.toMatchObject(REFUSED);
    const forProof = await challengeFrom('/api/v1/session/proof/passkey');
    await expect(enter(passkey.sign({ ...PLACE, challenge: forProof }))).rejects.toMatchObject(REFUSED);
    const old = await toSignIn();
    house.ahead = 5 * 60_000 + 1_000;
    await expect(enter(passkey.sign({ ...PLACE, challenge: old }))).rejects.toMatchObject(REFUSED);
  });

  it('is refused from another origin, for another name, not unlocked, unknown, or with a signature that is not its own', async () => {
    const passkey = new SoftPasskey();
    await add(passkey);
    const attempts = [
      { ...PLACE, origin: 'http://evil.example', challenge: await toSignIn() },
      { ...PLACE, rpId: 'evil.example', challenge: await toSignIn() },
      { ...PLACE, verified: false, challenge: await toSignIn() },
    ];
    for (const wish of attempts) await expect(enter(passkey.sign(wish))).rejects.toMatchObject(REFUSED);
    const stranger = new SoftPasskey().sign({ ...PLACE, challenge: await toSignIn() });
    await expect(enter(stranger)).rejects.toMatchObject(REFUSED);
    await expect(enter({ ...stranger, id: passkey.id, rawId: passkey.id })).rejects.toMatchObject(REFUSED);
    await expect(enter(passkey.sign({ ...PLACE, challenge: await toSignIn() }))).resolves.toBeTruthy();
  });

  it('whose counter goes back is blocked, which is in the audit log', async () => {
    const passkey = new SoftPasskey();
    await add(passkey);
    await enter(passkey.sign({ ...PLACE, challenge: await toSignIn(), counter: 9 }));
    await expect(enter(passkey.sign({ ...PLACE, challenge: await toSignIn(), counter: 9 }))).rejects.toThrow(
      /copied/,
    );
    await expect(enter(passkey.sign({ ...PLACE, challenge: await toSignIn(), counter: 99 }))).rejects.toThrow(
      /is blocked/,
    );
    const stranger = { ...new SoftPasskey().sign({ ...PLACE, challenge: await toSignIn() }) };
    await expect(enter({ ...stranger, id: passkey.id, rawId: passkey.id })).rejects.toThrow(
      /was not accepted/,
    );
    expect((await shown()).passkeys).toMatchObject([{ blocked: true }]);
    expect(
      await house.sql(`SELECT count(*)::int AS n FROM audit_entry WHERE action = 'block-passkey'`),
    ).toEqual([{ n: 1 }]);
  });

  it('without a counter is believed again and again', async () => {
    const passkey = new SoftPasskey();
    const challenge = await challengeFrom('/api/v1/passkeys/begin');
    await post('/api/v1/passkeys', {
      name: 'Cloud',
      passkey: passkey.make({ ...PLACE, challenge, counter: 0 }),
    });
    for (let n = 0; n < 2; n += 1)
      await expect(
        enter(passkey.sign({ ...PLACE, challenge: await toSignIn(), counter: 0 })),
      ).resolves.toBeTruthy();
  });

  it('is added in the session that began it only, and once', async () => {
    const passkey = new SoftPasskey();
    const challenge = await challengeFrom('/api/v1/passkeys/begin');
    const answer = passkey.make({ ...PLACE, challenge });
    const other = await house.signIn();
    expect((await post('/api/v1/passkeys', { name: 'x', passkey: answer }, other)).status).toBe(400);
    expect((await post('/api/v1/passkeys', { name: 'x', passkey: answer })).status).toBe(200);
    expect((await post('/api/v1/passkeys', { name: 'x', passkey: answer })).status).toBe(400);
    const again = passkey.make({ ...PLACE, challenge: await challengeFrom('/api/v1/passkeys/begin') });
    expect((await post('/api/v1/passkeys', { name: 'x', passkey: again })).status).toBe(409);
  });

  it('is renamed and removed by its owner only; with the last one the password alone is enough', async () => {
    const passkey = new SoftPasskey();
    await add(passkey);
    const id = (await shown()).passkeys[0]?.id ?? '';
    const other = await ben();
    expect((await post(`/api/v1/passkeys/${id}`, { name: 'Mine' }, other)).status).toBe(404);
    expect((await post(`/api/v1/passkeys/${id}/remove`, {}, other)).status).toBe(404);
    expect((await post(`/api/v1/passkeys/${id}`, { name: 'Old telephone' })).status).toBe(200);
    expect((await shown()).passkeys).toMatchObject([{ name: 'Old telephone' }]);
    await expect(house.signIn()).rejects.toThrow('second factor');
    expect((await post(`/api/v1/passkeys/${id}/remove`)).status).toBe(200);
    await expect(house.signIn()).resolves.toBeTruthy();
    await expect(enter(passkey.sign({ ...PLACE, challenge: await toSignIn() }))).rejects.toMatchObject(
      REFUSED,
    );
  });

  it('proves who is there before a dangerous act, and nobody else', async () => {
    const passkey = new SoftPasskey();
    await add(passkey);
    const theirs = new SoftPasskey();
    await add(theirs, 'Telephone', await ben());
    house.ahead = 11 * 60_000;
    const prove = async (key: SoftPasskey) => {
      const challenge = await challengeFrom('/api/v1/session/proof/passkey');
      return (await post('/api/v1/session/proof', { passkey: key.sign({ ...PLACE, challenge }) })).status;
    };
    const begin = async () => (await post('/api/v1/passkeys/begin')).status;
    expect([await begin(), await prove(theirs), await begin()]).toEqual([403, 400, 403]);
    expect([await prove(passkey), await begin()]).toEqual([200, 200]);
  });

  it('is found out as a copy in a proof too, and stands in the audit log', async () => {
    const passkey = new SoftPasskey();
    await add(passkey);
    const prove = async (counter: number) => {
      const challenge = await challengeFrom('/api/v1/session/proof/passkey');
      const answer = passkey.sign({ ...PLACE, challenge, counter });
      return (await post('/api/v1/session/proof', { passkey: answer })).status;
    };
    expect([await prove(9), await prove(9), await prove(10)]).toEqual([200, 400, 400]);
    expect(
      await house.sql(`SELECT count(*)::int AS n FROM audit_entry WHERE action = 'block-passkey'`),
    ).toEqual([{ n: 1 }]);
  });
});

describe('a copy of the only passkey', () => {
  /** Adds a passkey and has a copy of it found out; the recovery codes that came with it. */
  async function blockOne(cookie = ada): Promise<string[]> {
    const passkey = new SoftPasskey();
    const { body } = await add(passkey, 'Telephone', cookie);
    await enter(passkey.sign({ ...PLACE, challenge: await toSignIn(), counter: 9 }));
    const copy = enter(passkey.sign({ ...PLACE, challenge: await toSignIn(), counter: 9 }));
    await expect(copy).rejects.toThrow(/copied.*an administrator resets/);
    return recoveryCodesSchema.parse(body).recoveryCodes;
  }

  const finish = async (code: string) => {
    const actor = house.anonymous('203.0.113.5');
    const input = { pending: await firstStep(), code };
    return house.cookieOf((await execute(finishSignIn, { actor, runtime: house.runtime, input })).sessionId);
  };
  const people = async (cookie: string) => (await house.call('GET', '/api/v1/people', { cookie })).status;

  it('does not leave the password alone: a recovery code is asked for, and another second factor after it', async () => {
    const [code = ''] = await blockOne();
    const actor = house.anonymous('203.0.113.5');
    const input = { email: FIRST.email, password: FIRST.password };
    expect(await execute(signIn, { actor, runtime: house.runtime, input })).toMatchObject({
      asks: 'recovery_code',
    });
    await expect(finish('not a code')).rejects.toThrow(
      /none of your recovery codes.*an administrator resets/,
    );
    const cookie = await finish(code);
    // The session that stood before owes another one as well.
    expect([await people(cookie), await people(ada)]).toEqual([403, 403]);
    expect((await shown(cookie)).passkeys).toMatchObject([{ blocked: true }]);
    const blocked = (await shown(cookie)).passkeys[0]?.id ?? '';
    expect((await post(`/api/v1/passkeys/${blocked}/remove`, {}, cookie)).status).toBe(403);
    const { body } = await add(new SoftPasskey(), 'Security key', cookie);
    expect(recoveryCodesSchema.parse(body).recoveryCodes).toHaveLength(10);
    expect([await people(cookie), await people(ada)]).toEqual([200, 200]);
    // The other cannot be taken away before the one that lets nobody in.
    const other = (await shown(cookie)).passkeys.find((one) => !one.blocked)?.id ?? '';
    const last = await post(`/api/v1/passkeys/${other}/remove`, {}, cookie);
    expect(last.status).toBe(409);
    expect(JSON.stringify(last.body)).toContain('a passkey that is blocked');
    expect((await post(`/api/v1/passkeys/${blocked}/remove`, {}, cookie)).status).toBe(200);
    expect((await post(`/api/v1/passkeys/${other}/remove`, {}, cookie)).status).toBe(200);
    await expect(house.signIn()).resolves.toBeTruthy();
  });

  it('leaves nobody in without a recovery code, until an administrator resets what they see is blocked', async () => {
    const theirs = await ben();
    await blockOne(theirs);
    await house.sql('DELETE FROM recovery_code');
    await expect(house.signIn('ben@example.com')).rejects.toThrow(
      'Ask an administrator to reset your second factor.',
    );
    // Whoever does not know the password is told nothing of it.
    await expect(house.signIn('ben@example.com', 'not the password')).rejects.toMatchObject({
      code: 'unauthenticated',
    });
    const response = await house.call('GET', '/api/v1/members', { cookie: ada });
    const { members } = membersViewSchema.parse(await response.json());
    const member = members.find(({ name }) => name === 'Ben');
    expect(member?.secondFactor).toBe('blocked');
    await post(`/api/v1/members/${member?.id ?? ''}/second-factor/reset`);
    await expect(house.signIn('ben@example.com')).resolves.toBeTruthy();
  });

  it('does not let a password accept an invitation alone', async () => {
    const theirs = await ben();
    await blockOne(theirs);
    await house.sql(`DELETE FROM membership WHERE role = 'auditor'`);
    const invited = await post('/api/v1/members/invitations', { email: 'ben@example.com', role: 'auditor' });
    const token = new URL(madeLinkSchema.parse(invited.body).link).hash.slice(1);
    const accepted = await post('/api/v1/invitations/accept', { token, password: FIRST.password }, null);
    expect(accepted.status).toBe(403);
  });
});

describe('an address that is a number', () => {
  it('is said to be none that passkeys are made for', async () => {
    const numbered = await openWebHouse();
    try {
      await numbered.setUp();
      const cookie = await numbered.signIn();
      const response = await numbered.call('POST', '/api/v1/passkeys/begin', { cookie, body: {} });
      expect(await response.json()).toMatchObject({ code: 'conflict', errors: [{ field: 'passkey' }] });
      const ways = await numbered.call('GET', '/api/v1/ways-in');
      expect(await ways.json()).toMatchObject({ passkeys: false });
    } finally {
      await numbered.close();
    }
  });
});
