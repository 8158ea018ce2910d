import { z } from 'zod';
import type { MemberId } from '@/domain/identifiers';
import { visitGoesOn } from '@/domain/member-visit';
import { Refusal } from '@/domain/refusal';
import { putVisit, visitToNote } from '@/server/data/members/member-visits';
import type { Actor } from '@/server/services/actor';
import { defineOperation } from '@/server/services/operation';

const NONE = { none: 'When members looked is told to themselves alone, and is no act upon the account.' };

/** Notes that the member is here and does something: their visit goes on, or the next one begins. */
export const noteVisit = defineOperation({
  name: 'note-visit',
  http: { method: 'POST', path: '/api/v1/visit' },
  permission: { anyMember: 'When members are here is their own, whatever they may see.' },
  byToken: 'refused',
  input: z.object({}),
  output: z.object({}),
  audit: NONE,
  effect: 'write',
  run: async ({ accountId, actor, tx, now }) => {
    const memberId = memberOf(actor);
    const visit = visitGoesOn(await visitToNote(accountId, tx, memberId), now);
    await putVisit(accountId, tx, memberId, visit);
    return {};
  },
});

/** Takes away what came since the member was last here, until their next visit. */
export const dismissSince = defineOperation({
  name: 'dismiss-since',
  http: { method: 'POST', path: '/api/v1/since/dismiss' },
  permission: 'people:read',
  byToken: 'refused',
  input: z.object({}),
  output: z.object({}),
  audit: NONE,
  effect: 'write',
  run: async ({ accountId, actor, tx, now }) => {
    const memberId = memberOf(actor);
    const visit = visitGoesOn(await visitToNote(accountId, tx, memberId), now);
    await putVisit(accountId, tx, memberId, { ...visit, dismissedAt: now });
    return {};
  },
});

function memberOf(actor: Actor): MemberId {
  if (actor.kind !== 'member')
    throw new Refusal('forbidden', 'Only a member has visits. Sign in as one and try again.');
  return actor.memberId;
}
