import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { customersViewSchema } from '@/domain/views/customers';
import { madeLinkSchema } from '@/domain/views/members';
import { type Joined, type MembersHouse, openMembersHouse } from '@/tests/setup/members-house';

const SECRET = 'a lantern beside the harbour';

let house: MembersHouse;
let pat: Joined;
const ids = { acme: '', beta: '' };

beforeAll(async () => {
  house = await openMembersHouse();
  pat = await house.join('pat@example.com', 'partner_administrator');
  ids.acme = await made('Acme');
  ids.beta = await made('Beta');
  for (const [account, people] of [
    [ids.acme, 3],
    [ids.beta, 5],
  ] as const)
    for (let n = 0; n < people; n += 1)
      await house.web.sql(
        `INSERT INTO person ("accountId", id, username, name, groups, "firstSeenAt", "lastSeenAt")
         VALUES ($1, $2, $3, $3, ARRAY[]::text[], now(), now())`,
        [account, randomUUID(), `person-${n}`],
      );
});
afterAll(() => house.close());
/** What is throttled is throttled by address, and all come from one. */
beforeEach(() => {
  house.web.ahead += 40_000;
});

async function made(name: string): Promise<string> {
  const { status, body } = await house.post('/api/v1/customers', { name, role: 'super_administrator' });
  expect({ status, body }).toMatchObject({ status: 200 });
  return z.object({ id: z.string() }).parse(body).id;
}

async function seenBy(cookie: string) {
  const answer = await house.web.call('GET', '/api/v1/customers', { cookie });
  expect(answer.status).toBe(200);
  return customersViewSchema.parse(await answer.json());
}

const goTo = async (accountId: string, cookie: string) =>
  (await house.post('/api/v1/session/account', { accountId }, cookie)).status;
const status = async (path: string, cookie: string) => (await house.web.call('GET', path, { cookie })).status;
const own = async () => String((await house.web.sql(`SELECT id FROM account WHERE name = 'Example'`))[0]?.id);

/** In the account for a while, and back. */
async function inAccount<T>(accountId: string, cookie: string, work: () => Promise<T>): Promise<T> {
  expect(await goTo(accountId, cookie)).toBe(200);
  try {
    return await work();
  } finally {
    await goTo(await own(), cookie);
  }
}

