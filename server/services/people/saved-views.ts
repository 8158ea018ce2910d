import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { MemberId } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { type SavedViews, savedViewSchema, savedViewsSchema } from '@/domain/views/saved-view';
import type { Transaction } from '@/server/data/database';
import { listSavedViews, putSavedView, removeSavedView } from '@/server/data/people/saved-views';
import { currentPolicy } from '@/server/data/scoring/scoring-policies';
import { type Actor, memberIdOf } from '@/server/services/actor';
import { defineOperation } from '@/server/services/operation';
import { narrowingOf, peopleOrderSchema, strictPeopleFilterSchema } from './people-filter';

/** As many as a list can be looked through. */
const MOST = 50;

/** The views of the list of people that the member keeps. */
export const listViews = defineOperation({
  name: 'list-views',
  http: { method: 'GET', path: '/api/v1/people/views' },
  permission: 'people:read',
  input: z.object({}),
  output: savedViewsSchema,
  audit: { none: 'A view that is kept opens no profile.' },
  effect: 'read',
  run: async ({ accountId, actor, tx }) => ownViews(accountId, tx, memberOf(actor)),
});

/** Keeps filters and order under a name; a view of that name is replaced. */
export const saveView = defineOperation({
  name: 'save-view',
  http: { method: 'POST', path: '/api/v1/people/views' },
  permission: 'people:read',
  input: z.object({
    name: z
      .string('name: name the view.')
      .trim()
      .min(1, 'name: name the view.')
      .max(80, 'name: use at most 80 characters.'),
    view: strictPeopleFilterSchema.extend(peopleOrderSchema.shape),
  }),
  output: savedViewsSchema,
  audit: { entity: 'saved_view' },
  effect: 'write',
  run: async ({ accountId, actor, tx, now, names, audit }, { name, view: asked }) => {
    const memberId = memberOf(actor);
    const { policy } = await currentPolicy(accountId, tx);
    await narrowingOf(accountId, tx, asked, { policy, at: now, names });
    const kept = await listSavedViews(accountId, tx, memberId);
    if (kept.length >= MOST && !kept.some((view) => view.name === name))
      throw Refusal.conflict('name', `name: you keep ${MOST} views already. Remove one first.`);
    const view = savedViewSchema.shape.view.parse(
      Object.fromEntries(Object.entries(asked).filter(([, part]) => part !== undefined)),
    );
    const row = { id: randomUUID(), name, view, savedAt: new Date(now) };
    const id = await putSavedView(accountId, tx, memberId, row);
    audit({ entityId: id, after: { name, view } });
    return ownViews(accountId, tx, memberId);
  },
});

/** Removes a view that the member keeps. */
export const removeView = defineOperation({
  name: 'remove-view',
  http: { method: 'POST', path: '/api/v1/people/views/:id/remove' },
  permission: 'people:read',
  input: z.object({ id: z.uuid('id: use the id of a view that is kept.') }),
  output: savedViewsSchema,
  audit: { entity: 'saved_view' },
  effect: 'write',
  run: async ({ accountId, actor, tx, audit }, { id }) => {
    const memberId = memberOf(actor);
    const gone = await removeSavedView(accountId, tx, memberId, id);
    if (gone === null) throw Refusal.notFound('view');
    audit({ entityId: id, before: { name: gone.name, view: gone.view } });
    return ownViews(accountId, tx, memberId);
  },
});

function memberOf(actor: Actor): MemberId {
  const memberId = memberIdOf(actor);
  if (memberId === null)
    throw new Refusal('forbidden', 'Only a member keeps views. Sign in as one and try again.');
  return memberId;
}

async function ownViews(accountId: string, tx: Transaction, memberId: string): Promise<SavedViews> {
  return {
    views: (await listSavedViews(accountId, tx, memberId)).map((view) => savedViewSchema.parse(view)),
  };
}
