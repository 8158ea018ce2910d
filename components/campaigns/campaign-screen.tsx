'use client';

import { useQuery } from '@tanstack/react-query';
import { NumberLink } from '@/components/dashboard/number-link';
import { EventSheet } from '@/components/events/event-sheet';
import { EventTable } from '@/components/events/event-table';
import { Card, Panel } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import { OutcomeChip } from '@/components/ui/outcome-chip';
import { PageHead } from '@/components/ui/page-head';
import { EmptyState, FailedState } from '@/components/ui/states';
import type { CampaignDetail } from '@/domain/views/campaign';
import { outcomeSentence } from '@/lib/campaign-words';
import { allEventsHref } from '@/lib/event-links';
import { formatCount, formatCountOf } from '@/lib/format/number';
import { formatPlace } from '@/lib/format/place';
import { campaignQuery } from '@/lib/queries/campaigns';
import { CampaignBones } from './campaign-bones';
import { CampaignCare } from './campaign-care';
import { CampaignDecision } from './campaign-decision';
import { CampaignPeople, Elsewhere, UnknownNames } from './campaign-people';
import styles from './campaigns.module.css';

/** One campaign: whether they got in, with whom, what happened then, and who looks after it. */
export function CampaignScreen({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(campaignQuery(id));
  if (data === undefined) {
    if (error === null) return <CampaignBones />;
    return (
      <>
        <PageHead title="Campaign" />
        <FailedState what="This campaign could not be read." error={error} retry={() => void refetch()} />
      </>
    );
  }
  const { campaign } = data;
  const place = formatPlace(campaign.place);
  return (
    <>
      <PageHead
        trail={[{ label: 'Campaigns', href: '/campaigns' }, { label: campaign.network }]}
        title={campaign.network}
        beside={<OutcomeChip outcome={campaign.outcome} />}
        note={
          <>
            {place !== null && `${place} · `}
            <Moment at={campaign.firstAt} />
            {secondOf(campaign.lastAt) !== secondOf(campaign.firstAt) && (
              <>
                {' '}
                to <Moment at={campaign.lastAt} />
              </>
            )}
          </>
        }
      />
      <div className={styles.stack}>
        <Panel label="Outcome" {...(campaign.outcome === 'got_in' ? { tone: 'bad' as const } : {})}>
          <p className={styles.lead}>
            <strong>{outcomeSentence(data)}</strong>
            <span className={styles.soft}>
              {campaign.kinds.map(({ label }) => label).join(' · ')}
              {campaign.endedAt !== null && ' · all its events were dismissed, and none of them counts'}
            </span>
          </p>
        </Panel>
        <div className={styles.beside}>
          <div className={`${styles.stack ?? ''} ${styles.whom ?? ''}`}>
            {data.people.length > 0 && <CampaignPeople campaign={campaign} people={data.people} />}
            <Elsewhere elsewhere={data.elsewhere} />
            <UnknownNames unknownNames={data.unknownNames} />
          </div>
          <div className={`${styles.stack ?? ''} ${styles.stays ?? ''}`}>
            <CampaignDecision detail={data} />
            <CampaignCare campaign={campaign} members={data.members} />
          </div>
          <div className={styles.what}>
            <Events detail={data} />
          </div>
        </div>
      </div>
      <EventSheet />
    </>
  );
}

/** Moments are shown to the second. */
function secondOf(at: string): number {
  return Math.floor(Date.parse(at) / 1000);
}

function Events({ detail: { campaign, events, total } }: { detail: CampaignDetail }) {
  return (
    <Card
      title="Events of the campaign"
      note={
        total > events.length ? (
          <>
            the newest {formatCount(events.length)} of{' '}
            <NumberLink count={total} href={allEventsHref({ campaign: campaign.id })} />
          </>
        ) : (
          formatCountOf(total, 'event', 'events')
        )
      }
    >
      {events.length === 0 ? (
        <EmptyState title="No event of a person belongs to it.">
          Only names that Duo does not know were tried. When somebody of yours is tried from this network,
          that appears here.
        </EmptyState>
      ) : (
        <EventTable events={events} withPerson folded label="Events of the campaign" />
      )}
    </Card>
  );
}
