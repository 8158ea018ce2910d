import { z } from 'zod';
import type { AccountId } from '@/domain/identifiers';
import { type FailedTry, mailFailure, MOST_TRIES, nextWait } from '@/domain/notifications/delivery';
import { letterOf, MOST_LISTED } from '@/domain/notifications/words';
import { notificationSchema, type NotificationView } from '@/domain/views/notification';
import type { Transaction } from '@/server/data/database';
import { accountName } from '@/server/data/members/accounts';
import {
  claimDeliveries,
  type ClaimedDelivery,
  settleDelivery,
} from '@/server/data/notifications/deliveries';
import { happeningsOf } from '@/server/data/notifications/happenings';
import { findNotification, type StoredNotification } from '@/server/data/notifications/notifications';
import { MOST_SENDING_MS } from '@/server/platform/mailer';
import { legibleAnswer } from '@/server/services/legible-answer';
import { defineOperation } from '@/server/services/operation';
import { pseudonymKey, withholdNames } from '@/server/services/privacy/names-in-answers';
import type { Runtime } from '@/server/services/runtime';
import { presentTold } from './present-told';
import { keptFrom, type Receiver, receiversOf } from './receivers';

/** Letters of one round in one account: the next account is not to wait for more. */
const AT_ONCE = 20;

/** Longer than a letter may take to be written and sent, so that nobody else tries the same meanwhile. */
const LEASE_MS = MOST_SENDING_MS + 120_000;

const NOBODY: ReadonlySet<string> = new Set();

/**
 * Delivers what is due. The try is counted before it is made, in a transaction of its own: a worker that is killed in between
 * leaves a delivery that is tried again under the same Message-ID, by which whoever has it already knows it.
 */
export const deliverNotifications = defineOperation({
  name: 'deliver-notifications',
  http: 'internal',
  permission: 'integrations:write',
  input: z.object({}),
  output: z.object({ tried: z.number().int() }),
  audit: { none: 'It follows from the rules; each delivery stands in the history of notifications.' },
  effect: 'external',
  run: async ({ accountId, runtime, transaction, announce }) => {
    let tried = 0;
    while (tried < AT_ONCE && !runtime.stopping.aborted) {
      const at = runtime.now();
      const claim = { now: at, leaseUntil: at + LEASE_MS, limit: 1 };
      const [delivery] = await transaction((tx) => claimDeliveries(accountId, tx, claim));
      if (delivery === undefined) break;
      tried += 1;
      const write = () => transaction((tx) => writeLetter(accountId, tx, runtime, delivery));
      const failed = await tryOnce(runtime, delivery, write);
      announce('notifications');
      await transaction((tx) => settle(accountId, tx, delivery, failed, runtime.now()));
      if (failed !== null)
        runtime.log.warn(
          { deliveryId: delivery.id, reason: failed.reason, attempts: delivery.attempts },
          'notifications: a delivery did not arrive',
        );
    }
    return { tried };
  },
});

/** Why a delivery did not get there with this try; null where it did. What goes wrong with one holds up no other. */
async function tryOnce(
  runtime: Runtime,
  { id, attempts }: ClaimedDelivery,
  write: () => Promise<Letter>,
): Promise<FailedTry | null> {
  // Whoever was to say so ended each time before it could.
  if (attempts > MOST_TRIES) return { reason: 'fault', mayPass: false };
  try {
    const letter = await write();
    return letter.to === null ? letter.failed : await send(runtime, id, letter);
  } catch (error) {
    runtime.log.error({ err: error, deliveryId: id }, 'notifications: a letter could not be written');
    return { reason: 'fault', mayPass: true };
  }
}

type Letter =
  | { readonly to: string; readonly subject: string; readonly text: string }
  | { readonly to: null; readonly failed: FailedTry };

/** What a receiver is told, as their role shows it at this moment. */
async function writeLetter(
  accountId: AccountId,
  tx: Transaction,
  runtime: Runtime,
  { notificationId, channel, memberId }: ClaimedDelivery,
): Promise<Letter> {
  const notification = await findNotification(accountId, tx, notificationId);
  const receiver = (await receiversOf(accountId, tx, runtime.now())).get(memberId ?? '');
  if (notification === null || receiver === undefined)
    return { to: null, failed: { reason: 'member_gone', mayPass: false } };
  const reason = keptFrom(receiver, notification.kind, channel);
  if (reason !== null) return { to: null, failed: { reason, mayPass: false } };
  const view = await viewFor(accountId, tx, runtime, { notification, receiver });
  const account = (await accountName(accountId, tx)) ?? '';
  const { origin } = runtime.environment;
  return { to: receiver.email, ...letterOf(view, { origin, account }) };
}

async function viewFor(
  accountId: string,
  tx: Transaction,
  runtime: Pick<Runtime, 'auditKey'>,
  { notification, receiver }: { readonly notification: StoredNotification; readonly receiver: Receiver },
): Promise<NotificationView> {
  const { id, at, kind, ruleName, isTest, happenings } = notification;
  const rows = (await happeningsOf(accountId, tx, [id], MOST_LISTED)).get(id) ?? [];
  const told = (await presentTold(accountId, tx, rows)).flatMap((one) => one ?? []);
  const view: NotificationView = {
    ...{ id, kind, rule: ruleName, isTest, happenings, told, at: at.toISOString(), readAt: null },
  };
  if (receiver.seesNames) return legibleAnswer(view);
  const names = { key: pseudonymKey(runtime), revealed: NOBODY };
  return legibleAnswer(await withholdNames(accountId, tx, names, notificationSchema, view));
}

/** Why the mail server did not take a letter; null where it did. */
async function send(
  { mailer, environment }: Runtime,
  deliveryId: string,
  { to, subject, text }: Extract<Letter, { to: string }>,
): Promise<FailedTry | null> {
  if (mailer === null) return { reason: 'no_mail_server', mayPass: true };
  try {
    // The same for each try: whoever has the letter already knows it by this.
    const messageId = `<${deliveryId}@${new URL(environment.origin).hostname}>`;
    await mailer.send({ to, subject, text, messageId });
    return null;
  } catch (error) {
    return mailFailure(codesOf(error));
  }
}

function codesOf(error: unknown): Parameters<typeof mailFailure>[0] {
  const has = (name: string): unknown =>
    typeof error === 'object' && error !== null && name in error ? Reflect.get(error, name) : null;
  const code = has('code');
  const responseCode = has('responseCode');
  return {
    code: typeof code === 'string' ? code : null,
    responseCode: typeof responseCode === 'number' ? responseCode : null,
  };
}

async function settle(
  accountId: string,
  tx: Transaction,
  delivery: ClaimedDelivery,
  failed: FailedTry | null,
  now: number,
): Promise<void> {
  const became = (): Parameters<typeof settleDelivery>[3] => {
    if (failed === null) return { state: 'sent', reason: null, nextTryAt: null };
    const { reason, mayPass } = failed;
    const wait = mayPass ? nextWait(delivery.attempts) : null;
    if (wait !== null) return { state: 'waiting', reason, nextTryAt: now + wait };
    return { state: isLeftOut(reason) ? 'left_out' : 'failed', reason, nextTryAt: null };
  };
  await settleDelivery(accountId, tx, delivery, became(), now);
}

/** Whether it was not sent because the member is not to have it. */
function isLeftOut(reason: FailedTry['reason']): boolean {
  return !reason.startsWith('mail_') && reason !== 'no_mail_server' && reason !== 'fault';
}
