import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { BANDS, type Band } from '@/domain/bands';
import type { PeoplePage } from '@/domain/views/person';
import { read, withParameters } from '@/lib/api/request';
import { KEY } from './keys';

export interface PeopleFilter {
  readonly q: string;
  readonly band: Band | null;
}

const FIRST_PAGE: string | null = null;

/** The band that an address names, or null. */
export function parseBand(value: string | string[] | null | undefined): Band | null {
  return BANDS.find((band) => band === value) ?? null;
}

/** The parameters of a page of people, as the API takes them; what is not asked for is left out. */
export function peopleInput(filter: PeopleFilter, cursor: string | null) {
  return {
    ...(filter.q !== '' && { q: filter.q }),
    ...(filter.band !== null && { band: filter.band }),
    ...(cursor !== null && { cursor }),
  };
}

/** People by attack factor, highest first, page by page; later pages repeat the instant of the first. */
export function peopleQuery(filter: PeopleFilter) {
  return infiniteQueryOptions({
    queryKey: [KEY.people, filter],
    queryFn: ({ pageParam, signal }) =>
      read('people', withParameters('/api/v1/people', peopleInput(filter, pageParam)), signal),
    initialPageParam: FIRST_PAGE,
    getNextPageParam: (page: PeoplePage) => page.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
}

/** One person's risk profile. */
export function profileQuery(id: string) {
  return queryOptions({
    queryKey: [KEY.person, id],
    queryFn: ({ signal }) => read('profile', `/api/v1/people/${encodeURIComponent(id)}`, signal),
    refetchInterval: 60_000,
  });
}
