import { z } from 'zod';
import {
  FIRST_DIRECTION,
  PEOPLE_DIRECTIONS,
  PEOPLE_SORTS,
  type PeopleSort,
} from '@/domain/people/people-order';
import { OUTCOMES } from '@/domain/people/person-outcome';
import { Refusal } from '@/domain/refusal';
import { bandFloorHeats } from '@/domain/scoring/heat';
import { CRITICALITIES } from '@/domain/scoring/policy';
import { DAY_MS } from '@/domain/scoring/scored-event';
import { READINGS } from '@/domain/people/reading';
import { type PeoplePage, peoplePageSchema } from '@/domain/views/person';
import { countNarrowedBands, countNarrowedRisk } from '@/server/data/people/narrowed-bands';
import { countPeople } from '@/server/data/people/narrowed-people';
import { listPeopleInOrder } from '@/server/data/people/people-in-order';
import { isNarrowed } from '@/server/data/people/people-narrowing';
import { countRiskBands } from '@/server/data/scoring/human-risk-figures';
import { countBands } from '@/server/data/scoring/person-heat';
import { EARLIEST } from '@/server/services/known-instant';
import { defineOperation } from '@/server/services/operation';
import {
  cursorInstantSchema,
  cursorNumberSchema,
  readCursor,
  writeCursor,
  wrongCursor,
} from '@/server/services/page-cursor';
import { isStorable } from '@/server/services/storable-text';
import { type Moment, momentOf, momentSchema } from './grounds';
import { peopleAt } from './people-at';
import {
  namedPeopleSchema,
  narrowingOf,
  peopleFilterSchema,
  peopleOrderSchema,
  sortFor,
} from './people-filter';
import { pastFacts } from './past-facts';
import { presentPerson } from './present-person';

/** The first page is what a screen shows; whoever scrolls on wants more at once. */
const FIRST_PAGE = 50;
const LATER_PAGE = 100;
/** The 200 characters by which a name is put in order, each of which may be two halves here. */
const MOST_OF_NAME = 400;
/** Room for such a name, each character of which may be written as six bytes. */
const MOST_OF_CURSOR = 2000;

/** What somebody is put in order by, as a cursor holds it. */
const KEYS = {
  attack_factor: cursorNumberSchema.nullable(),
  human_risk: cursorNumberSchema.nullable(),
  name: z.string().max(MOST_OF_NAME).refine(isStorable),
  criticality: z.enum(CRITICALITIES),
  outcome: z.enum(OUTCOMES).nullable(),
  events: z.string().regex(/^\d{1,9}$/),
  last_event: z.iso
    .datetime({ precision: 3 })
    .refine((text) => cursorInstantSchema.safeParse(Date.parse(text)).success)
    .nullable(),
  fall: cursorNumberSchema.nullable(),
} as const satisfies Record<PeopleSort, z.ZodType<string | null>>;

/** A cursor belongs to the order that it was made for. */
const cursorSchema = z.object({
  sort: z.enum(PEOPLE_SORTS),
  direction: z.enum(PEOPLE_DIRECTIONS),
  key: z.string().nullable(),
  id: z.uuid(),
  at: cursorInstantSchema,
  /** The reading of a past moment; null of this one. */
  past: z.enum(READINGS).nullable(),
  policy: z.int(),
  /** How many there were when the list began; who comes meanwhile is not counted anew. */
  total: z.int().min(0),
});
type Cursor = z.output<typeof cursorSchema>;

/**
 * People in the order of a column, at this moment or at a past one in either reading. Every page of one list is as of the
 * instant of the first, with its counts; human risk scores are those of the day.
 */
