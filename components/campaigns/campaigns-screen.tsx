'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { Card } from '@/components/ui/card';
import { PageHead } from '@/components/ui/page-head';
import { Segmented } from '@/components/ui/segmented';
import { ShowMore } from '@/components/ui/show-more';
import { StandsStill } from '@/components/ui/stands-still';
import { EmptyState, FailedState } from '@/components/ui/states';
import { WhileOld } from '@/components/ui/while-old';
import { useAddress } from '@/lib/address';
import { formatCount } from '@/lib/format/number';
import { type CampaignFilter, campaignsQuery, parseCampaignPart } from '@/lib/queries/campaigns';
import { parseOutcome } from '@/lib/queries/events';
import { ListPageBones } from '@/components/ui/skeleton';
import { CampaignTable } from './campaign-table';
import styles from './campaigns.module.css';

const OUTCOMES = [
  { value: 'all', label: 'All' },
  { value: 'got_in', label: 'Got in' },
  { value: 'refused', label: 'Refused' },
  { value: 'unknown', label: 'Unknown' },
] as const;

/** What one source does to several people: whether they got in, from where, to whom, and who looks after it. */
export function CampaignsScreen() {
  const address = useAddress();
  const part = parseCampaignPart(address.get('part'));
  const outcome = parseOutcome(address.get('outcome'));
  const query = campaignsQuery({ part, outcome });
  const list = useInfiniteQuery(query);
  const { data, error, refetch, isPlaceholderData } = list;
  const first = data?.pages[0];
  const head = (
    <PageHead title="Campaigns" note="What one network does to several people within a day of each other" />
  );
  if (data === undefined || first === undefined) {
    if (error === null) return <ListPageBones rows={8} />;
    return (
      <>
        {head}
        <FailedState what="The campaigns could not be read." error={error} retry={() => void refetch()} />
      </>
    );
  }
  // What was read before is shown until the next is here: it says itself what it is.
  const campaigns = data.pages.flatMap((page) => page.campaigns);
  return (
    <>
      {head}
      <Card
        title={first.part === 'open' ? 'Open campaigns' : 'Closed campaigns'}
        {...(first.outcome === null && { note: 'those that got in first, then by when they were last seen' })}
        action={
          <div className={styles.row}>
            <Segmented
              label="Which campaigns"
              value={part}
              options={[
                { value: 'open', label: `Open ${formatCount(first.counts.open)}` },
                { value: 'closed', label: `Closed ${formatCount(first.counts.closed)}` },
              ]}
              onChange={(value) => address.set({ part: value === 'open' ? null : value })}
            />
            <Segmented
              label="Outcome"
              value={outcome ?? 'all'}
              options={[...OUTCOMES]}
              onChange={(value) => address.set({ outcome: value === 'all' ? null : value })}
            />
          </div>
        }
      >
        <StandsStill pages={data.pages.length} at={first.at} queryKey={query.queryKey} />
        <WhileOld old={isPlaceholderData}>
          {campaigns.length === 0 ? (
            <Nothing part={first.part} outcome={first.outcome} />
          ) : (
            <CampaignTable campaigns={campaigns} />
          )}
        </WhileOld>
        <ShowMore list={list} verb="Show more" what="campaigns" />
      </Card>
    </>
  );
}

function Nothing({ part, outcome }: CampaignFilter) {
  if (outcome !== null)
    return (
      <EmptyState title="No campaign matches." centred>
        Choose any outcome, or look at {part === 'open' ? 'the closed ones' : 'those that are open'}.
      </EmptyState>
    );
  if (part === 'closed')
    return (
      <EmptyState title="No campaign is closed." centred>
        Open a campaign and close it when it is dealt with: it stays here, and opens again if its source goes
        on.
      </EmptyState>
    );
  return (
    <EmptyState title="No source has gone for several people." centred>
      When identity events of two people or more come from one network within a day of each other, or one
      network tries many names, they appear here as one campaign, with whether they got in. There is nothing
      to set up: what integrations collect is enough.
    </EmptyState>
  );
}
