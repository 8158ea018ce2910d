'use client';

import Link from 'next/link';
import { BandScore } from '@/components/ui/band';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import type { IdentityDetails } from '@/domain/views/dashboard';
import { useNow } from '@/lib/clock';
import { fallLength } from '@/lib/format/fall';
import { formatCount, formatPoints } from '@/lib/format/number';
import { formatGroups } from '@/lib/format/place';
import styles from './behaviors.module.css';

/** Who had events in the range, and what those events add to each of them now. */
export function IndividualPerformance({ details }: { details: IdentityDetails }) {
  const now = useNow();
  const { individuals, individualsTotal } = details;
  return (
    <Card title="Individual performance" note="by what the events of this time add now">
      {individuals.length === 0 ? (
        <EmptyState title="Nobody had an identity event in this time.">
          Choose a longer range, or another kind.
        </EmptyState>
      ) : (
        <div className={table.scroll}>
          <table className={`${table.table ?? ''} ${table.stacks ?? ''}`}>
            <thead>
              <tr>
                <th scope="col">Person</th>
                <th scope="col">Attack factor</th>
                <th scope="col" className={table.num}>
                  Events in this time
                </th>
                <th scope="col" className={table.num}>
                  They add
                </th>
                <th scope="col" className={table.num}>
                  Falls a band in
                </th>
              </tr>
            </thead>
            <tbody>
              {individuals.map(({ person, eventsInRange, contribution }) => (
                <tr key={person.id} data-opens>
                  <th scope="row" data-lead>
                    <Link className={table.opener} href={`/people/${person.id}`} prefetch={false} data-row>
                      {person.name}
                    </Link>
                    <span className={table.sub}>
                      {person.groups.length > 0
                        ? formatGroups(person.groups, 3)
                        : (person.email ?? person.username)}
                    </span>
                  </th>
                  <td data-label="Attack factor" data-wide>
                    <BandScore shown={person.attackFactor.shown} band={person.attackFactor.band} />
                  </td>
                  <td data-label="Events in this time" className={table.num}>
                    {formatCount(eventsInRange)}
                  </td>
                  <td data-label="They add" className={`${table.num ?? ''} ${table.strong ?? ''}`}>
                    {formatPoints(contribution)}
                  </td>
                  <td data-label="Falls a band in" className={`${table.num ?? ''} ${table.soft ?? ''}`}>
                    {fallLength(person.fallsBelow, now) ?? '–'}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {individualsTotal > individuals.length && (
        <p className={styles.note}>
          The {formatCount(individuals.length)} strongest of {formatCount(individualsTotal)}.{' '}
          <Link className={styles.link} href="/people">
            All people by attack factor
          </Link>
        </p>
      )}
    </Card>
  );
}
