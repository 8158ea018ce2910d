import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { liveStream } from '@/server/http/live-stream';
import type { LiveFanOut } from '@/server/platform/live';
import { openLiveFanOut } from '@/server/services/live/open-live-fan-out';
import { switchAccount } from '@/server/services/members/switch-account';
import { execute } from '@/server/services/operation';
import { resetPassword } from '@/server/services/sign-in/reset-password';
import { signOut } from '@/server/services/sign-in/sign-out';
import { type Joined, openMembersHouse, type MembersHouse } from '@/tests/setup/members-house';
import { ORIGIN } from '@/tests/setup/web-house';

/** "Within a second", with room for a machine that does something else too. */
const FELT_MS = 1_000;

let house: MembersHouse;
let live: LiveFanOut;

beforeAll(async () => {
  house = await openMembersHouse();
  live = openLiveFanOut(house.web.runtime);
});
afterAll(async () => {
  await live.close();
  await house.close();
});

/** An open stream of somebody, and how long after `act` it ended; null where it goes on. */
async function endOf(cookie: string, act: () => Promise<unknown>): Promise<number | null> {
  const browser = new AbortController();
  const request = new Request(`${ORIGIN}/api/v1/live`, { headers: { cookie }, signal: browser.signal });
  const answer = await liveStream({ runtime: house.web.runtime, live }, request);
  expect(answer.status).toBe(200);
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader?.read())?.value).toContain('hello');
  await act();
  const began = performance.now();
  const ended = async () => {
    for (;;) if ((await reader?.read())?.done !== false) return performance.now() - began;
  };
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), FELT_MS * 2));
  const took = await Promise.race([ended(), late]);
  browser.abort();
  return took;
}

const asked = async ({ cookie }: Joined) =>
  (await house.web.call('GET', '/api/v1/people', { cookie })).status;

