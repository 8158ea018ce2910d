import { z } from 'zod';
import { groupName, MOST_LISTED_GROUPS } from '@/domain/group-name';
import { Refusal } from '@/domain/refusal';
import { changedRuleSchema, groupsSchema, ruleCriticalitySchema } from '@/domain/views/criticality';
import type { Transaction } from '@/server/data/database';
import { holdDecisions } from '@/server/data/events/decision-lock';
import { lockPeople } from '@/server/data/people/merge-people';
import {
  groupRule,
  listGroups,
  membersOfGroup,
  putGroupRule,
  removeGroupRule,
  restateCriticality,
} from '@/server/data/scoring/criticality';
import { defineOperation } from '@/server/services/operation';
import { rescorePeople } from './rescore-people';

/** People who are scored at once: their events are in memory meanwhile. */
const BATCH = 1000;

const group = z
  .string({ error: 'group: name the group.' })
  .trim()
  .min(1, 'group: name the group.')
  .max(300, 'group: use at most 300 characters.')
  .transform(groupName);

/** Every group that people are in, with its rule and whom that concerns. */
export const listGroupCriticality = defineOperation({
  name: 'list-group-criticality',
  http: { method: 'GET', path: '/api/v1/criticality/groups' },
  permission: 'people:read',
  input: z.object({}),
  output: groupsSchema,
  audit: { none: 'Listing groups opens no record of a person.' },
  effect: 'read',
  run: async ({ accountId, tx, now }) => ({
    at: new Date(now).toISOString(),
    groups: (await listGroups(accountId, tx, MOST_LISTED_GROUPS)).map(({ rule, ...known }) => ({
      ...known,
      rule:
        rule === null
          ? null
          : { criticality: rule.criticality, setAt: rule.setAt.toISOString(), setBy: rule.setByName },
    })),
  }),
});

/** Makes everybody in a group elevated or critical, unless that is set for a person or another group makes them more. */
export const setGroupCriticality = defineOperation({
  name: 'set-group-criticality',
  http: { method: 'POST', path: '/api/v1/criticality/groups' },
  permission: 'criticality:write',
  stepUp: 'It moves the scores of a whole group.',
  byToken: 'allowed',
  input: z.object({ group, criticality: ruleCriticalitySchema }),
  output: changedRuleSchema,
  audit: { entity: 'group' },
  effect: 'write',
  run: async ({ accountId, actor, tx, now, audit, announce }, { group: name, criticality }) => {
    await holdDecisions(accountId, tx);
    const before = await groupRule(accountId, tx, name);
    const setByName = actor.kind === 'anonymous' ? '' : actor.name;
    await putGroupRule(accountId, tx, { group: name, criticality, setAt: new Date(now), setByName });
    const people = await applyRule(accountId, tx, name, now);
    audit({
      entityId: name,
      before: before === null ? null : { criticality: before.criticality },
      after: { criticality, people },
    });
    announce('people');
    return { people };
  },
});

/** Takes the rule of a group away. */
export const removeGroupCriticality = defineOperation({
  name: 'remove-group-criticality',
  http: { method: 'POST', path: '/api/v1/criticality/groups/remove' },
  permission: 'criticality:write',
  stepUp: 'It moves the scores of a whole group.',
  byToken: 'allowed',
  input: z.object({ group }),
  output: changedRuleSchema,
  audit: { entity: 'group' },
  effect: 'write',
  run: async ({ accountId, tx, now, audit, announce }, { group: name }) => {
    await holdDecisions(accountId, tx);
    const before = await groupRule(accountId, tx, name);
    if (before === null) throw Refusal.notFound('rule');
    await removeGroupRule(accountId, tx, name);
    const people = await applyRule(accountId, tx, name, now);
    audit({ entityId: before.group, before: { criticality: before.criticality }, after: { people } });
    announce('people');
    return { people };
  },
});

/** States the members of a group anew and scores who has another criticality. Returns how many that are. */
async function applyRule(accountId: string, tx: Transaction, name: string, now: number): Promise<number> {
  await lockPeople(accountId, tx, await membersOfGroup(accountId, tx, name));
  const changed = await restateCriticality(accountId, tx, { group: name }, now);
  for (let from = 0; from < changed.length; from += BATCH)
    await rescorePeople(accountId, tx, changed.slice(from, from + BATCH));
  return changed.length;
}
