import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { EVENT_GROUPS, type EventGroup, type EventKind, parseEventKind } from '@/domain/event-catalogue';
import type { Range } from '@/domain/views/dashboard';
import type { DecidedAs } from '@/domain/views/disposition';
import type { EventRow, EventsPage, Reading } from '@/domain/views/person';
import { read, withParameters } from '@/lib/api/request';
import { parseDecided } from '@/lib/dispositions';
import { parseId, parseLoopId } from '@/lib/ids';
import { parseInstant } from '@/lib/instants';
import { parseRange } from '@/lib/ranges';
import { KEY } from './keys';
import { followsChanges } from './long-list';
import { momentInput, momentKey, parseMoment, type PastMoment } from './past';

/** What events are narrowed to, whatever else is counted of them. */
export interface EventNarrowing {
  readonly kind: EventKind | null;
  readonly group: EventGroup | null;
  /** A group of people in the directory. */
  readonly department: string | null;
  /** Those of people in no group; never beside `department`. */
  readonly ungrouped: 'true' | null;
  /** Id of the integration that they came from. */
  readonly integration: string | null;
}

export interface EventFilter extends EventNarrowing {
  /** Id of the person whom they are about. */
  readonly person: string | null;
  /** Id of the campaign that they belong to. */
  readonly campaign: string | null;
  /** Id of the decision that they stand under. */
  readonly under: string | null;
  /** Id of the retry loop whose bursts they are. */
  readonly loop: string | null;
  /** Null where another time is asked for, and where all that a person, a campaign or a decision has is. */
  readonly range: Range | null;
  readonly outcome: EventRow['outcome'] | null;
  readonly decided: DecidedAs | null;
  /** Only what occurred between two instants, half open. */
  readonly from: string | null;
  readonly to: string | null;
  /** Only what became known after this instant. */
  readonly known: string | null;
  readonly moment: PastMoment;
}

type Get = (name: string) => string | string[] | null | undefined;

const OUTCOMES: readonly EventRow['outcome'][] = ['got_in', 'refused', 'unknown'];

/** The outcome that an address names, or null. */
export function parseOutcome(value: string | string[] | null | undefined): EventRow['outcome'] | null {
  return OUTCOMES.find((outcome) => outcome === value) ?? null;
}

/** What an address narrows events to; a word that is none of the choices asks for nothing. */
export function parseEventNarrowing(get: Get): EventNarrowing {
  const named = get('department');
  const department = typeof named === 'string' && named.trim() !== '' ? named : null;
  return {
    kind: parseEventKind(get('kind')),
    group: EVENT_GROUPS.find((group) => group === get('group')) ?? null,
    department,
    ungrouped: department === null && get('ungrouped') === 'true' ? 'true' : null,
    integration: parseId(get('integration')),
  };
}

/**
 * Everything that an address asks of a list of events. A stretch of time, or since when, takes the place of the range; of a
 * person, a campaign or a decision everything is asked where the address names no range.
 */
export function parseEventFilter(get: Get): EventFilter {
  const moment = parseMoment(get);
  // A past moment says itself what was known.
  const known = moment.at === null ? parseInstant(get('known')) : null;
  const from = parseInstant(get('from'));
  const to = parseInstant(get('to'));
  const within = known === null && from !== null && to !== null;
  const person = parseId(get('person'));
  const campaign = parseId(get('campaign'));
  const under = parseId(get('under'));
  const whole = (person ?? campaign ?? under) !== null && typeof get('range') !== 'string';
  return {
    ...parseEventNarrowing(get),
    person,
    campaign,
    under,
    loop: parseLoopId(get('loop')),
    range: known === null && !within && !whole ? parseRange(get('range')) : null,
    outcome: parseOutcome(get('outcome')),
    decided: parseDecided(get('decision')),
    from: within ? from : null,
    to: within ? to : null,
    known,
    moment,
  };
}

const FIRST_PAGE: string | null = null;

/** A narrowing as the API takes it; what is not asked for is left out. */
export function narrowingInput({ kind, group, department, ungrouped, integration }: EventNarrowing) {
  return {
    ...(kind !== null && { kind }),
    ...(group !== null && { group }),
    ...(department !== null && { department }),
    ...(ungrouped !== null && { ungrouped }),
    ...(integration !== null && { integration }),
  };
}

/** The parameters of a page of events, as the API takes them; what is not asked for is left out. */
export function eventsInput(filter: EventFilter, cursor: string | null) {
  return {
    ...narrowingInput(filter),
    ...(filter.person !== null && { person: filter.person }),
    ...(filter.campaign !== null && { campaign: filter.campaign }),
    ...(filter.under !== null && { under: filter.under }),
    ...(filter.loop !== null && { loop: filter.loop }),
    ...(filter.range !== null && { range: filter.range }),
    ...(filter.from !== null && { from: filter.from }),
    ...(filter.to !== null && { to: filter.to }),
    ...(filter.known !== null && { known: filter.known }),
    ...(filter.outcome !== null && { outcome: filter.outcome }),
    ...(filter.decided !== null && { disposition: filter.decided }),
    ...momentInput(filter.moment.at, filter.moment.reading),
    ...(cursor !== null && { cursor }),
  };
}

/** Identity events of now or of a past moment, newest first, page by page. */
export function eventsQuery(filter: EventFilter) {
  return infiniteQueryOptions({
    queryKey: momentKey(KEY.events, filter.moment, filter),
    queryFn: ({ pageParam, signal }) =>
      read('events', withParameters('/api/v1/events', eventsInput(filter, pageParam)), signal),
    initialPageParam: FIRST_PAGE,
    getNextPageParam: (page: EventsPage) => page.nextCursor,
    placeholderData: keepPreviousData,
    enabled: ({ state }) => followsChanges(state),
  });
}

/** One event with its explanation and the raw records behind it; or that of a past instant, in a reading. */
export function eventQuery(id: string, at: string | null, reading: Reading) {
  return queryOptions({
    queryKey: [KEY.event, id, at, at === null ? null : reading],
    queryFn: ({ signal }) =>
      read(
        'event',
        withParameters(`/api/v1/events/${encodeURIComponent(id)}`, momentInput(at, reading)),
        signal,
      ),
  });
}
