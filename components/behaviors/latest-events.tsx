'use client';

import { Button, NativeSelect } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { SystemEventsCard } from '@/components/dashboard/system-events-card';
import { EventTable } from '@/components/events/event-table';
import { Card } from '@/components/ui/card';
import { Segmented } from '@/components/ui/segmented';
import { CardBones, Loading } from '@/components/ui/skeleton';
import { EmptyState, FailedState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import type { IdentityDetails } from '@/domain/views/dashboard';
import { DECIDED_AS } from '@/domain/views/disposition';
import { useAddress } from '@/lib/address';
import { DECIDED_LABELS } from '@/lib/dispositions';
import { formatCountOf } from '@/lib/format/number';
import { eventsQuery, parseEventFilter } from '@/lib/queries/events';
import styles from './behaviors.module.css';
import { EventChips } from './event-chips';

const OUTCOMES = [
  { value: 'all', label: 'All' },
  { value: 'got_in', label: 'Got in' },
  { value: 'refused', label: 'Refused' },
  { value: 'unknown', label: 'Unknown' },
] as const;

type Integrations = IdentityDetails['identity']['integrations'];

/** The events themselves, newest first: of people, or of the account where its kind is chosen. */
export function LatestEvents({ integrations }: { integrations: Integrations }) {
  const address = useAddress();
  const { kind, range, integration } = parseEventFilter(address.get);
  if (kind !== 'high_risk_system_event') return <EventsOfPeople integrations={integrations} />;
  return (
    <SystemEventsCard
      filter={{ range, integration }}
      action={integration !== null && <EventChips integrations={integrations} names={['integration']} />}
    />
  );
}

function EventsOfPeople({ integrations }: { integrations: Integrations }) {
  const address = useAddress();
  const filter = parseEventFilter(address.get);
  const { outcome, decided } = filter;
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery(
    eventsQuery(filter),
  );
  if (data === undefined && error === null)
    return (
      <Loading>
        <CardBones rows={10} />
      </Loading>
    );
  const events = data?.pages.flatMap((page) => page.events) ?? [];
  return (
    <Card
      title="Latest events"
      note={noteOf(data?.pages[0]?.total ?? null, decided === null)}
      action={
        <div className={styles.filters}>
          <EventChips integrations={integrations} names={['group', 'department', 'integration', 'time']} />
          <NativeSelect
            aria-label="Decision"
            size="xs"
            value={decided ?? ''}
            onChange={(changed) => address.set({ decision: changed.currentTarget.value })}
          >
            <option value="">Any decision</option>
            {DECIDED_AS.map((one) => (
              <option key={one} value={one}>
                {DECIDED_LABELS[one]}
              </option>
            ))}
          </NativeSelect>
          <Segmented
            label="Outcome"
            value={outcome ?? 'all'}
            options={[...OUTCOMES]}
            onChange={(value) => address.set({ outcome: value === 'all' ? null : value })}
          />
        </div>
      }
    >
      {data === undefined && (
        <FailedState what="The events could not be read." error={error} retry={() => void refetch()} />
      )}
      {data !== undefined && events.length === 0 && (
        <EmptyState title="No event matches." centred>
          Choose a longer range, another kind, any outcome or any decision.
        </EmptyState>
      )}
      {events.length > 0 && <EventTable events={events} withPerson label="Latest events" />}
      {hasNextPage && (
        <div className={table.more}>
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show older events
          </Button>
        </div>
      )}
    </Card>
  );
}

/** As in "412 events, the dismissed among them". */
function noteOf(total: number | null, withDismissed: boolean): string {
  const parts = [
    total === null ? null : formatCountOf(total, 'event', 'events'),
    withDismissed ? 'the dismissed among them' : null,
  ];
  return parts.filter((part) => part !== null).join(', ');
}
