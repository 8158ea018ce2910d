import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { FIRST_NOTICE } from '@/domain/monitoring-notice';
import { showsPeople } from '@/domain/permissions';
import { noticeViewSchema } from '@/domain/views/notice';
import { OPERATIONS } from '@/server/services/registry';
import { openWebHouse, type WebHouse } from '@/tests/setup/web-house';

const problemSchema = z.object({ code: z.string(), detail: z.string() });

let house: WebHouse;
let cookie: string;

beforeAll(async () => {
  house = await openWebHouse();
  await house.setUp();
  cookie = await house.signIn();
});
afterAll(() => house.close());
beforeEach(async () => {
  await house.sql('TRUNCATE monitoring_notice');
  await house.sql(`UPDATE membership SET role = 'super_administrator'`);
});

const notice = async () =>
  noticeViewSchema.parse(await (await house.call('GET', '/api/v1/notice', { cookie })).json());
const accept = (version: number) =>
  house.call('POST', '/api/v1/notice/accept', { cookie, body: { version } });
const save = (body: Record<string, unknown>) => house.call('POST', '/api/v1/notice', { cookie, body });
const dashboard = async () => (await house.call('GET', '/api/v1/dashboard', { cookie })).status;

describe('before the notice on monitoring is accepted', () => {
  it('every operation that shows people is refused with the reason, and no other', async () => {
    const asked = [];
    for (const { name, method, path, permission, effect } of OPERATIONS) {
      if (typeof permission !== 'string' || effect === 'external') continue;
      const address = path.replace(/:[a-z]+/gi, '00000000-0000-4000-8000-000000000000');
      const body = method === 'GET' ? {} : { body: {} };
      const response = await house.call(method, address, { cookie, ...body });
      const { code } = response.ok ? { code: 'ok' } : problemSchema.parse(await response.json());
      asked.push({ name, pending: code === 'notice_pending', permission });
    }
    expect(asked.length).toBeGreaterThan(60);
    for (const { name, pending, permission } of asked)
      expect({ name, pending }).toEqual({ name, pending: showsPeople(permission) });
  });

  it('the frame counts nobody, and the refusal says where to read it', async () => {
    await house.sql(
      `INSERT INTO person ("accountId", id, name, username, groups, "firstSeenAt", "lastSeenAt")
       SELECT id, gen_random_uuid(), 'Grace', 'grace', '{}', now(), now() FROM account`,
    );
    const shell: unknown = await (await house.call('GET', '/api/v1/shell', { cookie })).json();
    expect(shell).toMatchObject({ people: 0, campaigns: 0 });
    const refused = problemSchema.parse(await (await house.call('GET', '/api/v1/people', { cookie })).json());
    expect(refused.detail).toMatch(/notice on monitoring is accepted.*\/notice/);
  });

  it('who may not accept it is told whom to ask', async () => {
    expect(await notice()).toMatchObject({ mayAccept: true, askers: ['Ada Byron'], open: false });
    await house.sql(`UPDATE membership SET role = 'analyst'`);
    expect(await notice()).toMatchObject({ mayAccept: false, askers: [], open: false });
    expect((await accept(1)).status).toBe(403);
    expect(await house.sql('SELECT FROM monitoring_notice')).toEqual([]);
  });
});

describe('the notice on monitoring', () => {
  it('opens the account once it is accepted, with who did it in the audit log', async () => {
    expect(await notice()).toMatchObject({ version: 1, text: FIRST_NOTICE, written: null, accepted: null });
    expect((await accept(1)).status).toBe(200);
    expect(await dashboard()).toBe(200);
    expect(await notice()).toMatchObject({ open: true, written: null, accepted: { by: 'Ada Byron' } });
    expect((await accept(1)).status).toBe(200);
    const entries = await house.sql(
      `SELECT "actorName", "entityId" FROM audit_entry WHERE action = 'accept-notice' ORDER BY seq DESC LIMIT 1`,
    );
    expect(entries).toEqual([{ actorName: 'Ada Byron', entityId: '1' }]);
  });

  it('closes the account again with a version that asks anew, and not with one that does not', async () => {
    await accept(1);
    expect((await save({ version: 1, text: 'Ours.', asksAgain: false })).status).toBe(200);
    expect(await dashboard()).toBe(200);
    expect(await notice()).toMatchObject({ version: 2, open: true, accepted: null });
    expect((await save({ version: 2, text: 'Ours, anew.', asksAgain: true })).status).toBe(200);
    expect(await dashboard()).toBe(403);
    // Mending a word does not open what waits.
    expect((await save({ version: 3, text: 'Ours, anew!', asksAgain: false })).status).toBe(200);
    expect(await dashboard()).toBe(403);
    expect((await accept(4)).status).toBe(200);
    expect(await dashboard()).toBe(200);
  });

  it('is accepted and changed only as it stands now', async () => {
    await save({ version: 1, text: 'Ours.', asksAgain: true });
    for (const response of [await accept(1), await save({ version: 1, text: 'Theirs.', asksAgain: false })]) {
      expect(response.status).toBe(409);
      expect(problemSchema.parse(await response.json()).detail).toMatch(/changed meanwhile/);
    }
    expect((await save({ version: 2, text: 'Ours.', asksAgain: true })).status).toBe(409);
    for (const text of ['', '   ', 'x'.repeat(5_001)])
      expect((await save({ version: 2, text, asksAgain: true })).status).toBe(400);
    expect(await house.sql('SELECT version FROM monitoring_notice')).toEqual([{ version: 2 }]);
  });
});
