import { remedyOf } from '@/domain/detection/remedy';
import { MOST_OF_STEP } from '@/domain/people/care';
import type { PersonCare } from '@/domain/views/care';
import type { Transaction } from '@/server/data/database';
import { countEventRows, listEventRows } from '@/server/data/events/event-list';
import { candidateFromRow } from '@/server/data/events/event-row';
import { memberNames, membersWith } from '@/server/data/members/members';
import { careOf, notesOfPerson, stepsOfPerson } from '@/server/data/people/person-care';

/** The newest events are asked what is to be done. */
const EVENTS_ASKED = 50;
const MOST_SUGGESTIONS = 4;

/** What members made of a person, as the profile shows it. */
export async function presentCare(accountId: string, tx: Transaction, personId: string): Promise<PersonCare> {
  const care = await careOf(accountId, tx, personId);
  const steps = await stepsOfPerson(accountId, tx, personId);
  const notes = await notesOfPerson(accountId, tx, personId);
  const ownerId = care?.ownerId ?? null;
  const owner = ownerId === null ? undefined : (await memberNames(accountId, tx, [ownerId])).get(ownerId);
  const taken = new Set(steps.map(({ text }) => text));
  return {
    owner: ownerId === null ? null : { id: ownerId, name: owner ?? 'somebody who left' },
    acknowledged:
      care === null || care.acknowledgedAt === null
        ? null
        : {
            at: care.acknowledgedAt.toISOString(),
            by: care.acknowledgedByName ?? '',
            eventsSince: await eventsSince(accountId, tx, personId, care.acknowledgedAt.getTime()),
          },
    version: care?.version ?? 0,
    steps: steps.map(({ id, text, addedByName, addedAt, doneAt, doneByName }) => ({
      ...{ id, text, addedBy: addedByName, addedAt: addedAt.toISOString() },
      done: doneAt === null ? null : { at: doneAt.toISOString(), by: doneByName ?? '' },
    })),
    suggestions: (await remediesFor(accountId, tx, personId))
      .filter((remedy) => remedy.length <= MOST_OF_STEP && !taken.has(remedy))
      .slice(0, MOST_SUGGESTIONS),
    notes: notes.map((note) => ({
      ...{ id: note.id, text: note.text, version: note.version },
      ...{ writtenBy: note.writtenByName, writtenAt: note.writtenAt.toISOString() },
      changed: note.version === 1 ? null : { by: note.changedByName, at: note.changedAt.toISOString() },
    })),
    members: await membersWith(accountId, tx, 'events:triage'),
  };
}

/** Events that became known since, as the list counts them to which this number leads. */
async function eventsSince(
  accountId: string,
  tx: Transaction,
  personId: string,
  since: number,
): Promise<number> {
  return countEventRows(accountId, tx, { personId, disposition: 'counted', knownSince: since });
}

/** What the newest counted events ask for, each once, newest first. */
async function remediesFor(accountId: string, tx: Transaction, personId: string): Promise<string[]> {
  const filter = { personId, disposition: 'counted' } as const;
  const rows = await listEventRows(accountId, tx, filter, null, EVENTS_ASKED);
  return [...new Set(rows.map((row) => remedyOf(candidateFromRow(row))))];
}
