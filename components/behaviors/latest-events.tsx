'use client';

import { NativeSelect } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { SystemEventsCard } from '@/components/dashboard/system-events-card';
import { EventTable } from '@/components/events/event-table';
import { Card } from '@/components/ui/card';
import { Segmented } from '@/components/ui/segmented';
import { ShowMore } from '@/components/ui/show-more';
import { CardBones, Loading } from '@/components/ui/skeleton';
import { StandsStill } from '@/components/ui/stands-still';
import { EmptyState, FailedState } from '@/components/ui/states';
import { WhileOld } from '@/components/ui/while-old';
import type { IdentityDetails } from '@/domain/views/dashboard';
import { DECIDED_AS } from '@/domain/dispositions/disposition';
import { useAddress } from '@/lib/address';
import { DECIDED_LABELS } from '@/lib/dispositions';
import { formatCountOf } from '@/lib/format/number';
import { type EventFilter, eventsQuery, parseEventFilter } from '@/lib/queries/events';
import { parseRange, rangeWords } from '@/lib/ranges';
import styles from './behaviors.module.css';
import { EventChips, NotNarrowed } from './event-chips';

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
  const { kind, range, from, to, known, integration, moment } = parseEventFilter(address.get);
  const called = { integrations };
  if (kind !== 'high_risk_system_event')
    return (
      <div className={styles.stack}>
        <NotNarrowed names={['band', 'criticality']} called={called} />
        <EventsOfPeople integrations={integrations} />
      </div>
    );
  if (moment.at !== null)
    return (
      <EmptyState title="System events have no past here." centred>
        They are about the account and in nobody’s score. Go back to now, or choose another kind.
      </EmptyState>
    );
  return (
    <div className={styles.stack}>
      <NotNarrowed
        names={['group', 'department', 'band', 'criticality', 'person', 'campaign', 'under', 'loop']}
        called={called}
      />
      <SystemEventsCard
        filter={{
          // Of a person or a campaign, which the account's are not of, all time is not meant here.
          range: range ?? ((known ?? from) === null ? parseRange(address.get('range')) : null),
          ...{ from, to, known, integration },
        }}
        action={<EventChips names={['integration', 'time']} called={called} />}
      />
    </div>
  );
}

function EventsOfPeople({ integrations }: { integrations: Integrations }) {
  const address = useAddress();
  const filter = parseEventFilter(address.get);
  const { outcome, decided } = filter;
  const query = eventsQuery(filter);
  const list = useInfiniteQuery(query);
  const { data, error, refetch, isPlaceholderData } = list;
  const first = data?.pages[0];
  if (first === undefined && error === null)
    return (
      <Loading>
        <CardBones rows={10} />
      </Loading>
    );
  const events = data?.pages.flatMap((page) => page.events) ?? [];
  const person = events.find((event) => event.person.id === filter.person)?.person.name;
  return (
    <Card
      title="Latest events"
      note={isPlaceholderData ? 'being read' : noteOf(first?.total ?? null, filter)}
      action={
        <div className={styles.filters}>
          <EventChips
            names={['group', 'department', 'integration', 'person', 'campaign', 'under', 'loop', 'time']}
            called={{ integrations, person }}
          />
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
      {data !== undefined && first?.asOf === null && (
        <StandsStill pages={data.pages.length} at={first.at} queryKey={query.queryKey} />
      )}
      <WhileOld old={isPlaceholderData}>
        {data !== undefined && events.length === 0 && (
          <EmptyState title="No event matches." centred>
            {first?.asOf === null
              ? 'Choose a longer range, another kind, any outcome or any decision.'
              : 'None is known of that moment in this reading. Choose a longer range, another kind, any outcome or any decision, or the other reading.'}
          </EmptyState>
        )}
        {events.length > 0 && <EventTable events={events} withPerson label="Latest events" />}
      </WhileOld>
      <ShowMore list={list} what="events" />
    </Card>
  );
}

/** As in "412 events, last 30 days, the dismissed among them". A time of its own stands beside it. */
function noteOf(total: number | null, { range, from, known, decided, moment }: EventFilter): string {
  const ofAllTime = range === null && from === null && known === null;
  const parts = [
    total === null ? null : formatCountOf(total, 'event', 'events'),
    range === null ? null : rangeWords(range, moment.at),
    ofAllTime ? (moment.at === null ? 'at any time' : 'at any time before then') : null,
    decided === null ? 'the dismissed among them' : null,
  ];
  return parts.filter((part) => part !== null).join(', ');
}
