import type { Metadata } from 'next';
import { PageAnswers } from '@/app/(signed-in)/page-answers';
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
    <PageAnswers client={client}>
      <CampaignScreen id={id} />
    </PageAnswers>
  );
}
