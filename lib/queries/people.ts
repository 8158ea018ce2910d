import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { BANDS, type Band } from '@/domain/bands';
import type { Outcome } from '@/domain/detection/candidate';
import { type EventKind, parseEventKind } from '@/domain/event-catalogue';
import { POSTURE_RISKS, POSTURE_STATES, type PostureMark } from '@/domain/human-risk/posture-state';
import {
  LAST_EVENTS,
  type LastEvent,
  PEOPLE_STATUSES,
  type PeopleStatus,
} from '@/domain/people/people-filter';
import {
  FIRST_DIRECTION,
  PEOPLE_DIRECTIONS,
  PEOPLE_SORTS,
  type PeopleDirection,
  type PeopleSort,
} from '@/domain/people/people-order';
import { OUTCOMES } from '@/domain/people/person-outcome';
import type { Criticality } from '@/domain/scoring/policy';
import type { PeoplePage, Profile, Reading } from '@/domain/views/person';
import { read, withParameters } from '@/lib/api/request';
import { CRITICALITY_NAMES } from '@/lib/criticality-words';
import { parseId } from '@/lib/ids';
import { parseInstant } from '@/lib/instants';
import { KEY } from './keys';
import { followsChanges } from './long-list';
import { momentInput, momentKey, NOW, type PastMoment } from './past';

export interface PeopleFilter {
  readonly q: string;
  /** A band of the attack factor. */
  readonly band: Band | null;
  /** The lowest band of the attack factor; never beside `band`. */
  readonly least: Band | null;
  /** A band of the human risk score; `none` of whom there is none. */
  readonly risk: Band | 'none' | null;
  readonly posture: PostureMark | null;
  /** Whether they got in as them. */
  readonly outcome: Outcome | null;
  readonly kind: EventKind | null;
  readonly group: string | null;
  /** Those of whom no group is known; never beside `group`. */
  readonly ungrouped: 'true' | null;
  readonly criticality: Criticality | null;
  readonly status: PeopleStatus | null;
  readonly last: LastEvent | null;
  /** The id of an integration that knows them. */
  readonly integration: string | null;
  /** The id of a watchlist. */
  readonly watchlist: string | null;
  /** The instant since which they entered a higher band. */
  readonly entered: string | null;
  readonly sort: PeopleSort;
  readonly direction: PeopleDirection;
}

/** What narrows the list, as parameters of the address; null for each takes all of it away. */
export const NO_FILTER = {
  q: null,
  band: null,
  least: null,
  risk: null,
  posture: null,
  outcome: null,
  kind: null,
  group: null,
  ungrouped: null,
  criticality: null,
  status: null,
  last: null,
  integration: null,
  watchlist: null,
  entered: null,
} as const satisfies Partial<Record<keyof PeopleFilter, null>>;

const FIRST_PAGE: string | null = null;

/** What an address asks for; a word that is none of the choices, or no id, asks for nothing. */
export function parsePeopleFilter(get: (name: string) => string | string[] | null | undefined): PeopleFilter {
  const text = (name: string): string | null => {
    const value = get(name);
    return typeof value === 'string' && value.trim() !== '' ? value : null;
  };
  const one = <Choice extends string>(name: string, choices: readonly Choice[]): Choice | null =>
    choices.find((choice) => choice === get(name)) ?? null;
  const band = one('band', BANDS);
  const group = text('group');
  const sort = one('sort', PEOPLE_SORTS) ?? 'attack_factor';
  return {
    q: text('q') ?? '',
    band,
    least: band === null ? one('least', BANDS) : null,
    risk: one<Band | 'none'>('risk', [...BANDS, 'none']),
    posture: one<PostureMark>('posture', [...POSTURE_STATES, ...POSTURE_RISKS]),
    outcome: one('outcome', OUTCOMES),
    kind: parseEventKind(text('kind')),
    group,
    ungrouped: group === null ? one('ungrouped', ['true']) : null,
    criticality: one('criticality', CRITICALITY_NAMES),
    status: one('status', PEOPLE_STATUSES),
    last: one('last', LAST_EVENTS),
    integration: parseId(get('integration')),
    watchlist: parseId(get('watchlist')),
    entered: parseInstant(get('entered')),
    sort,
    direction: one('direction', PEOPLE_DIRECTIONS) ?? FIRST_DIRECTION[sort],
  };
}

/** What an address asks for and cannot be read: a band that there is none of, or no id. What gives way to another is not unread. */
export function unreadFilters(
  get: (name: string) => string | string[] | null | undefined,
): readonly { readonly name: keyof typeof NO_FILTER; readonly value: string }[] {
  const filter = parsePeopleFilter(get);
  const givesWay = { least: filter.band !== null, ungrouped: filter.group !== null };
  return (Object.keys(NO_FILTER) as (keyof typeof NO_FILTER)[]).flatMap((name) => {
    const value = get(name);
    if (typeof value !== 'string' || value.trim() === '' || filter[name] !== null) return [];
    return (name === 'least' || name === 'ungrouped') && givesWay[name] ? [] : [{ name, value }];
  });
}

