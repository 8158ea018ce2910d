'use client';

import Link from 'next/link';
import { Fragment } from 'react';
import { CourseTable } from '@/components/charts/course-table';
import { SparklineChart } from '@/components/charts/sparkline';
import { TableToggle } from '@/components/charts/table-toggle';
import { NumberLink } from '@/components/dashboard/number-link';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import type { RangeWindow } from '@/domain/range-window';
import type { Behaviors } from '@/domain/views/behaviors';
import { policyCourses } from '@/lib/charts/behavior-courses';
import { barsOf } from '@/lib/charts/prepare-course';
import { deniedHref } from '@/lib/count-links';
import { formatChange, formatCount, formatCountOf } from '@/lib/format/number';
import { CHANGE_WORDS } from '@/lib/ranges';
import { useTurned } from '@/lib/use-turned';
import styles from './behaviors.module.css';
import { FirstRows } from './first-rows';

type Policy = Behaviors['policy'];

/** Whom the access policy stopped, by reason and application, and how that has moved; turned, over time. */
export function PolicyCard({
  policy,
  window,
  maySearch,
}: {
  policy: Policy;
  /** Of the bars. */
  window: RangeWindow;
  maySearch: boolean;
}) {
  const [asTable, turn] = useTurned('tables', 'access-policy');
  const { denials, reasons } = policy;
  const all = formatCountOf(denials, 'denial', 'denials');
  return (
    <Card
      id="access-policy"
      title="Access policy"
      note={
        <>
          {maySearch && denials > 0 ? (
            <Link className={styles.link} href={deniedHref(policy)} prefetch={false}>
              {all}
            </Link>
          ) : (
            all
          )}
          {policy.change !== null && (
            <span title={CHANGE_WORDS}>, {formatChange(policy.change)} against the period before</span>
          )}
        </>
      }
      action={reasons.length > 0 && <TableToggle asTable={asTable} onTurn={turn} />}
    >
      <p className={styles.meaning}>
        Sign-ins that a rule stopped, by reason and application. They are shown, and part of no score: the
        policy did its work.
      </p>
      {reasons.length === 0 ? (
        <EmptyState title="The policy stopped nobody in this time.">
          Denials by location, factor, network or device appear here as they are read.
        </EmptyState>
      ) : asTable ? (
        <OverTime policy={policy} window={window} />
      ) : (
        <ByReason policy={policy} maySearch={maySearch} />
      )}
    </Card>
  );
}

type Reason = Policy['reasons'][number];

function ByReason({ policy, maySearch }: { policy: Policy; maySearch: boolean }) {
  return (
    <FirstRows rows={policy.reasons} what="reasons">
      {(shown) => (
        <div className={table.scroll}>
          <table
            className={`${table.table ?? ''} ${table.stacks ?? ''} ${table.four ?? ''}`}
            aria-label="Denials by reason and application"
          >
            <thead>
              <tr>
                <th scope="col">Reason, and where</th>
                <th scope="col">Trend</th>
                <th scope="col" className={table.num}>
                  Denials
                </th>
                <th scope="col" className={table.num} title={CHANGE_WORDS}>
                  Change
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map((row) => (
                <Row key={row.reason} row={row} policy={policy} maySearch={maySearch} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </FirstRows>
  );
}

/** A reason, and the applications at which it stopped somebody; each number leads to the very sign-ins. */
function Row({
  row: { reason, label, denials, change, trend, applications },
  policy,
  maySearch,
}: {
  row: Reason;
  policy: Policy;
  maySearch: boolean;
}) {
  return (
    <tr>
      <th scope="row" data-lead>
        {label}
        <span className={table.sub}>
          {applications.map(({ name, denials: own }, index) => (
            <Fragment key={name ?? ''}>
              {index > 0 && ' · '}
              {name ?? 'without a name'}{' '}
              {maySearch ? (
                <NumberLink count={own} href={deniedHref(policy, reason, { name })} />
              ) : (
                formatCount(own)
              )}
            </Fragment>
          ))}
        </span>
      </th>
      <td data-label="Trend">
        <SparklineChart values={trend} unread={policy.unread} />
      </td>
      <td data-label="Denials" className={table.num}>
        {maySearch ? <NumberLink count={denials} href={deniedHref(policy, reason)} /> : formatCount(denials)}
      </td>
      <td data-label="Change" className={`${table.num ?? ''} ${table.soft ?? ''}`}>
        {formatChange(change)}
      </td>
    </tr>
  );
}

function OverTime({ policy, window }: { policy: Policy; window: RangeWindow }) {
  return (
    <CourseTable
      label="Denials over time"
      courses={policyCourses(policy)}
      instants={barsOf(window, policy.trend.length)}
      unread={policy.unread}
    />
  );
}
