'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { BandDistributionChart } from '@/components/charts/band-distribution';
import { EventsOverTimeCard } from '@/components/charts/events-over-time';
import { AccountEventSheet } from '@/components/events/account-event-sheet';
import { EventSheet } from '@/components/events/event-sheet';
import { NewestEvents } from '@/components/events/newest-events';
import { BandScore } from '@/components/ui/band';
import { Card } from '@/components/ui/card';
import { ChooseMoment } from '@/components/ui/choose-moment';
import { ChooseRange, useRange } from '@/components/ui/choose-range';
import { Moment } from '@/components/ui/moment';
import { PageHead } from '@/components/ui/page-head';
import { PastLacks, PastStrip, pastWords, UnreadMoment } from '@/components/ui/past-strip';
import { PolicyLink } from '@/components/ui/policy-link';
import { EmptyState, FailedState } from '@/components/ui/states';
import { WhileOld } from '@/components/ui/while-old';
import type { Dashboard } from '@/domain/views/dashboard';
import type { Reading } from '@/domain/views/person';
import { highADayBeforeHref } from '@/lib/count-links';
import { eventsHref } from '@/lib/event-links';
import { formatChange, formatCount, formatCountOf } from '@/lib/format/number';
import { useCarried, usePastMoment } from '@/lib/past';
import { dashboardQuery } from '@/lib/queries/dashboard';
import { sessionQuery } from '@/lib/queries/frame';
import { rangeWords } from '@/lib/ranges';
import { BehaviorsCard } from './behaviors-card';
import { CampaignsCard } from './campaigns-card';
import styles from './dashboard.module.css';
import { DashboardBones } from './dashboard-bones';
import { FeedStrip } from './feed-strip';
import { MostAttackedCard } from './most-attacked-card';
import { SinceCard } from './since-card';
import { SystemEventsCard } from './system-events-card';

const TITLE = 'Human Risk Command Center';

/** Who is being attacked, how we know, and whether the feed can be trusted right now. */
export function DashboardScreen() {
  const range = useRange();
  const moment = usePastMoment();
  const carried = useCarried();
  const { data, error, refetch, isPlaceholderData } = useQuery(dashboardQuery(range, moment));
  const { data: session } = useQuery(sessionQuery());
  if (data === undefined) {
    if (error === null) return <DashboardBones />;
    return (
      <>
        <PageHead title={TITLE} />
        {moment.at !== null && <PastStrip asOf={moment.at} reading={moment.reading} />}
        <FailedState what="The dashboard could not be read." error={error} retry={() => void refetch()} />
      </>
    );
  }
  // What was read before is shown until the next is here: it says itself of which range it is.
  const mayOpenIntegrations = session?.permissions.includes('integrations:read') ?? false;
  return (
    <>
      <PageHead
        title={TITLE}
        note={
          <>
            {data.accountName} · {rangeWords(data.range, data.asOf)} · every number as of{' '}
            <Moment at={data.at} />, <PolicyLink number={data.policy.number} />
          </>
        }
        actions={
          <>
            <ChooseMoment at={data.at} asOf={data.asOf} />
            <ChooseRange />
          </>
        }
      />
      <WhileOld old={isPlaceholderData} className={styles.stack}>
        <UnreadMoment />
        {moment.at !== null && (
          <PastStrip asOf={moment.at} reading={moment.reading}>
            {data.reading === moment.reading && <PastWords data={data} reading={moment.reading} />}
          </PastStrip>
        )}
        {data.feed !== null && (
          <>
            <FeedStrip feed={data.feed} mayOpen={mayOpenIntegrations} />
            <SinceCard mayOpenIntegrations={mayOpenIntegrations} />
          </>
        )}
        <div className={styles.top}>
          <Card
            title="Attack factor"
            note="how much people are attacked"
            action={
              <Link className={styles.link} href={carried('/people')} prefetch={false}>
                {formatCountOf(data.attackFactor.total, 'person', 'people')}
              </Link>
            }
          >
            <BandDistributionChart counts={data.attackFactor.bands} />
          </Card>
          <HumanRiskCard risk={data.humanRisk} />
          <LastDay dashboard={data} />
        </div>
        <EventsOverTimeCard range={range} />
        <div className={styles.lower}>
          <div className={styles.stack}>
            <BehaviorsCard
              identity={data.identity}
              posture={data.posture}
              policy={data.policyDenials}
              range={data.range}
              at={Date.parse(data.at)}
              maySearch={session?.permissions.includes('signals:read') ?? false}
            />
            {data.asOf === null && <SystemEventsCard />}
          </div>
          <div className={`${styles.stack ?? ''} ${styles.who ?? ''}`}>
            {data.campaigns !== null && <CampaignsCard campaigns={data.campaigns} />}
            <MostAttackedCard people={data.mostAttacked} />
            <Card
              title="Newest events"
              action={
                <Link
                  className={styles.link}
                  href={carried('/behaviors/identity?tab=latest')}
                  prefetch={data.asOf === null ? 'auto' : false}
                >
                  All events
                </Link>
              }
            >
              {data.newestEvents.length === 0 ? (
                <EmptyState title={data.asOf === null ? 'No identity event yet.' : 'No identity event.'}>
                  {data.asOf === null
                    ? 'An event appears here within seconds of being read from Duo.'
                    : `None of the ${rangeWords(data.range, data.asOf)} is known in this reading.`}
                </EmptyState>
              ) : (
                <NewestEvents events={data.newestEvents} />
              )}
            </Card>
          </div>
        </div>
      </WhileOld>
      <EventSheet />
      <AccountEventSheet />
    </>
  );
}

