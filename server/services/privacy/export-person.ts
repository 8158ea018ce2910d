import { z } from 'zod';
import { personIdSchema } from '@/domain/identifiers';
import { pseudonymOf } from '@/domain/names/pseudonym';
import type { Transaction } from '@/server/data/database';
import { namesWithheldSince } from '@/server/data/members/accounts';
import { idsOfPerson } from '@/server/data/people/merge-people';
import { holdingsOfPerson } from '@/server/data/privacy/erase-person';
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
import { codesOf } from '@/server/data/privacy/pseudonyms';
import { Download, downloadSchema, fileNameOf, textPieces } from '@/server/services/download';
import { defineOperation } from '@/server/services/operation';
import { findPerson } from '@/server/services/people/grounds';
import type { Runtime } from '@/server/services/runtime';
import { pseudonymKey } from './names-in-answers';

/** Records of one read: what is in memory at once, however many there are. */
const BATCH = 500;

/**
 * Everything that is held on one person as one JSON file, to answer somebody who asks: raw records, events with their
 * evidence, what members wrote and decided, scores, habits, and the entries of the audit log about them. It is sent piece
 * by piece, and begins with the counts that erasing them states: events that stand, and versions of events that were replaced
 * or taken back, which have `retractedAt`. Its entry in the audit log names the person by id alone; its own name is the
 * person's, or their pseudonym where the account withholds names from some, as a file name is seen by whoever sees a screen.
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
      yield `,\n"counts": ${JSON.stringify(await read(async (own) => holdingsOfPerson(accountId, own, await idsOfPerson(accountId, own, person.id))))}`;
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
    const called = await nameInFile(accountId, runtime, person);
    const name = fileNameOf(['person', called, new Date(now).toISOString().slice(0, 10)], 'json');
    return new Download(name, 'application/json', textPieces(pieces()));
  },
});

/** What a person is called in the name of a file; by the beginning of their id where nothing of their name can stand there. */
async function nameInFile(
  accountId: string,
  runtime: Runtime,
  { id, name }: { readonly id: string; readonly name: string },
): Promise<string> {
  const code = await runtime.database.inAccount(accountId, async (tx) =>
    (await namesWithheldSince(accountId, tx)) === null
      ? null
      : ((await codesOf(accountId, tx, pseudonymKey(runtime), [id])).get(id) ?? null),
  );
  const called = code === null ? name : pseudonymOf(code);
  return /[a-z0-9]/i.test(called.normalize('NFKD')) ? called : id.slice(0, 8);
}
