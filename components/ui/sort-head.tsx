'use client';

import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { type Orders, type PeopleDirection, turnedDirection } from '@/domain/people/people-order';
import { useAddress } from '@/lib/address';
import { orderInAddress } from '@/lib/order-in-address';
import styles from './sort-head.module.css';
import table from './table.module.css';

/** The head of a column that puts a table in its order, which stands in the address; pressed again, the other way round. */
export function SortHead<Sort extends string>({
  sort,
  label,
  order,
  orders,
  number = false,
}: {
  sort: Sort;
  label: string;
  /** The order that the table is in. */
  order: { readonly sort: Sort; readonly direction: PeopleDirection };
  orders: Orders<Sort>;
  number?: boolean;
}) {
  const address = useAddress();
  const direction = order.sort === sort ? order.direction : null;
  const next = direction === null ? orders.first[sort] : turnedDirection(direction);
  const Arrow = direction === 'falling' ? IconArrowDown : IconArrowUp;
  return (
    <th
      scope="col"
      className={number ? table.num : undefined}
      aria-sort={direction === null ? undefined : direction === 'falling' ? 'descending' : 'ascending'}
    >
      <button
        type="button"
        className={styles.sort}
        onClick={() => address.set(orderInAddress(orders, sort, next))}
      >
        {label}
        {direction !== null && <Arrow size={13} stroke={2.2} aria-hidden />}
      </button>
    </th>
  );
}