/** What of the page is of the past moment, and what is left out. */
function PastWords({ data, reading }: { data: Dashboard; reading: Reading }) {
  return (
    <>
      <PastLacks {...data} />
      {pastWords('People, scores and events', reading, data.policy.number)}
      Human risk scores are those of that day, where one was kept; denials are by when they occurred. The
      state of the feed, campaigns and system events have no past here.
    </>
  );
}

/** The other score: what people add to the risk themselves. */
function HumanRiskCard({ risk }: { risk: Dashboard['humanRisk'] }) {
  const { at } = usePastMoment();
  const carried = useCarried();
  return (
    <Card title="Human risk score" note="what people add themselves">
      <BandDistributionChart counts={risk.bands} hrefOf={(band) => `/people?sort=human_risk&risk=${band}`} />
      <div className={styles.under}>
        {risk.score === null ? (
          <p>{at === null ? 'Nobody has a score yet.' : 'No score of then is kept.'}</p>
        ) : (
          <p className={styles.average}>
            The organisation on average <BandScore shown={risk.score.shown} band={risk.score.band} />
          </p>
        )}
        {risk.without > 0 && (
          <p>
            <Link
              className={styles.link}
              href={carried('/people?sort=human_risk&risk=none')}
              prefetch={false}
            >
              {formatCountOf(risk.without, 'person has', 'people have')} no score
            </Link>
            : {at === null ? 'nothing is known of their posture.' : 'nothing of their posture then is kept.'}
          </p>
        )}
      </div>
    </Card>
  );
}

/** What the last 24 hours brought: events, and how many people stand high against a day ago. */
function LastDay({ dashboard }: { dashboard: Dashboard }) {
  const { lastDay, asOf } = dashboard;
  const past = asOf !== null;
  const carried = useCarried();
  return (
    <Card title={past ? 'The 24 hours before' : 'Last 24 hours'}>
      <div className={styles.figures}>
        <Link className={styles.figure} href={carried(eventsHref({ range: '24h' }))} prefetch={false}>
          <span className={styles.figureNumber}>{formatCount(lastDay.events)}</span>
          <span className={styles.figureWord}>identity events</span>
        </Link>
        <div className={styles.figure}>
          <Link href={carried('/people?least=high')} prefetch={false}>
            <span className={styles.figureNumber}>{formatCount(lastDay.highOrAbove)}</span>
            <span className={styles.figureWord}>people in High or above</span>
          </Link>
          <span className={styles.figureWord}>
            , <DayBefore dashboard={dashboard} />
          </span>
        </div>
      </div>
    </Card>
  );
}

/** What the change is against, and the way to who that was. */
function DayBefore({ dashboard }: { dashboard: Dashboard }) {
  const { highOrAbove, highOrAboveChange: change, isDayBeforeListed } = dashboard.lastDay;
  const before = highOrAbove - change;
  const day = dashboard.asOf === null ? 'a day ago' : 'a day before';
  const words = change === 0 ? day : `${formatCount(before)} ${day}`;
  return (
    <>
      {change === 0 ? 'as many as ' : `${formatChange(change)} against `}
      {before === 0 || !isDayBeforeListed ? (
        words
      ) : (
        <Link className={styles.link} href={highADayBeforeHref(dashboard)} prefetch={false}>
          {words}
        </Link>
      )}
    </>
  );
}
