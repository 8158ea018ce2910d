import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { claimDeliveries } from '@/server/data/notifications/deliveries';
import { auditKeysOf } from '@/server/services/audit/audit-keys';
import { commitPage } from '@/server/services/collection/commit-page';
import {
  changeNotificationRule,
  deleteNotificationRule,
  switchNotificationRule,
} from '@/server/services/notifications/notification-rules';
import { markNotificationsRead } from '@/server/services/notifications/own-notifications';
import { previewNotificationRule } from '@/server/services/notifications/preview-notification-rule';
import { testNotificationRule } from '@/server/services/notifications/test-notification-rule';
import { execute } from '@/server/services/operation';
import { changeWatchlistPeople, createWatchlist, removeWatchlist } from '@/server/services/people/watchlists';
import { erasePerson } from '@/server/services/privacy/erase-person';
import type { Runtime } from '@/server/services/runtime';
import { setCriticality } from '@/server/services/scoring/set-criticality';
import { fetchedPage, signInPage } from '@/tests/setup/duo-record';
import type { TestMailServer } from '@/tests/setup/mail-server';
import {
  newOffice,
  type NotificationHouse,
  openNotificationHouse,
  PEOPLE_EVENTS,
} from '@/tests/setup/notification-office';
import { namedRecord, type PeopleHouse } from '@/tests/setup/people-house';
import { DUO, harassed } from '@/tests/setup/triage-desk';

const MINUTE = 60_000;
const HIGH = { on: 'band', score: 'attack_factor', bands: ['high', 'very_high'] };

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

describe('a notification', () => {
  it('is made once of what was committed, and reaches the member in the product and by e-mail', async () => {
    const { create, attack, notify, read, deliveries, outbox, ada } = await newOffice(house, runtime);
    await attack('zoe');
    await create();
    expect(await outbox()).toBe(0);
    await attack('ada');
    await attack('ada', { txid: 'again' });
    await attack('ada', { txid: 'again' });
    expect(await outbox()).toBe(2);
    await notify();
    await notify();
    const { unread, notifications } = await read();
    expect(unread).toBe(1);
    expect(notifications[0]).toMatchObject({ rule: 'Attacks', happenings: 2, kind: 'event' });
    expect(mail.letters).toHaveLength(1);
    expect(mail.letters[0]).toContain('Push harassment, ada');
    expect((await deliveries()).map(({ state }) => state)).toEqual(['sent', 'sent']);
    const newest = notifications[0]?.at ?? '';
    const marked = await execute(markNotificationsRead, { actor: ada, runtime, input: { until: newest } });
    expect(marked.unread).toBe(0);
    const [again] = (await read()).notifications;
    expect(again?.readAt).not.toBeNull();
  });

  it('is there with the page or not at all', async () => {
    const { accountId, create, outbox } = await newOffice(house, runtime);
    await create();
    const written = () => house.sql('SELECT id FROM identity_event WHERE "accountId" = $1', [accountId]);
    const signIn = namedRecord(harassed(Date.now() - MINUTE, { user: 'ada' }));
    const page = house.runtime.database.inAccount(accountId, async (tx) => {
      const nameKeys = () => auditKeysOf(house.runtime);
      await commitPage(accountId, tx, signInPage(DUO, fetchedPage([signIn]), { nameKeys, now: Date.now() }));
      throw new Error('killed');
    });
    await expect(page).rejects.toThrow('killed');
    expect([await outbox(), await written()]).toEqual([0, []]);
    await house.commit(accountId, DUO, [signIn]);
    expect([await outbox(), (await written()).length]).toEqual([1, 1]);
  });

  it('that a worker was killed over is sent again under the same Message-ID', async () => {
    const { accountId, create, attack, notify, deliveries } = await newOffice(house, runtime);
    await create({ receivers: { inProduct: [], byMail: [await newestMember(accountId)] } });
    await attack('ada');
    mail.refusal = 451;
    await notify();
    expect((await deliveries())[0]).toMatchObject({ state: 'waiting', fault: { reason: 'mail_address' } });
    mail.refusal = null;
    open.ahead = 2 * MINUTE;
    // Claimed, and sent perhaps, but never settled: nobody else has it until its lease has ended.
    const claim = { now: runtime.now(), leaseUntil: runtime.now() + 2 * MINUTE, limit: 5 };
    const claimed = await runtime.database.inAccount(accountId, (tx) =>
      claimDeliveries(accountId, tx, claim),
    );
    expect(claimed).toHaveLength(1);
    await notify();
    expect(mail.letters).toHaveLength(0);
    open.ahead = 5 * MINUTE;
    await notify();
    await notify();
    expect(mail.letters).toHaveLength(1);
    expect(mail.letters[0]).toContain(`Message-ID: <${claimed[0]?.id ?? ''}@`);
    expect((await deliveries())[0]).toMatchObject({ state: 'sent', attempts: 3 });
  });

  it('that is refused for good fails with the reason and what to do, and the rule says so', async () => {
    const { create, attack, notify, deliveries, rules } = await newOffice(house, runtime);
    await create();
    mail.refusal = 550;
    await attack('ada');
    await notify();
    const [failed] = (await deliveries()).filter(({ channel }) => channel === 'mail');
    expect(failed).toMatchObject({ state: 'failed', attempts: 1, fault: { reason: 'mail_address' } });
    expect((await rules())[0]?.lastFailure).toMatchObject({ channel: 'mail', to: 'Ada' });
    mail.refusal = null;
    await attack('bob');
    open.ahead = MINUTE;
    await notify();
    expect((await rules())[0]?.lastFailure).toBeNull();
  });

  it('gathers what comes fast, and says how much it was', async () => {
    const { create, attack, notify, read } = await newOffice(house, runtime);
    await create();
    for (const user of ['a1', 'a2', 'a3', 'a4', 'a5']) {
      await attack(user);
      await notify();
    }
    expect((await read()).notifications).toHaveLength(3);
    open.ahead = 11 * MINUTE;
    await notify();
    const { notifications } = await read();
    expect(notifications.map(({ happenings }) => happenings)).toEqual([2, 1, 1, 1]);
    expect(mail.letters).toHaveLength(4);
  });
});

