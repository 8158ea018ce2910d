import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ALL_PERMISSIONS } from '@/domain/permissions';
import { madeLinkSchema, membersViewSchema, rolesViewSchema } from '@/domain/views/members';
import { FIRST, openWebHouse, type WebHouse } from '@/tests/setup/web-house';

const SECRET = 'a lantern beside the harbour';

let house: WebHouse;
let ada: string;
/** How far ahead the clock is: a minute more for each test, as what is throttled is throttled by address. */
let begun = 0;

beforeAll(async () => {
  house = await openWebHouse();
});
afterAll(() => house.close());

beforeEach(async () => {
  begun += 60_000;
  house.ahead = begun;
  await house.sql(
    'TRUNCATE account, member, session, sign_in_attempt, membership, scoring_policy, audit_entry, role, member_link CASCADE',
  );
  await house.sql('UPDATE installation SET "setupTokenHash" = NULL, "setupTokenAt" = NULL');
  await house.setUp();
  ada = await house.signIn();
});

async function post(path: string, body: unknown, cookie?: string) {
  const response = await house.call('POST', path, { body, ...(cookie !== undefined && { cookie }) });
  return { status: response.status, body: await bodyOf(response) };
}

async function bodyOf(response: Response): Promise<unknown> {
  return response.json();
}

async function members(cookie = ada) {
  return membersViewSchema.parse(await (await house.call('GET', '/api/v1/members', { cookie })).json());
}

async function idOf(email: string): Promise<string> {
  return (await members()).members.find((member) => member.email === email)?.id ?? 'nobody';
}

function tokenOf(link: string): string {
  return new URL(link).hash.slice(1);
}

async function invite(email: string, role: string, cookie = ada): Promise<string> {
  const { status, body } = await post('/api/v1/members/invitations', { email, role }, cookie);
  expect({ status, body }).toMatchObject({ status: 200 });
  return tokenOf(madeLinkSchema.parse(body).link);
}

/** Somebody new with a role, signed in: the Cookie header. */
async function join(email: string, role: string, cookie = ada): Promise<string> {
  const token = await invite(email, role, cookie);
  const name = email.split('@')[0] ?? '';
  const joined = await post('/api/v1/invitations/accept', { token, name, password: SECRET });
  expect(joined.status).toBe(200);
  return house.signIn(email, SECRET);
}

const may = async (cookie: string): Promise<number> =>
  (await house.call('GET', '/api/v1/session', { cookie })).status;

async function permissionsOf(cookie: string): Promise<string[]> {
  const body: unknown = await (await house.call('GET', '/api/v1/session', { cookie })).json();
  return z.object({ permissions: z.array(z.string()) }).parse(body).permissions;
}

