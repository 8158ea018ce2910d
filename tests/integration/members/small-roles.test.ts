import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { madeLinkSchema, membersViewSchema } from '@/domain/views/members';
import { FIRST, openWebHouse, type WebHouse } from '@/tests/setup/web-house';

const SECRET = 'a lantern beside the harbour';

let house: WebHouse;
let ada: string;

beforeAll(async () => {
  house = await openWebHouse();
});
afterAll(() => house.close());

beforeEach(async () => {
  house.ahead += 60_000;
  await house.sql(
    'TRUNCATE account, member, session, sign_in_attempt, membership, scoring_policy, audit_entry, role, member_link CASCADE',
  );
  await house.sql('UPDATE installation SET "setupTokenHash" = NULL, "setupTokenAt" = NULL');
  await house.setUp();
  ada = await house.signIn();
});

async function post(path: string, body: unknown, cookie = ada) {
  const response = await house.call('POST', path, { body, cookie });
  const answer: unknown = await response.json();
  return { status: response.status, body: answer };
}

const invite = (email: string, role: string, cookie = ada) =>
  post('/api/v1/members/invitations', { email, role }, cookie);
const tokenOf = (body: unknown): string => new URL(madeLinkSchema.parse(body).link).hash.slice(1);

async function idOf(email: string): Promise<string> {
  const response = await house.call('GET', '/api/v1/members', { cookie: ada });
  const { members } = membersViewSchema.parse(await response.json());
  return members.find((member) => member.email === email)?.id ?? 'nobody';
}

async function makeRole(name: string, permissions: readonly string[]): Promise<string> {
  const { body } = await post('/api/v1/roles', { name, permissions });
  return z.object({ id: z.string() }).parse(body).id;
}

/** Somebody new with a role, signed in: the Cookie header. */
async function join(email: string, role: string): Promise<string> {
  const token = tokenOf((await invite(email, role)).body);
  await post('/api/v1/invitations/accept', { token, name: 'Ben', password: SECRET });
  return house.signIn(email, SECRET);
}

const entries = (action: string) =>
  house.sql(
    `SELECT before, after->>'role' AS role FROM audit_entry WHERE action = $1 ORDER BY seq DESC LIMIT 1`,
    [action],
  );

describe('an open invitation to a role that allows more', () => {
  it('is neither replaced nor withdrawn by who manages members alone', async () => {
    const ben = await join('ben@example.com', await makeRole('Reception', ['members:write']));
    const small = await makeRole('Visitor', ['members:read']);
    const { body } = await invite('mira@example.com', 'super_administrator');
    const { id } = madeLinkSchema.extend({ id: z.string() }).parse(body);
    const replacing = await invite('mira@example.com', small, ben);
    expect(replacing).toMatchObject({ status: 409, body: { errors: [{ field: 'email' }] } });
    expect((await post(`/api/v1/members/invitations/${id}/withdraw`, {}, ben)).status).toBe(409);
    const opened = await post('/api/v1/member-links/open', { kind: 'invitation', token: tokenOf(body) });
    expect(opened).toMatchObject({ status: 200, body: { role: 'Super Administrator' } });
  });

  it('ends by who may do as much, and the audit log names what ended', async () => {
    const { body } = await invite('mira@example.com', 'super_administrator');
    const former = madeLinkSchema.extend({ id: z.string() }).parse(body).id;
    const second = await invite('mira@example.com', 'auditor');
    expect(await entries('invite-member')).toEqual([
      {
        before: { invitation: former, email: 'mira@example.com', role: 'Super Administrator' },
        role: 'Auditor',
      },
    ]);
    const { id } = madeLinkSchema.extend({ id: z.string() }).parse(second.body);
    expect((await post(`/api/v1/members/invitations/${id}/withdraw`, {})).status).toBe(200);
    expect(await entries('withdraw-invitation')).toEqual([
      { before: { email: 'mira@example.com', role: 'Auditor' }, role: null },
    ]);
  });

  it('that is over stands in nobody’s way', async () => {
    const ben = await join('ben@example.com', await makeRole('Reception', ['members:write']));
    const small = await makeRole('Visitor', ['members:read']);
    await invite('mira@example.com', 'super_administrator');
    await house.sql(`UPDATE member_link SET "expiresAt" = now() - interval '1 day'`);
    expect((await invite('mira@example.com', small, ben)).status).toBe(200);
  });
});

describe('the last who can hand an account on', () => {
  it('is not replaced by a role that manages members and can give nothing else', async () => {
    const ben = await makeRole('Reception', ['members:write']);
    await join('ben@example.com', ben);
    const me = await idOf(FIRST.email);
    const refused = await post(`/api/v1/members/${me}/role`, { role: 'auditor' });
    expect(refused.status).toBe(409);
    expect(JSON.stringify(refused.body)).toContain('hand this account on');
    await post(`/api/v1/members/${await idOf('ben@example.com')}/role`, { role: 'partner_administrator' });
    expect((await post(`/api/v1/members/${me}/role`, { role: 'auditor' })).status).toBe(200);
  });

  it('may be one of a custom role that allows as much, which is then not made smaller', async () => {
    const session = await house.call('GET', '/api/v1/session', { cookie: ada });
    const { permissions } = z.object({ permissions: z.array(z.string()) }).parse(await session.json());
    const role = await makeRole('Head', permissions);
    expect((await post(`/api/v1/members/${await idOf(FIRST.email)}/role`, { role })).status).toBe(200);
    const smaller = { name: 'Head', permissions: ['members:write', 'roles:write'] };
    expect((await post(`/api/v1/roles/${role}`, smaller)).status).toBe(409);
  });

  it('does not hold up an account that had none before', async () => {
    const role = await makeRole('Reception', ['members:write']);
    await house.sql(`UPDATE membership SET role = $1`, [role]);
    const visitor = await makeVisitor();
    const answer = await post(`/api/v1/members/${visitor}/access`, { on: false });
    expect(answer.status).toBe(200);
    expect((await post(`/api/v1/members/${await idOf(FIRST.email)}/access`, { on: false })).status).toBe(409);
  });

  /** Somebody whose role allows hardly anything, put there as an older version would have left them. */
  async function makeVisitor(): Promise<string> {
    await house.sql(
      `INSERT INTO role ("accountId", id, name, description, permissions, "changedAt")
       SELECT id, '019b0000-0000-7000-8000-000000000002', 'Visitor', '', '{members:read}', now() FROM account`,
    );
    await house.sql(
      `WITH m AS (INSERT INTO member (id, email, name, "passwordHash", "createdAt")
         SELECT gen_random_uuid(), 'vic@example.com', 'Vic', 'x', now() RETURNING id)
       INSERT INTO membership ("accountId", "memberId", role, "createdAt")
       SELECT a.id, m.id, '019b0000-0000-7000-8000-000000000002', now() FROM account a, m`,
    );
    return idOf('vic@example.com');
  }
});
