import { type Orders, PEOPLE_DIRECTIONS, type PeopleDirection } from '@/domain/people/people-order';

/** What an address says of an order: neither the usual one, nor the end of it that comes first. */
export function orderInAddress<Sort extends string>(
  { usual, first }: Orders<Sort>,
  sort: Sort,
  direction: PeopleDirection,
): Record<'sort' | 'direction', string | null> {
  return { sort: sort === usual ? null : sort, direction: direction === first[sort] ? null : direction };
}

/** Every order either way as a choice, with what it changes in the address. */
export function orderChoices<Sort extends string>(
  orders: Orders<Sort>,
  sorts: readonly Sort[],
  label: (sort: Sort, direction: PeopleDirection) => string,
) {
  return sorts.flatMap((sort) =>
    PEOPLE_DIRECTIONS.map((direction) => ({
      value: `${sort} ${direction}`,
      label: label(sort, direction),
      change: orderInAddress(orders, sort, direction),
    })),
  );
}
