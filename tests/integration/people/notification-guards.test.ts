import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Permission } from '@/domain/permissions';
import { auditKeysOf } from '@/server/services/audit/audit-keys';
import { commitPage } from '@/server/services/collection/commit-page';
import { keepHouse } from '@/server/services/collection/keep-house';
import type { Actor } from '@/server/services/actor';
import { listNotificationRules } from '@/server/services/notifications/list-notification-rules';
import { switchNotificationRule } from '@/server/services/notifications/notification-rules';
import { markNotificationsRead } from '@/server/services/notifications/own-notifications';
import { testNotificationRule } from '@/server/services/notifications/test-notification-rule';
import { execute } from '@/server/services/operation';
import { erasePerson, previewErasure } from '@/server/services/privacy/erase-person';
import { changeWatchlist, changeWatchlistPeople, createWatchlist } from '@/server/services/people/watchlists';
import type { Runtime } from '@/server/services/runtime';
import { fetchedPage, signInPage } from '@/tests/setup/duo-record';
import type { TestMailServer } from '@/tests/setup/mail-server';
import { newOffice, type NotificationHouse, openNotificationHouse } from '@/tests/setup/notification-office';
import { namedRecord, type PeopleHouse } from '@/tests/setup/people-house';
import { DUO, harassed } from '@/tests/setup/triage-desk';

const MINUTE = 60_000;

let open: NotificationHouse;
let house: PeopleHouse;
let mail: TestMailServer;
let runtime: Runtime;

beforeAll(async () => {
  open = await openNotificationHouse();
  ({ house, mail, runtime } = open);
});
afterAll(() => open.close());
beforeEach(() => open.begin());

describe('tests of rules', () => {
  it('are sent once a minute in an account, whichever rules they are of, and after what is real', async () => {
    const { ada, join, create, attack, notify } = await newOffice(house, runtime);
    const receivers = await Promise.all(
      Array.from({ length: 21 }, async (_, n) => (await join(`R${n}`, 'analyst')).memberId),
    );
    const first = await create({ name: 'One', receivers: { inProduct: [], byMail: receivers } });
    const second = await create({ name: 'Two', receivers: { inProduct: [], byMail: [ada.memberId] } });
    const test = (id: string) => execute(testNotificationRule, { actor: ada, runtime, input: { id } });
    await test(first);
    await expect(test(second)).rejects.toMatchObject({ code: 'too_many_requests' });
    await attack('zoe');
    await notify();
    // A round sends twenty letters: all of them are real, those of the tests wait.
    expect(mail.letters).toHaveLength(20);
    expect(mail.letters.filter((letter) => letter.includes('This is a test'))).toEqual([]);
    await notify();
    await notify();
    expect(mail.letters).toHaveLength(43);
    open.ahead = MINUTE;
    await test(second);
    await notify();
    expect(mail.letters).toHaveLength(44);
  });
});

describe('a watchlist that a rule is about', () => {
  it('loses nobody, and keeps its rule, unless who changes it has proved lately who they are', async () => {
    const { ada, create, attack, idOf } = await newOffice(house, runtime);
    await attack('zoe');
    const person = await idOf('zoe');
    const left = { ...ada, provenAt: null };
    const make = async (name: string, rule: unknown) =>
      (await execute(createWatchlist, { actor: ada, runtime, input: { name, rule } })).id;
    const [byHand, byRule] = [await make('Board', null), await make('High', { least: 'high' })];
    const put = (act: string, actor: typeof left | typeof ada = left) =>
      execute(changeWatchlistPeople, {
        ...{ actor, runtime },
        input: { id: byHand, act, people: { ids: [person] } },
      });
    const say = (name: string, rule: unknown, actor: typeof left | typeof ada = left) =>
      execute(changeWatchlist, { actor, runtime, input: { id: byRule, name, rule } });
    await put('add');
    await put('remove');
    await say('High', { least: 'very_high', criticality: 'critical' });
    await create({ about: { who: 'some', watchlists: [byHand, byRule] } });
    await put('add');
    const asked = { code: 'step_up_required' };
    await expect(put('remove')).rejects.toMatchObject(asked);
    // Another name, and the same rule in another order, silence nothing.
    await say('Higher', { criticality: 'critical', least: 'very_high' });
    await expect(say('Higher', { least: 'very_high', group: 'None' })).rejects.toMatchObject(asked);
    expect(await put('remove', ada)).toEqual({ people: 1, changed: 1 });
    await say('Higher', { least: 'very_high', group: 'None' }, ada);
  });
});

