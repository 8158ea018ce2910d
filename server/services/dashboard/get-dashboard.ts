import { z } from 'zod';
import { BAND_FACTS } from '@/domain/bands';
import { rangeWindow } from '@/domain/range-window';
import { attackFactor } from '@/domain/scoring/attack-factor';
import { bandFloorHeats } from '@/domain/scoring/heat';
import type { ScoringPolicy } from '@/domain/scoring/policy';
import { DAY_MS } from '@/domain/scoring/scored-event';
import { dashboardSchema, type Range, rangeSchema } from '@/domain/views/dashboard';
import { countCampaigns, listCampaignRows } from '@/server/data/campaigns/campaigns';
import type { Transaction } from '@/server/data/database';
import { countEventRows, countEventsByPerson, listEventRows } from '@/server/data/events/event-list';
import { scoredEventsOf } from '@/server/data/events/identity-events';
import { accountName } from '@/server/data/members/accounts';
import { listPeopleInOrder } from '@/server/data/people/people-in-order';
import { countBands, criticalitiesOf } from '@/server/data/scoring/person-heat';
import { countEventsByBar } from '@/server/data/integrations/counters';
import { presentCampaigns } from '@/server/services/campaigns/present-campaign';
import { presentEvents } from '@/server/services/events/present-events';
import { feedHealth } from '@/server/services/integrations/feed-health';
import { policyAt } from '@/server/data/scoring/scoring-policies';
import { defineOperation } from '@/server/services/operation';
import {
  eventsOfMoment,
  type Moment,
  momentOf,
  momentSchema,
  settingAt,
} from '@/server/services/people/grounds';
import { peopleAt } from '@/server/services/people/people-at';
import { presentPerson } from '@/server/services/people/present-person';
import { identityBehavior } from './identity-behavior';
import { otherBehaviors } from './other-behaviors';
import { eventTablesAt } from '@/server/services/events/past-events';
import type { CountedMoment } from '@/server/services/people/grounds';
import { pastFacts } from '@/server/services/people/past-facts';

const MOST_ATTACKED = 8;
const NEWEST = 8;
const CAMPAIGNS = 4;

/**
 * Everything the Human Risk Command Center shows, as of one instant: this one, or a past one by what was known then or is known
 * now of it. What has no past is left out there: the state of the feed, and campaigns.
 */
export const getDashboard = defineOperation({
  name: 'get-dashboard',
  http: { method: 'GET', path: '/api/v1/dashboard' },
  permission: 'people:read',
  input: z.object({ range: rangeSchema.default('30d'), ...momentSchema.shape }),
  output: dashboardSchema,
  audit: { none: 'Reading the dashboard opens no record of a person.' },
  effect: 'read',
  run: async ({ accountId, actor, tx, runtime, now }, { range, at: asked, reading }) => {
    const moment = momentOf({ at: asked, reading }, now);
    const { at, past } = moment;
    const { number, policy, tables } = await peopleAt(accountId, tx, moment, now);
    const { bands, total } = await countBands(accountId, tx, number, policy, at, { tables });
    const highOrAbove = bands.high + bands.very_high;
    const identity = await identityBehavior(accountId, tx, runtime, range, moment);
    const others = await otherBehaviors(accountId, tx, runtime, range, moment, tables);
    const { people: top } = await listPeopleInOrder(accountId, tx, {
      tables,
      policy: number,
      floors: bandFloorHeats(policy, at),
      narrowing: {},
      sort: 'attack_factor',
      direction: 'falling',
      after: null,
      limit: MOST_ATTACKED,
    });
    const newest = await newestEvents(accountId, tx, moment, range);
    const setting = await settingAt(accountId, tx, newest, moment, { actor, policy, now });
    return {
      ...(await pastFacts(accountId, tx, moment, policy)),
      accountName: (await accountName(accountId, tx)) ?? '',
      policy: { number, halfLifeDays: policy.halfLifeDays },
      range,
      feed: past === null ? await feedHealth(accountId, tx, runtime, now) : null,
      attackFactor: { bands, total },
      humanRisk: others.organisation,
      lastDay:
        past === null
          ? await lastDay(accountId, tx, number, policy, highOrAbove, now)
          : await dayBefore(accountId, tx, moment, highOrAbove),
      identity,
      posture: others.posture,
      policyDenials: others.policy,
      mostAttacked: top
        .filter((person) => person.heat !== null)
        .map((person) => presentPerson(person, policy, at)),
      campaigns: past === null ? await openCampaigns(accountId, tx) : null,
      newestEvents: presentEvents(newest, setting),
    };
  },
});

async function openCampaigns(accountId: string, tx: Transaction) {
  const rows = await listCampaignRows(accountId, tx, { part: 'open', outcome: null }, null, CAMPAIGNS);
  return {
    open: (await countCampaigns(accountId, tx)).open,
    newest: await presentCampaigns(accountId, tx, rows),
  };
}

/** The newest events; of a past moment those of the range that ends with it. */
async function newestEvents(accountId: string, tx: Transaction, moment: Moment, range: Range) {
  const { from } = rangeWindow(range, moment.at);
  const filter = moment.past === null ? {} : { ...eventsOfMoment(moment), from };
  return listEventRows(accountId, tx, filter, null, NEWEST);
}

/** The 24 hours before a past moment, in its reading: both ends of them are as of their instant. */
async function dayBefore(
  accountId: string,
  tx: Transaction,
  { at, past, now }: CountedMoment,
  highOrAbove: number,
) {
  const window = rangeWindow('24h', at);
  const { tables } = await eventTablesAt(accountId, tx, { at, past }, window);
  const counts = await countEventsByBar(
    accountId,
    tx,
    { from: window.from, to: window.to, barMs: window.bucketMs },
    tables,
  );
  const before = { at: at - DAY_MS, past };
  const { number, policy, tables: people } = await peopleAt(accountId, tx, before, now);
  const { bands } = await countBands(accountId, tx, number, policy, before.at, { tables: people });
  return {
    events: counts.reduce((sum, { events }) => sum + events, 0),
    highOrAbove,
    highOrAboveChange: highOrAbove - (bands.high + bands.very_high),
    isDayBeforeListed: true,
  };
}

/** The last 24 hours: events as their list has them, and how many more people are High or above than a day ago. */
async function lastDay(
  accountId: string,
  tx: Transaction,
  policyNumber: number,
  policy: ScoringPolicy,
  highOrAbove: number,
  now: number,
) {
  const dayAgo = now - DAY_MS;
  const { from, to } = rangeWindow('24h', now);
  const counted = { disposition: 'counted' } as const;
  const touched = await countEventsByPerson(accountId, tx, { ...counted, from: dayAgo, to: now + 1 });
  const people = [...touched.keys()];
  const criticalities = await criticalitiesOf(accountId, tx, people);
  const events = await scoredEventsOf(accountId, tx, people);
  // Heat holds all events: right for a day ago only where none came since. The others are reckoned from their events.
  const { bands } = await countBands(accountId, tx, policyNumber, policy, dayAgo, { without: people });
  const touchedBefore = people.filter((id) => {
    const factor = attackFactor(events.get(id) ?? [], policy, criticalities.get(id) ?? 'standard', dayAgo);
    return factor.uncapped >= BAND_FACTS.high.lowerEdge;
  }).length;
  return {
    events: await countEventRows(accountId, tx, { ...counted, from, to }),
    highOrAbove,
    highOrAboveChange: highOrAbove - (bands.high + bands.very_high + touchedBefore),
    isDayBeforeListed: (await policyAt(accountId, tx, dayAgo)).number === policyNumber,
  };
}
