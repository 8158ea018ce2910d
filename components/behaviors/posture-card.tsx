'use client';

import Link from 'next/link';
import { CourseTable } from '@/components/charts/course-table';
import { SparklineChart } from '@/components/charts/sparkline';
import { TableToggle } from '@/components/charts/table-toggle';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import type { Behaviors } from '@/domain/views/behaviors';
import { postureCourses } from '@/lib/charts/behavior-courses';
import { daysUntil } from '@/lib/charts/prepare-course';
import { postureHref } from '@/lib/count-links';
import { formatChange, formatCount, formatCountOf, formatShare } from '@/lib/format/number';
import { useCarried } from '@/lib/past';
import { useTurned } from '@/lib/use-turned';
import styles from './behaviors.module.css';

type Posture = Behaviors['posture'][number];

/**
 * How people stand in one behavior now or at a past moment, and how that has moved; turned, by day. `at` in epoch milliseconds.
 */
export function PostureCard({ behavior, at, past }: { behavior: Posture; at: number; past: boolean }) {
  const [asTable, turn] = useTurned('tables', behavior.id);
  const { id, label, meaning, known, atRisk, states, unread } = behavior;
  return (
    <Card
      id={id}
      title={label}
      note={`${past ? 'then' : 'now'}, of ${formatCountOf(known, 'person', 'people')}`}
      action={known > 0 && <TableToggle asTable={asTable} onTurn={turn} />}
    >
      <p className={styles.meaning}>{meaning} It feeds the human risk score.</p>
      {known === 0 ? (
        <EmptyState title={past ? 'Nothing of then is kept.' : 'Nothing is known yet.'}>
          {past
            ? 'How people stand is kept for each day since the first human risk scores were made.'
            : 'People appear here once the Directory stream of an integration was read, or they have signed in.'}
        </EmptyState>
      ) : asTable ? (
        <ByDay behavior={behavior} at={at} />
      ) : (
        <div className={table.scroll}>
          <table
            className={`${table.table ?? ''} ${table.stacks ?? ''} ${table.four ?? ''}`}
            aria-label={label}
          >
            <thead>
              <tr>
                <th scope="col">State</th>
                <th scope="col">Trend</th>
                <th scope="col" className={table.num}>
                  People
                </th>
                <th scope="col" className={table.num} title="Since the beginning of the range">
                  Change
                </th>
              </tr>
            </thead>
            <tbody>
              <Row
                name="At risk"
                counted={{ ...behavior, people: atRisk }}
                unread={unread}
                href={postureHref(id)}
                known={known}
                strong
              />
              {states.map((state) => (
                <Row
                  key={state.state}
                  name={state.label}
                  counted={state}
                  unread={unread}
                  href={postureHref(state.state)}
                  known={known}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

/** People in one state, as a row that opens their list. */
function Row({
  name,
  counted: { people, change, trend },
  unread,
  href,
  known,
  strong = false,
}: {
  name: string;
  counted: Pick<Posture['states'][number], 'people' | 'change' | 'trend'>;
  unread: Posture['unread'];
  href: string;
  known: number;
  /** It stands for the whole behavior. */
  strong?: boolean;
}) {
  const carried = useCarried();
  return (
    <tr data-opens>
      <th scope="row" data-lead className={strong ? table.strong : undefined}>
        <Link className={table.opener} href={carried(href)} prefetch={false} data-row>
          {name}
        </Link>
      </th>
      <td data-label="Trend">
        <SparklineChart values={trend} unread={unread} />
      </td>
      <td data-label="People" className={`${table.num ?? ''} ${strong ? (table.strong ?? '') : ''}`}>
        {formatCount(people)}
        <span className={table.sub} title="Share of those of whom it is known">
          {formatShare(people / known)}
        </span>
      </td>
      <td data-label="Change" className={`${table.num ?? ''} ${table.soft ?? ''}`}>
        {formatChange(change)}
      </td>
    </tr>
  );
}

function ByDay({ behavior, at }: { behavior: Posture; at: number }) {
  return (
    <CourseTable
      label={`${behavior.label} by day`}
      courses={postureCourses(behavior)}
      instants={daysUntil(at, behavior.trend.length)}
      unread={behavior.unread}
    />
  );
}
