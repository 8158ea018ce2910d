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
import { ChooseRange, useRange } from '@/components/ui/choose-range';
import { Moment } from '@/components/ui/moment';
import { PageHead } from '@/components/ui/page-head';
import { EmptyState, FailedState } from '@/components/ui/states';
import type { Dashboard } from '@/domain/views/dashboard';
import { formatChange, formatCount, formatCountOf } from '@/lib/format/number';
import { dashboardQuery } from '@/lib/queries/dashboard';
import { sessionQuery } from '@/lib/queries/frame';
import { RANGE_WORDS } from '@/lib/ranges';
import { BehaviorsCard } from './behaviors-card';
import styles from './dashboard.module.css';
import { DashboardBones } from './dashboard-bones';
import { FeedStrip } from './feed-strip';
import { MostAttackedCard } from './most-attacked-card';
import { SystemEventsCard } from './system-events-card';

const TITLE = 'Human Risk Command Center';

/** Who is being attacked, how we know, and whether the feed can be trusted right now. */
export function DashboardScreen() {
  const range = useRange();
  const { data, error, refetch } = useQuery(dashboardQuery(range));
  const { data: session } = useQuery(sessionQuery());
  if (data === undefined) {
    if (error === null) return <DashboardBones />;
    return (
      <>
        <PageHead title={TITLE} />
        <FailedState what="The dashboard could not be read." error={error} retry={() => void refetch()} />
      </>
    );
  }
  const mayOpenIntegrations = session?.permissions.includes('integrations:read') ?? false;
  return (
    <>
      <PageHead
        title={TITLE}
        note={
          <>
            {data.accountName} · {RANGE_WORDS[range].long} · every number as of <Moment at={data.at} />,
            policy {data.policy.number}
          </>
        }
        actions={<ChooseRange />}
      />
      <div className={styles.stack}>
        <FeedStrip feed={data.feed} mayOpen={mayOpenIntegrations} />
        <div className={styles.top}>
          <Card
            title="Attack factor"
            note="how much people are attacked"
            action={
              <span className={styles.soft}>
                {formatCountOf(data.attackFactor.total, 'person', 'people')}
              </span>
            }
          >
            <BandDistributionChart counts={data.attackFactor.bands} />
          </Card>
          <HumanRiskCard risk={data.humanRisk} />
          <SinceYesterday lastDay={data.lastDay} />
        </div>
        <EventsOverTimeCard buckets={data.overTime} />
        <div className={styles.lower}>
          <BehaviorsCard
            identity={data.identity}
            posture={data.posture}
            policy={data.policyDenials}
            range={range}
          />
          <div className={`${styles.stack ?? ''} ${styles.who ?? ''}`}>
            <MostAttackedCard people={data.mostAttacked} />
            <Card
              title="Newest events"
              action={
                <Link className={styles.link} href="/behaviors/identity?tab=latest">
                  All events
                </Link>
              }
            >
              {data.newestEvents.length === 0 ? (
                <EmptyState title="No identity event yet.">
                  An event appears here within seconds of being read from Duo.
                </EmptyState>
              ) : (
                <NewestEvents events={data.newestEvents} />
              )}
            </Card>
            <SystemEventsCard />
          </div>
        </div>
      </div>
      <EventSheet />
      <AccountEventSheet />
    </>
  );
}

/** The other score: what people add to the risk themselves. */
function HumanRiskCard({ risk }: { risk: Dashboard['humanRisk'] }) {
  return (
    <Card title="Human risk score" note="what people add themselves">
      <BandDistributionChart counts={risk.bands} hrefOf={(band) => `/people?sort=human_risk&risk=${band}`} />
      <div className={styles.under}>
        {risk.score === null ? (
          <p>Nobody has a score yet.</p>
        ) : (
          <p className={styles.average}>
            The organisation on average <BandScore shown={risk.score.shown} band={risk.score.band} />
          </p>
        )}
        {risk.without > 0 && (
          <p>
            {formatCountOf(risk.without, 'person has', 'people have')} no score: nothing is known of their
            posture.
          </p>
        )}
      </div>
    </Card>
  );
}

function SinceYesterday({ lastDay }: { lastDay: Dashboard['lastDay'] }) {
  return (
    <Card title="Since yesterday">
      <div className={styles.figures}>
        <Link className={styles.figure} href="/behaviors/identity?tab=latest&decision=counted&range=24h">
          <span className={styles.figureNumber}>{formatCount(lastDay.events)}</span>
          <span className={styles.figureWord}>identity events</span>
        </Link>
        <Link className={styles.figure} href="/people?least=high">
          <span className={styles.figureNumber}>{formatChange(lastDay.highOrAboveChange)}</span>
          <span className={styles.figureWord}>
            people in High or above, now {formatCount(lastDay.highOrAbove)}
          </span>
        </Link>
      </div>
    </Card>
  );
}
