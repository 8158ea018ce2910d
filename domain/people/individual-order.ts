import { FIRST_DIRECTION, type Orders, type PeopleDirection } from './people-order';

/** Words alone, for the browser too: what people with events are put in order by. The first is the usual one. */
export const INDIVIDUAL_SORTS = ['contribution', 'events', 'attack_factor', 'fall', 'name'] as const;
export type IndividualSort = (typeof INDIVIDUAL_SORTS)[number];

/** Which end people look for first: as in the list of all people, and whose events add most. */
export const FIRST_OF_INDIVIDUALS: Readonly<Record<IndividualSort, PeopleDirection>> = {
  ...FIRST_DIRECTION,
  contribution: 'falling',
};

export const INDIVIDUAL_ORDERS: Orders<IndividualSort> = {
  usual: 'contribution',
  first: FIRST_OF_INDIVIDUALS,
};