describe('an invitation', () => {
  it('lets somebody in once, with the role it names, and is in the audit log', async () => {
    const token = await invite('ben@example.com', 'analyst');
    const opened = await post('/api/v1/member-links/open', { kind: 'invitation', token });
    expect(opened.body).toEqual({
      account: FIRST.accountName,
      email: 'ben@example.com',
      role: 'Security Analyst',
      isMember: false,
    });
    const accept = () => post('/api/v1/invitations/accept', { token, name: 'Ben', password: SECRET });
    const answers = await Promise.all([accept(), accept(), accept()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404, 404]);
    const ben = await house.signIn('ben@example.com', SECRET);
    expect(await permissionsOf(ben)).toContain('events:triage');
    expect((await house.call('GET', '/api/v1/members', { cookie: ben })).status).toBe(403);
    const actions = await house.sql('SELECT action FROM audit_entry ORDER BY seq');
    expect(actions.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['invite-member', 'accept-invitation']),
    );
    expect(JSON.stringify(await house.sql('SELECT * FROM member_link'))).not.toContain(token.split('.')[2]);
  });

  it('of two accounts for somebody new, used at the same moment, lets them into one and says what to do for the other', async () => {
    const account = randomUUID();
    const here = String((await house.sql('SELECT id FROM account'))[0]?.id);
    await house.sql('INSERT INTO account (id, name, "createdAt") VALUES ($1, $2, now())', [
      account,
      'Second',
    ]);
    await house.sql(
      `INSERT INTO membership ("accountId", "memberId", role, "createdAt") SELECT $1, id, 'super_administrator', now() FROM member`,
      [account],
    );
    const first = await invite('ben@example.com', 'analyst');
    expect((await post('/api/v1/session/account', { accountId: account }, ada)).status).toBe(200);
    const second = await invite('ben@example.com', 'analyst');
    expect((await post('/api/v1/session/account', { accountId: here }, ada)).status).toBe(200);
    const accept = (token: string) =>
      post('/api/v1/invitations/accept', { token, name: 'Ben', password: SECRET });
    const answers = await Promise.all([accept(first), accept(second)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const late = answers[0].status === 200 ? second : first;
    expect((await accept(late)).status).toBe(200);
    expect(await house.sql(`SELECT id FROM member WHERE email = 'ben@example.com'`)).toHaveLength(1);
  });

  it('is worth nothing when it is withdrawn, replaced, forged or older than a week', async () => {
    const first = await invite('ben@example.com', 'analyst');
    const second = await invite('ben@example.com', 'help_desk');
    const open = async (token: string) =>
      (await post('/api/v1/member-links/open', { kind: 'invitation', token })).status;
    expect(await open(first)).toBe(404);
    expect(await open(second)).toBe(200);
    expect(await open(`${second}x`)).toBe(404);
    expect(await open(second.replace(/^[^.]+/, 'nonsense'))).toBe(404);
    expect((await post('/api/v1/member-links/open', { kind: 'password', token: second })).status).toBe(404);
    house.ahead = begun + 7 * 86_400_000;
    expect(await open(second)).toBe(404);
    house.ahead = begun;
    const [invitation] = (await members()).invitations;
    await post(`/api/v1/members/invitations/${invitation?.id ?? ''}/withdraw`, {}, ada);
    expect(await open(second)).toBe(404);
  });

  it('asks somebody who is a member elsewhere for the password they have, and lets them go on in either account', async () => {
    const ben = await join('ben@example.com', 'full_administrator');
    await house.sql(
      `INSERT INTO account (id, name, "createdAt") SELECT gen_random_uuid(), 'Elsewhere', now()`,
    );
    await house.sql(
      `INSERT INTO membership ("accountId", "memberId", role, "createdAt")
       SELECT a.id, m.id, 'auditor', now() - interval '1 day' FROM account a, member m
       WHERE a.name = 'Elsewhere' AND m.email = 'ben@example.com'`,
    );
    const view = z.object({ accounts: z.array(z.object({ id: z.string(), name: z.string() })) });
    const session = view.parse(await (await house.call('GET', '/api/v1/session', { cookie: ben })).json());
    expect(session.accounts.map(({ name }) => name)).toEqual(['Elsewhere', FIRST.accountName]);
    const elsewhere = session.accounts[0]?.id ?? '';
    expect((await post('/api/v1/session/account', { accountId: elsewhere }, ben)).status).toBe(200);
    expect(await permissionsOf(ben)).not.toContain('members:write');
    expect((await post('/api/v1/session/account', { accountId: elsewhere }, ada)).status).toBe(404);

    // No account may open the others with a new password.
    const refused = await post(`/api/v1/members/${await idOf('ben@example.com')}/password-link`, {}, ada);
    expect(refused.status).toBe(409);
    expect(JSON.stringify(refused.body)).toContain('other accounts');

    await house.sql(`UPDATE membership SET "endedAt" = now() WHERE role = 'full_administrator'`);
    const token = await invite('ben@example.com', 'help_desk');
    const wrong = await post('/api/v1/invitations/accept', { token, password: 'not the password' });
    expect(wrong).toMatchObject({ status: 400, body: { errors: [{ field: 'password' }] } });
    // Whoever made a member of this address may have left a second factor of their own.
    await house.sql(
      `INSERT INTO totp_secret ("memberId", id, "wrappedKey", ciphertext, "createdAt", "confirmedAt")
       SELECT id, gen_random_uuid(), '\\x00', '\\x00', now(), now() FROM member WHERE email = 'ben@example.com'`,
    );
    const alone = await post('/api/v1/invitations/accept', { token, password: SECRET });
    expect(alone.status).toBe(403);
    expect(JSON.stringify(alone.body)).toContain('has a second factor');
    expect((await members()).members.map(({ email }) => email)).not.toContain('ben@example.com');
    const inSession = () => post('/api/v1/invitations/accept', { token, password: SECRET }, ben);
    expect((await inSession()).status).toBe(403);
    await house.sql(`UPDATE session SET "provenBy" = 'everything', "fullyProvenAt" = "provenAt" WHERE "memberId" IN
      (SELECT id FROM member WHERE email = 'ben@example.com')`);
    expect((await inSession()).status).toBe(200);
    expect((await members()).members.map(({ email }) => email)).toContain('ben@example.com');
  });
});

describe('a role', () => {
  it('of any permissions can be made, given, changed and removed, and is felt at the next request', async () => {
    const made = await post(
      '/api/v1/roles',
      { name: 'Marketplace', permissions: ['integrations:write'] },
      ada,
    );
    const { id } = z.object({ id: z.string() }).parse(made.body);
    const ben = await join('ben@example.com', id);
    expect(await permissionsOf(ben)).toEqual(['integrations:read', 'integrations:write']);
    expect((await house.call('GET', '/api/v1/integrations', { cookie: ben })).status).toBe(200);
    expect((await house.call('GET', '/api/v1/people', { cookie: ben })).status).toBe(403);
    const shell = await house.call('GET', '/api/v1/shell', { cookie: ben });
    expect(await shell.json()).toMatchObject({ people: 0, campaigns: 0 });

    await post(`/api/v1/roles/${id}`, { name: 'Marketplace', permissions: ['integrations:read'] }, ada);
    expect(await permissionsOf(ben)).toEqual(['integrations:read']);
    const held = await post(`/api/v1/roles/${id}/remove`, {}, ada);
    expect(held.status).toBe(409);
    expect(JSON.stringify(held.body)).toContain('A member has the role');
    await post(`/api/v1/members/${await idOf('ben@example.com')}/role`, { role: 'auditor' }, ada);
    expect((await post(`/api/v1/roles/${id}/remove`, {}, ada)).status).toBe(200);
    const { roles } = rolesViewSchema.parse(
      await (await house.call('GET', '/api/v1/roles', { cookie: ada })).json(),
    );
    expect(roles.map(({ id: role }) => role)).not.toContain(id);
    expect(roles).toHaveLength(10);
  });

  it('gives nobody what its giver lacks, and touches nobody who may do more', async () => {
    const partner = await join('pat@example.com', 'partner_administrator');
    const refused = [
      await post(
        '/api/v1/members/invitations',
        { email: 'x@example.com', role: 'super_administrator' },
        partner,
      ),
      await post(
        `/api/v1/members/${await idOf('pat@example.com')}/role`,
        { role: 'full_administrator' },
        partner,
      ),
      await post(`/api/v1/members/${await idOf(FIRST.email)}/role`, { role: 'help_desk' }, partner),
      await post(`/api/v1/members/${await idOf(FIRST.email)}/access`, { on: false }, partner),
      await post(`/api/v1/members/${await idOf(FIRST.email)}/remove`, {}, partner),
      await post(`/api/v1/members/${await idOf(FIRST.email)}/password-link`, {}, partner),
    ];
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 409));
    expect(
      (await post('/api/v1/roles', { name: 'Mine', permissions: ['people:read'] }, partner)).status,
    ).toBe(403);
    const view = await members(partner);
    expect(view.roles.map(({ id }) => id)).not.toContain('full_administrator');
    expect(view.members.find(({ email }) => email === FIRST.email)?.fixed).toContain('may do more than you');
    expect(await permissionsOf(ada)).toEqual([...ALL_PERMISSIONS]);
  });

  it('of Parapet stays as it is, and its name is taken', async () => {
    const wish = { permissions: ['people:read'] };
    expect((await post('/api/v1/roles/auditor', { name: 'X', ...wish }, ada)).status).toBe(409);
    expect((await post('/api/v1/roles/auditor/remove', {}, ada)).status).toBe(409);
    const taken = await post('/api/v1/roles', { name: 'auditor', ...wish }, ada);
    expect(taken).toMatchObject({ status: 409, body: { errors: [{ field: 'name' }] } });
    expect((await post('/api/v1/roles', { name: 'Empty', permissions: [] }, ada)).status).toBe(400);
  });
});