describe('what a member was told', () => {
  it('is marked as read by nobody but them, and only what their role shows', async () => {
    const { ada, create, attack, notify, read } = await newOffice(house, runtime);
    await create();
    await attack('zoe');
    await notify();
    const mark = (actor: Actor) =>
      execute(markNotificationsRead, { actor, runtime, input: { until: new Date().toISOString() } });
    const token = { ...ada, kind: 'token' as const, tokenId: randomUUID(), expiresAt: Date.now() + MINUTE };
    await expect(mark(token)).rejects.toMatchObject({ code: 'forbidden' });
    await mark({ ...ada, permissions: ['integrations:read'] });
    expect((await read()).unread).toBe(1);
    expect((await mark(ada)).unread).toBe(0);
  });
});

describe('a letter', () => {
  it('goes to nobody who may do nothing yet, and the history of deliveries says why', async () => {
    const { accountId, join, create, attack, notify, deliveries } = await newOffice(house, runtime);
    const [ben, olga] = [await join('Ben', 'analyst'), await join('Olga', 'analyst')];
    const both = [ben.memberId, olga.memberId];
    await create({ receivers: { inProduct: both, byMail: both } });
    await house.sql('UPDATE member SET "passwordOneTime" = true WHERE id = $1', [ben.memberId]);
    await house.sql('INSERT INTO account_sign_in ("accountId", "secondFactorFrom") VALUES ($1, now())', [
      accountId,
    ]);
    open.ahead = 1_000;
    await attack('zoe');
    await notify();
    const became = async (to: string) =>
      (await deliveries())
        .filter((one) => one.to === to)
        .map(({ channel, state, fault }) => [channel, fault?.reason ?? state])
        .sort();
    expect(await became('Ben')).toEqual([
      ['mail', 'password_to_choose'],
      ['product', 'sent'],
    ]);
    expect(await became('Olga')).toEqual([
      ['mail', 'second_factor_to_add'],
      ['product', 'sent'],
    ]);
    expect(mail.letters).toEqual([]);
    await house.sql(
      `INSERT INTO totp_secret ("memberId", id, "wrappedKey", ciphertext, "createdAt", "confirmedAt", "lastStep")
       VALUES ($1, gen_random_uuid(), '', '', now(), now(), 0)`,
      [olga.memberId],
    );
    await attack('yan');
    await notify();
    expect(mail.letters).toHaveLength(1);
    // It is asked again when the letter is written: an own password may be taken away in between.
    mail.refusal = 451;
    await attack('xan');
    await notify();
    await house.sql('UPDATE member SET "passwordOneTime" = true WHERE id = $1', [olga.memberId]);
    [mail.refusal, open.ahead] = [null, 5 * MINUTE];
    await notify();
    expect(mail.letters).toHaveLength(1);
  });
});

describe('the members whom rules may tell', () => {
  it('are told of in full to who sees members, by name to who makes rules, and else only where rules name them', async () => {
    const { ada, join, create } = await newOffice(house, runtime);
    await join('Ben', 'auditor');
    await create();
    const seen = async (...permissions: Permission[]) => {
      const actor = { ...ada, permissions };
      return (await execute(listNotificationRules, { actor, runtime, input: {} })).members.map(
        ({ name, role, off }) => [name, role, off],
      );
    };
    expect(await seen('notifications:read')).toEqual([['Ada', null, null]]);
    expect(await seen('notifications:read', 'notifications:write')).toEqual([
      ['Ada', null, null],
      ['Ben', null, null],
    ]);
    expect(await seen('notifications:read', 'members:read')).toEqual([
      ['Ada', 'Super Administrator', false],
      ['Ben', 'Auditor', false],
    ]);
  });
});

