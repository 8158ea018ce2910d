import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { madeTokenSchema } from '@/domain/views/api-token';
import { madeLinkSchema, membersViewSchema } from '@/domain/views/members';
import { MIRA, openSignOnHouse, refusedAs, type SignOnHouse } from '@/tests/setup/sign-on-house';

/** Somebody new, whom the provider gave the address that was Mira's. */
const SUCCESSOR = { ...MIRA, sub: 'mira-2', name: 'Mira the Second' };

let place: SignOnHouse;

beforeAll(async () => {
  place = await openSignOnHouse();
});
afterAll(() => place.close());
beforeEach(async () => {
  await place.reset();
  await place.configure();
  await place.prove();
});

async function members() {
  const response = await place.house.call('GET', '/api/v1/members', { cookie: place.ada });
  return membersViewSchema.parse(await response.json()).members;
}

async function memberId(email = MIRA.email): Promise<string> {
  return (await members()).find((member) => member.email === email)?.id ?? '';
}

const invite = () => place.post('/api/v1/members/invitations', { email: MIRA.email, role: 'auditor' });
const stands = async (cookie: string) =>
  (await place.house.call('GET', '/api/v1/session', { cookie })).status;

describe('somebody whom the provider knows under another subject', () => {
  it('is not taken for the member with their address, which the audit log says', async () => {
    const first = await place.enter();
    place.real.become(SUCCESSOR);
    await expect(place.enter()).rejects.toMatchObject(refusedAs('taken'));
    await expect(place.enter()).rejects.toThrow('Ask an administrator');
    const entries = await place.house.sql(
      `SELECT "actorName", "entityId", "after" FROM audit_entry WHERE action = 'refuse-single-sign-on'`,
    );
    expect(entries).toHaveLength(2);
    expect(entries[0]).toEqual({
      ...{ actorName: 'single sign-on', entityId: await memberId() },
      after: {
        reason: 'the provider knows this member under another subject',
        ...{ email: MIRA.email, subject: 'mira-2' },
      },
    });
    expect(await stands(first)).toBe(200);
    place.real.become(MIRA);
    expect(await place.sessionOf(await place.enter())).toMatchObject({ member: { name: 'Mira' } });
  });

  it('is that member once an administrator unlinks the former one, whose sessions end', async () => {
    const first = await place.enter();
    const id = await memberId();
    // As it was before a second subject was refused.
    await place.house.sql(
      `INSERT INTO single_sign_on_member SELECT "accountId", issuer, 'mira-0', "memberId" FROM single_sign_on_member`,
    );
    expect((await members()).map(({ name, identities }) => [name, identities])).toEqual([
      ['Ada Byron', 0],
      ['Mira', 2],
    ]);
    expect(await place.post(`/api/v1/members/${id}/sign-on/unlink`)).toEqual({
      status: 200,
      body: { sessionsEnded: 1 },
    });
    expect(await stands(first)).toBe(401);
    expect((await place.post(`/api/v1/members/${id}/sign-on/unlink`)).status).toBe(409);
    place.real.become(SUCCESSOR);
    await place.enter();
    expect(await memberId()).toBe(id);
    place.real.become(MIRA);
    await expect(place.enter()).rejects.toMatchObject(refusedAs('taken'));
    expect(
      await place.house.sql(`SELECT "actorName", "before" FROM audit_entry WHERE action = 'unlink-sign-on'`),
    ).toEqual([{ actorName: 'Ada Byron', before: { identities: 2 } }]);
  });

  it('is unlinked by who manages members and has proved who they are, and never by oneself', async () => {
    await place.configure({
      mappings: [{ group: 'soc', role: 'super_administrator' }],
    });
    const mira = await place.enter();
    const id = await memberId();
    expect((await place.post(`/api/v1/members/${id}/sign-on/unlink`, {}, mira)).status).toBe(409);
    const ada = await memberId('ada@example.com');
    expect((await place.post(`/api/v1/members/${ada}/sign-on/unlink`)).status).toBe(409);
    place.house.ahead += 11 * 60_000;
    expect((await place.post(`/api/v1/members/${id}/sign-on/unlink`)).body).toMatchObject({
      code: 'step_up_required',
    });
    await place.house.sql(`UPDATE membership SET role = 'analyst'`);
    expect((await place.post(`/api/v1/members/${id}/sign-on/unlink`)).status).toBe(403);
  });
});

