import { z } from 'zod';
import { DELIVERY_REASONS, type DeliveryReason } from '@/domain/notifications/delivery';
import { AT_ONCE_SPAN_MS, tellAt } from '@/domain/notifications/pace';
import type { About } from '@/domain/notifications/rule';
import {
  type NotificationRuleView,
  type NotificationRules,
  notificationRulesSchema,
} from '@/domain/views/notification';
import { lastFailures } from '@/server/data/notifications/deliveries';
import { waitingHappenings } from '@/server/data/notifications/happenings';
import { lastTold, toldSince } from '@/server/data/notifications/notifications';
import { listRules, type StoredRule } from '@/server/data/notifications/rules';
import { listWatchlistRows } from '@/server/data/people/watchlists';
import { type Actor, actorMay } from '@/server/services/actor';
import { defineOperation } from '@/server/services/operation';
import { maySetUp } from './notification-rules';
import { type Receiver, receiversOf } from './receivers';

/** Every notification rule with how it goes, and whom rules may tell. */
export const listNotificationRules = defineOperation({
  name: 'list-notification-rules',
  http: { method: 'GET', path: '/api/v1/notification-rules' },
  permission: 'notifications:read',
  input: z.object({}),
  output: notificationRulesSchema,
  audit: { none: 'Rules name members and watchlists, and no person.' },
  effect: 'read',
  run: async ({ accountId, actor, tx, runtime, now }): Promise<NotificationRules> => {
    const rules = await listRules(accountId, tx);
    const members = await receiversOf(accountId, tx, now);
    const watchlists = new Map((await listWatchlistRows(accountId, tx)).map(({ id, name }) => [id, name]));
    const fired = await lastTold(accountId, tx);
    const failures = await lastFailures(accountId, tx);
    const waiting = new Map((await waitingHappenings(accountId, tx)).map((one) => [one.ruleId, one]));
    const ids = rules.map(({ id }) => id);
    const told = await toldSince(accountId, tx, ids, now - 2 * AT_ONCE_SPAN_MS);
    return {
      at: new Date(now).toISOString(),
      mail: runtime.mailer !== null,
      members: presentMembers(actor, rules, [...members.values()]),
      rules: rules.map((rule): NotificationRuleView => {
        const { id, name, enabled, trigger, about, receivers, pace } = rule;
        const gathered = waiting.get(id);
        const failure = failures.get(id);
        return {
          ...{ id, name, enabled, trigger, pace },
          about: presentAbout(about, watchlists),
          receivers: { inProduct: [...receivers.inProduct], byMail: [...receivers.byMail] },
          changedAt: rule.changedAt.toISOString(),
          changedBy: rule.changedByName,
          lastFiredAt: fired.get(id)?.toISOString() ?? null,
          waiting:
            gathered === undefined
              ? null
              : {
                  happenings: gathered.happenings,
                  tellAt: new Date(tellAt(pace, gathered.oldest, told.get(id) ?? [])).toISOString(),
                },
          lastFailure:
            failure === undefined
              ? null
              : {
                  at: failure.madeAt.toISOString(),
                  channel: failure.channel,
                  to: members.get(failure.memberId ?? '')?.name ?? 'a former member',
                  ...presentFault(failure.reason),
                },
          mayChange: maySetUp(actor, trigger.on),
        };
      }),
    };
  },
});

/** The members whom the actor is told of: no more than setting up rules, or reading those there are, takes. */
function presentMembers(
  actor: Actor,
  rules: readonly StoredRule[],
  members: readonly Receiver[],
): NotificationRules['members'] {
  const seesMembers = actorMay(actor, 'members:read');
  const named = new Set<string>(
    rules.flatMap(({ receivers }) => [...receivers.inProduct, ...receivers.byMail]),
  );
  return members
    .filter(({ memberId }) => seesMembers || actorMay(actor, 'notifications:write') || named.has(memberId))
    .map(({ memberId, name, role, off }) => ({
      ...{ id: memberId, name },
      ...{ role: seesMembers ? role : null, off: seesMembers ? off : null },
    }));
}

function presentAbout(about: About, watchlists: ReadonlyMap<string, string>): NotificationRuleView['about'] {
  if (about.who === 'everybody') return about;
  const { who, groups, criticalities } = about;
  return {
    ...{ who, groups, criticalities },
    watchlists: about.watchlists.map((id) => ({
      id,
      name: watchlists.get(id) ?? 'a watchlist that is gone',
    })),
  };
}

/** Why something was not delivered, in sentences. */
export function presentFault(reason: DeliveryReason | null): {
  readonly reason: string;
  readonly said: string;
  readonly remedy: string | null;
} {
  return reason === null
    ? { reason: 'unknown', said: 'Why is not known.', remedy: null }
    : { reason, ...DELIVERY_REASONS[reason] };
}
