import { z } from 'zod';
import { bandOf } from '@/domain/bands';
import { EVENT_KINDS } from '@/domain/event-catalogue';
import { feedChange } from '@/domain/notifications/feed-state';
import { type Happening, matches, riseOf } from '@/domain/notifications/happening';
import { pastRises } from '@/domain/notifications/past-rises';
import {
  aboutSchema,
  type RuleParts,
  type Trigger,
  triggerSchema,
  waitsForKind,
} from '@/domain/notifications/rule';
import { type RulePreview, rulePreviewSchema } from '@/domain/views/notification';
import type { Transaction } from '@/server/data/database';
import { listAccountEventRows } from '@/server/data/events/account-events';
import { scoredEventsOf } from '@/server/data/events/identity-events';
import { feedChangesSince } from '@/server/data/notifications/feed-changes';
import {
  pastCampaigns,
  pastEvents,
  pastRiskMoves,
  peopleOfPastEvents,
} from '@/server/data/notifications/past-happenings';
import { criticalitiesOf } from '@/server/data/scoring/person-heat';
import { currentPolicy } from '@/server/data/scoring/scoring-policies';
import { defineOperation } from '@/server/services/operation';
import { refuseUnfitAbout } from './notification-rules';
import { peopleAbout } from './people-about';
import { presentTold } from './present-told';

const DAY_MS = 86_400_000;
const DAYS = 7;
const NEWEST = 3;
/** So many happenings, or people with events, are looked at. */
const MOST = 2_000;

const NOW_WORDS =
  'Watchlists, groups, criticality, decisions and the scoring policy are taken as they are now.';
const FEED_WORDS = 'How feeds stood is kept since notifications exist here.';

/** What a rule would have told in the past week: how many happenings, and the newest of them. Nothing is sent or stored. */
export const previewNotificationRule = defineOperation({
  name: 'preview-notification-rule',
  http: { method: 'POST', path: '/api/v1/notification-rules/preview' },
  permission: 'notifications:write',
  input: z.object({ trigger: triggerSchema, about: aboutSchema }),
  output: rulePreviewSchema,
  audit: { none: 'It names people as lists do, and changes nothing.' },
  effect: 'external',
  run: ({ accountId, actor, transaction, now }, rule): Promise<RulePreview> =>
    transaction(async (tx) => {
      await refuseUnfitAbout(accountId, tx, actor, rule);
      return lookBack(accountId, tx, rule, now);
    }),
});

async function lookBack(
  accountId: string,
  tx: Transaction,
  { trigger, about }: Pick<RuleParts, 'trigger' | 'about'>,
  now: number,
): Promise<RulePreview> {
  const from = now - DAYS * DAY_MS;
  const past = await pastOf(accountId, tx, trigger, from);
  const among = await peopleAbout(
    accountId,
    tx,
    about,
    past.flatMap(({ people }) => people ?? []),
    now,
  );
  const told = past
    .filter((happening) => matches(trigger, happening))
    .filter(
      ({ people }) => about.who === 'everybody' || people === null || people.some((id) => among.has(id)),
    )
    .sort((a, b) => b.at - a.at);
  const newest = told.slice(0, NEWEST).map((one) => ({ ...one, at: new Date(one.at) }));
  return {
    at: new Date(now).toISOString(),
    from: new Date(from).toISOString(),
    happenings: told.length,
    more: past.length >= MOST,
    newest: (await presentTold(accountId, tx, newest)).flatMap((one) => one ?? []),
    caveat: trigger.on === 'feed' ? FEED_WORDS : trigger.on === 'system' ? null : NOW_WORDS,
  };
}

/** What a rule of this kind could have told since an instant. */
function pastOf(accountId: string, tx: Transaction, trigger: Trigger, from: number): Promise<Happening[]> {
  switch (trigger.on) {
    case 'band':
      return trigger.score === 'attack_factor'
        ? attackRises(accountId, tx, from)
        : riskRises(accountId, tx, from);
    case 'event':
      return events(accountId, tx, trigger, from);
    case 'campaign':
      return campaigns(accountId, tx, from);
    case 'feed':
      return feeds(accountId, tx, from);
    case 'system':
      return systemEvents(accountId, tx, from);
  }
}

async function attackRises(accountId: string, tx: Transaction, from: number): Promise<Happening[]> {
  const ids = await peopleOfPastEvents(accountId, tx, from, MOST);
  const { policy } = await currentPolicy(accountId, tx);
  const scored = await scoredEventsOf(accountId, tx, ids);
  const criticalities = await criticalitiesOf(accountId, tx, ids);
  return ids.flatMap((personId) =>
    pastRises(scored.get(personId) ?? [], policy, criticalities.get(personId) ?? 'standard', from).flatMap(
      (rise) => riseHappening('attack_factor', personId, rise),
    ),
  );
}

async function riskRises(accountId: string, tx: Transaction, from: number): Promise<Happening[]> {
  return (await pastRiskMoves(accountId, tx, from, MOST)).flatMap(({ personId, day, from: was, to }) =>
    riseHappening('human_risk', personId, { at: day.getTime(), from: bandOf(was), to: bandOf(to) }),
  );
}

function riseHappening(
  score: 'attack_factor' | 'human_risk',
  personId: string,
  { at, from, to }: ReturnType<typeof pastRises>[number],
): Happening[] {
  const subject = riseOf(score, from, to);
  return subject === null ? [] : [{ key: `${personId}:${at}`, at, subject, personId, people: [personId] }];
}

async function events(
  accountId: string,
  tx: Transaction,
  trigger: Extract<Trigger, { on: 'event' }>,
  from: number,
): Promise<Happening[]> {
  const kinds = EVENT_KINDS.filter((kind) => waitsForKind(trigger, kind));
  const found = await pastEvents(accountId, tx, { kinds, since: from, oldest: from - DAYS * DAY_MS }, MOST);
  return found.map(({ id, personId, kind, outcome, occurredAt, receivedAt }) => ({
    ...{ key: id, at: receivedAt.getTime(), personId, people: [personId] },
    subject: { is: 'event', eventId: id, kind, outcome, occurredAt: occurredAt.getTime() },
  }));
}

async function campaigns(accountId: string, tx: Transaction, from: number): Promise<Happening[]> {
  const found = await pastCampaigns(accountId, tx, from, MOST);
  return found.map(({ id, network, foundAt, people, outcome, against }) => ({
    ...{ key: id, at: foundAt.getTime(), personId: null, people: against },
    subject: { is: 'campaign', campaignId: id, network, people, outcome },
  }));
}

async function feeds(accountId: string, tx: Transaction, from: number): Promise<Happening[]> {
  const found = await feedChangesSince(accountId, tx, from);
  return found.flatMap(({ integrationId, at, from: was, to }): Happening[] => {
    const change = feedChange(was, to);
    if (change === null) return [];
    return [
      {
        ...{ key: `${integrationId}:${at.getTime()}`, at: at.getTime(), personId: null, people: null },
        subject: { is: 'feed', integrationId, change },
      },
    ];
  });
}

async function systemEvents(accountId: string, tx: Transaction, from: number): Promise<Happening[]> {
  const found = await listAccountEventRows(accountId, tx, { recordedSince: from, from }, null, MOST);
  return found.map(({ id, rule, occurredAt }) => ({
    ...{ key: id, at: occurredAt, personId: null, people: null },
    subject: { is: 'system', eventId: id, rule, occurredAt },
  }));
}
