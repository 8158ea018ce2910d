'use client';

import { Button, NativeSelect } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { EventTable } from '@/components/events/event-table';
import { Card } from '@/components/ui/card';
import { Segmented } from '@/components/ui/segmented';
import { CardBones } from '@/components/ui/skeleton';
import { EmptyState, FailedState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import type { EventKind } from '@/domain/event-catalogue';
import type { Range } from '@/domain/views/dashboard';
import { useAddress } from '@/lib/address';
import { parseDecided, VERDICT_FACTS, VERDICT_NAMES } from '@/lib/dispositions';
import { eventsQuery, parseOutcome } from '@/lib/queries/events';
import styles from './behaviors.module.css';

const OUTCOMES = [
  { value: 'all', label: 'All' },
  { value: 'got_in', label: 'Got in' },
  { value: 'refused', label: 'Refused' },
  { value: 'unknown', label: 'Unknown' },
] as const;

/** The events themselves, newest first. */
export function LatestEvents({ range, kind }: { range: Range; kind: EventKind | null }) {
  const address = useAddress();
  const outcome = parseOutcome(address.get('outcome'));
  const decided = parseDecided(address.get('decision'));
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery(
    eventsQuery({ range, kind, outcome, decided }),
  );
  if (data === undefined && error === null) return <CardBones rows={10} />;
  const events = data?.pages.flatMap((page) => page.events) ?? [];
  return (
    <Card
      title="Latest events"
      action={
        <div className={styles.filters}>
          <NativeSelect
            aria-label="Decision"
            size="xs"
            value={decided ?? ''}
            onChange={(changed) => address.set({ decision: changed.currentTarget.value })}
          >
            <option value="">Any decision</option>
            <option value="open">Undecided</option>
            {VERDICT_NAMES.map((verdict) => (
              <option key={verdict} value={verdict}>
                {VERDICT_FACTS[verdict].label}
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
