'use client';

import Link from 'next/link';
import { Card } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import { OutcomeChip } from '@/components/ui/outcome-chip';
import { EmptyState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import type { Dashboard } from '@/domain/views/dashboard';
import { formatCount, formatCountOf } from '@/lib/format/number';
import { formatPlace } from '@/lib/format/place';
import styles from './dashboard.module.css';

/** Sources that go for several people now; those that got in first. */
export function CampaignsCard({ campaigns }: { campaigns: NonNullable<Dashboard['campaigns']> }) {
  return (
    <Card
      title="Active campaigns"
      action={
        <Link className={styles.link} href="/campaigns">
          {campaigns.open === 0 ? 'All campaigns' : `All ${formatCount(campaigns.open)} open`}
        </Link>
      }
    >
      {campaigns.newest.length === 0 ? (
        <EmptyState title="No source goes for several people.">
          Events of two people or more from one network within a day appear here as one campaign.
        </EmptyState>
      ) : (
        <ul className={styles.campaigns}>
          {campaigns.newest.map((campaign) => (
            <li key={campaign.id}>
              <OutcomeChip outcome={campaign.outcome} />
              <div>
                <Link className={table.opener} href={`/campaigns/${campaign.id}`} prefetch={false} data-row>
                  {campaign.network}
                </Link>
                <span className={table.sub}>
                  {[
                    formatPlace(campaign.place),
                    formatCountOf(campaign.people, 'person', 'people'),
                    formatCountOf(campaign.events, 'event', 'events'),
                    campaign.owner?.name ?? 'nobody looks after it',
                  ]
                    .filter((part) => part !== null)
                    .join(' · ')}
                </span>
              </div>
              <span className={table.soft}>
                <Moment at={campaign.lastAt} as="span" />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
