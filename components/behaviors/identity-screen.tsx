'use client';

import { useQuery } from '@tanstack/react-query';
import { EventsOverTimeCard } from '@/components/charts/events-over-time';
import { FeedStrip } from '@/components/dashboard/feed-strip';
import { AccountEventSheet } from '@/components/events/account-event-sheet';
import { EventSheet } from '@/components/events/event-sheet';
import { ChooseMoment } from '@/components/ui/choose-moment';
import { ChooseRange, useRange } from '@/components/ui/choose-range';
import { Moment } from '@/components/ui/moment';
import { PageHead } from '@/components/ui/page-head';
import { PastStrip } from '@/components/ui/past-strip';
import { PolicyLink } from '@/components/ui/policy-link';
import { FailedState } from '@/components/ui/states';
import { Tabs } from '@/components/ui/tabs';
import { WhileOld } from '@/components/ui/while-old';
import { type EventKind, parseEventKind } from '@/domain/event-catalogue';
import type { IdentityDetails } from '@/domain/views/dashboard';
import { useAddress } from '@/lib/address';
import { formatCountOf } from '@/lib/format/number';
import { useCarried, usePastMoment } from '@/lib/past';
import { parseEventFilter } from '@/lib/queries/events';
import { sessionQuery } from '@/lib/queries/frame';
import { identityQuery } from '@/lib/queries/identity';
import { rangeWords } from '@/lib/ranges';
import { BehaviorBones } from './behavior-bones';
import styles from './behaviors.module.css';
import { ChooseKind } from './choose-kind';
import { NotNarrowed } from './event-chips';
import { IndividualPerformance } from './individual-performance';
import { KindTable } from './kind-table';
import { LatestEvents } from './latest-events';
import { PastOfBehavior } from './past-of-behavior';
import { ScoreBreakdown } from './score-breakdown';

const TABS = [
  { id: 'time', label: 'Events over time' },
  { id: 'individuals', label: 'Individual performance' },
  { id: 'breakdown', label: 'Score breakdown' },
  { id: 'latest', label: 'Latest events' },
] as const;

/** Whatever a link may narrow the lists to: charts and sums are of everything that happened in the range. */
const OF_LISTS = ['person', 'campaign', 'under', 'loop', 'time'] as const;
const EVERYTHING = ['group', 'department', 'integration', 'band', 'criticality', ...OF_LISTS] as const;

/** The details of identity events: when, whom, how much, and the events themselves. */
export function IdentityScreen() {
  const address = useAddress();
  const range = useRange();
  const kind = parseEventKind(address.get('kind'));
  const tab = address.get('tab');
  const moment = usePastMoment();
  const { data, error, refetch, isPlaceholderData } = useQuery(identityQuery(range, kind, moment));
  const { data: session } = useQuery(sessionQuery());
  const carried = useCarried();
  if (data === undefined) {
    if (error === null) return <BehaviorBones />;
    return (
      <>
        <PageHead title="Identity events" />
        {moment.at !== null && <PastStrip asOf={moment.at} reading={moment.reading} />}
        <FailedState what="This behavior could not be read." error={error} retry={() => void refetch()} />
      </>
    );
  }
  // A time of its own takes the place of the range; of a person or a campaign, which the account's are not of, all time does.
  const { range: asked, known, from } = parseEventFilter(address.get);
  const ownTime =
    tab === 'latest' && asked === null && (kind !== 'high_risk_system_event' || (known ?? from) !== null);
  // What was read before is shown until the next is here: it says itself what it is.
  const called = { integrations: data.identity.integrations };
  return (
    <>
      <PageHead
        title="Identity events"
        trail={[{ label: 'Behaviors', href: carried('/behaviors') }, { label: 'Identity events' }]}
        note={
          <>
            {tab === 'individuals' || tab === 'latest'
              ? 'As of '
              : `${countWords(data.identity, data.kind)}, ${rangeWords(data.range, data.asOf)}, as of `}
            <Moment at={data.at} />, <PolicyLink number={data.policy} />
          </>
        }
        actions={
          <>
            <ChooseMoment at={data.at} asOf={data.asOf} />
            <ChooseKind kind={kind} />
            <ChooseRange none={ownTime} />
          </>
        }
      />
      <div className={styles.past}>
        <PastOfBehavior data={data} />
      </div>
      <Tabs label="Details of identity events" tabs={[...TABS]}>
        {(tab) => {
          switch (tab) {
            case 'time':
              return (
                <div className={styles.stack}>
                  <NotNarrowed names={EVERYTHING} called={called} />
                  {data.feed !== null && (
                    <FeedStrip
                      feed={data.feed}
                      mayOpen={session?.permissions.includes('integrations:read') ?? false}
                    />
                  )}
                  <EventsOverTimeCard range={range} kind={kind} height={260} />
                  <WhileOld old={isPlaceholderData}>
                    <KindTable
                      identity={data.identity}
                      chosen={data.kind}
                      range={data.range}
                      at={Date.parse(data.at)}
                    />
                  </WhileOld>
                </div>
              );
            case 'individuals':
              return (
                <div className={styles.stack}>
                  <NotNarrowed names={OF_LISTS} called={called} />
                  <IndividualPerformance integrations={data.identity.integrations} />
                </div>
              );
            case 'breakdown':
              return (
                <div className={styles.stack}>
                  <NotNarrowed names={EVERYTHING} called={called} />
                  <ScoreBreakdown range={range} kind={kind} />
                </div>
              );
            case 'latest':
              return <LatestEvents integrations={data.identity.integrations} />;
          }
        }}
      </Tabs>
      <EventSheet />
      <AccountEventSheet />
    </>
  );
}

/** How many events count, of the kind that was chosen or of all; those of the account count in nobody's score. */
function countWords(identity: IdentityDetails['identity'], kind: EventKind | null): string {
  if (kind === 'high_risk_system_event') return 'About the account and in nobody’s score';
  const of = kind === null ? identity : identity.kinds.find((row) => row.kind === kind);
  const events = formatCountOf(of?.events ?? 0, 'event that counts', 'events that count');
  return `${events}, on ${formatCountOf(of?.people ?? 0, 'person', 'people')}`;
}
