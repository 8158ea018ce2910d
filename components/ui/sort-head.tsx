import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { PeopleDirection } from '@/domain/people/people-order';
import styles from './sort-head.module.css';
import table from './table.module.css';

/** The head of a column that puts a table in its order; pressed again, in the other direction. */
export function SortHead({
  label,
  direction,
  onSort,
  number = false,
}: {
  label: string;
  /** Null where the table is in another order. */
  direction: PeopleDirection | null;
  onSort: () => void;
  number?: boolean;
}) {
  const Arrow = direction === 'falling' ? IconArrowDown : IconArrowUp;
  return (
    <th
      scope="col"
      className={number ? table.num : undefined}
      aria-sort={direction === null ? undefined : direction === 'falling' ? 'descending' : 'ascending'}
    >
      <button type="button" className={styles.sort} onClick={onSort}>
        {label}
        {direction !== null && <Arrow size={13} stroke={2.2} aria-hidden />}
      </button>
    </th>
  );
}
