import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { RuleParts } from '@/domain/notifications/rule';
import { isAboutPeople, PERMISSION_OF_KIND, type TriggerKind } from '@/domain/notifications/terms';
import { showsPeople } from '@/domain/permissions';
import { Refusal } from '@/domain/refusal';
import { ruleWishSchema, savedRuleSchema } from '@/domain/views/notification';
import type { Transaction } from '@/server/data/database';
import { listMemberships } from '@/server/data/members/memberships';
import { forgetWaiting } from '@/server/data/notifications/happenings';
import {
  findRule,
  holdRules,
  listRules,
  putRule,
  removeRule,
  ruleNamed,
  type StoredRule,
  switchRuleRow,
} from '@/server/data/notifications/rules';
import { findWatchlist, holdWatchlists } from '@/server/data/people/watchlists';
import { type Actor, actorMay, nameOf } from '@/server/services/actor';
import { defineOperation } from '@/server/services/operation';

/** As many as a page shows and a page of records is compared with in no time. */
const MOST_RULES = 100;

const idSchema = z.uuid('This is not the id of a notification rule.');

const SILENT = 'A rule that is changed, off or gone may no longer tell anybody of an attack.';

/** Makes a notification rule, which is on from now: what came before it is not told. */
export const createNotificationRule = defineOperation({
  name: 'create-notification-rule',
  http: { method: 'POST', path: '/api/v1/notification-rules' },
  permission: 'notifications:write',
  input: ruleWishSchema,
  output: savedRuleSchema,
  audit: { entity: 'notification_rule' },
  effect: 'write',
  run: async ({ accountId, actor, tx, now, audit, announce }, { name, ...parts }) => {
    await hold(accountId, tx);
    if ((await listRules(accountId, tx)).length >= MOST_RULES)
      throw Refusal.conflict(
        'name',
        `There are ${MOST_RULES} notification rules, which is the most there can be. Delete one that nobody needs.`,
      );
    await refuseTaken(accountId, tx, name, null);
    await refuseUnfit(accountId, tx, actor, parts);
    const id = randomUUID();
    await putRule(accountId, tx, { id, name, ...parts }, { at: now, name: nameOf(actor) });
    audit({ entityId: id, before: null, after: { name, ...parts, enabled: true } });
    announce('notifications');
    return { id };
  },
});

/** Changes what a notification rule says. What it had gathered already is told as it says now. */
export const changeNotificationRule = defineOperation({
  name: 'change-notification-rule',
  http: { method: 'POST', path: '/api/v1/notification-rules/:id' },
  permission: 'notifications:write',
  stepUp: SILENT,
  byToken: 'allowed',
  input: ruleWishSchema.extend({ id: idSchema }),
  output: savedRuleSchema,
  audit: { entity: 'notification_rule' },
  effect: 'write',
  run: async ({ accountId, actor, tx, now, audit, announce }, { id, name, ...parts }) => {
    await hold(accountId, tx);
    const before = await knownRule(accountId, tx, actor, id);
    await refuseTaken(accountId, tx, name, id);
    await refuseUnfit(accountId, tx, actor, parts);
    // What waits is of the kind that the rule waited for; of another kind it would be told under a wrong head.
    if (before.trigger.on !== parts.trigger.on) await forgetWaiting(accountId, tx, id);
    await putRule(accountId, tx, { id, name, ...parts }, { at: now, name: nameOf(actor) });
    audit({ entityId: id, before: auditedRule(before), after: { name, ...parts, enabled: before.enabled } });
    announce('notifications');
    return { id };
  },
});

/** Switches a notification rule on or off. Off, it notes nothing, and what it had gathered is not told. */
export const switchNotificationRule = defineOperation({
  name: 'switch-notification-rule',
  http: { method: 'POST', path: '/api/v1/notification-rules/:id/switch' },
  permission: 'notifications:write',
  stepUp: SILENT,
  stepUpFor: ({ enabled }) => !enabled,
  byToken: 'allowed',
  input: z.object({ id: idSchema, enabled: z.boolean() }),
  output: savedRuleSchema,
  audit: { entity: 'notification_rule' },
  effect: 'write',
  run: async ({ accountId, actor, tx, now, audit, announce }, { id, enabled }) => {
    await hold(accountId, tx);
    const { name, enabled: was } = await knownRule(accountId, tx, actor, id);
    if (was !== enabled) {
      await switchRuleRow(accountId, tx, id, enabled, { at: now, name: nameOf(actor) });
      // Also where it is switched on: a page may have been committed while it was being switched off.
      const forgotten = await forgetWaiting(accountId, tx, id);
      audit({ entityId: id, before: { name, enabled: was }, after: { name, enabled, forgotten } });
      announce('notifications');
    }
    return { id };
  },
});

