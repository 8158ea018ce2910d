import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditPageSchema } from '@/domain/views/audit';
import { appendAuditEntry } from '@/server/data/audit/audit-log';
import { FIRST, openWebHouse, type WebHouse } from '@/tests/setup/web-house';

let house: WebHouse;
let ada: string;
let accountId: string;

beforeAll(async () => {
  house = await openWebHouse();
  await house.setUp();
  ada = await house.signIn();
  accountId = String((await house.sql('SELECT id FROM account'))[0]?.['id']);
});
afterAll(() => house.close());

async function page(query: string) {
  return auditPageSchema.parse(
    await (await house.call('GET', `/api/v1/audit${query}`, { cookie: ada })).json(),
  );
}

describe('the audit log', () => {
  it('says what each entry is about by its name of now, and keeps the id where that is gone', async () => {
    const [person, integration] = [randomUUID(), randomUUID()];
    const [member] = await house.sql('SELECT id FROM member');
    await house.sql(
      `INSERT INTO person ("accountId", id, username, name, groups, "firstSeenAt", "lastSeenAt")
       VALUES ($1, $2, 'lena', 'Lena Hart', ARRAY[]::text[], now(), now())`,
      [accountId, person],
    );
    await house.sql(
      `INSERT INTO integration ("accountId", id, connector, name, host, "ikeyEnding", "enabledAt", "createdAt",
         "keysSetAt", "keysSetBy")
       VALUES ($1, $2, 'cisco-duo', 'Duo of the house', 'api-1.duosecurity.com', 'ABCD', now(), now(), now(), 'Ada')`,
      [accountId, integration],
    );
    const about = (entity: string, entityId: string, personId: string | null = null) =>
      house.runtime.database.inAccount(accountId, (tx) =>
        appendAuditEntry(accountId, tx, house.runtime.auditKey, {
          ...{
            at: house.runtime.now(),
            actorKind: 'system',
            actorId: null,
            actorName: 'test',
            address: null,
          },
          ...{ action: 'pause-integration', entity, entityId, before: null, after: null, personId },
        }),
      );
    await about('person', person);
    await about('identity_event', 'e-1', person);
    await about('member', String(member?.['id']));
    await about('stream', `${integration}/authentication`);
    await about('account', accountId);
    const subjects = async () => (await page('?q=')).entries.slice(0, 5).map(({ subject }) => subject);
    const none = { person: null, member: null, thing: null };
    const lena = { id: person, name: 'Lena Hart' };
    expect(await subjects()).toEqual([
      none,
      { ...none, thing: { is: 'integration', id: integration, name: 'Duo of the house' } },
      { ...none, member: { id: member?.['id'], name: FIRST.name, isIn: true } },
      { ...none, person: lena },
      { ...none, person: lena },
    ]);
    await house.sql(`UPDATE person SET name = 'Lena Marsh' WHERE id = $1`, [person]);
    expect((await subjects())[4]).toEqual({ ...none, person: { ...lena, name: 'Lena Marsh' } });
    const [rule = {}] = await house.sql(
      `INSERT INTO notification_rule ("accountId", id, name, "nameKey", trigger, about, receivers, pace, enabled,
         "createdAt", "createdByName", "changedAt", "changedByName")
       VALUES ($1, gen_random_uuid(), 'Campaigns', 'campaigns', '{"on":"campaign"}', '{"who":"everybody"}',
         jsonb_build_object('inProduct', jsonb_build_array($2::text), 'byMail', '[]'::jsonb), '{"every":"once"}', true, now(), 'Ada', now(), 'Ada') RETURNING id`,
      [accountId, member?.['id']],
    );
    await about('notification_rule', String(rule['id']));
    expect((await subjects())[0]).toEqual({
      ...none,
      thing: { is: 'notification_rule', id: rule['id'], name: 'Campaigns' },
    });
    const [token = {}] = await house.sql(
      `INSERT INTO api_token ("accountId", id, "memberId", name, "tokenHash", ending, permissions, "madeAt", "expiresAt")
       VALUES ($1, gen_random_uuid(), $2, 'nightly', 'hash', 'abcd', '{}', now(), now() + interval '1 day') RETURNING id`,
      [accountId, member?.['id']],
    );
    await about('api_token', String(token['id']));
    const [entry] = await subjects();
    expect(entry?.thing).toEqual({ is: 'api_token', id: token['id'], name: 'nightly' });
    await house.sql(`UPDATE api_token SET "expiresAt" = now() - interval '91 days' WHERE id = $1`, [
      token['id'],
    ]);
    expect((await subjects())[0]).toEqual(none);
    const csv = await (await house.call('GET', '/api/v1/audit/export', { cookie: ada })).text();
    expect(csv).toContain(`,person,${person},Lena Marsh,`);
    expect(csv).toContain(`,stream,${integration}/authentication,Duo of the house,`);
    await house.sql('DELETE FROM person WHERE id = $1', [person]);
    const [gone] = (await page(`?q=${person}`)).entries;
    expect(gone).toMatchObject({ entity: 'person', entityId: person, subject: none });
  });

  it('is searched by what something is called now or was called then, whoever did it', async () => {
    const [person] = await house.sql(
      `INSERT INTO person ("accountId", id, username, name, email, groups, "firstSeenAt", "lastSeenAt")
       VALUES ($1, gen_random_uuid(), 'rajesh', 'Rajesh Thomas', 'rt@example.com', ARRAY[]::text[], now(), now())
       RETURNING id`,
      [accountId],
    );
    const id = String(person?.['id']);
    await house.runtime.database.inAccount(accountId, (tx) =>
      appendAuditEntry(accountId, tx, house.runtime.auditKey, {
        ...{ at: house.runtime.now(), actorKind: 'system', actorId: null, actorName: 'test', address: null },
        ...{ action: 'view-profile', entity: 'identity_event', entityId: 'e-2', before: null, after: null },
        personId: id,
      }),
    );
    const made = await house.call('POST', '/api/v1/roles', {
      cookie: ada,
      body: { name: 'Desk lead', description: '', permissions: ['people:read'] },
    });
    expect(made.status).toBe(200);
    const role = String((await house.sql(`SELECT id FROM role WHERE name = 'Desk lead'`))[0]?.['id']);
    const found = async (text: string) =>
      (await page(`?q=${encodeURIComponent(text)}`)).entries.map(({ action }) => action);
    expect(await found('rajesh')).toEqual(['view-profile']);
    expect(await found('RT@example')).toEqual(['view-profile']);
    expect(await found('desk lead')).toEqual(['make-role']);
    await house.sql(`UPDATE role SET name = 'Evening desk' WHERE id = $1`, [role]);
    expect(await found('evening')).toEqual(['make-role']);
    expect(await found('desk lead')).toEqual(['make-role']);
    expect(await found('nobody of that name')).toEqual([]);
  });
});
