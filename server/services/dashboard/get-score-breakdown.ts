import { z } from 'zod';
import {
  EVENT_CATALOGUE,
  EVENT_GROUP_LABELS,
  type EventGroup,
  EVENT_GROUPS,
  parseEventKind,
} from '@/domain/event-catalogue';
import { rangeWindow } from '@/domain/range-window';
import { contributionCourse } from '@/domain/scoring/contribution-course';
import type { ScoringPolicy } from '@/domain/scoring/policy';
import { printedContributions, printHundredths } from '@/domain/scoring/printed-contributions';
import { isUnread } from '@/domain/unread-time';
import { rangeSchema } from '@/domain/views/dashboard';
import {
  type BreakdownBy,
  breakdownBySchema,
  type BreakdownRow,
  scoreBreakdownSchema,
} from '@/domain/views/identity-scores';
import { criticalitySchema, kindSchema } from '@/domain/views/person';
import type { Transaction } from '@/server/data/database';
import { countEventsByPerson } from '@/server/data/events/event-list';
import type { StoredScoredEvent } from '@/server/data/events/identity-events';
import { listDeletedIntegrations, listIntegrationRows } from '@/server/data/integrations/integrations';
import { peopleByIds } from '@/server/data/people/person-list';
import { refuseTooManyThen } from '@/server/services/events/past-events';
import { defineOperation } from '@/server/services/operation';
import { countedEventsOf, eventsOfMoment, momentOf, momentSchema } from '@/server/services/people/grounds';
import { pastFacts } from '@/server/services/people/past-facts';
import { peopleAt } from '@/server/services/people/people-at';
import { feedCover } from './feed-cover';

/** Steps of the course through a range; the first is the end of the period before. */
const STEPS = 8;

/**
 * What the events of a range add to the attack factors of all people together, by kind, group, department or source, and
 * how that has moved: the same measure of the events of as long a time before earlier instants. All of it is by what is
 * known now, or by what a past moment knew.
 */
export const getScoreBreakdown = defineOperation({
  name: 'get-score-breakdown',
  http: { method: 'GET', path: '/api/v1/behaviors/identity/breakdown' },
  permission: 'people:read',
  input: z.object({
    range: rangeSchema.default('30d'),
    kind: kindSchema.optional(),
    by: breakdownBySchema.default('kind'),
    ...momentSchema.shape,
  }),
  output: scoreBreakdownSchema,
  audit: { none: 'It opens no record of a person.' },
  effect: 'read',
  run: async ({ accountId, tx, runtime, now }, { range, kind, by, ...asked }) => {
    const moment = momentOf(asked, now);
    const { at } = moment;
    const { number, policy, tables } = await peopleAt(accountId, tx, moment, now);
    const window = rangeWindow(range, at);
    const length = window.to - window.from;
    // The last bar of the range is still filling: earlier steps look as far back as the present does, and no further.
    const lasted = at - window.from;
    const within = { from: at - 2 * length, to: window.to };
    await refuseTooManyThen(accountId, tx, moment, within);
    const counted = await countEventsByPerson(accountId, tx, {
      ...{ kind, disposition: 'counted', ...within },
      ...eventsOfMoment(moment),
    });
    // In one order, whichever way they were read: sums of the same numbers are then the same to the last bit.
    const people = (await peopleByIds(accountId, tx, number, [...counted.keys()], tables)).sort((a, b) =>
      a.id < b.id ? -1 : 1,
    );
    const events = await countedEventsOf(
      accountId,
      tx,
      people.map(({ id }) => id),
      moment,
    );
    const rows = new Rows(by, policy, await sourceNames(accountId, tx));
    const instants = Array.from({ length: STEPS + 1 }, (_, step) => at - ((STEPS - step) / STEPS) * length);
    for (const { id, groups, criticality: multiplied } of people) {
      const own = events.get(id) ?? [];
      const criticality = criticalitySchema.parse(multiplied);
      const keysOf = (event: StoredScoredEvent) => keys(by, event, groups);
      for (const event of own)
        if (isMeant(event, kind) && event.occurredAt >= window.from && event.occurredAt < window.to)
          rows.count(keysOf(event), id);
      for (const { step, event, value } of contributionCourse(
        own,
        policy,
        criticality,
        instants.slice(0, STEPS),
      )) {
        const end = instants[step] ?? at;
        if (isMeant(event, kind) && event.occurredAt >= end - lasted && event.occurredAt < end)
          rows.add(keysOf(event), step, value);
      }
      // The present is the range as every list has it, printed as every list prints it; earlier steps end to the millisecond.
      for (const { event, value, hundredths } of printedContributions(own, policy, criticality, at).parts)
        if (isMeant(event, kind) && event.occurredAt >= window.from && event.occurredAt < window.to)
          rows.add(keysOf(event), STEPS, value, hundredths);
    }
    const course = { from: instants[0] ?? at, to: at };
    const cover = await feedCover(accountId, tx, runtime, course, moment);
    const { covered } = cover;
    // What no feed had read whole is not known; it is not nothing.
    const known = instants.map((end) => covered !== null && covered.from <= end - length);
    return {
      ...(await pastFacts(accountId, tx, moment, policy)),
      policy: number,
      range,
      kind: kind ?? null,
      by,
      ...rows.present(known),
      overlap: by === 'department',
      unread: instants.map((end) => isUnread({ from: end - 1, to: end }, cover)),
    };
  },
});

