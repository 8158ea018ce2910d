import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { MemberId } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { parseSearch } from '@/domain/signal-search/parse-search';
import { savedSearchesSchema, type SavedSearches, searchTimeSchema } from '@/domain/views/signal';
import type { Transaction } from '@/server/data/database';
import { listSavedSearches, putSavedSearch, removeSavedSearch } from '@/server/data/signals/saved-searches';
import { type Actor, memberIdOf } from '@/server/services/actor';
import { defineOperation } from '@/server/services/operation';
import { searchInput, searchWindow } from './signal-window';

/** As many as a list can be looked through. */
const MOST = 50;

/** The searches of raw records that the member keeps. */
export const listSearches = defineOperation({
  name: 'list-searches',
  http: { method: 'GET', path: '/api/v1/signals/saved' },
  permission: 'signals:read',
  input: z.object({}),
  output: savedSearchesSchema,
  audit: { none: 'A search that is kept opens no record.' },
  effect: 'read',
  run: async ({ accountId, actor, tx }) => ownSearches(accountId, tx, memberOf(actor)),
});

/** Keeps a search under a name; one of that name is replaced. */
export const saveSearch = defineOperation({
  name: 'save-search',
  http: { method: 'POST', path: '/api/v1/signals/saved' },
  permission: 'signals:read',
  input: searchInput.extend({
    name: z
      .string('name: name the search.')
      .trim()
      .min(1, 'name: name the search.')
      .max(80, 'name: use at most 80 characters.'),
  }),
  output: savedSearchesSchema,
  audit: { entity: 'saved_search' },
  effect: 'write',
  run: async ({ accountId, actor, tx, now, audit }, { name, q, since, from, to }) => {
    const memberId = memberOf(actor);
    const [fault] = parseSearch(q).faults;
    if (fault !== undefined) throw Refusal.invalid('q', fault.message);
    searchWindow({ since, from, to }, now);
    const kept = await listSavedSearches(accountId, tx, memberId);
    if (kept.length >= MOST && !kept.some((search) => search.name === name))
      throw Refusal.conflict('name', `name: you keep ${MOST} searches already. Remove one first.`);
    const ownTime = from !== undefined || to !== undefined;
    const search = {
      name,
      q: q.trim(),
      since: ownTime ? null : since,
      from: from === undefined ? null : new Date(from),
      to: to === undefined ? null : new Date(to),
    };
    const row = { id: randomUUID(), savedAt: new Date(now), ...search };
    const id = await putSavedSearch(accountId, tx, memberId, row);
    audit({ entityId: id, after: { name, q: search.q } });
    return ownSearches(accountId, tx, memberId);
  },
});

/** Removes a search that the member keeps. */
export const removeSearch = defineOperation({
  name: 'remove-search',
  http: { method: 'POST', path: '/api/v1/signals/saved/:id/remove' },
  permission: 'signals:read',
  input: z.object({ id: z.uuid('id: use the id of a search that is kept.') }),
  output: savedSearchesSchema,
  audit: { entity: 'saved_search' },
  effect: 'write',
  run: async ({ accountId, actor, tx, audit }, { id }) => {
    const memberId = memberOf(actor);
    const gone = await removeSavedSearch(accountId, tx, memberId, id);
    if (gone === null) throw Refusal.notFound('search');
    audit({ entityId: id, before: { name: gone.name, q: gone.q } });
    return ownSearches(accountId, tx, memberId);
  },
});

function memberOf(actor: Actor): MemberId {
  const memberId = memberIdOf(actor);
  if (memberId === null)
    throw new Refusal('forbidden', 'Only a member keeps searches. Sign in as one and try again.');
  return memberId;
}

async function ownSearches(accountId: string, tx: Transaction, memberId: string): Promise<SavedSearches> {
  const searches = await listSavedSearches(accountId, tx, memberId);
  return {
    searches: searches.map(({ id, name, q, since, from, to }) => ({
      id,
      name,
      q,
      since: since === null ? null : searchTimeSchema.catch('7d').parse(since),
      from: from?.toISOString() ?? null,
      to: to?.toISOString() ?? null,
    })),
  };
}
