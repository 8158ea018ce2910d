import { z } from 'zod';
import { FIRST_DIRECTION } from '@/domain/people/people-order';
import { bandFloorHeats } from '@/domain/scoring/heat';
import { type PersonRow, personRowSchema } from '@/domain/views/person';
import { countPeople } from '@/server/data/people/narrowed-people';
import { listPeopleInOrder } from '@/server/data/people/people-in-order';
import type { PlaceInOrder } from '@/server/data/people/people-source';
import { csvRow } from '@/server/services/csv-row';
import { Download, downloadSchema, fileNameOf, textPieces } from '@/server/services/download';
import { defineOperation } from '@/server/services/operation';
import { momentOf, momentSchema } from './grounds';
import { peopleAt } from './people-at';
import {
  namedPeopleSchema,
  narrowingOf,
  peopleFilterSchema,
  peopleOrderSchema,
  sortFor,
} from './people-filter';
import { presentPerson } from './present-person';

const BATCH = 500;
/** Of a past moment each batch is put in order anew. */
const PAST_BATCH = 5000;

const COLUMNS: Readonly<Record<string, (person: PersonRow) => string | number | null>> = {
  id: ({ id }) => id,
  outcome: ({ outcome }) => outcome,
  name: ({ name }) => name,
  username: ({ username }) => username,
  email: ({ email }) => email,
  groups: ({ groups }) => groups.join('; '),
  criticality: ({ criticality }) => criticality,
  attackFactor: ({ attackFactor }) => attackFactor.shown,
  attackFactorBand: ({ attackFactor }) => attackFactor.band,
  humanRiskScore: ({ humanRisk }) => humanRisk?.shown ?? null,
  humanRiskBand: ({ humanRisk }) => humanRisk?.band ?? null,
  events: ({ events }) => events,
  lastEventAt: ({ lastEventAt }) => lastEventAt,
  fallsBelowBand: ({ fallsBelow }) => fallsBelow?.band ?? null,
  fallsBelowAt: ({ fallsBelow }) => fallsBelow?.at ?? null,
  directory: ({ directory }) => directory.standing,
  status: ({ directory }) => directory.status,
  enrolled: ({ directory }) => (directory.enrolled === null ? null : directory.enrolled ? 'yes' : 'no'),
};

/**
 * Everybody whom a filter leaves, or of them those who are named, or all but those, in the order of the list, as a CSV file that is safe to open in a spreadsheet. Scores are
 * as of one instant under one policy, and where another comes into force meanwhile the file breaks off; it is read and
 * sent in batches, so that its length does not matter. Who took it out stands in the audit log.
 */
export const exportPeople = defineOperation({
  name: 'export-people',
  http: { method: 'GET', path: '/api/v1/people/export' },
  permission: 'people:read',
  input: peopleFilterSchema.extend({
    ...peopleOrderSchema.shape,
    ...momentSchema.shape,
    /** Ids with commas between them: these people alone. */
    people: namedPeopleSchema.optional(),
    /** The same for people who are left out. */
    except: namedPeopleSchema.optional(),
  }),
  output: downloadSchema,
  audit: { entity: 'people_file' },
  effect: 'read',
  run: async (
    { accountId, tx, runtime, now, names, audit },
    { sort, direction, at: asked, reading, people: ids, except, ...filter },
  ) => {
    const moment = momentOf({ at: asked, reading }, now);
    const { at, past } = moment;
    const { number, policy, tables } = await peopleAt(accountId, tx, moment, now);
    const narrowing = {
      ...(await narrowingOf(accountId, tx, filter, { policy, at, past, names })),
      ids,
      except,
    };
    const order = await sortFor(accountId, tx, sort, { names, runtime });
    audit({
      entityId: null,
      after: {
        ...filter,
        ...(past !== null && { at: new Date(at).toISOString(), reading: past }),
        sort,
        named: ids?.length,
        except: except?.length,
        people: await countPeople(accountId, tx, number, narrowing, tables),
      },
    });
    const floors = bandFloorHeats(policy, at);
    const read = (after: PlaceInOrder | null) =>
      runtime.database.inAccount(accountId, async (own) => {
        // What came since the batch before changes what is stored, and nothing of a past moment.
        const standing = await peopleAt(accountId, own, moment, now);
        // The heats of a policy go soon after another one has come into force: the file would end early.
        if (standing.number !== number)
          throw new Error('Another policy came into force while people were exported.');
        return listPeopleInOrder(accountId, own, {
          tables: standing.tables,
          policy: number,
          floors,
          narrowing,
          sort: order,
          direction: direction ?? FIRST_DIRECTION[sort],
          after,
          limit: past === null ? BATCH : PAST_BATCH,
        });
      });
    const lines = async function* (): AsyncGenerator<string> {
      yield csvRow(Object.keys(COLUMNS));
      const cells = Object.values(COLUMNS);
      let after: PlaceInOrder | null = null;
      do {
        const { people, next } = await read(after);
        after = next;
        const shown = people.map((person) => presentPerson(person, policy, at));
        yield (await names.withhold(z.array(personRowSchema), shown))
          .map((person) => csvRow(cells.map((cell) => cell(person))))
          .join('');
      } while (after !== null);
    };
    const name = fileNameOf(['people', new Date(at).toISOString().slice(0, 16)], 'csv');
    return new Download(name, 'text/csv; charset=utf-8', textPieces(lines()), 'withheld');
  },
});
