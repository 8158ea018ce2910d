import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { personIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import {
  changedPeopleSchema,
  personWatchlistsSchema,
  savedWatchlistSchema,
  watchlistsSchema,
} from '@/domain/views/watchlist';
import type { Transaction } from '@/server/data/database';
import { countRulesByWatchlist, rulesAboutWatchlist } from '@/server/data/notifications/rules';
import { countPeople } from '@/server/data/people/narrowed-people';
import { countViewsByWatchlist } from '@/server/data/people/saved-views';
import {
  addMembers,
  countMembers,
  findWatchlist,
  holdWatchlists,
  insertWatchlist,
  listWatchlistRows,
  removeMembers,
  removeWatchlistRow,
  type StoredWatchlist,
  updateWatchlist,
  watchlistNamed,
  watchlistsOfPerson,
} from '@/server/data/people/watchlists';
import { currentPolicy } from '@/server/data/scoring/scoring-policies';
import type { Actor } from '@/server/services/actor';
import { defineOperation, refuseUnproven } from '@/server/services/operation';
import { chosenPeople, chosenPeopleSchema } from './chosen-people';
import { membersOf, watchlistRuleSchema } from './people-filter';

/** The rules of all are looked up when the page of watchlists is opened. */
const MOST_WATCHLISTS = 50;
/** People put on a list, or taken off it, at once. */
const MOST_AT_ONCE = 10_000;

/** Whether a rule is about the watchlist stands in no input: the work asks for the proof, where one is. */
const WHERE_RULES = {
  stepUp:
    'A notification rule is about the people on this watchlist: it may no longer tell of an attack on them.',
  stepUpFor: () => false,
  byToken: 'allowed',
} as const;

const idSchema = z.uuid('id: name a watchlist by its id.');
const words = {
  name: z
    .string({ error: 'name: give the watchlist a name.' })
    .trim()
    .min(1, 'name: give the watchlist a name.')
    .max(80, 'name: use at most 80 characters.'),
  description: z.string().trim().max(500, 'description: use at most 500 characters.').default(''),
  rule: watchlistRuleSchema.nullable().default(null),
};

/** Every watchlist; with `count`, how many are on each at this instant. */
export const listWatchlists = defineOperation({
  name: 'list-watchlists',
  http: { method: 'GET', path: '/api/v1/watchlists' },
  permission: 'people:read',
  input: z.object({ count: z.enum(['yes', 'no'], 'count: use yes or no.').default('yes') }),
  output: watchlistsSchema,
  audit: { none: 'It opens no profile.' },
  effect: 'read',
  run: async ({ accountId, tx, now }, { count }) => {
    const lists = await listWatchlistRows(accountId, tx);
    const people = count === 'yes' ? await peopleOn(accountId, tx, lists, now) : null;
    const views = count === 'yes' ? await countViewsByWatchlist(accountId, tx) : null;
    const rules = count === 'yes' ? await countRulesByWatchlist(accountId, tx) : null;
    return {
      at: new Date(now).toISOString(),
      watchlists: lists.map((list) => ({
        id: list.id,
        name: list.name,
        description: list.description,
        rule: ruleOf(list),
        createdAt: list.createdAt.toISOString(),
        createdBy: list.createdByName,
        people: people === null ? null : (people.get(list.id) ?? 0),
        views: views === null ? null : (views.get(list.id) ?? 0),
        rules: rules === null ? null : (rules.get(list.id) ?? 0),
      })),
    };
  },
});

/** How many people are on each of these watchlists at an instant (epoch milliseconds), by its id. */
async function peopleOn(
  accountId: string,
  tx: Transaction,
  lists: readonly StoredWatchlist[],
  now: number,
): Promise<ReadonlyMap<string, number>> {
  const { number, policy } = await currentPolicy(accountId, tx);
  const counts = await countMembers(accountId, tx);
  for (const list of lists.filter(({ rule }) => rule !== null)) {
    const narrowing = { watchlist: membersOf(list, policy, now) };
    counts.set(list.id, await countPeople(accountId, tx, number, narrowing));
  }
  return counts;
}

/** The watchlists there are, and which of them a person is on at this instant. */
export const listPersonWatchlists = defineOperation({
  name: 'list-person-watchlists',
  http: { method: 'GET', path: '/api/v1/people/:id/watchlists' },
  permission: 'people:read',
  input: z.object({ id: personIdSchema }),
  output: personWatchlistsSchema,
  audit: { none: 'It opens no profile.' },
  effect: 'read',
  run: async ({ accountId, tx, now }, { id }) => {
    const { number, policy } = await currentPolicy(accountId, tx);
    if ((await countPeople(accountId, tx, number, { ids: [id] })) === 0) throw Refusal.notFound('person');
    const byHand = await watchlistsOfPerson(accountId, tx, id);
    const watchlists = [];
    for (const list of await listWatchlistRows(accountId, tx)) {
      const narrowing = { ids: [id], watchlist: membersOf(list, policy, now) };
      watchlists.push({
        id: list.id,
        name: list.name,
        byRule: list.rule !== null,
        isOn:
          list.rule === null
            ? byHand.has(list.id)
            : (await countPeople(accountId, tx, number, narrowing)) > 0,
      });
    }
    return { watchlists };
  },
});

/** Makes a watchlist: by a rule, or without one for people who are named by hand. */
export const createWatchlist = defineOperation({
  name: 'create-watchlist',
  http: { method: 'POST', path: '/api/v1/watchlists' },
  permission: 'watchlists:write',
  input: z.object(words),
  output: savedWatchlistSchema,
  audit: { entity: 'watchlist' },
  effect: 'write',
  run: async ({ accountId, actor, tx, now, audit, announce }, { name, description, rule }) => {
    await holdWatchlists(accountId, tx);
    const known = await listWatchlistRows(accountId, tx);
    if (known.length >= MOST_WATCHLISTS)
      throw Refusal.invalid(
        'name',
        `There are ${MOST_WATCHLISTS} watchlists, which is the most there can be. Remove one that nobody needs.`,
      );
    await refuseTaken(accountId, tx, name, null);
    const id = randomUUID();
    const createdByName = actor.kind === 'anonymous' ? '' : actor.name;
    const list = { name, description, rule: partsOf(rule) };
    await insertWatchlist(accountId, tx, { ...list, id, createdAt: now, createdByName });
    audit({ entityId: id, before: null, after: list });
    announce('people');
    return { id };
  },
});

/**
 * Says something else of a watchlist. One by rule stays one by rule; where a notification rule is about it, members prove who they
 * are before they change whom it names.
 */
export const changeWatchlist = defineOperation({
  name: 'change-watchlist',
  http: { method: 'POST', path: '/api/v1/watchlists/:id' },
  permission: 'watchlists:write',
  ...WHERE_RULES,
  input: z.object({ id: idSchema, ...words }),
  output: savedWatchlistSchema,
  audit: { entity: 'watchlist' },
  effect: 'write',
  run: async ({ accountId, actor, tx, now, audit, announce }, { id, name, description, rule }) => {
    await holdWatchlists(accountId, tx);
    const before = await knownWatchlist(accountId, tx, id);
    if ((before.rule === null) !== (rule === null))
      throw Refusal.invalid(
        'rule',
        before.rule === null
          ? 'rule: this watchlist names people by hand. Make another one for a rule.'
          : 'rule: this watchlist goes by a rule. Keep or change the rule, or make another one.',
      );
    await refuseTaken(accountId, tx, name, id);
    const list = { name, description, rule: partsOf(rule) };
    if (!isSameRule(ruleOf(before), list.rule)) await refuseSilencing(accountId, tx, { actor, id, now });
    await updateWatchlist(accountId, tx, id, list);
    audit({ entityId: id, before: auditedWords(before), after: list });
    announce('people');
    return { id };
  },
});

/** Removes a watchlist that no notification rule is about: such a rule is changed or deleted first. The people stay as they are. */
export const removeWatchlist = defineOperation({
  name: 'remove-watchlist',
  http: { method: 'POST', path: '/api/v1/watchlists/:id/remove' },
  permission: 'watchlists:write',
  input: z.object({ id: idSchema }),
  output: savedWatchlistSchema,
  audit: { entity: 'watchlist' },
  effect: 'write',
  run: async ({ accountId, tx, audit, announce }, { id }) => {
    await holdWatchlists(accountId, tx);
    const before = await knownWatchlist(accountId, tx, id);
    const rules = await rulesAboutWatchlist(accountId, tx, id);
    if (rules.length > 0)
      throw Refusal.conflict(
        'id',
        `${rules.length === 1 ? 'A notification rule is' : `${rules.length} notification rules are`} about these people: ${rules.slice(0, 5).join(', ')}. Change or delete ${rules.length === 1 ? 'it' : 'them'} under Settings, Notifications first.`,
      );
    const people = (await countMembers(accountId, tx)).get(id) ?? 0;
    await removeWatchlistRow(accountId, tx, id);
    audit({ entityId: id, before: { ...auditedWords(before), people }, after: null });
    announce('people');
    return { id };
  },
});

/**
 * Puts people on a watchlist by hand, or takes them off it; off one that a notification rule is about, after members have proved
 * who they are.
 */
export const changeWatchlistPeople = defineOperation({
  name: 'change-watchlist-people',
  http: { method: 'POST', path: '/api/v1/watchlists/:id/people' },
  permission: 'watchlists:write',
  ...WHERE_RULES,
  input: z.object({
    id: idSchema,
    act: z.enum(['add', 'remove'], 'act: use add or remove.'),
    people: chosenPeopleSchema,
  }),
  output: changedPeopleSchema,
  audit: { entity: 'watchlist' },
  effect: 'write',
  run: async ({ accountId, actor, tx, now, names, audit, announce }, { id, act, people: chosen }) => {
    await holdWatchlists(accountId, tx);
    const list = await knownWatchlist(accountId, tx, id);
    if (list.rule !== null)
      throw Refusal.invalid('id', `${list.name} goes by a rule, which says who is on it. Change the rule.`);
    if (act === 'remove') await refuseSilencing(accountId, tx, { actor, id, now });
    const instead = 'Narrow the filter, or make a watchlist by rule.';
    const ids = await chosenPeople(accountId, tx, chosen, { now, names, most: MOST_AT_ONCE, instead });
    if (ids.length === 0) throw Refusal.notFound('person');
    const name = actor.kind === 'anonymous' ? '' : actor.name;
    const changed =
      act === 'add'
        ? await addMembers(accountId, tx, id, ids, { at: now, name })
        : await removeMembers(accountId, tx, id, ids);
    const after = { name: list.name, act, people: ids, changed: changed.length };
    audit({ entityId: id, before: null, after, people: changed });
    announce('people');
    return { people: ids.length, changed: changed.length };
  },
});

/** Refuses it to a member who has not proved lately who they are, where a notification rule is about the watchlist. */
async function refuseSilencing(
  accountId: string,
  tx: Transaction,
  { actor, id, now }: { readonly actor: Actor; readonly id: string; readonly now: number },
): Promise<void> {
  if ((await rulesAboutWatchlist(accountId, tx, id)).length > 0) refuseUnproven(WHERE_RULES, actor, now);
}

function isSameRule(a: Record<string, string> | null, b: Record<string, string> | null): boolean {
  const inOrder = (rule: Record<string, string> | null) =>
    JSON.stringify(Object.entries(rule ?? {}).sort(([one], [other]) => one.localeCompare(other)));
  return inOrder(a) === inOrder(b);
}

async function knownWatchlist(accountId: string, tx: Transaction, id: string): Promise<StoredWatchlist> {
  const list = await findWatchlist(accountId, tx, id);
  if (list === null) throw Refusal.notFound('watchlist');
  return list;
}

async function refuseTaken(
  accountId: string,
  tx: Transaction,
  name: string,
  own: string | null,
): Promise<void> {
  const taken = await watchlistNamed(accountId, tx, name);
  if (taken !== null && taken.id !== own)
    throw Refusal.conflict('name', `name: there is a watchlist called ${taken.name}. Choose another name.`);
}

function ruleOf({ rule }: StoredWatchlist): Record<string, string> | null {
  return rule === null ? null : partsOf(watchlistRuleSchema.parse(rule));
}

/** The parts of a rule that say something. */
function partsOf(rule: z.output<typeof watchlistRuleSchema> | null): Record<string, string> | null {
  return rule === null
    ? null
    : Object.fromEntries(
        Object.entries(rule).filter(
          (part): part is [string, NonNullable<(typeof part)[1]>] => part[1] !== undefined,
        ),
      );
}

function auditedWords(list: StoredWatchlist) {
  return { name: list.name, description: list.description, rule: ruleOf(list) };
}
