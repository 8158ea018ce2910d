'use client';

import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Card } from '@/components/ui/card';
import { PageHead } from '@/components/ui/page-head';
import { Segmented } from '@/components/ui/segmented';
import { EmptyState, FailedState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
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
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery(
    campaignsQuery({ part, outcome }),
  );
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
  const campaigns = data.pages.flatMap((page) => page.campaigns);
  return (
    <>
      {head}
      <Card
        title={part === 'open' ? 'Open campaigns' : 'Closed campaigns'}
        {...(outcome === null && { note: 'those that got in first, then by when they were last seen' })}
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
        {campaigns.length === 0 ? (
          <Nothing part={part} outcome={outcome} />
        ) : (
          <CampaignTable campaigns={campaigns} />
        )}
        {hasNextPage && (
          <div className={table.more}>
            <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              Show more campaigns
            </Button>
          </div>
        )}
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
