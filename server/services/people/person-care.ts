import { z } from 'zod';
import { memberIdSchema, personIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { personCareSchema } from '@/domain/views/care';
import type { Transaction } from '@/server/data/database';
import { memberNames, membersWith } from '@/server/data/members/members';
import { lockPeople } from '@/server/data/people/merge-people';
import { type CareRow, careOf, putCare } from '@/server/data/people/person-care';
import { deciderOf } from '@/server/services/events/present-dispositions';
import { beginsViewingPart } from '@/server/services/audit/viewing';
import { defineOperation } from '@/server/services/operation';
import { findPerson } from './grounds';
import { presentCare } from './present-care';

/** Who looks after a person, the steps that come next, and what was noted. */
export const getPersonCare = defineOperation({
  name: 'get-person-care',
  http: { method: 'GET', path: '/api/v1/people/:id/care' },
  permission: 'people:read',
  input: z.object({ id: personIdSchema }),
  output: personCareSchema,
  audit: { entity: 'person' },
  effect: 'read',
  run: async ({ accountId, actor, tx, now, audit }, { id: asked }) => {
    const { person } = await findPerson(accountId, tx, asked);
    if (await beginsViewingPart(accountId, tx, actor, { personId: person.id, part: 'care' }, now))
      audit({ entityId: person.id, after: {} });
    return presentCare(accountId, tx, person.id);
  },
});

const input = z
  .object({
    id: personIdSchema,
    basedOn: z.number('Send the version that the change is based on.').int().min(0),
    /** Null for nobody. */
    owner: memberIdSchema.nullable().optional(),
    acknowledged: z.boolean('Use true or false.').optional(),
  })
  .refine(({ owner, acknowledged }) => owner !== undefined || acknowledged !== undefined, {
    error: 'Say what to change: owner or acknowledged.',
  });

/** Says who looks after a person, and that what was done to them is known; refused where somebody else just did. */
export const setPersonCare = defineOperation({
  name: 'set-person-care',
  http: { method: 'POST', path: '/api/v1/people/:id/care' },
  permission: 'events:triage',
  input,
  output: personCareSchema,
  audit: { entity: 'person' },
  effect: 'write',
  run: async (
    { accountId, actor, tx, now, audit, announce },
    { id: asked, basedOn, owner, acknowledged },
  ) => {
    const id = await heldPerson(accountId, tx, asked);
    const before = await careOf(accountId, tx, id);
    if (before !== null && before.version !== basedOn) throw await overtaken(accountId, tx, before);
    if (owner !== undefined && owner !== null) {
      const members = await membersWith(accountId, tx, 'events:triage');
      if (!members.some((member) => member.id === owner))
        throw Refusal.invalid(
          'owner',
          'owner: nobody with this id may decide of events here. Choose an administrator or analyst of this account.',
        );
    }
    const { name } = deciderOf(actor);
    const after: CareRow = {
      ownerId: owner === undefined ? (before?.ownerId ?? null) : owner,
      acknowledgedAt: before?.acknowledgedAt ?? null,
      acknowledgedByName: before?.acknowledgedByName ?? null,
      ...(acknowledged === undefined
        ? {}
        : {
            acknowledgedAt: acknowledged ? new Date(now) : null,
            acknowledgedByName: acknowledged ? name : null,
          }),
      version: (before?.version ?? 0) + 1,
      changedAt: new Date(now),
      changedByName: name,
    };
    await putCare(accountId, tx, id, after);
    audit({
      entityId: id,
      before: before === null ? null : await said(accountId, tx, before),
      after: await said(accountId, tx, after),
    });
    announce('people');
    return presentCare(accountId, tx, id);
  },
});

/** A person whom nobody else changes until the transaction ends, by an id of theirs. @throws Refusal for nobody */
export async function heldPerson(accountId: string, tx: Transaction, asked: string): Promise<string> {
  const { person } = await findPerson(accountId, tx, asked);
  const held = await lockPeople(accountId, tx, [person.id]);
  // Who is gone by now was merged with somebody while this waited for them.
  return held.has(person.id) ? person.id : heldPerson(accountId, tx, person.id);
}

async function overtaken(accountId: string, tx: Transaction, care: CareRow): Promise<Refusal> {
  const { owner, acknowledged } = await said(accountId, tx, care);
  return Refusal.conflict(
    'basedOn',
    `${care.changedByName} changed this meanwhile: the owner is ${owner ?? 'nobody'} now, and it is ${acknowledged ? 'acknowledged' : 'not acknowledged'}. Look at it, and change it again if it is still to be changed.`,
  );
}

/** As the audit log keeps it: the owner by name, since members leave. */
async function said(accountId: string, tx: Transaction, { ownerId, acknowledgedAt }: CareRow) {
  const names = await memberNames(accountId, tx, ownerId === null ? [] : [ownerId]);
  return {
    owner: ownerId === null ? null : (names.get(ownerId) ?? ownerId),
    acknowledged: acknowledgedAt !== null,
  };
}
