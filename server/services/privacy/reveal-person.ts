import { z } from 'zod';
import { personIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { revealedSchema } from '@/domain/views/pseudonyms';
import { putReveal } from '@/server/data/privacy/name-reveals';
import { defineOperation } from '@/server/services/operation';
import { findPerson } from '@/server/services/people/grounds';

/** How long a name stays revealed: long enough to call somebody, short enough to be for one reason. */
const REVEAL_MS = 60 * 60_000;

/**
 * Shows a member for an hour who one person is, where the account withholds names from their role. The reason stands in the
 * audit log and in the person's history. Raw records and searches by name stay closed.
 */
export const revealPerson = defineOperation({
  name: 'reveal-person',
  http: { method: 'POST', path: '/api/v1/people/:id/reveal' },
  permission: 'people:reveal',
  byToken: 'refused',
  input: z.object({
    id: personIdSchema,
    reason: z
      .string('reason: say why you need to know who this is.')
      .trim()
      .min(5, 'reason: say why you need to know who this is, in a few words.')
      .max(500, 'reason: use at most 500 characters.'),
  }),
  output: revealedSchema,
  audit: { entity: 'person' },
  effect: 'write',
  run: async ({ accountId, actor, tx, now, names, audit }, { id: asked, reason }) => {
    const { person } = await findPerson(accountId, tx, asked);
    if (actor.kind !== 'member' || !names.withheld)
      throw Refusal.conflict('id', 'id: no names are withheld from you. You see who this is already.');
    const [at, until] = [new Date(now), new Date(now + REVEAL_MS)];
    await putReveal(accountId, tx, { memberId: actor.memberId, personId: person.id, reason, at, until });
    audit({ entityId: person.id, after: { reason, until: until.toISOString() } });
    return { until: until.toISOString() };
  },
});
