'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useOpenAccountEvent } from '@/components/events/account-event-sheet';
import events from '@/components/events/events.module.css';
import { Card } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import { CardBones, Loading } from '@/components/ui/skeleton';
import { ShowMore } from '@/components/ui/show-more';
import { EmptyState, FailedState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import { type AccountEventFilter, accountEventsQuery } from '@/lib/queries/account-events';

/** What was done to the account itself that weakens its protection: what, who, when and from where. */
export function SystemEventsCard({ filter, action }: { filter?: AccountEventFilter; action?: ReactNode }) {
  const open = useOpenAccountEvent();
  const list = useInfiniteQuery(accountEventsQuery(filter));
  const { data, error, refetch } = list;
  if (data === undefined && error === null)
    return (
      <Loading>
        <CardBones rows={5} />
      </Loading>
    );
  const found = data?.pages.flatMap((page) => page.events) ?? [];
  return (
    <Card title="High-risk system events" note="about the account, in nobody’s score" action={action}>
      {data === undefined && (
        <FailedState what="System events could not be read." error={error} retry={() => void refetch()} />
      )}
      {data !== undefined && found.length === 0 && (
        <EmptyState
          title={
            filter === undefined
              ? 'Nothing of high risk was done to the account.'
              : 'Nothing of high risk was done to the account in this time.'
          }
        >
          A new administrator, a changed policy or a viewed secret key appears here, as soon as the activity
          or the administrator log tells of it.
        </EmptyState>
      )}
      {found.length > 0 && (
        <ol className={events.newest}>
          {found.map((event) => (
            <li key={event.id}>
              <Moment at={event.occurredAt} as="span" />
              <div>
                <button type="button" className={table.opener} data-row onClick={() => open(event.id)}>
                  {event.label}
                </button>
                <span className={table.sub}>{event.sentence}</span>
              </div>
            </li>
          ))}
        </ol>
      )}
      <ShowMore list={list} what="system events" />
    </Card>
  );
}
