import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Refusal } from '@/domain/refusal';
import { savedRuleSchema } from '@/domain/views/notification';
import { insertNotification, lastTest } from '@/server/data/notifications/notifications';
import { holdRules } from '@/server/data/notifications/rules';
import { defineOperation } from '@/server/services/operation';
import { sendTo } from './gather-notifications';
import { knownRule } from './notification-rules';
import { receiversOf } from './receivers';

/** Between two tests in an account, whichever rules they are of: many rules may name the same member. */
const EVERY_MS = 60_000;

/** Sends a test to all receivers of a notification rule, by the ways that it tells them, also while it is off: once a minute in an account. */
export const testNotificationRule = defineOperation({
  name: 'test-notification-rule',
  http: { method: 'POST', path: '/api/v1/notification-rules/:id/test' },
  permission: 'notifications:write',
  input: z.object({ id: z.uuid('This is not the id of a notification rule.') }),
  output: savedRuleSchema,
  audit: { entity: 'notification_rule' },
  effect: 'write',
  run: async ({ accountId, actor, tx, runtime, now, audit, announce }, { id: ruleId }) => {
    await holdRules(accountId, tx);
    const { name: ruleName, trigger, receivers } = await knownRule(accountId, tx, actor, ruleId);
    const last = await lastTest(accountId, tx, now - EVERY_MS);
    if (last !== null)
      throw new Refusal(
        'too_many_requests',
        'A rule was tested within the last minute. See below what became of that, then test again.',
        [],
        Math.ceil((EVERY_MS - (now - last.getTime())) / 1_000),
      );
    const id = randomUUID();
    const kind = trigger.on;
    await insertNotification(accountId, tx, {
      ...{ id, ruleId, ruleName, kind, at: now, happenings: 0, isTest: true },
    });
    const members = await receiversOf(accountId, tx, now);
    await sendTo(accountId, tx, runtime, { id, kind, receivers, members, now });
    audit({ entityId: ruleId, after: { name: ruleName, test: id } });
    announce('notifications');
    return { id: ruleId };
  },
});
