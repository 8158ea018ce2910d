import { z } from 'zod';
import { BAND_FACTS } from '@/domain/bands';
import { rangeWindow } from '@/domain/range-window';
import { attackFactor } from '@/domain/scoring/attack-factor';
import { bandFloorHeats } from '@/domain/scoring/heat';
import type { ScoringPolicy } from '@/domain/scoring/policy';
import { DAY_MS } from '@/domain/scoring/scored-event';
import { dashboardSchema, rangeSchema } from '@/domain/views/dashboard';
import { countCampaigns, listCampaignRows } from '@/server/data/campaigns/campaigns';
import type { Transaction } from '@/server/data/database';
import { countEventRows, countEventsByPerson, listEventRows } from '@/server/data/events/event-list';
import { scoredEventsOf } from '@/server/data/events/identity-events';
import { accountName } from '@/server/data/members/accounts';
import { listPeopleInOrder } from '@/server/data/people/people-in-order';
import { countBands, criticalitiesOf } from '@/server/data/scoring/person-heat';
import { currentPolicy } from '@/server/data/scoring/scoring-policies';
import { presentCampaigns } from '@/server/services/campaigns/present-campaign';
import { presentEvents, settingOf } from '@/server/services/events/present-events';
import { feedHealth } from '@/server/services/integrations/feed-health';
import { defineOperation } from '@/server/services/operation';
import { presentPerson } from '@/server/services/people/present-person';
import { identityBehavior } from './identity-behavior';
import { otherBehaviors } from './other-behaviors';

const MOST_ATTACKED = 8;
const NEWEST = 8;
const CAMPAIGNS = 4;

/** Everything the Human Risk Command Center shows, as of one instant. */
export const getDashboard = defineOperation({
  name: 'get-dashboard',
  http: { method: 'GET', path: '/api/v1/dashboard' },
  permission: 'people:read',
  input: z.object({ range: rangeSchema.default('30d') }),
  output: dashboardSchema,
  audit: { none: 'Reading the dashboard opens no record of a person.' },
  effect: 'read',
  run: async ({ accountId, actor, tx, runtime, now }, { range }) => {
    const { number, policy } = await currentPolicy(accountId, tx);
    const { bands, total } = await countBands(accountId, tx, number, policy, now);
    const identity = await identityBehavior(accountId, tx, runtime, range, now);
    const others = await otherBehaviors(accountId, tx, runtime, range, now);
    const { people: top } = await listPeopleInOrder(accountId, tx, {
      policy: number,
      floors: bandFloorHeats(policy, now),
      narrowing: {},
      sort: 'attack_factor',
      direction: 'falling',
      after: null,
      limit: MOST_ATTACKED,
    });
    const newest = await listEventRows(accountId, tx, {}, null, NEWEST);
    const campaigns = await listCampaignRows(accountId, tx, { part: 'open', outcome: null }, null, CAMPAIGNS);
    return {
      at: new Date(now).toISOString(),
      accountName: (await accountName(accountId, tx)) ?? '',
      policy: { number, halfLifeDays: policy.halfLifeDays },
      range,
      feed: await feedHealth(accountId, tx, runtime, now),
      attackFactor: { bands, total },
      humanRisk: others.organisation,
      lastDay: await lastDay(accountId, tx, number, policy, bands.high + bands.very_high, now),
      identity,
      posture: others.posture,
      policyDenials: others.policy,
      mostAttacked: top
        .filter((person) => person.heat !== null)
        .map((person) => presentPerson(person, policy, now)),
      campaigns: {
        open: (await countCampaigns(accountId, tx)).open,
        newest: await presentCampaigns(accountId, tx, campaigns),
      },
      newestEvents: presentEvents(newest, await settingOf(accountId, tx, newest, { actor, policy, now })),
    };
  },
});

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
  const { bands } = await countBands(accountId, tx, policyNumber, policy, dayAgo, people);
  const touchedBefore = people.filter((id) => {
    const factor = attackFactor(events.get(id) ?? [], policy, criticalities.get(id) ?? 'standard', dayAgo);
    return factor.uncapped >= BAND_FACTS.high.lowerEdge;
  }).length;
  return {
    events: await countEventRows(accountId, tx, { ...counted, from, to }),
    highOrAbove,
    highOrAboveChange: highOrAbove - (bands.high + bands.very_high + touchedBefore),
  };
}