function isMeant(event: StoredScoredEvent, kind: string | undefined): boolean {
  return kind === undefined || event.kind === kind;
}

/** The rows that an event counts in. */
function keys(
  by: BreakdownBy,
  event: StoredScoredEvent,
  groups: readonly string[],
): readonly (string | null)[] {
  switch (by) {
    case 'kind':
      return [event.kind];
    case 'group':
      return [EVENT_CATALOGUE[event.kind].group];
    case 'source':
      return [event.integrationId];
    case 'department':
      return groups.length === 0 ? [null] : groups;
  }
}

async function sourceNames(accountId: string, tx: Transaction): Promise<Map<string, string>> {
  const integrations = [
    ...(await listIntegrationRows(accountId, tx)),
    ...(await listDeletedIntegrations(accountId, tx)),
  ];
  return new Map(integrations.map(({ id, name }) => [id, name]));
}

interface Row {
  events: number;
  readonly people: Set<string>;
  readonly course: number[];
  /** Of the present, as printed. */
  hundredths: number;
}

/** Rows while they are added up, and all of them together. */
class Rows {
  readonly #rows = new Map<string | null, Row>();
  readonly #all = newRow();

  constructor(
    private readonly by: BreakdownBy,
    private readonly policy: ScoringPolicy,
    private readonly sources: ReadonlyMap<string, string>,
  ) {}

  count(keysOfEvent: readonly (string | null)[], personId: string): void {
    for (const row of [this.#all, ...keysOfEvent.map((key) => this.#of(key))]) {
      row.events += 1;
      row.people.add(personId);
    }
  }

  add(keysOfEvent: readonly (string | null)[], step: number, value: number, hundredths = 0): void {
    for (const row of [this.#all, ...keysOfEvent.map((key) => this.#of(key))]) {
      row.course[step] = (row.course[step] ?? 0) + value;
      row.hundredths += hundredths;
    }
  }

  present(known: readonly boolean[]): { rows: BreakdownRow[]; all: BreakdownRow } {
    const total = this.#all.course[STEPS] ?? 0;
    const rows = [...this.#rows].map(([key, row]) =>
      presentRow(key, this.#label(key), this.#weight(key), row, total, known),
    );
    return {
      rows: rows
        .filter(({ events, before }) => events > 0 || (before ?? 0) > 0)
        .sort(
          (a, b) => b.contribution - a.contribution || b.events - a.events || (a.label < b.label ? -1 : 1),
        ),
      all: presentRow(null, 'All', null, this.#all, total, known),
    };
  }

  #of(key: string | null): Row {
    const row = this.#rows.get(key) ?? newRow();
    this.#rows.set(key, row);
    return row;
  }

  #label(key: string | null): string {
    if (key === null) return 'In no group';
    if (this.by === 'source') return this.sources.get(key) ?? 'a deleted integration';
    const kind = parseEventKind(key);
    if (this.by === 'kind' && kind !== null) return EVENT_CATALOGUE[kind].label;
    const group = EVENT_GROUPS.find((one): one is EventGroup => one === key);
    return this.by === 'group' && group !== undefined ? EVENT_GROUP_LABELS[group] : key;
  }

  #weight(key: string | null): number | null {
    const kind = this.by === 'kind' ? parseEventKind(key) : null;
    return kind === null ? null : this.policy.weights[kind];
  }
}

function newRow(): Row {
  return { events: 0, people: new Set(), course: new Array<number>(STEPS + 1).fill(0), hundredths: 0 };
}

function presentRow(
  key: string | null,
  label: string,
  weight: number | null,
  { events, people, course, hundredths }: Row,
  total: number,
  known: readonly boolean[],
): BreakdownRow {
  const contribution = course[STEPS] ?? 0;
  return {
    key,
    label,
    weight,
    events,
    people: people.size,
    contribution,
    contributionPrinted: printHundredths(hundredths),
    share: total === 0 ? 0 : contribution / total,
    before: known[0] === true ? (course[0] ?? 0) : null,
    course: course.map((value, step) => (step === STEPS || known[step] === true ? value : null)),
  };
}
