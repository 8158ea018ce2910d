/** Words alone, for the browser too: what people are put in order by. They stand in addresses and in saved views. */
export const PEOPLE_SORTS = [
  'attack_factor',
  'human_risk',
  'name',
  'outcome',
  'criticality',
  'events',
  'last_event',
  'fall',
] as const;
export type PeopleSort = (typeof PEOPLE_SORTS)[number];

/** Which end of the order comes first. */
export const PEOPLE_DIRECTIONS = ['falling', 'rising'] as const;
export type PeopleDirection = (typeof PEOPLE_DIRECTIONS)[number];

/** The usual order of a list, and which end of each order people look for first. */
export interface Orders<Sort extends string> {
  readonly usual: Sort;
  readonly first: Readonly<Record<Sort, PeopleDirection>>;
}

export function turnedDirection(direction: PeopleDirection): PeopleDirection {
  return direction === 'falling' ? 'rising' : 'falling';
}

/** Which end people look for first: the highest score, the newest event; that somebody got in; but the first name, and who falls soonest. */
export const FIRST_DIRECTION: Readonly<Record<PeopleSort, PeopleDirection>> = {
  attack_factor: 'falling',
  human_risk: 'falling',
  name: 'rising',
  outcome: 'falling',
  criticality: 'falling',
  events: 'falling',
  last_event: 'falling',
  fall: 'rising',
};

export const PEOPLE_ORDERS: Orders<PeopleSort> = { usual: 'attack_factor', first: FIRST_DIRECTION };
