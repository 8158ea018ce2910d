'use client';

import table from '@/components/ui/table.module.css';
import type { CourseRow } from '@/lib/charts/prepare-course';
import { useZone } from '@/lib/clock';
import { formatClock, formatDay, isUtcMidnight } from '@/lib/format/moment';
import { formatCount } from '@/lib/format/number';
import styles from './charts.module.css';
import { ExactTime } from './exact-time';

/** How numbers have moved, which lines show elsewhere: an instant in each row, the newest first. */
export function CourseTable({
  label,
  columns,
  rows,
}: {
  label: string;
  columns: readonly { readonly key: string; readonly label: string }[];
  rows: readonly CourseRow[];
}) {
  const zone = useZone();
  const utcDays = rows.every(({ at }) => isUtcMidnight(at));
  return (
    <div className={styles.tableBox} role="region" aria-label={`${label}, as a table`} tabIndex={0}>
      <table className={table.table} aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{utcDays ? 'Day (UTC)' : 'From'}</th>
            {columns.map((column) => (
              <th scope="col" className={table.num} key={column.key}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ at, values }) => (
            <tr key={at}>
              <th scope="row" className={table.nowrap}>
                <ExactTime from={at}>
                  {utcDays ? formatDay(at, 'UTC') : `${formatDay(at, zone)}, ${formatClock(at, zone, false)}`}
                </ExactTime>
              </th>
              {columns.map(({ key }, index) => (
                <td className={table.num} key={key}>
                  <Count value={values[index] ?? null} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Count({ value }: { value: number | null }) {
  return value === null ? <span className={table.soft}>not known</span> : formatCount(value);
}
