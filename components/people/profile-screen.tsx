'use client';

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { ScoreOverTimeCard } from '@/components/charts/score-over-time';
import { WaterfallChart } from '@/components/charts/waterfall';
import { NumberLink } from '@/components/dashboard/number-link';
import { EventSheet } from '@/components/events/event-sheet';
import { EventTable } from '@/components/events/event-table';
import { useOpenEvent } from '@/components/events/use-open-event';
import { AllowedLink } from '@/components/ui/allowed-link';
import { Card } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import { PageHead } from '@/components/ui/page-head';
import { Bone } from '@/components/ui/skeleton';
import { EmptyState, FailedState } from '@/components/ui/states';
import { Tabs } from '@/components/ui/tabs';
import { WhileOld } from '@/components/ui/while-old';
import type { Profile } from '@/domain/views/person';
import { useAddress } from '@/lib/address';
import { allEventsHref, eventsHref } from '@/lib/event-links';
import { formatCount, formatCountOf } from '@/lib/format/number';
import { parseAt, parseReading } from '@/lib/queries/past';
import { profileQuery } from '@/lib/queries/people';
import { useKeepRecent } from '@/lib/queries/use-keep-recent';
import { useTurned } from '@/lib/use-turned';
import { CareCards } from './care-cards';
import { CriticalityField } from './criticality-field';
import { DeviceCards } from './device-cards';
import { DirectoryCard, DirectoryHistory } from './directory-cards';
import { EvidenceLinks } from './evidence-links';
import { HabitsCard } from './habits-card';
import { LearningCard } from './learning-card';
import { MomentScrubber } from './moment-scrubber';
import { ProfileBones } from './profile-bones';
import styles from './people.module.css';
import { PersonHistoryCard } from './person-history-card';
import { PersonRequests } from './person-requests';
import { PosturePanel } from './posture-panel';
import { PanelLink, ProfileHead } from './profile-head';
import { WatchlistsField } from './watchlists-field';

const TABS = [
  { id: 'identity', label: 'Identity' },
  { id: 'overview', label: 'Overview' },
  { id: 'posture', label: 'Posture' },
  { id: 'devices', label: 'Devices' },
  { id: 'signals', label: 'Signals' },
  { id: 'history', label: 'History' },
] as const;

/** Loaded when somebody asks for it: the search of records weighs as much as a page. */
const PersonSignals = dynamic(() => import('./person-signals').then((module) => module.PersonSignals), {
  loading: () => <Bone width="100%" height={260} />,
});

/** Events that are shown before all are asked for. */
const FEW = 12;

/** One person's risk profile, at this moment or at the one that the address names. */
export function ProfileScreen({ id }: { id: string }) {
  const address = useAddress();
  const at = parseAt(address.get('at'));
  const reading = parseReading(address.get('reading'));
  const { data, error, refetch, isPlaceholderData } = useQuery(profileQuery(id, at, reading));
  // A name that is shown for an hour is not kept for longer.
  useKeepRecent(`/people/${id}`, data?.names.shown === 'revealed' ? undefined : data?.person.name);
  if (data === undefined) {
    if (error === null) return <ProfileBones />;
    return (
      <>
        <PageHead
          title="Risk profile"
          trail={[{ label: 'People', href: '/people' }, { label: 'Risk profile' }]}
        />
        <FailedState what="This person could not be read." error={error} retry={() => void refetch()} />
      </>
    );
  }
  return (
    <>
      <WhileOld old={isPlaceholderData}>
        <ProfileHead profile={data} />
        <Tabs label="Parts of the profile" tabs={[...TABS]}>
          {(tab) => <Part tab={tab} profile={data} />}
        </Tabs>
      </WhileOld>
      <EventSheet />
    </>
  );
}

function Part({ tab, profile }: { tab: (typeof TABS)[number]['id']; profile: Profile }) {
  switch (tab) {
    case 'identity':
      return <Identity profile={profile} />;
    case 'overview':
      return <Overview profile={profile} />;
    case 'posture':
      return <PosturePanel profile={profile} />;
    case 'devices':
      return <DeviceCards profile={profile} />;
    case 'signals':
      return <PersonSignals profile={profile} />;
    case 'history':
      return (
        <>
          <PersonHistoryCard personId={profile.person.id} />
          <DirectoryHistory changes={profile.directory.changes} />
          <PersonRequests person={profile.person} />
        </>
      );
  }
}

