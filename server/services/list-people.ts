import { z } from 'zod';
import { instantSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { bandFloorHeats, heatRangeOf } from '@/domain/scoring/heat';
import { DAY_MS } from '@/domain/scoring/scored-event';
import { kindSchema, peoplePageSchema } from '@/domain/views/person';
import { bandSchema } from '@/domain/views/score';
import { countBands } from '@/server/data/person-heat';
import { countPeople, listPeopleByHeat } from '@/server/data/person-list';
import { currentPolicy } from '@/server/data/scoring-policies';
import { defineOperation } from './operation';
import { cursorInstantSchema, cursorNumberSchema, readCursor, writeCursor, wrongCursor } from './page-cursor';
import { presentPerson } from './present-person';

const PAGE = 50;
/** Nothing is scored from before: heat counts from here. */
const EARLIEST = Date.UTC(2020, 0, 1);
const cursorSchema = z.object({
  heat: cursorNumberSchema.nullable(),
  id: z.uuid(),
  at: cursorInstantSchema,
  policy: z.int(),
});

/** People by attack factor. Every page of one list is as of the instant of the first. */
export const listPeople = defineOperation({
  name: 'list-people',
  http: { method: 'GET', path: '/api/v1/people' },
  permission: 'people:read',
  input: z.object({
    q: z.string().trim().max(200, 'search: use at most 200 characters.').optional(),
    band: bandSchema.optional(),
    kind: kindSchema.optional(),
    at: instantSchema.optional(),
    cursor: z.string().max(500).optional(),
  }),
  output: peoplePageSchema,
  audit: { none: 'Listing people opens no profile.' },
  effect: 'read',
  run: async ({ accountId, tx, now }, input) => {
    const cursor = readCursor(cursorSchema, input.cursor);
    if (cursor !== null && !isKnowable(cursor.at, now)) throw wrongCursor();
    const at = cursor?.at ?? (input.at === undefined ? now : Date.parse(input.at));
    if (!isKnowable(at, now))
      throw Refusal.invalid(
        'at',
        'at: name an instant from the year 2020 to a day from now, or leave it out for this moment.',
      );
    const { number, policy } = await currentPolicy(accountId, tx);
    // Heats of two policies have no order: a list begins and ends under one.
    if (cursor !== null && cursor.policy !== number)
      throw Refusal.conflict(
        'cursor',
        `cursor: policy ${number} has come into force since this list began. Begin it anew, without a cursor.`,
      );
    const search = input.q ?? null;
    const kind = input.kind ?? null;
    const range = input.band === undefined ? null : heatRangeOf(input.band, bandFloorHeats(policy, at));
    const rows = await listPeopleByHeat(accountId, tx, {
      policy: number,
      range,
      search,
      kind,
      after:
        cursor === null
          ? null
          : { heat: cursor.heat === null ? null : Number(cursor.heat), personId: cursor.id },
      limit: PAGE + 1,
    });
    const { bands, total } = await countBands(accountId, tx, number, policy, at);
    const filtered = search !== null || kind !== null || range !== null;
    const people = rows.slice(0, PAGE);
    const last = people.at(-1);
    return {
      at: new Date(at).toISOString(),
      policy: number,
      people: people.map((person) => presentPerson(person, policy, at)),
      bands,
      total: filtered ? await countPeople(accountId, tx, { policy: number, range, search, kind }) : total,
      nextCursor:
        rows.length <= PAGE || last === undefined
          ? null
          : writeCursor({
              heat: last.heat === null ? null : String(last.heat),
              id: last.id,
              at,
              policy: number,
            }),
    };
  },
});

/** Whether a list can be as of this instant; a day ahead allows for clocks that differ. */
function isKnowable(at: number, now: number): boolean {
  return at >= EARLIEST && at <= now + DAY_MS;
}
