'use client';

import Link from 'next/link';
import { NumberLink } from '@/components/dashboard/number-link';
import { BandScore } from '@/components/ui/band';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import type { Behaviors } from '@/domain/views/behaviors';
import { withParameters } from '@/lib/api/request';
import { deniedHref, postureHref } from '@/lib/count-links';
import { formatCount, formatCountOf, formatShare } from '@/lib/format/number';
import styles from './behaviors.module.css';
import { FirstRows } from './first-rows';

/** What is counted beside identity events: how people stand, departments, and whom the access policy stopped. */
export function OtherBehaviors({ behaviors, maySearch }: { behaviors: Behaviors; maySearch: boolean }) {
  return (
    <>
      <div className={styles.three}>
        {behaviors.posture.map((behavior) => (
          <PostureCard key={behavior.id} behavior={behavior} />
        ))}
      </div>
      <div className={styles.two}>
        <DepartmentsCard behaviors={behaviors} />
        <PolicyCard policy={behaviors.policy} maySearch={maySearch} />
      </div>
    </>
  );
}

function PostureCard({ behavior }: { behavior: Behaviors['posture'][number] }) {
  return (
    <Card
      id={behavior.id}
      title={behavior.label}
      note={`now, of ${formatCountOf(behavior.known, 'person', 'people')}`}
    >
      <p className={styles.meaning}>{behavior.meaning} It feeds the human risk score.</p>
      {behavior.known === 0 ? (
        <EmptyState title="Nothing is known yet.">
          People appear here once the Directory stream of an integration was read, or they have signed in.
        </EmptyState>
      ) : (
        <table className={table.table} aria-label={behavior.label}>
          <thead>
            <tr>
              <th scope="col">State</th>
              <th scope="col" className={table.num}>
                People
              </th>
              <th scope="col" className={table.num}>
                Share
              </th>
            </tr>
          </thead>
          <tbody>
            {behavior.states.map(({ state, label, people }) => (
              <tr key={state} data-opens>
                <th scope="row">
                  <Link className={table.opener} href={postureHref(state)} prefetch={false} data-row>
                    {label}
                  </Link>
                </th>
                <td className={table.num}>{formatCount(people)}</td>
                <td className={`${table.num ?? ''} ${table.soft ?? ''}`}>
                  {formatShare(people / behavior.known)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}

function DepartmentsCard({ behaviors }: { behaviors: Behaviors }) {
  const { departments, leastOfDepartment, organisation } = behaviors;
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
        <EmptyState title="No department yet.">
          A group appears here once {leastOfDepartment} of its people have a human risk score.
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
                        href={withParameters('/people', { sort: 'human_risk', group: name })}
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

function PolicyCard({ policy, maySearch }: { policy: Behaviors['policy']; maySearch: boolean }) {
  const rows = policy.reasons
    .flatMap(({ reason, label, applications }) =>
      applications.map((application) => ({ reason, label, ...application })),
    )
    .sort((a, b) => b.denials - a.denials);
  return (
    <Card
      id="access-policy"
      title="Access policy"
      note={
        maySearch && policy.denials > 0 ? (
          <Link className={styles.link} href={deniedHref(policy.reasons, policy)} prefetch={false}>
            {formatCountOf(policy.denials, 'denial', 'denials')}
          </Link>
        ) : (
          formatCountOf(policy.denials, 'denial', 'denials')
        )
      }
    >
      <p className={styles.meaning}>
        Sign-ins that a rule stopped, by reason and application. They are shown, and part of no score: the
        policy did its work.
      </p>
      {rows.length === 0 ? (
        <EmptyState title="The policy stopped nobody in this time.">
          Denials by location, factor, network or device appear here as they are read.
        </EmptyState>
      ) : (
        <FirstRows rows={rows} what="reasons and applications">
          {(shown) => (
            <table className={table.table} aria-label="Denials by reason and application">
              <thead>
                <tr>
                  <th scope="col">Reason</th>
                  <th scope="col">Application</th>
                  <th scope="col" className={table.num}>
                    Denials
                  </th>
                </tr>
              </thead>
              <tbody>
                {shown.map(({ reason, label, name, denials }) => (
                  <tr key={`${reason} ${name ?? ''}`}>
                    <th scope="row">{label}</th>
                    <td>{name ?? <span className={table.soft}>without a name</span>}</td>
                    <td className={table.num}>
                      {maySearch && name !== null ? (
                        <NumberLink count={denials} href={deniedHref([{ reason }], policy, name)} />
                      ) : (
                        formatCount(denials)
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
