import { z } from 'zod';
import { EVENT_CATALOGUE } from '@/domain/event-catalogue';
import { rangeWindow } from '@/domain/range-window';
import { FIRST_OF_INDIVIDUALS, type IndividualSort } from '@/domain/people/individual-order';
import { PEOPLE_DIRECTIONS, type PeopleDirection } from '@/domain/people/people-order';
import { groupOrNone } from '@/domain/people/ungrouped';
import { Refusal } from '@/domain/refusal';
import { CRITICALITIES } from '@/domain/scoring/policy';
import { printedContributions, printHundredths } from '@/domain/scoring/printed-contributions';
import { rangeSchema } from '@/domain/views/dashboard';
import { individualSortSchema, individualsSchema, type Individuals } from '@/domain/views/identity-scores';
import { READINGS } from '@/domain/people/reading';
import { criticalitySchema, type PersonRow } from '@/domain/views/person';
import { bandSchema } from '@/domain/views/score';
import { countEventsByPerson } from '@/server/data/events/event-list';
import type { StoredScoredEvent } from '@/server/data/events/identity-events';
import { idsOfPeople } from '@/server/data/people/narrowed-people';
import { peopleByIds } from '@/server/data/people/person-list';
import { codesOf } from '@/server/data/privacy/pseudonyms';
import { type EventNarrowing, eventNarrowingSchema } from '@/server/services/events/event-narrowing';
import { refuseTooManyThen } from '@/server/services/events/past-events';
import { defineOperation } from '@/server/services/operation';
import { cursorInstantSchema, readCursor, writeCursor, wrongCursor } from '@/server/services/page-cursor';
import {
  countedEventsOf,
  eventsOfMoment,
  type Moment,
  momentOf,
  momentSchema,
} from '@/server/services/people/grounds';
import { peopleAt } from '@/server/services/people/people-at';
import { presentPerson } from '@/server/services/people/present-person';
import { pastFacts } from '@/server/services/people/past-facts';
import { pseudonymKey } from '@/server/services/privacy/names-in-answers';

const PAGE = 100;
const MOST_DEPARTMENTS = 200;

type Individual = Individuals['people'][number];

/** What the order looks at; a cursor holds that of the last one. */
interface Placed {
  readonly id: string;
  readonly name: string;
  readonly events: number;
  readonly contribution: number;
  readonly factor: number;
  /** Days until the next fall of a band; null of whom none comes. */
  readonly fall: number | null;
}

const cursorSchema = z.object({
  sort: individualSortSchema,
  direction: z.enum(PEOPLE_DIRECTIONS),
  at: cursorInstantSchema,
  /** The reading of a past moment; null of this one. */
  past: z.enum(READINGS).nullable(),
  policy: z.number().int(),
  after: z.object({
    id: z.uuid(),
    name: z.string(),
    events: z.number(),
    contribution: z.number(),
    factor: z.number(),
    fall: z.number().nullable(),
  }),
});
type Cursor = z.infer<typeof cursorSchema>;

/**
 * People with events that count in a range, by what those events add to each of them at one instant, now or in the past, page by
 * page: later pages repeat the instant of the first. What they add is made from everybody's events, so each page orders
 * them anew.
 */
