import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { feedChange, feedStateOf } from '@/domain/notifications/feed-state';
import type { Happening } from '@/domain/notifications/happening';
import { AT_ONCE_SPAN_MS, tellAt } from '@/domain/notifications/pace';
import type { Receivers } from '@/domain/notifications/rule';
import type { TriggerKind } from '@/domain/notifications/terms';
import type { Transaction } from '@/server/data/database';
import { listIntegrationRows, listStreamRows } from '@/server/data/integrations/integrations';
import { insertDeliveries, type NewDelivery } from '@/server/data/notifications/deliveries';
import { feedStates, putFeedState } from '@/server/data/notifications/feed-changes';
import { forgetUnwanted, takeWaiting, waitingHappenings } from '@/server/data/notifications/happenings';
import {
  countHappenings,
  holdNotifications,
  insertNotification,
  toldSince,
} from '@/server/data/notifications/notifications';
import { listRules } from '@/server/data/notifications/rules';
import { stateOf, statusOfIntegration } from '@/server/services/integrations/feed-health';
import { defineOperation } from '@/server/services/operation';
import type { Runtime } from '@/server/services/runtime';
import { noteHappenings } from './note-happenings';
import { keptFrom, type Receiver, receiversOf } from './receivers';

/**
 * Looks how the feeds stand, and makes notifications of what waits in the outbox and is due. One transaction: what is taken
 * out of the outbox and what is made of it are there together or not at all, so a worker that is killed has done nothing yet.
 * Where another worker does it, nothing is done here.
 */
export const gatherNotifications = defineOperation({
  name: 'gather-notifications',
  http: 'internal',
  permission: 'integrations:write',
  input: z.object({}),
  output: z.object({ notifications: z.number().int() }),
  audit: { none: 'It follows from the rules; who changed those stands in the log.' },
  effect: 'write',
  run: async ({ accountId, runtime, tx, now, announce }) => {
    if (!(await holdNotifications(accountId, tx))) return { notifications: 0 };
    await watchFeeds(accountId, tx, runtime, now);
    await forgetUnwanted(accountId, tx);
    const waiting = await waitingHappenings(accountId, tx);
    if (waiting.length === 0) return { notifications: 0 };
    const rules = new Map((await listRules(accountId, tx)).map((rule) => [rule.id, rule]));
    const told = await toldSince(accountId, tx, [...rules.keys()], now - 2 * AT_ONCE_SPAN_MS);
    const due = waiting.flatMap(({ ruleId, oldest }) => {
      const rule = rules.get(ruleId);
      return rule?.enabled === true && tellAt(rule.pace, oldest, told.get(ruleId) ?? []) <= now ? [rule] : [];
    });
    if (due.length === 0) return { notifications: 0 };
    const members = await receiversOf(accountId, tx, now);
    for (const { id: ruleId, name: ruleName, trigger, receivers } of due) {
      const id = randomUUID();
      const kind = trigger.on;
      await insertNotification(accountId, tx, {
        ...{ id, ruleId, ruleName, kind, at: now, happenings: 0, isTest: false },
      });
      await countHappenings(accountId, tx, id, await takeWaiting(accountId, tx, ruleId, id));
      await sendTo(accountId, tx, runtime, { id, kind, receivers, members, now });
    }
    announce('notifications');
    return { notifications: due.length };
  },
});

/** Writes down to whom a notification goes by which channel, and to whom it does not and why. */
export async function sendTo(
  accountId: string,
  tx: Transaction,
  runtime: Pick<Runtime, 'mailer'>,
  {
    id,
    kind,
    receivers,
    members,
    now,
  }: {
    readonly id: string;
    readonly kind: TriggerKind;
    readonly receivers: Receivers;
    readonly members: ReadonlyMap<string, Receiver>;
    readonly now: number;
  },
): Promise<void> {
  const inProduct = [...new Set<string>(receivers.inProduct)].map((memberId): NewDelivery => {
    const reason = keptFrom(members.get(memberId), kind, 'product');
    const state = reason === null ? 'sent' : 'left_out';
    return { channel: 'product', receiver: memberId, memberId, state, reason };
  });
  const byMail = [...new Set<string>(receivers.byMail)].map((memberId): NewDelivery => {
    const reason =
      keptFrom(members.get(memberId), kind, 'mail') ?? (runtime.mailer === null ? 'no_mail_server' : null);
    const state = reason === null ? 'waiting' : 'left_out';
    return { channel: 'mail', receiver: memberId, memberId, state, reason };
  });
  await insertDeliveries(accountId, tx, id, [...inProduct, ...byMail], now);
}

/** Puts down which feeds stand otherwise than before, and what rules are to tell of that. */
async function watchFeeds(accountId: string, tx: Transaction, runtime: Runtime, now: number): Promise<void> {
  const integrations = await listIntegrationRows(accountId, tx);
  if (integrations.length === 0) return;
  const streams = await listStreamRows(accountId, tx);
  const before = await feedStates(accountId, tx);
  const happenings: Happening[] = [];
  for (const integration of integrations) {
    const { status, streams: own } = statusOfIntegration(runtime, integration, streams, now);
    const state = feedStateOf({
      state: stateOf(integration),
      word: status.word,
      streams: own.map(({ status: { word }, staleSince }) => ({ word, staleSince })),
    });
    const was = before.get(integration.id) ?? null;
    if (state === null || state === was) continue;
    await putFeedState(accountId, tx, integration.id, state, now);
    const change = feedChange(was, state);
    if (change !== null)
      happenings.push({
        ...{ key: `feed:${integration.id}:${change}:${now}`, at: now, personId: null, people: null },
        subject: { is: 'feed', integrationId: integration.id, change },
      });
  }
  await noteHappenings(accountId, tx, happenings, now);
}