describe('a partner', () => {
  it('sees nobody of an account whose notice on monitoring is not accepted', async () => {
    for (const { people, noticePending } of (await seenBy(house.ada)).customers)
      expect({ people, noticePending }).toEqual({ people: null, noticePending: true });
    for (const id of [ids.acme, ids.beta]) await house.web.acceptNotice(id);
  });

  it('sees all accounts that its member was let into together, and of others the name alone', async () => {
    const ada = await seenBy(house.ada);
    expect(ada.customers.map(({ name, role, people }) => [name, role, people?.total])).toEqual([
      ['Acme', 'Super Administrator', 3],
      ['Beta', 'Super Administrator', 5],
    ]);
    expect(ada.customers.map(({ people }) => people?.bands.very_low)).toEqual([3, 5]);
    expect(ada.customers.map(({ feeds }) => feeds)).toEqual([[], []]);
    const patSees = await seenBy(pat.cookie);
    expect(patSees.customers.map(({ name, role, people, feeds }) => [name, role, people, feeds])).toEqual([
      ['Acme', null, null, null],
      ['Beta', null, null, null],
    ]);
    expect(await goTo(ids.acme, pat.cookie)).toBe(404);
  });

  it('lets a member in, who goes on there with that role and without signing in again', async () => {
    const wish = { memberId: pat.id, role: 'help_desk' };
    expect((await house.post(`/api/v1/customers/${ids.acme}/members`, wish)).status).toBe(200);
    const [acme, beta] = (await seenBy(pat.cookie)).customers;
    expect(acme).toMatchObject({ role: 'Help Desk', people: { total: 3 }, feeds: null });
    expect(beta).toMatchObject({ role: null, people: null });
    await inAccount(ids.acme, pat.cookie, async () => {
      expect(await status('/api/v1/people', pat.cookie)).toBe(200);
      expect(await status('/api/v1/integrations', pat.cookie)).toBe(403);
      expect(await status('/api/v1/members', pat.cookie)).toBe(403);
    });
    const there = await house.web.sql(`SELECT action FROM audit_entry WHERE "accountId" = $1 ORDER BY seq`, [
      ids.acme,
    ]);
    expect(there.map(({ action }) => action)).toEqual([
      'make-customer',
      'let-into-customer',
      ...['switch-account', 'switch-account'],
    ]);
  });

  it('sees no more of a customer than where the session could go on', async () => {
    const acme = async () => (await seenBy(pat.cookie)).customers[0];
    const bound = (is: boolean) =>
      house.web.sql(`UPDATE session SET "boundToAccount" = $2 WHERE "memberId" = $1`, [pat.id, is]);
    expect(await acme()).toMatchObject({ role: 'Help Desk' });
    await bound(true);
    expect(await acme()).toMatchObject({ role: null, people: null, feeds: null });
    await bound(false);
    await house.web.sql(
      `INSERT INTO account_sign_in ("accountId", "secondFactorFrom") VALUES ($1, now() - interval '1 day')`,
      [ids.acme],
    );
    expect(await acme()).toMatchObject({ role: null, people: null, feeds: null });
    await house.web.sql(`DELETE FROM account_sign_in WHERE "accountId" = $1`, [ids.acme]);
    expect(await acme()).toMatchObject({ role: 'Help Desk', people: { total: 3 } });
  });

  it('gives nobody more than its member may do, and only into its own accounts', async () => {
    const refused = async (path: string, body: unknown, cookie = pat.cookie) =>
      (await house.post(path, body, cookie)).status;
    const beta = `/api/v1/customers/${ids.beta}/members`;
    expect(await refused(beta, { memberId: pat.id, role: 'super_administrator' })).toBe(409);
    expect(await refused('/api/v1/customers', { name: 'Gamma', role: 'super_administrator' })).toBe(409);
    expect(await refused('/api/v1/customers', { name: 'Gamma', role: 'analyst' })).toBe(409);
    expect(await refused('/api/v1/customers', { name: 'acme' })).toBe(409);
    const analyst = await house.join('ann@example.com', 'analyst');
    expect(await refused('/api/v1/customers', { name: 'Gamma' }, analyst.cookie)).toBe(403);
    expect(await status('/api/v1/customers', analyst.cookie)).toBe(403);
    // Who may do more at the customer is not theirs to change, however little they may here.
    const dan = await house.join('dan@example.com', 'help_desk');
    expect(await refused(beta, { memberId: dan.id, role: 'super_administrator' }, house.ada)).toBe(200);
    expect(await refused(beta, { memberId: dan.id, role: 'help_desk' })).toBe(409);
    expect(await refused(beta, { memberId: dan.id, role: 'help_desk' }, house.ada)).toBe(200);
    expect(await refused(beta, { memberId: dan.id, role: 'analyst' })).toBe(200);
    const strange = await house.accountWith(analyst.id, 'super_administrator', 'A stranger’s');
    const into = `/api/v1/customers/${strange}/members`;
    expect(await refused(into, { memberId: pat.id, role: 'analyst' }, house.ada)).toBe(404);
    const stranger = { memberId: randomUUID(), role: 'analyst' };
    expect(await refused(beta, stranger, house.ada)).toBe(404);
  });

  it('takes from its member the tokens made at a customer with their access to its own', async () => {
    const tom = await house.join('tom@example.com', 'partner_administrator');
    const letIn = { memberId: tom.id, role: 'super_administrator' };
    expect((await house.post(`/api/v1/customers/${ids.acme}/members`, letIn)).status).toBe(200);
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const { body } = await inAccount(ids.acme, tom.cookie, () =>
      house.post('/api/v1/tokens', { name: 'Nightly', permissions: ['people:read'], expiresAt }, tom.cookie),
    );
    const { token } = z.object({ token: z.string() }).parse(body);
    const asked = async () => {
      const headers = { authorization: `Bearer ${token}` };
      return (await house.web.call('GET', '/api/v1/people', { headers })).status;
    };
    expect(await asked()).toBe(200);
    expect((await house.post(`/api/v1/members/${tom.id}/access`, { on: false })).status).toBe(200);
    expect(await asked()).toBe(401);
    expect((await house.post(`/api/v1/members/${tom.id}/access`, { on: true })).status).toBe(200);
    expect(await asked()).toBe(401);
  });

  it('takes its member out of every account of a customer with their access to its own', async () => {
    const access = (on: boolean) => house.post(`/api/v1/members/${pat.id}/access`, { on });
    expect(await goTo(ids.acme, pat.cookie)).toBe(200);
    expect(await status('/api/v1/people', pat.cookie)).toBe(200);
    // Whoever is about to do it is told what ends, and where.
    const endings = await house.web.call('GET', `/api/v1/members/${pat.id}/endings`, { cookie: house.ada });
    expect(await endings.json()).toEqual({
      ...{ sessions: 0, tokens: 0 },
      customers: [{ name: 'Acme', sessions: 1, tokens: 0 }],
    });
    await access(false);
    expect(await status('/api/v1/people', pat.cookie)).toBe(401);
    await access(true);
    // Access comes back, and no session with it.
    expect(await status('/api/v1/people', pat.cookie)).toBe(401);
    const again = await house.web.signIn('pat@example.com', SECRET);
    expect(await goTo(ids.acme, again)).toBe(200);
    const removed = await house.post(`/api/v1/members/${pat.id}/remove`, {});
    expect(removed).toMatchObject({ status: 200, body: { sessionsEnded: 1 } });
    expect(await status('/api/v1/people', again)).toBe(401);
    await expect(house.web.signIn('pat@example.com', SECRET)).rejects.toMatchObject({ code: 'forbidden' });
    const noted = await house.web.sql(
      `SELECT action, after FROM audit_entry WHERE "accountId" = $1 AND "entityId" = $2 ORDER BY seq`,
      [ids.acme, pat.id],
    );
    const ended = { partner: 'Example', sessionsEnded: 1, tokensRevoked: 0 };
    expect(noted).toEqual([
      { action: 'set-member-access', after: { ...ended, access: 'off' } },
      { action: 'set-member-access', after: { ...ended, access: 'on', sessionsEnded: 0 } },
      { action: 'remove-member', after: { ...ended, name: 'pat' } },
    ]);
    const [own] = await house.web.sql(
      `SELECT after FROM audit_entry WHERE action = 'remove-member' AND "entityId" = $1 AND "accountId" <> $2`,
      [pat.id, ids.acme],
    );
    expect(own?.after).toMatchObject({
      atCustomers: { customers: ['Acme'], sessionsEnded: 1, tokensRevoked: 0 },
    });
  });

  it('gives back nothing at its customers to a member who was taken out and is invited anew', async () => {
    const rae = await house.join('rae@example.com', 'partner_administrator');
    const wish = { memberId: rae.id, role: 'super_administrator' };
    const letIn = () => house.post(`/api/v1/customers/${ids.acme}/members`, wish);
    expect((await letIn()).status).toBe(200);
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const { body } = await inAccount(ids.acme, rae.cookie, () =>
      house.post('/api/v1/tokens', { name: 'Nightly', permissions: ['people:read'], expiresAt }, rae.cookie),
    );
    const { token } = z.object({ token: z.string() }).parse(body);
    const asked = async () => {
      const headers = { authorization: `Bearer ${token}` };
      return (await house.web.call('GET', '/api/v1/people', { headers })).status;
    };
    expect(await goTo(ids.acme, rae.cookie)).toBe(200);
    expect((await house.post(`/api/v1/members/${rae.id}/remove`, {})).status).toBe(200);
    const { cookie } = await house.join('rae@example.com', 'help_desk');
    expect(await goTo(ids.acme, cookie)).toBe(404);
    expect([await asked(), await status('/api/v1/people', rae.cookie)]).toEqual([401, 401]);
    expect((await letIn()).status).toBe(200);
    expect(await goTo(ids.acme, cookie)).toBe(200);
    expect([await asked(), await status('/api/v1/people', rae.cookie)]).toEqual([401, 401]);
  });

  it('leaves no customer without somebody who can manage its members, nor do two who act at once', async () => {
    const eli = await house.join('eli@example.com', 'super_administrator');
    const fay = await house.join('fay@example.com', 'super_administrator');
    const delta = await house.post(
      '/api/v1/customers',
      { name: 'Delta', role: 'super_administrator' },
      eli.cookie,
    );
    const { id } = z.object({ id: z.string() }).parse(delta.body);
    const steer = (memberId: string, act: string, body: unknown) =>
      house.post(`/api/v1/members/${memberId}/${act}`, body);
    for (const [act, body] of [
      ['access', { on: false }],
      ['remove', {}],
    ] as const) {
      const refused = await steer(eli.id, act, body);
      expect(refused.status).toBe(409);
      expect(JSON.stringify(refused.body)).toContain(
        'Nobody would be left who can manage the members of Delta. Let somebody else in there first',
      );
    }
    const into = { memberId: fay.id, role: 'super_administrator' };
    expect((await house.post(`/api/v1/customers/${id}/members`, into, eli.cookie)).status).toBe(200);
    // One acts in the partner's account and one at the customer.
    expect(await goTo(id, fay.cookie)).toBe(200);
    const both = await Promise.all([
      steer(fay.id, 'access', { on: false }),
      house.post(`/api/v1/members/${eli.id}/remove`, {}, fay.cookie),
    ]);
    const left = await house.web.sql(
      `SELECT "memberId" FROM membership
       WHERE "accountId" = $1 AND "endedAt" IS NULL AND "disabledAt" IS NULL AND "heldBackAt" IS NULL`,
      [id],
    );
    expect(left).toHaveLength(1);
    expect(both.filter((one) => one.status === 200)).toHaveLength(1);
  });
});

