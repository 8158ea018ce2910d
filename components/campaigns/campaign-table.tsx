import Link from 'next/link';
import { NumberLink } from '@/components/dashboard/number-link';
import { Moment } from '@/components/ui/moment';
import { OutcomeChip } from '@/components/ui/outcome-chip';
import table from '@/components/ui/table.module.css';
import type { CampaignListed } from '@/domain/views/campaign';
import { standingWords } from '@/lib/campaign-words';
import { campaignEventsHref } from '@/lib/event-links';
import { formatCount, formatCountOf } from '@/lib/format/number';
import { formatPlace } from '@/lib/format/place';

/** Campaigns, one in a row: whether they got in first. */
export function CampaignTable({ campaigns }: { campaigns: readonly CampaignListed[] }) {
  return (
    <div className={table.scroll}>
      <table className={`${table.table ?? ''} ${table.stacks ?? ''}`} aria-label="Campaigns">
        <thead>
          <tr>
            <th scope="col">Outcome</th>
            <th scope="col">Source</th>
            <th scope="col">What was done</th>
            <th scope="col" className={table.num}>
              People
            </th>
            <th scope="col">Last seen</th>
            <th scope="col">Owner</th>
          </tr>
        </thead>
        <tbody>
          {campaigns.map((campaign) => (
            <tr key={campaign.id} data-opens>
              <td data-label="Outcome">
                <OutcomeChip outcome={campaign.outcome} />
              </td>
              <th scope="row" data-lead>
                <Link className={table.opener} data-row href={`/campaigns/${campaign.id}`} prefetch={false}>
                  {campaign.network}
                </Link>
                <span className={table.sub}>{formatPlace(campaign.place) ?? 'place not known'}</span>
              </th>
              <td data-label="What was done" data-wide>
                {campaign.kinds.map(({ label }) => label).join(' · ')}
                <span className={table.sub}>
                  <NumberLink count={campaign.events} href={campaignEventsHref(campaign)} />{' '}
                  {campaign.events === 1 ? 'event' : 'events'}
                </span>
              </td>
              <td data-label="People" className={table.num}>
                {formatCount(campaign.people)}
                {campaign.unknownNames > 0 && (
                  <span className={table.sub}>
                    {formatCountOf(campaign.unknownNames, 'unknown name', 'unknown names')}
                  </span>
                )}
              </td>
              <td data-label="Last seen" className={table.nowrap}>
                <Moment at={campaign.lastAt} as="relative" />
                <span className={table.sub}>
                  since <Moment at={campaign.firstAt} seconds={false} />
                </span>
              </td>
              <td data-label="Owner">
                {campaign.owner?.name ?? <span className={table.soft}>nobody</span>}
                <span className={table.sub}>{standingWords(campaign)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