describe('a fault of one', () => {
  it('letter holds up no other, and is given up in the end', async () => {
    const { accountId, create, attack, notify, deliveries } = await newOffice(house, runtime);
    await create();
    mail.refusal = 451;
    await attack('zoe');
    await notify();
    await attack('yan');
    await notify();
    await house.sql(
      `UPDATE notification_happening SET subject = '{}' WHERE "accountId" = $1 AND id = (
         SELECT id FROM notification_happening WHERE "accountId" = $1 ORDER BY at LIMIT 1)`,
      [accountId],
    );
    [mail.refusal, open.ahead] = [null, 2 * MINUTE];
    await notify();
    const letters = async () =>
      (await deliveries())
        .filter(({ channel }) => channel === 'mail')
        .map(({ state, fault }) => [state, fault?.reason ?? null]);
    expect(await letters()).toEqual([
      ['sent', null],
      ['waiting', 'fault'],
    ]);
    await house.sql(
      `UPDATE notification_delivery SET attempts = 20, "nextTryAt" = now() WHERE "accountId" = $1 AND state = 'waiting'`,
      [accountId],
    );
    await notify();
    expect((await letters())[1]).toEqual(['failed', 'fault']);
  });

  it('account holds up no other, nor its own letters that are written already', async () => {
    const broken = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const office = await newOffice(house, runtime);
        await office.create();
        mail.refusal = 451;
        await office.attack('zoe');
        await office.notify();
        // What waits of a rule that cannot be read.
        await office.attack('yan');
        await house.sql(`UPDATE notification_rule SET pace = '{}' WHERE "accountId" = $1`, [
          office.accountId,
        ]);
        return office;
      }),
    );
    const sound = await newOffice(house, runtime);
    await sound.create();
    await sound.attack('xan');
    [mail.refusal, open.ahead] = [null, 2 * MINUTE];
    const keeping = keepHouse(runtime);
    await expect.poll(() => mail.letters.length, { timeout: 20_000 }).toBe(broken.length + 1);
    await keeping.stop();
  }, 40_000);
});

describe('a happening that is committed while its rule is switched off', () => {
  it('is not told when the rule is switched on again', async () => {
    const { accountId, ada, create, notify, outbox, read } = await newOffice(house, runtime);
    const id = await create();
    const turn = (enabled: boolean) =>
      execute(switchNotificationRule, { actor: ada, runtime, input: { id, enabled } });
    const commitAround = (user: string) =>
      house.runtime.database.inAccount(accountId, async (tx) => {
        const record = namedRecord(harassed(Date.now() - MINUTE, { user, txid: randomUUID() }));
        const nameKeys = () => auditKeysOf(house.runtime);
        await commitPage(
          accountId,
          tx,
          signInPage(DUO, fetchedPage([record]), { nameKeys, now: Date.now() }),
        );
        await turn(false);
      });
    await commitAround('zoe');
    expect(await outbox()).toBe(1);
    await notify();
    expect(await outbox()).toBe(0);
    await turn(true);
    await commitAround('yan');
    await turn(true);
    await notify();
    expect((await read()).notifications).toEqual([]);
  });
});

describe('an erasure', () => {
  it('says how many letters about somebody were sent, which stay in mailboxes', async () => {
    const { ada, create, attack, notify, idOf } = await newOffice(house, runtime);
    await create();
    await attack('zoe');
    await notify();
    const id = await idOf('zoe');
    const loss = await execute(previewErasure, { actor: ada, runtime, input: { id } });
    expect(loss.letters).toBe(1);
    await expect(execute(erasePerson, { actor: ada, runtime, input: { id, confirm: 'no' } })).rejects.toThrow(
      'Letters that were sent to members stay in mailboxes: 1.',
    );
  });
});
