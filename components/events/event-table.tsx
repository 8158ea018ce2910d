'use client';

import Link from 'next/link';
import { Moment } from '@/components/ui/moment';
import { OutcomeChip } from '@/components/ui/outcome-chip';
import table from '@/components/ui/table.module.css';
import type { EventRow } from '@/domain/views/person';
import { isLeftOut } from '@/lib/dispositions';
import { formatContribution } from '@/lib/format/number';
import { formatPlace } from '@/lib/format/place';
import { useCarried } from '@/lib/past';
import { DecisionChip } from './decision-chip';
import styles from './events.module.css';
import { useOpenEvent } from './use-open-event';

/**
 * Identity events as a table; each row opens its evidence. `folded`, for a part of a page: where they came from and the
 * application are told by the sentence alone.
 */
export function EventTable({
  events,
  withPerson,
  folded = false,
  label,
}: {
  events: readonly EventRow[];
  withPerson: boolean;
  folded?: boolean;
  label: string;
}) {
  const open = useOpenEvent();
  const carried = useCarried();
  return (
    <div className={table.scroll}>
      <table className={`${table.table ?? ''} ${table.stacks ?? ''}`} aria-label={label}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Outcome</th>
            <th scope="col">What happened</th>
            {withPerson && <th scope="col">Person</th>}
            {!folded && <th scope="col">From</th>}
            {!folded && <th scope="col">Application</th>}
            <th scope="col" className={table.num}>
              Adds
            </th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <tr key={event.id} data-opens>
              <td data-label="Time" className={`${table.mono ?? ''} ${table.soft ?? ''}`}>
                <Moment at={event.occurredAt} />
              </td>
              <td data-label="Outcome">
                <OutcomeChip outcome={event.outcome} />
              </td>
              <th scope="row" data-lead>
                <button type="button" className={table.opener} data-row onClick={() => open(event.id)}>
                  {event.label}
                </button>
                {event.disposition !== null && (
                  <span className={styles.beside}>
                    <DecisionChip decision={event.disposition} />
                  </span>
                )}
                <span className={table.sub}>{event.sentence}</span>
              </th>
              {withPerson && (
                <td data-label="Person" className={table.nowrap}>
                  <Link className={table.above} href={carried(`/people/${event.person.id}`)} prefetch={false}>
                    {event.person.name}
                  </Link>
                </td>
              )}
              {!folded && (
                <td data-label="From">
                  <From from={event.from} />
                </td>
              )}
              {!folded && (
                <td data-label="Application" data-empty={event.application === null || undefined}>
                  {event.application ?? '–'}
                </td>
              )}
              <td data-label="Adds" className={table.num}>
                {isLeftOut(event) ? (
                  <span className={table.soft}>left out</span>
                ) : (
                  formatContribution(event.contributionPrinted, event.contribution)
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function From({ from }: { from: EventRow['from'] }) {
  const place = formatPlace(from);
  if (from.ip === null && place === null) return <span className={table.soft}>not recorded</span>;
  return (
    <span>
      {from.ip !== null && <span className={table.mono}>{from.ip}</span>}
      {place !== null && <span className={table.sub}>{place}</span>}
    </span>
  );
}