export const listPeople = defineOperation({
  name: 'list-people',
  http: { method: 'GET', path: '/api/v1/people' },
  permission: 'people:read',
  input: peopleFilterSchema.extend({
    ...peopleOrderSchema.shape,
    ...momentSchema.shape,
    /** Ids with commas between them: everybody but these people. */
    except: namedPeopleSchema.optional(),
    cursor: z.string().max(MOST_OF_CURSOR).optional(),
  }),
  output: peoplePageSchema,
  audit: { none: 'Listing people opens no profile.' },
  effect: 'read',
  run: async (
    { accountId, tx, runtime, now, names },
    { sort, at: asked, reading, except, cursor: given, ...input },
  ) => {
    const direction = input.direction ?? FIRST_DIRECTION[sort];
    const cursor = readCursor(cursorSchema, given);
    // A later page need not say the moment again: its cursor has it.
    const wished =
      cursor !== null && asked === undefined
        ? { at: cursor.at, past: cursor.past }
        : momentOf({ at: asked, reading }, now);
    if (cursor !== null && !belongsTo(cursor, { sort, direction, moment: wished, now })) throw wrongCursor();
    const { past } = wished;
    const at = cursor?.at ?? wished.at;
    const { number, policy, tables } = await peopleAt(accountId, tx, { at, past }, now);
    // Heats of two policies have no order: a list begins and ends under one.
    if (cursor !== null && cursor.policy !== number)
      throw Refusal.conflict(
        'cursor',
        `cursor: policy ${number} has come into force since this list began. Begin it anew, without a cursor.`,
      );
    const narrowing = {
      ...(await narrowingOf(accountId, tx, input, { policy, at, past, names })),
      except,
    };
    const { people, next } = await listPeopleInOrder(accountId, tx, {
      tables,
      policy: number,
      floors: bandFloorHeats(policy, at),
      narrowing,
      sort: await sortFor(accountId, tx, sort, { names, runtime }),
      direction,
      after: cursor === null ? null : { key: cursor.key, personId: cursor.id },
      limit: cursor === null ? FIRST_PAGE : LATER_PAGE,
    });
    const figures = cursor === null ? await figuresOf() : null;
    const total = cursor?.total ?? (await totalOf());
    const inBands = figures === null ? null : await inBandsOf(figures);
    return {
      ...(await pastFacts(accountId, tx, { at, past, now }, policy)),
      policy: number,
      people: people.map((person) => presentPerson(person, policy, at)),
      figures,
      inBands,
      total,
      entered: narrowing.entered?.found ?? null,
      nextCursor:
        next === null
          ? null
          : writeCursor({
              sort,
              direction,
              key: next.key,
              id: next.personId,
              at,
              past,
              policy: number,
              total,
            } satisfies Cursor),
    };

    async function figuresOf() {
      const { bands, total: everybody } = await countBands(accountId, tx, number, policy, at, { tables });
      return { people: everybody, bands, risk: await countRiskBands(accountId, tx, everybody, tables) };
    }

    async function totalOf(): Promise<number> {
      if (!isNarrowed(narrowing) && figures !== null) return figures.people;
      return countPeople(accountId, tx, number, narrowing, tables);
    }

    /** A band is chosen beside the other filters, and takes the place of the one that was. */
    async function inBandsOf(everybody: NonNullable<PeoplePage['figures']>): Promise<PeoplePage['inBands']> {
      const score = sort === 'human_risk' ? sort : 'attack_factor';
      const chosen = score === 'human_risk' ? narrowing.risk : narrowing.range;
      const wide = { ...narrowing, [score === 'human_risk' ? 'risk' : 'range']: undefined };
      if (!isNarrowed(wide))
        return score === 'human_risk' ? { score, ...everybody.risk } : { score, bands: everybody.bands };
      const those = { narrowing: wide, policy: number, tables };
      const many = chosen === undefined ? total : await countPeople(accountId, tx, number, wide, tables);
      return score === 'human_risk'
        ? { score, ...(await countNarrowedRisk(accountId, tx, those, many)) }
        : { score, bands: await countNarrowedBands(accountId, tx, those, bandFloorHeats(policy, at), many) };
    }
  },
});

function belongsTo(
  cursor: Cursor,
  {
    sort,
    direction,
    moment,
    now,
  }: { readonly sort: PeopleSort; readonly direction: string; readonly moment: Moment; readonly now: number },
): boolean {
  return (
    cursor.sort === sort &&
    cursor.direction === direction &&
    cursor.past === moment.past &&
    isKnowable(cursor.at, now) &&
    (moment.past === null || cursor.at === moment.at) &&
    KEYS[sort].safeParse(cursor.key).success
  );
}

/** Whether a list can be as of this instant; a day ahead allows for clocks that differ. */
function isKnowable(at: number, now: number): boolean {
  return at >= EARLIEST && at <= now + DAY_MS;
}