describe('a member', () => {
  it('who is switched off or taken out feels it at once, and can be let in again', async () => {
    const ben = await join('ben@example.com', 'analyst');
    const id = await idOf('ben@example.com');
    await post(`/api/v1/members/${id}/access`, { on: false }, ada);
    expect(await may(ben)).toBe(401);
    await expect(house.signIn('ben@example.com', SECRET)).rejects.toMatchObject({ code: 'forbidden' });
    await post(`/api/v1/members/${id}/access`, { on: true }, ada);
    expect(await may(await house.signIn('ben@example.com', SECRET))).toBe(200);
    const removed = await post(`/api/v1/members/${id}/remove`, {}, ada);
    expect(removed.body).toEqual({ sessionsEnded: 1 });
    await expect(house.signIn('ben@example.com', SECRET)).rejects.toMatchObject({ code: 'forbidden' });
    expect((await members()).members).toHaveLength(1);
  });

  it('who is the last that can manage members cannot be taken away, not even by two at once', async () => {
    const me = await idOf(FIRST.email);
    const alone = await post(`/api/v1/members/${me}/role`, { role: 'analyst' }, ada);
    expect(alone.status).toBe(409);
    expect(JSON.stringify(alone.body)).toContain('Nobody would be left');
    const ben = await join('ben@example.com', 'super_administrator');
    const his = await idOf('ben@example.com');
    const [first, second] = await Promise.all([
      post(`/api/v1/members/${his}/remove`, {}, ada),
      post(`/api/v1/members/${me}/remove`, {}, ben),
    ]);
    expect([first.status, second.status].filter((status) => status === 200)).toHaveLength(1);
    expect(await house.sql('SELECT count(*)::int AS left FROM membership WHERE "endedAt" IS NULL')).toEqual([
      { left: 1 },
    ]);
  });

  it.each([
    ['demote each other', 'role', { role: 'auditor' }],
    ['switch each other off', 'access', { on: false }],
  ] as const)('is left where the last two %s at once', async (_what, act, body) => {
    const me = await idOf(FIRST.email);
    const ben = await join('ben@example.com', 'super_administrator');
    const his = await idOf('ben@example.com');
    const answers = await Promise.all([
      post(`/api/v1/members/${his}/${act}`, body, ada),
      post(`/api/v1/members/${me}/${act}`, body, ben),
    ]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(
      await house.sql(
        `SELECT count(*)::int AS left FROM membership WHERE "disabledAt" IS NULL AND role = 'super_administrator'`,
      ),
    ).toEqual([{ left: 1 }]);
  });

  it('changes neither themselves by mistake, nor anybody of another account', async () => {
    const me = await idOf(FIRST.email);
    for (const [act, body] of [
      ['access', { on: false }],
      ['remove', {}],
      ['password-link', {}],
    ] as const)
      expect((await post(`/api/v1/members/${me}/${act}`, body, ada)).status).toBe(409);
    const [stranger] = await house.sql(
      `INSERT INTO member (id, email, name, "passwordHash", "createdAt")
       VALUES (gen_random_uuid(), 'eve@example.com', 'Eve', 'x', now()) RETURNING id`,
    );
    for (const [act, body] of [
      ['access', { on: false }],
      ['role', { role: 'auditor' }],
      ['remove', {}],
      ['password-link', {}],
    ] as const)
      expect((await post(`/api/v1/members/${String(stranger?.['id'])}/${act}`, body, ada)).status).toBe(404);
  });
});

describe('a link for a new password', () => {
  it('works once, ends every session, and is of no use after the member has left', async () => {
    const ben = await join('ben@example.com', 'analyst');
    const id = await idOf('ben@example.com');
    const link = async () =>
      tokenOf(madeLinkSchema.parse((await post(`/api/v1/members/${id}/password-link`, {}, ada)).body).link);
    const token = await link();
    const use = (password: string, from = token) =>
      post('/api/v1/member-links/password', { token: from, password });
    expect(await use('short')).toMatchObject({ status: 400, body: { errors: [{ field: 'password' }] } });
    expect(await use('another lantern altogether')).toEqual({
      status: 200,
      body: { email: 'ben@example.com' },
    });
    expect((await use('a third lantern altogether')).status).toBe(404);
    expect(await may(ben)).toBe(401);
    expect(await may(await house.signIn('ben@example.com', 'another lantern altogether'))).toBe(200);
    const unused = await link();
    await post(`/api/v1/members/${id}/remove`, {}, ada);
    expect((await use('a fourth lantern altogether', unused)).status).toBe(403);
  });
});