describe('a customer', () => {
  it('locks out whom its partner let in, until one of its own members lets them in again', async () => {
    const wish = (memberId: string) => ({ memberId, role: 'super_administrator' });
    const into = `/api/v1/customers/${ids.beta}/members`;
    const owen = await inAccount(ids.beta, house.ada, () =>
      house.join('owen@example.com', 'super_administrator'),
    );
    const pia = await house.join('pia@example.com', 'super_administrator');
    const letIn = async (cookie = pia.cookie) => (await house.post(into, wish(pia.id), cookie)).status;
    const act = async (path: string, body: unknown, cookie: string) =>
      (await house.post(`/api/v1/members/${pia.id}/${path}`, body, cookie)).status;
    const atBeta = (work: () => Promise<number>) => inAccount(ids.beta, house.ada, work);
    expect(await letIn()).toBe(200);
    // What the partner's own people take away is theirs to give back.
    expect(await atBeta(() => act('access', { on: false }, house.ada))).toBe(200);
    expect(await letIn()).toBe(200);
    expect(await act('access', { on: false }, owen.cookie)).toBe(200);
    expect(await letIn()).toBe(409);
    expect(await letIn(house.ada)).toBe(409);
    expect(await atBeta(() => act('access', { on: true }, house.ada))).toBe(409);
    expect(await act('access', { on: true }, owen.cookie)).toBe(200);
    expect(await letIn()).toBe(200);
    expect(await act('remove', {}, owen.cookie)).toBe(200);
    expect(await letIn()).toBe(409);
    const accepted = async (cookie: string) => {
      const invitation = { email: 'pia@example.com', role: 'analyst' };
      const { body } = await house.post('/api/v1/members/invitations', invitation, cookie);
      const token = new URL(madeLinkSchema.parse(body).link).hash.slice(1);
      const password = SECRET;
      return (await house.post('/api/v1/invitations/accept', { token, password }, '')).status;
    };
    expect(await atBeta(() => accepted(house.ada))).toBe(409);
    expect(await accepted(owen.cookie)).toBe(200);
  });

  it('sees neither its partner nor another customer, and has no customers itself', async () => {
    const carl = await inAccount(ids.acme, house.ada, () =>
      house.join('carl@example.com', 'super_administrator'),
    );
    const view = await seenBy(carl.cookie);
    expect(view).toMatchObject({ customers: [], members: [], roles: [] });
    expect(view.cannot).toContain('looks after this account');
    expect((await house.post('/api/v1/customers', { name: 'Mine' }, carl.cookie)).status).toBe(409);
    for (const accountId of [ids.beta, await own()]) expect(await goTo(accountId, carl.cookie)).toBe(404);
    const into = `/api/v1/customers/${ids.beta}/members`;
    const wish = { memberId: carl.id, role: 'analyst' };
    expect((await house.post(into, wish, carl.cookie)).status).toBe(404);
    // Nor does the partner change the role of a customer's own member.
    expect((await house.post(`/api/v1/customers/${ids.acme}/members`, wish)).status).toBe(404);
    expect((await seenBy(house.ada)).customers.map(({ name }) => name)).toEqual(['Acme', 'Beta', 'Delta']);
  });
});
