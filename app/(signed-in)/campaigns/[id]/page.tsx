import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import type { IdProps } from '@/app/page-props';
import { CampaignScreen } from '@/components/campaigns/campaign-screen';
import { campaignQuery } from '@/lib/queries/campaigns';
import { makeQueryClient } from '@/lib/queries/client';
import { readForPage } from '@/server/http/page';
import { getCampaign } from '@/server/services/campaigns/get-campaign';

export const metadata: Metadata = { title: 'Campaign' };

export default async function CampaignPage({ params }: IdProps) {
  const { id } = await params;
  const client = makeQueryClient();
  await client.query({ ...campaignQuery(id), queryFn: () => readForPage(getCampaign, { id }) });
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <CampaignScreen id={id} />
    </HydrationBoundary>
  );
}
