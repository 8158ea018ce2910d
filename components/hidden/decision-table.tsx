'use client';

import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { NumberLink } from '@/components/dashboard/number-link';
import { DecisionChip } from '@/components/events/decision-chip';
import { SettleButtons } from '@/components/events/settle-buttons';
import { Moment } from '@/components/ui/moment';
import table from '@/components/ui/table.module.css';
import type { HiddenBy } from '@/domain/views/hidden';
import { STATE_WORDS } from '@/lib/dispositions';
import { decidedEventsHref } from '@/lib/event-links';
import { sessionQuery } from '@/lib/queries/frame';

/** What members decided of events, one in a row. */
export function DecisionTable({ items }: { items: readonly HiddenBy<'disposition'>[] }) {
  const { data: session } = useQuery(sessionQuery());
  const mayDecide = session?.permissions.includes('events:triage') === true;
  const box = useRef<HTMLDivElement>(null);
  return (
    <div className={table.scroll} ref={box} tabIndex={-1}>
      <table className={`${table.table ?? ''} ${table.stacks ?? ''}`} aria-label="Decisions">
        <thead>
          <tr>
            <th scope="col">What it covers</th>
            <th scope="col">Decision</th>
            <th scope="col">State</th>
            <th scope="col">By</th>
            <th scope="col" className={table.num}>
              Events
            </th>
            {mayDecide && <th scope="col">Do</th>}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.id}>
              <th scope="row" data-lead>
                {item.subject}
                <span className={table.sub}>{item.reason}</span>
              </th>
              <td data-label="Decision">
                <DecisionChip decision={item} stateBeside />
              </td>
              <td data-label="State">
                <State item={item} />
              </td>
              <td data-label="By">
                {item.by}
                <span className={table.sub}>
                  <Moment at={item.at} as="relative" />
                  {item.approvedBy !== null && <> · approved by {item.approvedBy}</>}
                </span>
              </td>
              <td data-label="Events" className={table.num}>
                <NumberLink count={item.events} href={decidedEventsHref(item.id)} />
                <span className={table.sub}>{item.hidden > 0 ? 'hidden' : 'none hidden'}</span>
              </td>
              {mayDecide && (
                <td data-label="Do" data-wide data-empty={item.undoneAt !== null || undefined}>
                  <SettleButtons decision={item} onDone={() => box.current?.focus()} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function State({ item }: { item: HiddenBy<'disposition'> }) {
  return (
    <>
      {STATE_WORDS[item.state]}
      <span className={table.sub}>
        {item.undoneAt !== null ? (
          <>
            by {item.undoneBy}, <Moment at={item.undoneAt} as="relative" />
          </>
        ) : item.expiresAt === null ? (
          'no expiry'
        ) : (
          <>
            until <Moment at={item.expiresAt} seconds={false} />
          </>
        )}
      </span>
    </>
  );
}
