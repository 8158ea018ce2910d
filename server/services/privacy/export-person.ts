import { z } from 'zod';
import { personIdSchema } from '@/domain/identifiers';
import type { Transaction } from '@/server/data/database';
import {
  HELD_BY_PERSON,
  heldAmongOthers,
  heldEvidence,
  heldHabits,
  heldPerson,
  type HeldRecord,
  heldRecords,
  heldRows,
} from '@/server/data/privacy/person-holdings';
import { Download, downloadSchema, textPieces } from '@/server/services/download';
import { defineOperation } from '@/server/services/operation';
import { findPerson } from '@/server/services/people/grounds';

/** Records of one read: what is in memory at once, however many there are. */
const BATCH = 500;

/**
 * Everything that is held on one person as one JSON file, to answer somebody who asks: raw records, events with their
 * evidence, what members wrote and decided, scores, habits, and the entries of the audit log about them. It is sent piece
 * by piece. Its name and its entry in the audit log name the person by id alone.
 */
export const exportPerson = defineOperation({
  name: 'export-person',
  http: { method: 'GET', path: '/api/v1/people/:id/everything' },
  permission: 'people:answer',
  stepUp: 'The file holds everything that is known of somebody.',
  byToken: 'refused',
  names: 'needed',
  input: z.object({ id: personIdSchema }),
  output: downloadSchema,
  audit: { entity: 'person' },
  effect: 'read',
  run: async ({ accountId, tx, runtime, now, audit }, { id }) => {
    const { person } = await findPerson(accountId, tx, id);
    audit({ entityId: person.id, after: { everything: true } });
    const read = <T>(work: (own: Transaction) => Promise<T>) => runtime.database.inAccount(accountId, work);
    const pieces = async function* (): AsyncGenerator<string> {
      yield `{\n"exportedAt": ${JSON.stringify(new Date(now).toISOString())}`;
      yield `,\n"person": ${JSON.stringify(await read((own) => heldPerson(accountId, own, person.id)))}`;
      for (const table of HELD_BY_PERSON)
        yield `,\n"${table}": ${JSON.stringify(await read((own) => heldRows(accountId, own, table, person.id)))}`;
      yield `,\n"habits": ${JSON.stringify(await read((own) => heldHabits(accountId, own, person.id)))}`;
      yield `,\n"among_others": ${JSON.stringify(await read((own) => heldAmongOthers(accountId, own, person.id)))}`;
      yield `,\n"evidence": ${JSON.stringify(await read((own) => heldEvidence(accountId, own, person.id)))}`;
      yield ',\n"records": [';
      let after: HeldRecord | null = null;
      let isFirst = true;
      do {
        const from: HeldRecord | null = after;
        const rows: HeldRecord[] = await read((own) => heldRecords(accountId, own, person.id, from, BATCH));
        for (const { record } of rows) {
          yield `${isFirst ? '\n' : ',\n'}${JSON.stringify(record)}`;
          isFirst = false;
        }
        after = rows.length < BATCH ? null : (rows.at(-1) ?? null);
      } while (after !== null);
      yield ']\n}\n';
    };
    return new Download(`person-${person.id}.json`, 'application/json', textPieces(pieces()));
  },
});