describe('an API token of somebody whom the provider knows', () => {
  it('is refused a second factor by nobody but the provider, until it knows them no more', async () => {
    await place.configure({ mappings: [{ group: 'soc', role: 'super_administrator' }] });
    const mira = await place.enter();
    const expiresAt = new Date(Date.now() + 7 * 86_400_000).toISOString();
    const made = await place.post(
      '/api/v1/tokens',
      { name: 'Export', permissions: ['people:read'], expiresAt },
      mira,
    );
    const { token } = madeTokenSchema.parse(made.body);
    const people = async () => {
      const headers = { authorization: `Bearer ${token}` };
      return (await place.house.call('GET', '/api/v1/people', { headers })).status;
    };
    await place.post('/api/v1/account/second-factor', { needed: true, graceDays: 0 });
    expect([await people(), await stands(mira)]).toEqual([200, 200]);
    await place.house.sql('DELETE FROM single_sign_on_member');
    expect(await people()).toBe(401);
  });
});

describe('a member who was taken out', () => {
  beforeEach(async () => {
    await place.enter();
  });

  it('comes back as themselves by an invitation, though they never had a password', async () => {
    const id = await memberId();
    await place.post(`/api/v1/members/${id}/remove`);
    await expect(place.enter()).rejects.toMatchObject(refusedAs('removed'));
    await invite();
    // What the provider says of their groups decides, and not the role of the invitation.
    expect(await place.sessionOf(await place.enter())).toMatchObject({ role: 'analyst' });
    expect(await memberId()).toBe(id);
    const response = await place.house.call('GET', '/api/v1/members', { cookie: place.ada });
    expect(await response.json()).toMatchObject({ invitations: [] });
  });

  it('stays out with an invitation that has run out', async () => {
    await place.post(`/api/v1/members/${await memberId()}/remove`);
    await invite();
    await place.house.sql(`UPDATE member_link SET "expiresAt" = now()`);
    await expect(place.enter()).rejects.toMatchObject(refusedAs('removed'));
  });

  it('stays out with an invitation of somebody who may give it no more', async () => {
    await place.post(`/api/v1/members/${await memberId()}/remove`);
    const invitation = { email: 'eve@example.com', role: 'super_administrator' };
    const made = await place.post('/api/v1/members/invitations', invitation);
    const token = new URL(madeLinkSchema.parse(made.body).link).hash.slice(1);
    const password = 'a lantern beside the harbour';
    await place.post('/api/v1/invitations/accept', { token, name: 'Eve', password }, '');
    const eve = await place.house.signIn('eve@example.com', password);
    const again = { email: MIRA.email, role: 'auditor' };
    expect((await place.post('/api/v1/members/invitations', again, eve)).status).toBe(200);
    await place.post(`/api/v1/members/${await memberId('eve@example.com')}/remove`);
    await expect(place.enter()).rejects.toMatchObject(refusedAs('removed'));
    await invite();
    expect(await place.sessionOf(await place.enter())).toMatchObject({ role: 'analyst' });
  });

  it('is not who comes after them with their address: that is somebody new', async () => {
    const id = await memberId();
    await place.post(`/api/v1/members/${id}/remove`);
    place.real.become(SUCCESSOR);
    await expect(place.enter()).rejects.toMatchObject(refusedAs('removed'));
    await invite();
    expect(await place.sessionOf(await place.enter())).toMatchObject({
      member: { name: 'Mira the Second', email: MIRA.email },
    });
    expect(await memberId()).not.toBe(id);
    // The former one has an address that nobody can type, and no way back under it.
    expect(await place.house.sql('SELECT email, name FROM member WHERE id = $1', [id])).toEqual([
      { email: `mira#${id}@example.com`, name: 'Mira' },
    ]);
    place.real.become(MIRA);
    await expect(place.enter()).rejects.toMatchObject(refusedAs('removed'));
    await expect(place.house.signIn(`mira#${id}@example.com`, 'x')).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });
});
