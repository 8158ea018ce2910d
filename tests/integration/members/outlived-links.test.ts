import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { madeLinkSchema, membersViewSchema } from '@/domain/views/members';
import { resetPassword } from '@/server/services/sign-in/reset-password';
import { type MembersHouse, openMembersHouse } from '@/tests/setup/members-house';

const SECRET = 'a lantern beside the harbour';
const RESET = 'another lantern altogether';

let house: MembersHouse;

beforeAll(async () => {
  house = await openMembersHouse();
});
afterAll(() => house.close());
/** What is throttled is throttled by address, and all come from one. */
beforeEach(() => {
  house.web.ahead += 60_000;
});

async function linkOf(path: string, body: unknown, cookie: string): Promise<string> {
  const made = await house.post(path, body, cookie);
  expect(made).toMatchObject({ status: 200 });
  return new URL(madeLinkSchema.parse(made.body).link).hash.slice(1);
}

const linkFor = (id: string, cookie: string) => linkOf(`/api/v1/members/${id}/password-link`, {}, cookie);
const invite = (email: string, role: string, cookie = house.ada) =>
  linkOf('/api/v1/members/invitations', { email, role }, cookie);
const use = async (token: string) =>
  (await house.post('/api/v1/member-links/password', { token, password: RESET }, '')).status;
const accept = async (token: string) =>
  (await house.post('/api/v1/invitations/accept', { token, name: 'Second', password: SECRET }, '')).status;
const open = async (token: string) =>
  (await house.post('/api/v1/member-links/open', { kind: 'invitation', token }, '')).status;
const steer = async (id: string, act: string, body: unknown) =>
  expect(await house.post(`/api/v1/members/${id}/${act}`, body)).toMatchObject({ status: 200 });

async function invitations() {
  const answer = await house.web.call('GET', '/api/v1/members', { cookie: house.ada });
  return membersViewSchema.parse(await answer.json()).invitations;
}

describe('a link', () => {
  it('is worth nothing once its maker is gone, switched off, or let in anew', async () => {
    const eve = await house.join('eve@example.com', 'super_administrator');
    const bob = await house.join('bob@example.com', 'analyst');
    const invited = await invite('second@example.com', 'super_administrator', eve.cookie);
    const link = await linkFor(bob.id, eve.cookie);
    await steer(eve.id, 'access', { on: false });
    expect([await use(link), await accept(invited), await open(invited)]).toEqual([404, 404, 404]);
    expect(await invitations()).toMatchObject([{ email: 'second@example.com', outlived: true }]);
    await steer(eve.id, 'access', { on: true });
    expect(await invitations()).toMatchObject([{ outlived: false }]);
    expect(await open(invited)).toBe(200);
    await steer(eve.id, 'remove', {});
    expect([await use(link), await accept(invited)]).toEqual([404, 404]);
    house.web.ahead += 1000;
    expect(await accept(await invite('eve@example.com', 'super_administrator'))).toBe(200);
    expect([await use(link), await accept(invited)]).toEqual([404, 404]);
    await house.web.signIn('bob@example.com', SECRET);
  });

  it('gives no more than its maker may give by now, to nobody who may do more than they', async () => {
    const mia = await house.join('mia@example.com', 'super_administrator');
    const ben = await house.join('ben@example.com', 'analyst');
    const high = await invite('third@example.com', 'super_administrator', mia.cookie);
    const low = await invite('fourth@example.com', 'help_desk', mia.cookie);
    const link = await linkFor(ben.id, mia.cookie);
    await steer(mia.id, 'role', { role: 'partner_administrator' });
    expect([await accept(high), await accept(low)]).toEqual([404, 200]);
    await steer(ben.id, 'role', { role: 'super_administrator' });
    expect(await use(link)).toBe(404);
    await steer(ben.id, 'role', { role: 'analyst' });
    expect(await use(link)).toBe(200);
  });

  it('for a new password ends with the password, whoever replaces it and in whatever way', async () => {
    const dan = await house.join('dan@example.com', 'analyst');
    const first = await linkFor(dan.id, house.ada);
    const own = { currentPassword: SECRET, newPassword: 'a third lantern altogether' };
    expect((await house.post('/api/v1/password', own, dan.cookie)).status).toBe(200);
    expect(await use(first)).toBe(404);
    const second = await linkFor(dan.id, house.ada);
    await resetPassword(house.web.runtime, 'dan@example.com');
    expect(await use(second)).toBe(404);
    const third = await linkFor(dan.id, house.ada);
    const [used] = await Promise.all([use(third), resetPassword(house.web.runtime, 'dan@example.com')]);
    expect([200, 404]).toContain(used);
    expect(await house.web.sql('SELECT id FROM member_link WHERE "memberId" = $1', [dan.id])).toEqual([]);
  });
});