export const listIndividuals = defineOperation({
  name: 'list-individuals',
  http: { method: 'GET', path: '/api/v1/behaviors/identity/people' },
  permission: 'people:read',
  input: eventNarrowingSchema.extend({
    range: rangeSchema.default('30d'),
    /** A band of the attack factor. */
    band: bandSchema.optional(),
    criticality: z.enum(CRITICALITIES, 'criticality: use one of standard, elevated, critical.').optional(),
    sort: individualSortSchema.default('contribution'),
    direction: z.enum(PEOPLE_DIRECTIONS, 'direction: use falling or rising.').optional(),
    ...momentSchema.shape,
    cursor: z.string().max(2000).optional(),
  }),
  output: individualsSchema,
  audit: { none: 'Listing people opens no profile.' },
  effect: 'read',
  run: async (
    { accountId, tx, runtime, names, now: present },
    { range, band, criticality, sort, direction: turned, at: asked, reading, cursor: given, ...narrowing },
  ) => {
    const direction = turned ?? FIRST_OF_INDIVIDUALS[sort];
    const department = groupOrNone('department', narrowing.department, narrowing.ungrouped);
    const cursor = readCursor(cursorSchema, given);
    // A later page need not say the moment again: its cursor has it.
    const wished =
      cursor !== null && asked === undefined
        ? { at: cursor.at, past: cursor.past }
        : momentOf({ at: asked, reading }, present);
    if (cursor !== null && !belongsTo(cursor, { sort, direction }, wished, present)) throw wrongCursor();
    const moment = { at: cursor?.at ?? wished.at, past: wished.past, now: present };
    const { at, past } = moment;
    const { number, policy, tables } = await peopleAt(accountId, tx, moment, present);
    if (cursor !== null && cursor.policy !== number)
      throw Refusal.conflict(
        'cursor',
        `cursor: policy ${number} has come into force since this list began. Begin it anew, without a cursor.`,
      );
    const window = rangeWindow(range, at);
    await refuseTooManyThen(accountId, tx, moment, window);
    const counts = await countEventsByPerson(accountId, tx, {
      kind: narrowing.kind,
      group: narrowing.group,
      integrationId: narrowing.integration,
      disposition: 'counted',
      from: window.from,
      to: window.to,
      ...eventsOfMoment(moment),
    });
    // The first page says what groups there are to choose among all of them; later ones read only whom they may show.
    const wanted = cursor === null ? [...counts.keys()] : await ofDepartment([...counts.keys()]);
    const everybody = (await peopleByIds(accountId, tx, number, wanted, tables))
      .map((person) => presentPerson(person, policy, at))
      .filter((person) => band === undefined || person.attackFactor.band === band)
      .filter((person) => criticality === undefined || person.criticality === criticality);
    const inIt = new Set(cursor === null ? await ofDepartment(everybody.map(({ id }) => id)) : wanted);
    const people = everybody.filter(({ id }) => inIt.has(id));
    const events = await countedEventsOf(
      accountId,
      tx,
      people.map(({ id }) => id),
      moment,
    );
    const rows = people.map((person): Individual => {
      const own = events.get(person.id) ?? [];
      const criticality = criticalitySchema.parse(person.criticality);
      const meant = printedContributions(own, policy, criticality, at).parts.filter(({ event }) =>
        isMeant(event, narrowing, window),
      );
      return {
        person,
        events: counts.get(person.id) ?? 0,
        contribution: meant.reduce((sum, { value }) => sum + value, 0),
        contributionPrinted: printHundredths(meant.reduce((sum, { hundredths }) => sum + hundredths, 0)),
      };
    });
    const order = orderOf(sort, direction);
    // By what they are called in the answer: an order by names would tell them.
    const codes = names.withheld
      ? await codesOf(
          accountId,
          tx,
          pseudonymKey(runtime),
          rows.map(({ person }) => person.id),
        )
      : null;
    const rest = rows
      .map((row) => ({ row, place: placeOf(row, codes) }))
      .filter(({ place }) => cursor === null || order(place, cursor.after) > 0)
      .sort((a, b) => order(a.place, b.place));
    const page = rest.slice(0, PAGE);
    const last = page.at(-1)?.place;
    return {
      ...(await pastFacts(accountId, tx, moment, policy)),
      policy: number,
      range,
      people: page.map(({ row }) => row),
      total: rows.length,
      nextCursor:
        rest.length <= PAGE || last === undefined
          ? null
          : writeCursor({ sort, direction, at, past, policy: number, after: last } satisfies Cursor),
      departments: cursor === null ? departmentsOf(everybody) : null,
    };

    async function ofDepartment(ids: readonly string[]): Promise<readonly string[]> {
      if (department === undefined) return ids;
      return idsOfPeople(accountId, tx, number, { group: department, ids }, null, tables);
    }
  },
});

function belongsTo(
  cursor: Cursor,
  { sort, direction }: Pick<Cursor, 'sort' | 'direction'>,
  moment: Moment,
  now: number,
): boolean {
  return (
    cursor.sort === sort &&
    cursor.direction === direction &&
    cursor.at <= now &&
    cursor.past === moment.past &&
    (moment.past === null || cursor.at === moment.at)
  );
}

/** Whether an event is one that the narrowing counts in a window; whose it is, is not asked. */
export function isMeant(
  event: StoredScoredEvent,
  { kind, group, integration }: Omit<EventNarrowing, 'department' | 'ungrouped'>,
  { from, to }: { readonly from: number; readonly to: number },
): boolean {
  return (
    event.occurredAt >= from &&
    event.occurredAt < to &&
    (kind === undefined || event.kind === kind) &&
    (group === undefined || EVENT_CATALOGUE[event.kind].group === group) &&
    (integration === undefined || event.integrationId === integration)
  );
}

function placeOf(
  { person, events, contribution }: Individual,
  codes: ReadonlyMap<string, string> | null,
): Placed {
  const name = codes === null ? person.name : (codes.get(person.id) ?? '');
  return {
    ...{ id: person.id, name, events, contribution },
    factor: person.attackFactor.uncapped,
    fall: person.fallsBelow?.days ?? null,
  };
}

const byId = (a: Placed, b: Placed) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** The rising order of each; those who are alike in it follow each other as what their events add falls. */
const RISING: Readonly<Record<IndividualSort, (a: Placed, b: Placed) => number>> = {
  contribution: (a, b) => a.contribution - b.contribution,
  events: (a, b) => a.events - b.events,
  attack_factor: (a, b) => a.factor - b.factor,
  fall: (a, b) => (a.fall ?? 0) - (b.fall ?? 0),
  name: (a, b) => a.name.localeCompare(b.name, 'en'),
};

/** Who falls no further stands last in either direction of the time to fall. */
function orderOf(sort: IndividualSort, direction: PeopleDirection): (a: Placed, b: Placed) => number {
  const sign = direction === 'rising' ? 1 : -1;
  const last = ({ fall }: Placed) => (sort === 'fall' && fall === null ? 1 : 0);
  return (a, b) =>
    last(a) - last(b) || sign * RISING[sort](a, b) || b.contribution - a.contribution || byId(a, b);
}

function departmentsOf(everybody: readonly PersonRow[]): Individuals['departments'] {
  const people = new Map<string, number>();
  for (const person of everybody)
    for (const group of person.groups) people.set(group, (people.get(group) ?? 0) + 1);
  const groups = [...people]
    .map(([name, count]) => ({ name, people: count }))
    .sort((a, b) => b.people - a.people || (a.name < b.name ? -1 : 1));
  return {
    groups: groups.slice(0, MOST_DEPARTMENTS),
    ungrouped: everybody.filter((person) => person.groups.length === 0).length,
  };
}
