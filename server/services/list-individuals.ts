import { z } from 'zod';
import { contributions } from '@/domain/scoring/contributions';
import { CRITICALITIES } from '@/domain/scoring/policy';
import { rangeWindow } from '@/domain/range-window';
import { rangeSchema } from '@/domain/views/dashboard';
import {
  type IndividualSort,
  individualSortSchema,
  individualsSchema,
  type Individuals,
} from '@/domain/views/identity-scores';
import { bandSchema } from '@/domain/views/score';
import { countEventsByPerson } from '@/server/data/event-list';
import { scoredEventsOf, type StoredScoredEvent } from '@/server/data/identity-events';
import { criticalitySchema } from '@/domain/views/person';
import { peopleByIds } from '@/server/data/person-list';
import { currentPolicy } from '@/server/data/scoring-policies';
import { EVENT_CATALOGUE } from '@/domain/event-catalogue';
import { type EventNarrowing, eventNarrowingSchema } from './event-narrowing';
import { defineOperation } from './operation';
import { presentPerson } from './present-person';

/** As many as a page has room for; whoever wants others narrows the list. */
const MOST = 200;
const MOST_DEPARTMENTS = 200;

type Individual = Individuals['people'][number];

/** People with events that count in a range, by what those events add to each of them now. */
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
  }),
  output: individualsSchema,
  audit: { none: 'Listing people opens no profile.' },
  effect: 'read',
  run: async ({ accountId, tx, now }, { range, band, criticality, sort, ...narrowing }) => {
    const { number, policy } = await currentPolicy(accountId, tx);
    const window = rangeWindow(range, now);
    const counts = await countEventsByPerson(accountId, tx, {
      kind: narrowing.kind,
      group: narrowing.group,
      department: narrowing.department,
      integrationId: narrowing.integration,
      disposition: 'counted',
      from: window.from,
      to: window.to,
    });
    const people = (await peopleByIds(accountId, tx, number, [...counts.keys()]))
      .map((person) => presentPerson(person, policy, now))
      .filter((person) => band === undefined || person.attackFactor.band === band)
      .filter((person) => criticality === undefined || person.criticality === criticality);
    const events = await scoredEventsOf(
      accountId,
      tx,
      people.map(({ id }) => id),
    );
    const rows = people.map((person): Individual => ({
      person,
      events: counts.get(person.id) ?? 0,
      contribution: contributions(
        events.get(person.id) ?? [],
        policy,
        criticalitySchema.parse(person.criticality),
        now,
      )
        .filter(({ event }) => isMeant(event, narrowing, window))
        .reduce((sum, { value }) => sum + value, 0),
    }));
    return {
      at: new Date(now).toISOString(),
      policy: number,
      range,
      people: rows.sort(ORDERS[sort]).slice(0, MOST),
      total: rows.length,
      departments: departmentsOf(rows).slice(0, MOST_DEPARTMENTS),
    };
  },
});

/** Whether an event is one that the narrowing counts in a window; whose it is, is not asked. */
export function isMeant(
  event: StoredScoredEvent,
  { kind, group, integration }: Omit<EventNarrowing, 'department'>,
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

const byId = (a: Individual, b: Individual) => (a.person.id < b.person.id ? -1 : 1);

const ORDERS: Readonly<Record<IndividualSort, (a: Individual, b: Individual) => number>> = {
  contribution: (a, b) => b.contribution - a.contribution || byId(a, b),
  events: (a, b) => b.events - a.events || b.contribution - a.contribution || byId(a, b),
  attack_factor: (a, b) => b.person.attackFactor.uncapped - a.person.attackFactor.uncapped || byId(a, b),
  name: (a, b) => a.person.name.localeCompare(b.person.name, 'en') || byId(a, b),
};

function departmentsOf(rows: readonly Individual[]): Individuals['departments'] {
  const people = new Map<string, number>();
  for (const { person } of rows)
    for (const group of person.groups) people.set(group, (people.get(group) ?? 0) + 1);
  return [...people]
    .map(([name, count]) => ({ name, people: count }))
    .sort((a, b) => b.people - a.people || (a.name < b.name ? -1 : 1));
}
