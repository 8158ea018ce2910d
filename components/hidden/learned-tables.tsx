import Link from 'next/link';
import { NumberLink } from '@/components/dashboard/number-link';
import { Moment } from '@/components/ui/moment';
import table from '@/components/ui/table.module.css';
import { UtcDay } from '@/components/ui/utc-day';
import type { HiddenBy } from '@/domain/views/hidden';
import { loopEventsHref } from '@/lib/event-links';
import { formatCount, formatCountOf } from '@/lib/format/number';
import styles from './hidden.module.css';

/** Networks that Parapet has learnt to be places of many, one in a row. */
export function EgressTable({
  items,
  failingNames,
}: {
  items: readonly HiddenBy<'egress'>[];
  failingNames: number;
}) {
  return (
    <div className={table.scroll}>
      <table className={`${table.table ?? ''} ${table.stacks ?? ''}`} aria-label="Learned egress">
        <thead>
          <tr>
            <th scope="col">Network</th>
            <th scope="col">Since</th>
            <th scope="col">Until</th>
            <th scope="col" className={table.num} title="Who succeeded from there on one day of the last 30">
              Most people a day
            </th>
            <th
              scope="col"
              className={table.num}
              title={`Days of the last 30 on which ${failingNames} names or more failed from there`}
            >
              Days not taken for an attack
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ id, since, until, people, failingDays }) => (
            <tr key={id}>
              <th scope="row" data-lead>
                {id}
                <span className={table.sub}>learnt by Parapet</span>
              </th>
              <td data-label="Since">
                <UtcDay at={since} />
              </td>
              <td data-label="Until">
                <UtcDay at={until} />
                <span className={table.sub}>if it is not used by many again</span>
              </td>
              <td data-label="Most people a day" className={table.num}>
                {people >= 100 ? '100 or more' : formatCount(people)}
              </td>
              <td data-label="Days not taken for an attack" className={table.num}>
                {formatCount(failingDays)}
                <span className={table.sub}>of 30</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Clients that ask again and again by themselves, one in a row. */
export function LoopTable({ items }: { items: readonly HiddenBy<'retry_loop'>[] }) {
  return (
    <div className={table.scroll}>
      <table className={`${table.table ?? ''} ${table.stacks ?? ''}`} aria-label="Retry loops">
        <thead>
          <tr>
            <th scope="col">Whose client</th>
            <th scope="col">Application</th>
            <th scope="col">First and last</th>
            <th scope="col" className={table.num} title="Events of push harassment that count 0.2">
              Events damped
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ id, person, application, ip, firstAt, lastAt, bursts, pushes }) => (
            <tr key={id}>
              <th scope="row" data-lead>
                <Link className={styles.link} href={`/people/${person.id}?tab=identity`} prefetch={false}>
                  {person.name}
                </Link>
                <span className={table.sub}>recognised by Parapet, each burst by itself</span>
              </th>
              <td data-label="Application">
                {application ?? 'not recorded'}
                <span className={table.sub}>from {ip ?? 'an address that is not recorded'}</span>
              </td>
              <td data-label="First and last">
                <Moment at={firstAt} seconds={false} />
                {firstAt !== lastAt && (
                  <span className={table.sub}>
                    last <Moment at={lastAt} seconds={false} />
                  </span>
                )}
              </td>
              <td data-label="Events damped" className={table.num}>
                <NumberLink count={bursts} href={loopEventsHref(id)} />
                <span className={table.sub}>{formatCountOf(pushes, 'push', 'pushes')}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