/** Deletes a notification rule. What it told stays in the history; what it had gathered is not told. */
export const deleteNotificationRule = defineOperation({
  name: 'delete-notification-rule',
  http: { method: 'POST', path: '/api/v1/notification-rules/:id/delete' },
  permission: 'notifications:write',
  stepUp: SILENT,
  byToken: 'allowed',
  input: z.object({ id: idSchema }),
  output: savedRuleSchema,
  audit: { entity: 'notification_rule' },
  effect: 'write',
  run: async ({ accountId, actor, tx, audit, announce }, { id }) => {
    await hold(accountId, tx);
    const before = await knownRule(accountId, tx, actor, id);
    const forgotten = await forgetWaiting(accountId, tx, id);
    await removeRule(accountId, tx, id);
    audit({ entityId: id, before: { ...auditedRule(before), forgotten }, after: null });
    announce('notifications');
    return { id };
  },
});

/** Rules and the watchlists that they are about stay as read: a watchlist is not removed under a rule that is being made. */
async function hold(accountId: string, tx: Transaction): Promise<void> {
  await holdWatchlists(accountId, tx);
  await holdRules(accountId, tx);
}

/** Whether somebody may set up what is told of a kind: their role shows it to themselves. */
export function maySetUp(actor: Actor, kind: TriggerKind): boolean {
  return actorMay(actor, PERMISSION_OF_KIND[kind]);
}

/** A rule that the actor may change. @throws Refusal where there is none, or it is about what their role does not show */
export async function knownRule(
  accountId: string,
  tx: Transaction,
  actor: Actor,
  id: string,
): Promise<StoredRule> {
  const rule = await findRule(accountId, tx, id);
  if (rule === null) throw Refusal.notFound('notification rule');
  refuseUnseen(actor, rule.trigger.on);
  return rule;
}

function refuseUnseen(actor: Actor, kind: TriggerKind): void {
  const needed = PERMISSION_OF_KIND[kind];
  if (maySetUp(actor, kind)) return;
  throw Refusal.invalid(
    'trigger',
    showsPeople(needed)
      ? 'trigger: your role does not show people, or the notice on monitoring is not accepted. Somebody else has to set up who is told of them.'
      : 'trigger: your role does not show integrations. Somebody else has to set up who is told of feeds.',
  );
}

/** Refuses what the actor may not set up, what is about people where nobody is meant, and a watchlist that is not there. */
export async function refuseUnfitAbout(
  accountId: string,
  tx: Transaction,
  actor: Actor,
  { trigger, about }: Pick<RuleParts, 'trigger' | 'about'>,
): Promise<void> {
  refuseUnseen(actor, trigger.on);
  if (about.who === 'everybody') return;
  if (!isAboutPeople(trigger.on))
    throw Refusal.invalid('about', 'about: this is about the account and nobody in it. Choose everybody.');
  for (const id of about.watchlists)
    if ((await findWatchlist(accountId, tx, id)) === null)
      throw Refusal.invalid('about', 'about: a watchlist is gone. Choose another one.');
}

/** Refuses the same, and a member who is not there. */
async function refuseUnfit(
  accountId: string,
  tx: Transaction,
  actor: Actor,
  { receivers, ...parts }: RuleParts,
): Promise<void> {
  await refuseUnfitAbout(accountId, tx, actor, parts);
  const members = new Set((await listMemberships(accountId, tx)).map(({ memberId }): string => memberId));
  if ([...receivers.inProduct, ...receivers.byMail].some((id) => !members.has(id)))
    throw Refusal.invalid(
      'receivers',
      'receivers: somebody does not belong to the account any more. Leave them out.',
    );
}

async function refuseTaken(
  accountId: string,
  tx: Transaction,
  name: string,
  own: string | null,
): Promise<void> {
  const taken = await ruleNamed(accountId, tx, name);
  if (taken !== null && taken.id !== own)
    throw Refusal.conflict('name', `name: there is a rule called ${taken.name}. Choose another name.`);
}

function auditedRule({ name, enabled, trigger, about, receivers, pace }: StoredRule) {
  return { name, enabled, trigger, about, receivers, pace };
}
