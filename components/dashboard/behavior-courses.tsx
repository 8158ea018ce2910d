import type { ReactNode } from 'react';
import { CourseTable } from '@/components/charts/course-table';
import { rangeWindow } from '@/domain/range-window';
import type { Dashboard, Range } from '@/domain/views/dashboard';
import { identityCourse, kindCourses, policyCourses, postureCourses } from '@/lib/charts/behavior-courses';
import { barsOf, daysUntil } from '@/lib/charts/prepare-course';
import styles from './dashboard.module.css';

/** What the small lines of the behaviors draw, as numbers: a table for each behavior, with the rows that it opens into. */
export function BehaviorCourses({
  identity,
  posture,
  policy,
  range,
  at,
}: {
  identity: Dashboard['identity'];
  posture: Dashboard['posture'];
  policy: Dashboard['policyDenials'];
  range: Range;
  /** What the range ends with, in epoch milliseconds. */
  at: number;
}) {
  const window = rangeWindow(range, at);
  return (
    <>
      <Behavior name="Identity events">
        <CourseTable
          label="Identity events over time"
          courses={[{ ...identityCourse(identity), label: 'All' }, ...kindCourses(identity.kinds)]}
          instants={barsOf(window, identity.trend.length)}
          unread={identity.unread}
        />
      </Behavior>
      {posture.map((behavior) => (
        <Behavior key={behavior.id} name={behavior.label}>
          <CourseTable
            label={`${behavior.label} by day`}
            courses={postureCourses(behavior)}
            instants={daysUntil(at, behavior.trend.length)}
            unread={behavior.unread}
          />
        </Behavior>
      ))}
      <Behavior name="Access policy">
        <CourseTable
          label="Denials over time"
          courses={policyCourses(policy)}
          instants={barsOf(window, policy.trend.length)}
          unread={policy.unread}
        />
      </Behavior>
    </>
  );
}

function Behavior({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles.course}>
      <h3>{name}</h3>
      {children}
    </div>
  );
}
