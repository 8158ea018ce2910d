import { z } from 'zod';
import { personIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { CRITICALITIES } from '@/domain/scoring/policy';
import { personCriticalitySchema } from '@/domain/views/criticality';
import { changedPeopleSchema } from '@/domain/views/watchlist';
import { holdDecisions } from '@/server/data/events/decision-lock';
import { lockPeople } from '@/server/data/people/merge-people';
import { personCriticality, restateCriticality, setOwnCriticality } from '@/server/data/scoring/criticality';
import { defineOperation } from '@/server/services/operation';
import { chosenPeople, chosenPeopleSchema } from '@/server/services/people/chosen-people';
import { rescorePeople } from './rescore-people';

/** Their events are looked at again in the transaction. */
const MOST_AT_ONCE = 2000;
/** People who are scored at once: their events are in memory meanwhile. */
const BATCH = 500;

const criticality = z
  .enum(CRITICALITIES, {
    error: 'criticality: choose one of standard, elevated, critical, or null to leave it to the groups.',
  })
  .nullable();

/** Sets how critical one person is, which wins over the rules for groups; null leaves it to them. */
export const setCriticality = defineOperation({
  name: 'set-criticality',
  http: { method: 'POST', path: '/api/v1/people/:id/criticality' },
  permission: 'criticality:write',
  input: z.object({ id: personIdSchema, criticality }),
  output: personCriticalitySchema,
  audit: { entity: 'person' },
  effect: 'write',
  run: async ({ accountId, tx, now, audit, announce }, { id, criticality: own }) => {
    await holdDecisions(accountId, tx);
    await lockPeople(accountId, tx, [id]);
    const before = await personCriticality(accountId, tx, id);
    if (before === null) throw Refusal.notFound('person');
    await setOwnCriticality(accountId, tx, [id], own, now);
    await rescorePeople(accountId, tx, await restateCriticality(accountId, tx, { people: [id] }, now));
    const after = (await personCriticality(accountId, tx, id)) ?? before;
    audit({ entityId: id, before, after });
    announce('people');
    return after;
  },
});

/** Sets how critical many people are, each for themselves. */
export const setCriticalityOfPeople = defineOperation({
  name: 'set-criticality-of-people',
  http: { method: 'POST', path: '/api/v1/people/criticality' },
  permission: 'criticality:write',
  stepUp: 'It moves the scores of many people at once.',
  byToken: 'allowed',
  input: z.object({ people: chosenPeopleSchema, criticality }),
  output: changedPeopleSchema,
  audit: { entity: 'person' },
  effect: 'write',
  run: async ({ accountId, tx, now, names, audit, announce }, { people: chosen, criticality: own }) => {
    await holdDecisions(accountId, tx);
    const instead = 'Narrow the filter, or make a rule for a group.';
    const ids = await chosenPeople(accountId, tx, chosen, { now, names, most: MOST_AT_ONCE, instead });
    const there = [...(await lockPeople(accountId, tx, ids)).keys()];
    if (there.length === 0) throw Refusal.notFound('person');
    const changed = await setOwnCriticality(accountId, tx, there, own, now);
    const restated = await restateCriticality(accountId, tx, { people: there }, now);
    for (let from = 0; from < restated.length; from += BATCH)
      await rescorePeople(accountId, tx, restated.slice(from, from + BATCH));
    const after = { own, people: there, changed: changed.length };
    audit({ entityId: null, before: null, after, people: changed });
    announce('people');
    return { people: there.length, changed: changed.length };
  },
});
