import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { BANDS, type Band } from '@/domain/bands';
import type { EventKind } from '@/domain/event-catalogue';
import {
  FIRST_OF_INDIVIDUALS,
  INDIVIDUAL_SORTS,
  type IndividualSort,
} from '@/domain/people/individual-order';
import { PEOPLE_DIRECTIONS, type PeopleDirection } from '@/domain/people/people-order';
import type { Criticality } from '@/domain/scoring/policy';
import type { Range, Step } from '@/domain/views/dashboard';
import type { BreakdownBy, Individuals } from '@/domain/views/identity-scores';
import { read, withParameters } from '@/lib/api/request';
import { CRITICALITY_NAMES } from '@/lib/criticality-words';
import { parseRange } from '@/lib/ranges';
import { type EventNarrowing, narrowingInput, parseEventNarrowing } from './events';
import { KEY } from './keys';
import { readsOn } from './long-list';
import { livelyAt, momentInput, momentKey, NOW, parseMoment, type PastMoment } from './past';

/** What is counted beside identity events, in a range that ends now or at a past moment. */
export function behaviorsQuery(range: Range, moment: PastMoment = NOW) {
  const { at, reading } = moment;
  return queryOptions({
    queryKey: momentKey(KEY.behaviors, moment, range),
    queryFn: ({ signal }) =>
      read('behaviors', withParameters('/api/v1/behaviors', { range, ...momentInput(at, reading) }), signal),
    placeholderData: keepPreviousData,
    ...livelyAt(at),
  });
}

/** The identity behavior in a range that ends now or at a past moment, of one kind or of all. */
export function identityQuery(range: Range, kind: EventKind | null, moment: PastMoment = NOW) {
  const { at, reading } = moment;
  return queryOptions({
    queryKey: momentKey(KEY.identity, moment, range, kind),
    queryFn: ({ signal }) =>
      read(
        'identityDetails',
        withParameters('/api/v1/behaviors/identity', { range, kind, ...momentInput(at, reading) }),
        signal,
      ),
    placeholderData: keepPreviousData,
    ...livelyAt(at),
  });
}

/** Identity events over a range in bars, of one kind or of all. */
export function overTimeQuery(range: Range, step: Step, kind: EventKind | null, moment: PastMoment = NOW) {
  const { at, reading } = moment;
  return queryOptions({
    queryKey: momentKey(KEY.identity, moment, 'over-time', range, step, kind),
    queryFn: ({ signal }) =>
      read(
        'overTime',
        withParameters('/api/v1/behaviors/identity/over-time', {
          ...{ range, step, kind },
          ...momentInput(at, reading),
        }),
        signal,
      ),
    placeholderData: keepPreviousData,
    ...livelyAt(at),
  });
}

export interface IndividualFilter extends EventNarrowing {
  readonly range: Range;
  readonly band: Band | null;
  readonly criticality: Criticality | null;
  readonly sort: IndividualSort;
  readonly direction: PeopleDirection;
  readonly moment: PastMoment;
}

/** What an address asks of the people with events; a word that is none of the choices asks for nothing. */
export function parseIndividualFilter(
  get: (name: string) => string | string[] | null | undefined,
): IndividualFilter {
  const sort = INDIVIDUAL_SORTS.find((sort) => sort === get('sort')) ?? 'contribution';
  return {
    ...parseEventNarrowing(get),
    range: parseRange(get('range')),
    band: BANDS.find((band) => band === get('band')) ?? null,
    criticality: CRITICALITY_NAMES.find((name) => name === get('criticality')) ?? null,
    sort,
    direction:
      PEOPLE_DIRECTIONS.find((direction) => direction === get('direction')) ?? FIRST_OF_INDIVIDUALS[sort],
    moment: parseMoment(get),
  };
}

/** The parameters of a list of people with events, as the API takes them. */
export function individualsInput(filter: IndividualFilter, cursor: string | null) {
  const { range, band, criticality, sort, direction } = filter;
  return {
    ...narrowingInput(filter),
    range,
    ...(band !== null && { band }),
    ...(criticality !== null && { criticality }),
    ...(sort !== 'contribution' && { sort }),
    ...(direction !== FIRST_OF_INDIVIDUALS[sort] && { direction }),
    ...momentInput(filter.moment.at, filter.moment.reading),
    ...(cursor !== null && { cursor }),
  };
}

const FIRST_PAGE: string | null = null;

/** People with events, by what these add to each, page by page. */
export function individualsQuery(filter: IndividualFilter) {
  return infiniteQueryOptions({
    queryKey: momentKey(KEY.identity, filter.moment, 'people', filter),
    initialPageParam: FIRST_PAGE,
    getNextPageParam: (page: Individuals) => page.nextCursor,
    enabled: ({ state }) => !readsOn(state),
    queryFn: ({ pageParam, signal }) =>
      read(
        'individuals',
        withParameters('/api/v1/behaviors/identity/people', individualsInput(filter, pageParam)),
        signal,
      ),
    placeholderData: keepPreviousData,
    ...livelyAt(filter.moment.at),
  });
}

/** Ways to break the scores down; a test holds them to `domain/views/identity-scores.ts`. */
export const BREAKDOWN_ORDER: readonly BreakdownBy[] = ['kind', 'group', 'department', 'source'];

/** How an address breaks the scores down. */
export function parseBreakdown(value: string | string[] | null | undefined): BreakdownBy {
  return BREAKDOWN_ORDER.find((by) => by === value) ?? 'kind';
}

/** What the scores of all people are made of by the events of a range that ends now or at a past moment. */
export function breakdownQuery(
  range: Range,
  kind: EventKind | null,
  by: BreakdownBy,
  moment: PastMoment = NOW,
) {
  const { at, reading } = moment;
  return queryOptions({
    queryKey: momentKey(KEY.identity, moment, 'breakdown', range, kind, by),
    queryFn: ({ signal }) =>
      read(
        'scoreBreakdown',
        withParameters('/api/v1/behaviors/identity/breakdown', {
          ...{ range, kind, by },
          ...momentInput(at, reading),
        }),
        signal,
      ),
    placeholderData: keepPreviousData,
    ...livelyAt(at),
  });
}