async function newestMember(accountId: string): Promise<string> {
  const [row] = await house.sql(
    'SELECT "memberId"::text AS id FROM membership WHERE "accountId" = $1 ORDER BY "createdAt" DESC LIMIT 1',
    [accountId],
  );
  return String(row?.['id']);
}

describe('what is told', () => {
  it('is a rise by an attack, and no rise by a criticality, a decision or history', async () => {
    const { accountId, ada, create, attack, outbox, idOf } = await newOffice(house, runtime);
    await create({ name: 'High', trigger: HIGH });
    await attack('ada');
    expect(await outbox()).toBe(1);
    await attack('bob', { detectors: [{ detector: 'NOVEL_ASN' }] });
    const input = { id: await idOf('bob'), criticality: 'critical' };
    await execute(setCriticality, { actor: ada, runtime, input });
    await house.commit(accountId, DUO, [namedRecord(harassed(Date.now() - 60 * MINUTE, { user: 'old' }))], {
      ...{ backfill: true, enabledAt: Date.now(), now: Date.now() },
    });
    expect(await outbox()).toBe(1);
  });

  it('is about who is on the watchlist when it happens, and the watchlist stays while a rule needs it', async () => {
    const { ada, create, attack, outbox, idOf } = await newOffice(house, runtime);
    await attack('ada');
    await attack('bob');
    const list = (
      await execute(createWatchlist, {
        actor: ada,
        runtime,
        input: { name: 'Board', description: '', rule: null },
      })
    ).id;
    const rising = (
      await execute(createWatchlist, {
        ...{ actor: ada, runtime },
        input: { name: 'Rising', description: '', rule: { least: 'very_high' } },
      })
    ).id;
    const put = async (act: 'add' | 'remove', user: string) =>
      execute(changeWatchlistPeople, {
        ...{ actor: ada, runtime },
        input: { id: list, act, people: { ids: [await idOf(user)] } },
      });
    await put('add', 'ada');
    const rule = await create({ about: { who: 'some', watchlists: [list] } });
    await create({ name: 'By rule', about: { who: 'some', watchlists: [rising] } });
    await attack('bob', { detectors: [{ detector: 'NOVEL_ASN' }] });
    expect(await outbox()).toBe(0);
    // By hand she was on the one, and by what this event makes of her score she is on the other.
    await attack('ada');
    expect(await outbox()).toBe(2);
    await put('remove', 'ada');
    await attack('ada', { detectors: [{ detector: 'NOVEL_ASN' }] });
    expect(await outbox()).toBe(3);
    const remove = () => execute(removeWatchlist, { actor: ada, runtime, input: { id: list } });
    await expect(remove()).rejects.toThrow('A notification rule is about these people: Attacks.');
    await execute(deleteNotificationRule, { actor: ada, runtime, input: { id: rule } });
    await remove();
  });

  it('is what the role shows, by name only where it shows names, and nothing to who is off or gone', async () => {
    const { accountId, ada, join, create, attack, notify, read, deliveries, idOf } = await newOffice(
      house,
      runtime,
    );
    const ben = await join('Ben', 'analyst');
    const help = await join('Hal', 'help_desk');
    const off = await join('Olga', 'analyst');
    const all = [ben, help, off].map(({ memberId }) => memberId);
    await create({ receivers: { inProduct: all, byMail: all } });
    await create({
      name: 'Feeds',
      trigger: { on: 'feed', changes: ['broken'] },
      receivers: { inProduct: all, byMail: [] },
    });
    await house.sql('UPDATE account SET "namesWithheldSince" = now() WHERE id = $1', [accountId]);
    await house.sql('UPDATE membership SET "disabledAt" = now() WHERE "memberId" = $1', [off.memberId]);
    await attack('quillfeather');
    await house.sql(
      `UPDATE stream SET "errorClass" = 'credentials', "errorFirstSeenAt" = now(), "errorLastSeenAt" = now() WHERE "accountId" = $1`,
      [accountId],
    );
    await notify();
    const told = await deliveries();
    const became = (rule: string, to: string) =>
      told
        .filter((one) => one.rule === rule && one.to === to)
        .map(({ state, fault }) => fault?.reason ?? state);
    expect(became('Attacks', 'Olga')).toEqual(['member_off', 'member_off']);
    expect(became('Feeds', 'Ben')).toEqual(['sent']);
    expect(became('Feeds', 'Hal')).toEqual(['not_allowed']);
    expect(mail.letters).toHaveLength(2);
    const letterTo = (name: string) => mail.letters.find((letter) => letter.includes(`To: ${name}`)) ?? '';
    expect(letterTo('hal')).toContain('quillfeather');
    expect(letterTo('ben')).not.toContain('quillfeather');
    expect(letterTo('ben')).toMatch(/Push harassment, Person [0-9A-Z]{4}-[0-9A-Z]{2}/);
    expect(JSON.stringify(await read({ ...ben, seesNames: false }))).not.toContain('quillfeather');
    expect((await read(help)).notifications.map(({ kind }) => kind)).toEqual(['event']);
    expect((await read(ada)).notifications).toEqual([]);
    const erased = { id: await idOf('quillfeather'), confirm: 'quillfeather' };
    await execute(erasePerson, { actor: ada, runtime, input: erased });
    const [left] = (await read(help)).notifications;
    expect(left).toMatchObject({ happenings: 1, told: [] });
  });

  it('is that a feed is read again, once', async () => {
    const { accountId, create, notify, read } = await newOffice(house, runtime);
    await create({ name: 'Feeds', trigger: { on: 'feed', changes: ['recovered'] } });
    await house.sql(`UPDATE stream SET "errorClass" = 'credentials' WHERE "accountId" = $1`, [accountId]);
    await notify();
    expect((await read()).notifications).toEqual([]);
    await house.sql(
      `UPDATE stream SET "errorClass" = NULL, "lastSuccessAt" = now(), "completeUntil" = now() WHERE "accountId" = $1`,
      [accountId],
    );
    await notify();
    await notify();
    const { notifications } = await read();
    expect(notifications).toHaveLength(1);
    expect(notifications[0]?.told[0]).toMatchObject({
      is: 'feed',
      change: 'recovered',
      integration: 'Duo 1',
    });
  });
});