const NOBODY: ReadonlySet<string> = new Set();

function exceptInput(except: ReadonlySet<string>) {
  return except.size === 0 ? {} : { except: [...except].join(',') };
}

/** Whether it leaves anybody out. */
export function isNarrowing(filter: PeopleFilter): boolean {
  return Object.keys(filterInput(filter)).length > 0;
}

/** What narrows the list, as the API takes it; what is not asked for is left out. */
export function filterInput({ sort: _sort, direction: _direction, ...filter }: PeopleFilter) {
  const parts = Object.entries(filter).filter(
    (part): part is [string, string] => part[1] !== null && part[1] !== '',
  );
  return Object.fromEntries(parts);
}

/** The parameters of a page of people, as the API takes them. */
export function peopleInput(filter: PeopleFilter, cursor: string | null, { at, reading }: PastMoment = NOW) {
  return {
    ...filterInput(filter),
    ...orderInput(filter),
    ...momentInput(at, reading),
    ...(cursor !== null && { cursor }),
  };
}

function orderInput({ sort, direction }: PeopleFilter) {
  return {
    ...(sort !== 'attack_factor' && { sort }),
    ...(direction !== FIRST_DIRECTION[sort] && { direction }),
  };
}

/** How many pages of a list follow what changes: for each of those who entered a band, everybody is compared anew. */
export function livePages({ entered }: PeopleFilter): number | undefined {
  return entered === null ? undefined : 1;
}

/**
 * People in the order of a column, page by page; later pages repeat the instant of the first. Of a past moment nothing is
 * live: it is asked for once.
 */
export function peopleQuery(filter: PeopleFilter, moment: PastMoment = NOW) {
  const { at } = moment;
  return infiniteQueryOptions({
    queryKey: momentKey(KEY.people, moment, filter),
    queryFn: ({ pageParam, signal }) =>
      read('people', withParameters('/api/v1/people', peopleInput(filter, pageParam, moment)), signal),
    initialPageParam: FIRST_PAGE,
    getNextPageParam: (page: PeoplePage) => page.nextCursor,
    placeholderData: keepPreviousData,
    ...(at === null
      ? {
          enabled: ({ state }: { state: Parameters<typeof followsChanges<PeoplePage>>[0] }) =>
            followsChanges(state, livePages(filter)),
          refetchInterval: 60_000,
        }
      : { staleTime: Infinity }),
  });
}

/** How many people a filter leaves at this moment, without some: what the list of it says of itself. */
export function peopleCountQuery(filter: PeopleFilter, except: ReadonlySet<string> = NOBODY) {
  const input = { ...filterInput(filter), ...exceptInput(except) };
  return queryOptions({
    queryKey: [KEY.people, 'count', input],
    queryFn: async ({ signal }) =>
      (await read('people', withParameters('/api/v1/people', input), signal)).total,
    refetchInterval: 60_000,
  });
}

/** Where the file of a list is: everybody whom it holds, in its order. */
export function peopleFile(
  filter: PeopleFilter,
  moment: PastMoment,
  except: ReadonlySet<string> = NOBODY,
): string {
  return withParameters('/api/v1/people/export', {
    ...peopleInput(filter, null, moment),
    ...exceptInput(except),
  });
}

/** Where the file of people is who were chosen one by one, in the order of the list; no filter leaves them out. */
export function chosenFile(filter: PeopleFilter, ids: Iterable<string>, { at, reading }: PastMoment): string {
  return withParameters('/api/v1/people/export', {
    ...orderInput(filter),
    ...momentInput(at, reading),
    people: [...ids].join(','),
  });
}

/** One person's risk profile, now or as of a past instant. What was known then does not change, so it is asked for once. */
export function profileQuery(id: string, at: string | null, reading: Reading) {
  return queryOptions({
    queryKey: [KEY.person, id, at, at === null ? null : reading],
    queryFn: ({ signal }) =>
      read(
        'profile',
        withParameters(`/api/v1/people/${encodeURIComponent(id)}`, momentInput(at, reading)),
        signal,
      ),
    // From moment to moment the page stays; another person's never does.
    placeholderData: (before) => (before?.person.id === id ? before : undefined),
    ...(at === null ? { refetchInterval: 60_000 } : {}),
  });
}

/** Where the file is that holds everything on a person. */
export function everythingFile({ id }: Pick<Profile['person'], 'id'>): string {
  return `/api/v1/people/${encodeURIComponent(id)}/everything`;
}

/** Where the file is that holds what a shown attack factor rests on. */
export function evidenceFile(
  { person, asOf, reading }: Pick<Profile, 'asOf' | 'reading'> & { person: Pick<Profile['person'], 'id'> },
  format: 'json' | 'html',
): string {
  return withParameters(`/api/v1/people/${encodeURIComponent(person.id)}/evidence`, {
    format,
    ...momentInput(asOf, reading ?? 'then'),
  });
}
