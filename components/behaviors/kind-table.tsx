'use client';

import { CourseTable } from '@/components/charts/course-table';
import { SparklineChart } from '@/components/charts/sparkline';
import { TableToggle } from '@/components/charts/table-toggle';
import { Card } from '@/components/ui/card';
import { GridTable } from '@/components/ui/grid-table';
import { EmptyState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import { EVENT_CATALOGUE, EVENT_GROUP_LABELS, type EventKind } from '@/domain/event-catalogue';
import { rangeWindow } from '@/domain/range-window';
import type { IdentityDetails, Range } from '@/domain/views/dashboard';
import { useAddress } from '@/lib/address';
import { NumberLink } from '@/components/dashboard/number-link';
import { kindCourses } from '@/lib/charts/behavior-courses';
import { barsOf } from '@/lib/charts/prepare-course';
import { eventPeopleHref, eventsHref } from '@/lib/event-links';
import { formatChange } from '@/lib/format/number';
import { CHANGE_WORDS } from '@/lib/ranges';
import { useTurned } from '@/lib/use-turned';

/** The kinds that happened in the range; each narrows the page to itself. */
export function KindTable({
  identity,
  chosen,
  range,
  at,
}: {
  identity: IdentityDetails['identity'];
  chosen: EventKind | null;
  range: Range;
  /** What the range ends with, in epoch milliseconds. */
  at: number;
}) {
  const [asTable, turn] = useTurned('tables', 'kinds');
  const address = useAddress();
  const kinds = identity.kinds.filter((row) => chosen === null || row.kind === chosen);
  return (
    <Card
      title="Kinds"
      note="each narrows the page to itself"
      action={kinds.length > 0 && <TableToggle asTable={asTable} onTurn={turn} />}
    >
      {kinds.length === 0 ? (
        <EmptyState title="No identity events in this time.">
          Choose a longer range, or another kind. The feed above says whether it is quiet or broken.
        </EmptyState>
      ) : asTable ? (
        <CourseTable
          label="Kinds over time"
          courses={kindCourses(kinds)}
          instants={barsOf(rangeWindow(range, at), identity.unread.length)}
          unread={identity.unread}
        />
      ) : (
        <div className={table.scroll}>
          <GridTable
            label="Kinds"
            className={`${table.table ?? ''} ${table.stacks ?? ''} ${table.four ?? ''}`}
          >
            <thead>
              <tr>
                <th scope="col">Kind</th>
                <th scope="col">Trend</th>
                <th scope="col" className={table.num}>
                  Events
                </th>
                <th scope="col" className={table.num} title={CHANGE_WORDS}>
                  Change
                </th>
                <th scope="col" className={table.num}>
                  People
                </th>
              </tr>
            </thead>
            <tbody>
              {kinds.map((row) => (
                <tr key={row.kind} data-opens>
                  <th scope="row" data-lead>
                    <button
                      type="button"
                      className={table.opener}
                      data-row
                      onClick={() => address.set({ kind: row.kind }, 'push')}
                    >
                      {row.label}
                    </button>
                    <span className={table.sub}>{EVENT_GROUP_LABELS[EVENT_CATALOGUE[row.kind].group]}</span>
                  </th>
                  <td data-label="Trend">
                    <SparklineChart values={row.trend} unread={identity.unread} />
                  </td>
                  <td data-label="Events" className={`${table.num ?? ''} ${table.strong ?? ''}`}>
                    <span className={table.above}>
                      <NumberLink count={row.events} href={eventsHref({ range, kind: row.kind })} />
                    </span>
                  </td>
                  <td data-label="Change" className={`${table.num ?? ''} ${table.soft ?? ''}`}>
                    {formatChange(row.change)}
                  </td>
                  <td data-label="People" className={table.num}>
                    <span className={table.above}>
                      <NumberLink count={row.people} href={eventPeopleHref({ range, kind: row.kind })} />
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </GridTable>
        </div>
      )}
    </Card>
  );
}
