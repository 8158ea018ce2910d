'use client';

import Link from 'next/link';
import { BandScore } from '@/components/ui/band';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import { rangeWindow } from '@/domain/range-window';
import type { Behaviors } from '@/domain/views/behaviors';
import { withParameters } from '@/lib/api/request';
import { formatCount } from '@/lib/format/number';
import { useCarried } from '@/lib/past';
import styles from './behaviors.module.css';
import { FirstRows } from './first-rows';
import { PolicyCard } from './policy-card';
import { PostureCard } from './posture-card';

/** What is counted beside identity events: how people stand, departments, and whom the access policy stopped. */
export function OtherBehaviors({ behaviors, maySearch }: { behaviors: Behaviors; maySearch: boolean }) {
  const window = rangeWindow(behaviors.range, Date.parse(behaviors.at));
  return (
    <>
      <div className={styles.three}>
        {behaviors.posture.map((behavior) => (
          <PostureCard
            key={behavior.id}
            behavior={behavior}
            at={Date.parse(behaviors.at)}
            past={behaviors.asOf !== null}
          />
        ))}
      </div>
      <div className={styles.two}>
        <DepartmentsCard behaviors={behaviors} />
        <PolicyCard policy={behaviors.policy} window={window} maySearch={maySearch} />
      </div>
    </>
  );
}

function DepartmentsCard({ behaviors }: { behaviors: Behaviors }) {
  const { asOf, departments, leastOfDepartment, organisation } = behaviors;
  const carried = useCarried();
  return (
    <Card title="Departments by human risk" note="groups of the directory">
      <p className={styles.meaning}>
        The index is what a department is at least, with 95 % confidence: its mean less what chance may have
        added. So a small one does not lead by luck.
      </p>
      {organisation.score !== null && (
        <p className={styles.organisation}>
          <span>The whole organisation, on average</span>
          <BandScore shown={organisation.score.shown} band={organisation.score.band} />
        </p>
      )}
      {departments.length === 0 ? (
        <EmptyState title={asOf === null ? 'No department yet.' : 'No department then.'}>
          {asOf === null
            ? `A group appears here once ${leastOfDepartment} of its people have a human risk score.`
            : `A group appears here where a human risk score of then is kept of ${leastOfDepartment} of its people.`}
        </EmptyState>
      ) : (
        <FirstRows rows={departments} what="departments">
          {(shown) => (
            <table
              className={`${table.table ?? ''} ${table.stacks ?? ''}`}
              aria-label="Departments by human risk"
            >
              <thead>
                <tr>
                  <th scope="col">Department</th>
                  <th scope="col">Index</th>
                  <th scope="col" className={table.num}>
                    Mean
                  </th>
                  <th scope="col" className={table.num}>
                    People
                  </th>
                </tr>
              </thead>
              <tbody>
                {shown.map(({ name, people, scored, mean, index }) => (
                  <tr key={name} data-opens>
                    <th scope="row" data-lead>
                      <Link
                        className={table.opener}
                        href={carried(withParameters('/people', { sort: 'human_risk', group: name }))}
                        prefetch={false}
                        data-row
                      >
                        {name}
                      </Link>
                    </th>
                    <td data-label="Index" data-wide>
                      <BandScore shown={index.shown} band={index.band} />
                    </td>
                    <td data-label="Mean" className={table.num}>
                      {mean.shown}
                    </td>
                    <td data-label="People" className={table.num}>
                      {formatCount(people)}
                      {scored < people && (
                        <span className={table.sub}>{formatCount(scored)} with a score</span>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </FirstRows>
      )}
    </Card>
  );
}
