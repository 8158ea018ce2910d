'use client';

import { Button, NativeSelect } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { SystemEventsCard } from '@/components/dashboard/system-events-card';
import { EventTable } from '@/components/events/event-table';
import { Card } from '@/components/ui/card';
import { Segmented } from '@/components/ui/segmented';
import { CardBones } from '@/components/ui/skeleton';
import { EmptyState, FailedState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import type { EventKind } from '@/domain/event-catalogue';
import type { Range } from '@/domain/views/dashboard';
import { DECIDED_AS } from '@/domain/views/disposition';
import { useAddress } from '@/lib/address';
import { DECIDED_LABELS, parseDecided } from '@/lib/dispositions';
import { eventsQuery, parseIntegration, parseOutcome } from '@/lib/queries/events';
import styles from './behaviors.module.css';

const OUTCOMES = [
  { value: 'all', label: 'All' },
  { value: 'got_in', label: 'Got in' },
  { value: 'refused', label: 'Refused' },
  { value: 'unknown', label: 'Unknown' },
] as const;

/** The events themselves, newest first: of people, or of the account where its kind is chosen. */
export function LatestEvents({ range, kind }: { range: Range; kind: EventKind | null }) {
  const address = useAddress();
  const integration = parseIntegration(address.get('integration'));
  if (kind !== 'high_risk_system_event') return <EventsOfPeople range={range} kind={kind} />;
  return (
    <SystemEventsCard
      filter={{ range, integration }}
      action={integration !== null && <IntegrationChip name={null} />}
    />
  );
}

function EventsOfPeople({ range, kind }: { range: Range; kind: EventKind | null }) {
  const address = useAddress();
  const outcome = parseOutcome(address.get('outcome'));
  const decided = parseDecided(address.get('decision'));
  const integration = parseIntegration(address.get('integration'));
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery(
    eventsQuery({ range, kind, outcome, decided, integration }),
  );
  if (data === undefined && error === null) return <CardBones rows={10} />;
  const events = data?.pages.flatMap((page) => page.events) ?? [];
  return (
    <Card
      title="Latest events"
      {...(decided === null && { note: 'the dismissed among them' })}
      action={
        <div className={styles.filters}>
          {integration !== null && <IntegrationChip name={events[0]?.integration.name ?? null} />}
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

/** Says that one integration alone is shown, and shows all again. */
function IntegrationChip({ name }: { name: string | null }) {
  const address = useAddress();
  const word = name === null ? 'From one integration' : `From ${name}`;
  return (
    <button
      type="button"
      className={styles.chipButton}
      aria-label={`${word}. Take this filter away`}
      onClick={() => address.set({ integration: null })}
    >
      {word}
      <IconX size={14} stroke={2} aria-hidden />
    </button>
  );
}
