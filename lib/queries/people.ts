import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { BANDS, type Band } from '@/domain/bands';
import { POSTURE_STATES, type PostureState } from '@/domain/human-risk/posture-state';
import type { PeoplePage } from '@/domain/views/person';
import { read, withParameters } from '@/lib/api/request';
import { KEY } from './keys';

export interface PeopleFilter {
  readonly q: string;
  /** A band of the attack factor. */
  readonly band: Band | null;
  /** The lowest band of the attack factor; never beside `band`. */
  readonly least: Band | null;
  /** A band of the human risk score. */
  readonly risk: Band | null;
  readonly posture: PostureState | null;
  /** A group of the directory. */
  readonly group: string | null;
  readonly sort: PeopleSort;
}

/** What people are put in order by. */
export type PeopleSort = 'attack_factor' | 'human_risk';

const FIRST_PAGE: string | null = null;

/** What an address asks for; a word that is none of the choices asks for nothing. */
export function parsePeopleFilter(get: (name: string) => string | string[] | null | undefined): PeopleFilter {
  const q = get('q');
  const group = get('group');
  const band = (name: string): Band | null => BANDS.find((one) => one === get(name)) ?? null;
  return {
    q: typeof q === 'string' ? q : '',
    band: band('band'),
    least: band('band') === null ? band('least') : null,
    risk: band('risk'),
    posture: POSTURE_STATES.find((state) => state === get('posture')) ?? null,
    group: typeof group === 'string' && group !== '' ? group : null,
    sort: get('sort') === 'human_risk' ? 'human_risk' : 'attack_factor',
  };
}

/** The parameters of a page of people, as the API takes them; what is not asked for is left out. */
export function peopleInput(filter: PeopleFilter, cursor: string | null) {
  return {
    ...(filter.q !== '' && { q: filter.q }),
    ...(filter.band !== null && { band: filter.band }),
    ...(filter.least !== null && { least: filter.least }),
    ...(filter.risk !== null && { risk: filter.risk }),
    ...(filter.posture !== null && { posture: filter.posture }),
    ...(filter.group !== null && { group: filter.group }),
    ...(filter.sort !== 'attack_factor' && { sort: filter.sort }),
    ...(cursor !== null && { cursor }),
  };
}

/** People by one of the scores, highest first, page by page; later pages repeat the instant of the first. */
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

/** Nothing is scored from before. */
const EARLIEST = Date.UTC(2020, 0, 1);

/** The past instant that an address names, as the API takes it; null for now, and for what can be none. */
export function parseAt(value: string | string[] | null | undefined): string | null {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return at >= EARLIEST && at <= Date.now() ? new Date(at).toISOString() : null;
}

/** One person's risk profile, now or as of a past instant. The past does not change, so it is asked for once. */
export function profileQuery(id: string, at: string | null) {
  return queryOptions({
    queryKey: [KEY.person, id, at],
    queryFn: ({ signal }) =>
      read('profile', withParameters(`/api/v1/people/${encodeURIComponent(id)}`, { at }), signal),
    ...(at === null ? { refetchInterval: 60_000 } : {}),
  });
}
