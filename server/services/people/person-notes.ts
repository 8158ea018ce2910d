import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { personIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { MOST_OF_NOTE } from '@/domain/people/care';
import { personCareSchema } from '@/domain/views/care';
import { changeNote, countCare, findNote, insertNote, removeNote } from '@/server/data/people/person-care';
import { deciderOf } from '@/server/services/events/present-dispositions';
import { defineOperation } from '@/server/services/operation';
import { heldPerson } from './person-care';
import { presentCare } from './present-care';

const MOST_NOTES = 200;
const noteIdSchema = z.uuid('Use the id of a note as the profile gives it.');
const textSchema = z
  .string('Write the note.')
  .trim()
  .min(1, 'Write the note.')
  .max(MOST_OF_NOTE, 'Use at most 4,000 characters.');
const basedOnSchema = z
  .number('Send the version of the note that the change is based on.')
  .int('Send the version of the note that the change is based on.');

/** Notes something about a person, for whoever looks next. */
export const addPersonNote = defineOperation({
  name: 'add-person-note',
  http: { method: 'POST', path: '/api/v1/people/:id/notes' },
  permission: 'events:triage',
  input: z.object({ id: personIdSchema, text: textSchema }),
  output: personCareSchema,
  audit: { entity: 'person' },
  effect: 'write',
  run: async ({ accountId, actor, tx, now, audit, announce }, { id: asked, text }) => {
    const id = await heldPerson(accountId, tx, asked);
    const { notes } = await countCare(accountId, tx, id);
    if (notes >= MOST_NOTES)
      throw Refusal.conflict('text', `text: there are ${MOST_NOTES} notes already. Remove one first.`);
    const by = deciderOf(actor).name;
    await insertNote(accountId, tx, { id: randomUUID(), personId: id, text, at: new Date(now), by });
    audit({ entityId: id, after: { note: text } });
    announce('people');
    return presentCare(accountId, tx, id);
  },
});

/** Changes a note; refused where somebody changed it while this was being written, so that neither is lost. */
export const changePersonNote = defineOperation({
  name: 'change-person-note',
  http: { method: 'POST', path: '/api/v1/people/:id/notes/:note' },
  permission: 'events:triage',
  input: z.object({ id: personIdSchema, note: noteIdSchema, text: textSchema, basedOn: basedOnSchema }),
  output: personCareSchema,
  audit: { entity: 'person' },
  effect: 'write',
  run: async ({ accountId, actor, tx, now, audit, announce }, { id: asked, note: noteId, text, basedOn }) => {
    const id = await heldPerson(accountId, tx, asked);
    const note = await findNote(accountId, tx, id, noteId);
    if (note === null) throw gone();
    const at = new Date(now);
    if (!(await changeNote(accountId, tx, noteId, basedOn, { text, at, by: deciderOf(actor).name })))
      throw Refusal.conflict(
        'text',
        `text: ${note.changedByName} changed this note while you were writing. It says now: “${note.text}”. Bring the two together and save again.`,
      );
    audit({ entityId: id, before: { note: note.text }, after: { note: text } });
    announce('people');
    return presentCare(accountId, tx, id);
  },
});

/** Removes a note that nobody changed meanwhile; the audit log keeps what it said. */
export const removePersonNote = defineOperation({
  name: 'remove-person-note',
  http: { method: 'POST', path: '/api/v1/people/:id/notes/:note/remove' },
  permission: 'events:triage',
  input: z.object({ id: personIdSchema, note: noteIdSchema, basedOn: basedOnSchema }),
  output: personCareSchema,
  audit: { entity: 'person' },
  effect: 'write',
  run: async ({ accountId, tx, audit, announce }, { id: asked, note: noteId, basedOn }) => {
    const id = await heldPerson(accountId, tx, asked);
    const note = await findNote(accountId, tx, id, noteId);
    if (note === null) throw gone();
    if (!(await removeNote(accountId, tx, noteId, basedOn)))
      throw Refusal.conflict(
        'basedOn',
        `${note.changedByName} changed this note meanwhile. Read it, and remove it again if it is still to go.`,
      );
    audit({ entityId: id, before: { note: note.text } });
    announce('people');
    return presentCare(accountId, tx, id);
  },
});

function gone(): Refusal {
  return new Refusal(
    'not_found',
    'This note does not exist any more: somebody removed it. Copy what you wrote, and add it as a note of its own.',
  );
}
