import { z } from 'zod';
import { FIRST_DIRECTION, PEOPLE_DIRECTIONS, PEOPLE_SORTS } from '@/domain/people/people-order';
import type { PersonRow } from '@/domain/views/person';
import { listPeopleInOrder, type PlaceInOrder } from '@/server/data/people-in-order';
import { currentPolicy } from '@/server/data/scoring-policies';
import { csvRow } from './csv-row';
import { Download, fileNameOf, textPieces } from './download';
import { defineOperation } from './operation';
import { narrowingOf, peopleFilterSchema } from './people-filter';
import { presentPerson } from './present-person';

const BATCH = 500;

const COLUMNS: Readonly<Record<string, (person: PersonRow) => string | number | null>> = {
  id: ({ id }) => id,
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
 * Everybody whom a filter leaves, in the order of the list, as a CSV file that is safe to open in a spreadsheet. Scores are
 * as of one instant under one policy; it is read and sent in batches, so that its length does not matter.
 */
export const exportPeople = defineOperation({
  name: 'export-people',
  http: { method: 'GET', path: '/api/v1/people/export' },
  permission: 'people:read',
  input: peopleFilterSchema.extend({
    sort: z.enum(PEOPLE_SORTS, `sort: use one of ${PEOPLE_SORTS.join(', ')}.`).default('attack_factor'),
    direction: z.enum(PEOPLE_DIRECTIONS, 'direction: use falling or rising.').optional(),
  }),
  output: z.instanceof(Download),
  audit: { none: 'It holds what the list shows, and opens no profile.' },
  effect: 'read',
  run: async ({ accountId, tx, runtime, now }, { sort, direction, ...filter }) => {
    const { number, policy } = await currentPolicy(accountId, tx);
    const narrowing = narrowingOf(filter, policy, now);
    const read = (after: PlaceInOrder | null) =>
      runtime.database.inAccount(accountId, (own) =>
        listPeopleInOrder(accountId, own, {
          policy: number,
          narrowing,
          sort,
          direction: direction ?? FIRST_DIRECTION[sort],
          after,
          limit: BATCH,
        }),
      );
    const lines = async function* (): AsyncGenerator<string> {
      yield csvRow(Object.keys(COLUMNS));
      const cells = Object.values(COLUMNS);
      let after: PlaceInOrder | null = null;
      do {
        const rows = await read(after);
        after = rows.length < BATCH ? null : (rows.at(-1)?.place ?? null);
        yield rows
          .map(({ person }) => presentPerson(person, policy, now))
          .map((person) => csvRow(cells.map((cell) => cell(person))))
          .join('');
      } while (after !== null);
    };
    const name = fileNameOf(['people', new Date(now).toISOString().slice(0, 16)], 'csv');
    return new Download(name, 'text/csv; charset=utf-8', textPieces(lines()));
  },
});