describe('a stream that is open, and the next request,', () => {
  it.each([
    ['whose access is switched off', 'access', { on: false }, 401],
    ['who is taken out', 'remove', {}, 401],
  ] as const)('end within a second for a member %s', async (_who, act, body, status) => {
    const ben = await house.join('ben@example.com', 'analyst');
    expect(await asked(ben)).toBe(200);
    const took = await endOf(ben.cookie, () => house.post(`/api/v1/members/${ben.id}/${act}`, body));
    expect(took).toBeLessThan(FELT_MS);
    expect(await asked(ben)).toBe(status);
    if (act === 'access') await house.post(`/api/v1/members/${ben.id}/remove`, {});
  });

  it('go on for somebody else, and follow a changed role', async () => {
    const ben = await house.join('ben@example.com', 'analyst');
    const made = await house.post('/api/v1/roles', {
      name: 'Only feeds',
      permissions: ['integrations:read'],
    });
    const { id } = z.object({ id: z.string() }).parse(made.body);
    const role = () => house.post(`/api/v1/members/${ben.id}/role`, { role: id });
    expect(await endOf(house.ada, role)).toBeNull();
    expect(await asked(ben)).toBe(403);
    await house.post(`/api/v1/roles/${id}`, { name: 'Only feeds', permissions: ['people:read'] });
    expect(await asked(ben)).toBe(200);
    await house.post(`/api/v1/members/${ben.id}/remove`, {});
  });

  it('end with a session that is ended: by its member, from another, in another account, or by who manages members', async () => {
    const ben = await house.join('ben@example.com', 'analyst');
    const other = await house.web.signIn('ben@example.com', 'a lantern beside the harbour');
    const sessionOf = async (cookie: string) =>
      z.object({ sessionId: z.string() }).parse(await house.actorOf(cookie)).sessionId;
    const elsewhere = await house.accountWith(ben.id, 'auditor', 'Another');
    expect((await house.post('/api/v1/session/account', { accountId: elsewhere }, ben.cookie)).status).toBe(
      200,
    );
    const id = await sessionOf(ben.cookie);
    const end = () => house.post(`/api/v1/sessions/${id}/end`, {}, other);
    expect(await endOf(ben.cookie, end)).toBeLessThan(FELT_MS);
    const third = await house.web.signIn('ben@example.com', 'a lantern beside the harbour');
    const endOthers = () => house.post('/api/v1/sessions/end-others', {}, third);
    expect(await endOf(other, endOthers)).toBeLessThan(FELT_MS);
    const home = String((await house.web.sql(`SELECT id FROM account WHERE name = 'Example'`))[0]?.id);
    await house.post('/api/v1/session/account', { accountId: home }, third);
    const endTheirs = () => house.post(`/api/v1/members/${ben.id}/end-sessions`, {});
    expect(await endOf(third, endTheirs)).toBeLessThan(FELT_MS);
    await house.post(`/api/v1/members/${ben.id}/remove`, {});
    await house.web.sql(`DELETE FROM membership WHERE "accountId" = $1`, [elsewhere]);
  });

  it.each([
    ['switched off', 'access', { on: false }],
    ['taken out', 'remove', {}],
  ] as const)(
    'end in the account of a customer for a partner’s member who is %s',
    async (_how, act, body) => {
      const ben = await house.join('ben@example.com', 'analyst');
      const made = await house.post('/api/v1/customers', { name: `Customer ${act}` });
      const { id } = z.object({ id: z.string() }).parse(made.body);
      const letIn = { memberId: ben.id, role: 'help_desk' };
      expect((await house.post(`/api/v1/customers/${id}/members`, letIn)).status).toBe(200);
      expect((await house.post('/api/v1/session/account', { accountId: id }, ben.cookie)).status).toBe(200);
      const took = await endOf(ben.cookie, () => house.post(`/api/v1/members/${ben.id}/${act}`, body));
      expect(took).toBeLessThan(FELT_MS);
      await house.post(`/api/v1/members/${ben.id}/remove`, {});
    },
  );

  it('end in whatever account they are with a new password, chosen or made at the console', async () => {
    const ben = await house.join('ben@example.com', 'analyst');
    const elsewhere = await house.accountWith(ben.id, 'auditor', 'A third');
    const [currentPassword, newPassword] = ['a lantern beside the harbour', 'a kettle behind the lighthouse'];
    const other = await house.web.signIn('ben@example.com', currentPassword);
    const goThere = (cookie: string) =>
      house.post('/api/v1/session/account', { accountId: elsewhere }, cookie);
    expect((await goThere(other)).status).toBe(200);
    const choose = () => house.post('/api/v1/password', { currentPassword, newPassword }, ben.cookie);
    expect(await endOf(other, choose)).toBeLessThan(FELT_MS);
    expect((await goThere(ben.cookie)).status).toBe(200);
    const reset = () => resetPassword(house.web.runtime, 'ben@example.com');
    expect(await endOf(ben.cookie, reset)).toBeLessThan(FELT_MS);
    await house.post(`/api/v1/members/${ben.id}/remove`, {});
    await house.web.sql(`DELETE FROM membership WHERE "accountId" = $1`, [elsewhere]);
    await house.web.sql(`DELETE FROM member WHERE id = $1`, [ben.id]);
  });

  it('end with signing out, and with going on in another account', async () => {
    const ben = await house.join('ben@example.com', 'analyst');
    const { runtime } = house.web;
    const elsewhere = await house.accountWith(ben.id, 'auditor');
    const actor = await house.actorOf(ben.cookie);
    const go = () => execute(switchAccount, { actor, runtime, input: { accountId: elsewhere } });
    expect(await endOf(ben.cookie, go)).toBeLessThan(FELT_MS);
    const { sessionId } = z.object({ sessionId: z.string() }).parse(actor);
    const leave = () => execute(signOut, { actor: house.web.anonymous(), runtime, input: { sessionId } });
    expect(await endOf(ben.cookie, leave)).toBeLessThan(FELT_MS);
    expect(await asked(ben)).toBe(401);
  });
});