function Identity({ profile }: { profile: Profile }) {
  const open = useOpenEvent();
  const [all, turnAll] = useTurned('all', 'events');
  const { person, waterfall, events } = profile;
  const total = person.events + profile.dismissed;
  const isEmpty = events.length === 0 && waterfall.bars.length === 0;
  if (isEmpty && profile.asOf === null) {
    return (
      <>
        <Card title="Identity events">
          <EmptyState title="Nothing has been done to this identity, as far as the feed shows.">
            {`When an attack on ${person.name} is recognised, it appears here with what it adds to the attack factor and the records that show it.`}
          </EmptyState>
        </Card>
        <LearningCard learning={profile.learning} />
        {profile.learning !== null && <HabitsCard personId={person.id} asOf={profile.asOf} />}
      </>
    );
  }
  return (
    <>
      <div className={styles.two}>
        <Card
          title={
            profile.collectsSince === null ? `Why ${person.attackFactor.shown}` : 'Why there is no score'
          }
          note="each bar opens its evidence; as printed they add up"
          action={<EvidenceLinks profile={profile} />}
        >
          {waterfall.bars.length === 0 ? (
            <EmptyState
              title={
                isEmpty
                  ? 'Nothing was known to have been done to this identity.'
                  : `No event ${profile.asOf === null ? 'adds to it now' : 'added to it then'}.`
              }
            >
              {isEmpty
                ? profile.collectsSince === null
                  ? 'What was recognised later is left out here. Go back to now to see it.'
                  : 'Parapet collected nothing yet. Read it with hindsight to see what is known of that moment now.'
                : 'The events below are not scored, or dismissed.'}
            </EmptyState>
          ) : (
            <WaterfallChart waterfall={waterfall} past={profile.asOf !== null} onOpen={open} />
          )}
        </Card>
        <ScoreOverTimeCard
          series={profile.series}
          gaps={profile.gaps}
          at={profile.at}
          past={profile.asOf !== null}
        >
          <MomentScrubber profile={profile} />
        </ScoreOverTimeCard>
      </div>
      {!isEmpty && (
        <Card
          title="Identity events"
          action={
            <span style={{ color: 'var(--p-second)' }}>
              {total > events.length ? (
                <>
                  the newest {formatCount(events.length)} of{' '}
                  {profile.asOf === null ? (
                    <NumberLink count={total} href={allEventsHref({ person: person.id })} />
                  ) : (
                    formatCount(total)
                  )}
                </>
              ) : (
                formatCountOf(events.length, 'event', 'events')
              )}
              {profile.dismissed > 0 && (
                <>
                  {', '}
                  <NumberLink count={profile.dismissed} href={dismissedHref(person)} /> dismissed and left out
                  of the score
                </>
              )}
            </span>
          }
        >
          <EventTable
            events={all ? events : events.slice(0, FEW)}
            withPerson={false}
            label="Identity events"
          />
          {events.length > FEW && (
            <div className={styles.more}>
              <Button variant="default" onClick={turnAll}>
                {all ? 'Show fewer events' : `Show all ${formatCount(events.length)} events`}
              </Button>
            </div>
          )}
        </Card>
      )}
      <LearningCard learning={profile.learning} />
      {profile.learning !== null && <HabitsCard personId={person.id} asOf={profile.asOf} />}
    </>
  );
}

function Overview({ profile }: { profile: Profile }) {
  const { person, directory } = profile;
  const nothing = profile.asOf === null ? 'none yet' : 'none of then is kept';
  return (
    <div className={styles.two}>
      <CareCards personId={person.id} past={profile.asOf !== null} />
      <Card title="Who this is">
        <dl className={styles.facts}>
          <dt>Username</dt>
          <dd>{person.username}</dd>
          {directory.aliases.length > 0 && (
            <>
              <dt>{profile.asOf === null ? 'Also known as' : 'Also known as, now'}</dt>
              <dd>{directory.aliases.join(', ')}</dd>
            </>
          )}
          <dt>E-mail</dt>
          <dd>{person.email ?? 'not known'}</dd>
          <dt>Groups</dt>
          <dd>{person.groups.length === 0 ? 'none known' : person.groups.join(', ')}</dd>
          <dt>Criticality</dt>
          <dd>
            <CriticalityField profile={profile} />
          </dd>
          {profile.asOf === null && (
            <>
              <dt>Watchlists</dt>
              <dd>
                <WatchlistsField personId={person.id} />
              </dd>
            </>
          )}
          <dt>{profile.asOf === null ? 'Known from' : 'Known from, now'}</dt>
          <dd>
            {person.integrations.map((integration, index) => (
              <span key={integration.id}>
                {index > 0 && ', '}
                <AllowedLink
                  needs="integrations:read"
                  className={styles.link}
                  href={`/integrations/${integration.id}`}
                >
                  {integration.name}
                </AllowedLink>
                {integration.page !== null && (
                  <>
                    {' '}
                    <PanelLink page={integration.page} />
                  </>
                )}
              </span>
            ))}
          </dd>
        </dl>
      </Card>
      <DirectoryCard profile={profile} />
      <Card title="Seen">
        <dl className={styles.facts}>
          <dt>First record read</dt>
          <dd>{person.hasSignals ? <Moment at={person.firstSeenAt} as="day" /> : nothing}</dd>
          <dt>Last record read</dt>
          <dd>{person.hasSignals ? <Moment at={person.lastSeenAt} as="relative" /> : nothing}</dd>
          <dt>Identity events</dt>
          <dd>
            <NumberLink count={person.events} href={eventsHref({ person: person.id })} />
            {profile.dismissed > 0 && (
              <>
                {' and '}
                <NumberLink count={profile.dismissed} href={dismissedHref(person)} /> dismissed
              </>
            )}
          </dd>
          <dt>Last identity event</dt>
          <dd>{person.lastEventAt === null ? 'none' : <Moment at={person.lastEventAt} as="relative" />}</dd>
        </dl>
      </Card>
    </div>
  );
}

/** The list of exactly the events of somebody that were dismissed. */
function dismissedHref({ id }: Pick<Profile['person'], 'id'>): string {
  return eventsHref({ person: id, decision: 'dismissed' });
}
