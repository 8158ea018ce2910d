import { randomUUID } from 'node:crypto';
import type { BuiltInRole } from '@/domain/roles';
import { ensurePartitions } from '@/server/data/signals/signals';
import { acceptNoticeVersion, currentNotice } from '@/server/data/privacy/monitoring-notice';
import type { Actor } from '@/server/services/actor';
import { listDeliveries } from '@/server/services/notifications/list-deliveries';
import { listNotificationRules } from '@/server/services/notifications/list-notification-rules';
import { createNotificationRule } from '@/server/services/notifications/notification-rules';
import { notifyAccount } from '@/server/services/notifications/notify-account';
import { listNotifications } from '@/server/services/notifications/own-notifications';
import { execute } from '@/server/services/operation';
import type { Runtime } from '@/server/services/runtime';
import type { RecordWish } from './duo-record';
import { openMailServer, type TestMailServer } from './mail-server';
import { namedRecord, openPeopleHouse, type PeopleHouse } from './people-house';
import { DUO, harassed, member, newDesk } from './triage-desk';

const MINUTE = 60_000;

/** A rule about what is done to people at a sign-in. */
export const PEOPLE_EVENTS = { on: 'event', kinds: [], groups: ['authentication'], gotIn: false };

/** A house with a mail server, and a clock that is ahead of the world's. */
export interface NotificationHouse {
  readonly house: PeopleHouse;
  readonly mail: TestMailServer;
  readonly runtime: Runtime;
  /** Milliseconds. */
  ahead: number;
  /** No letter was sent, none is refused, and it is now again. */
  begin(): void;
  close(): Promise<void>;
}

export async function openNotificationHouse(): Promise<NotificationHouse> {
  const house = await openPeopleHouse();
  await ensurePartitions(house.runtime.database, [Date.now()]);
  const mail = await openMailServer();
  const opened: NotificationHouse = {
    ...{ house, mail, ahead: 0 },
    runtime: { ...house.runtime, mailer: mail.mailer, now: () => Date.now() + opened.ahead },
    begin: () => {
      [mail.letters, mail.refusal, opened.ahead] = [[], null, 0];
    },
    close: async () => {
      await mail.close();
      await house.close();
    },
  };
  return opened;
}

/** An account with an analyst who is told of everything that a rule waits for. */
export async function newOffice(house: PeopleHouse, runtime: Runtime) {
  const { accountId } = await newDesk(house);
  await house.runtime.database.inAccount(accountId, async (tx) =>
    acceptNoticeVersion(accountId, tx, await currentNotice(accountId, tx), { at: Date.now(), byName: 'Ada' }),
  );
  const join = async (name: string, role: BuiltInRole) => {
    const id = randomUUID();
    await house.sql(
      `INSERT INTO member (id, email, name, "passwordHash", "createdAt") VALUES ($1, $2, $3, 'none', now())`,
      [id, `${name.toLowerCase()}.${id.slice(0, 8)}@example.com`, name],
    );
    await house.sql(
      `INSERT INTO membership ("accountId", "memberId", role, "createdAt") VALUES ($1, $2, $3, now())`,
      [accountId, id, role],
    );
    return member(accountId, name, role, id);
  };
  const ada = await join('Ada', 'super_administrator');
  const wish = (more: Record<string, unknown> = {}) => ({
    ...{ name: 'Attacks', trigger: PEOPLE_EVENTS, about: { who: 'everybody' }, pace: { every: 'once' } },
    receivers: { inProduct: [ada.memberId], byMail: [ada.memberId] },
    ...more,
  });
  const create = async (more: Record<string, unknown> = {}, actor: Actor = ada) =>
    (await execute(createNotificationRule, { actor, runtime, input: wish(more) })).id;
  const attack = (user: string, more: Partial<RecordWish> = {}) =>
    house.commit(
      accountId,
      DUO,
      [namedRecord(harassed(runtime.now() - 5 * MINUTE, { user, txid: randomUUID(), ...more }))],
      { now: runtime.now() },
    );
  const notify = () => notifyAccount(runtime, accountId);
  const read = async (actor: Actor = ada) => execute(listNotifications, { actor, runtime, input: {} });
  const deliveries = async () =>
    (await execute(listDeliveries, { actor: ada, runtime, input: {} })).deliveries;
  const rules = async () => (await execute(listNotificationRules, { actor: ada, runtime, input: {} })).rules;
  const outbox = async () => {
    const [row] = await house.sql(
      'SELECT count(*)::int AS n FROM notification_happening WHERE "accountId" = $1',
      [accountId],
    );
    return Number(row?.['n']);
  };
  const idOf = async (username: string) => {
    const [row] = await house.sql('SELECT id FROM person WHERE "accountId" = $1 AND username = $2', [
      accountId,
      username,
    ]);
    return String(row?.['id']);
  };
  return { accountId, ada, join, wish, create, attack, notify, read, deliveries, rules, outbox, idOf };
}
