'use client';

import table from '@/components/ui/table.module.css';
import { type Course, prepareCourse } from '@/lib/charts/prepare-course';
import { useZone } from '@/lib/clock';
import { formatClock, formatDay, isUtcMidnight } from '@/lib/format/moment';
import { formatCount } from '@/lib/format/number';
import styles from './charts.module.css';
import { ExactTime } from './exact-time';

/** How numbers have moved, which small lines show elsewhere: an instant in each row, the newest first. */
export function CourseTable({
  label,
  courses,
  instants,
  unread,
}: {
  label: string;
  courses: readonly Course[];
  /** Of the values, in epoch milliseconds. */
  instants: readonly number[];
  /** For each of them whether not all of its time was read. */
  unread?: readonly boolean[];
}) {
  const zone = useZone();
  const rows = prepareCourse(courses, instants, unread);
  const utcDays = instants.every(isUtcMidnight);
  return (
    <div
      className={`${styles.tableBox ?? ''} ${styles.courses ?? ''}`}
      role="region"
      aria-label={`${label}, as a table`}
      tabIndex={0}
    >
      <table className={table.table} aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{utcDays ? 'Day (UTC)' : 'From'}</th>
            {courses.map((course) => (
              <th scope="col" className={table.num} key={course.key}>
                {course.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ at, values, unread: lacks }) => (
            <tr key={at}>
              <th scope="row">
                <ExactTime from={at}>
                  {utcDays ? formatDay(at, 'UTC') : `${formatDay(at, zone)}, ${formatClock(at, zone, false)}`}
                </ExactTime>
                {lacks && <span className={table.sub}>not all collected</span>}
              </th>
              {courses.map(({ key }, index) => (
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