describe('a rule that is being written', () => {
  it('is shown with what it would have told in the past week, and stores nothing', async () => {
    const { ada, attack, outbox } = await newOffice(house, runtime);
    await attack('ada');
    await attack('bob');
    await attack('bob', { detectors: [{ detector: 'NOVEL_ASN' }] });
    const look = (trigger: unknown) =>
      execute(previewNotificationRule, {
        ...{ actor: ada, runtime },
        input: { trigger, about: { who: 'everybody' } },
      });
    const events = await look(PEOPLE_EVENTS);
    expect(events).toMatchObject({ happenings: 3, more: false });
    expect(events.newest).toHaveLength(3);
    const rises = await look(HIGH);
    expect(rises.happenings).toBe(2);
    expect(rises.newest.map((told) => told.is)).toEqual(['band', 'band']);
    for (const trigger of [
      { on: 'campaign' },
      { on: 'system' },
      { on: 'feed', changes: ['stale'] },
      { ...HIGH, score: 'human_risk' },
    ])
      expect(await look(trigger)).toMatchObject({ happenings: 0, newest: [] });
    expect(await outbox()).toBe(0);
  });
});

describe('a rule', () => {
  it('is made, changed, switched and deleted by whoever may, with an entry each', async () => {
    const { accountId, ada, join, wish, create, attack, outbox, rules, notify } = await newOffice(
      house,
      runtime,
    );
    const id = await create();
    await expect(create({ name: 'ATTACKS' })).rejects.toThrow('there is a rule called Attacks');
    const help = await join('Hal', 'help_desk');
    const basic = {
      ...(await join('Ben', 'analyst')),
      permissions: ['notifications:read', 'notifications:write'] as const,
    };
    await expect(create({ name: 'Other' }, help)).rejects.toThrow('Your role does not allow this');
    await expect(create({ name: 'Other' }, basic)).rejects.toThrow('role does not show people');
    const stranger = { inProduct: [randomUUID()], byMail: [] };
    await expect(create({ name: 'Other', receivers: stranger })).rejects.toThrow(
      'does not belong to the account',
    );
    const input = { id, ...wish({ name: 'Daily', pace: { every: 'day', hour: 8, zone: 'UTC' } }) };
    await execute(changeNotificationRule, { actor: ada, runtime, input });
    await attack('ada');
    await notify();
    expect((await rules())[0]).toMatchObject({
      name: 'Daily',
      waiting: { happenings: 1 },
      lastFiredAt: null,
    });
    await execute(switchNotificationRule, { actor: ada, runtime, input: { id, enabled: false } });
    expect(await outbox()).toBe(0);
    await attack('bob');
    expect(await outbox()).toBe(0);
    await execute(testNotificationRule, { actor: ada, runtime, input: { id } });
    await notify();
    expect(mail.letters[0]).toContain('This is a test');
    await expect(execute(testNotificationRule, { actor: ada, runtime, input: { id } })).rejects.toThrow(
      'within the last minute',
    );
    await execute(deleteNotificationRule, { actor: ada, runtime, input: { id } });
    expect(await rules()).toEqual([]);
    const entries = await house.sql('SELECT action FROM audit_entry WHERE "accountId" = $1 ORDER BY seq', [
      accountId,
    ]);
    expect(entries.map(({ action }) => action)).toEqual([
      'create-notification-rule',
      'change-notification-rule',
      'switch-notification-rule',
      'test-notification-rule',
      'delete-notification-rule',
    ]);
  });
});
