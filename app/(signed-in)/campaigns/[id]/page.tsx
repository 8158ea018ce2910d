import type { Metadata } from 'next';
import { Suspense } from 'react';
import { PageAnswers } from '@/app/(signed-in)/page-answers';
import type { IdProps } from '@/app/page-props';
import { CampaignScreen } from '@/components/campaigns/campaign-screen';
import { campaignQuery } from '@/lib/queries/campaigns';
import { CampaignBones } from '@/components/campaigns/campaign-bones';
import { makeQueryClient } from '@/lib/queries/client';
import { readForPage } from '@/server/http/page';
import { getCampaign } from '@/server/services/campaigns/get-campaign';
import { hasCampaign } from '@/server/services/campaigns/has-campaign';

export const metadata: Metadata = { title: 'Campaign' };

/** What is not there is answered by its status, and so before anything is sent; the rest may take its time. */
export default async function CampaignPage(props: IdProps) {
  const { id } = await props.params;
  await readForPage(hasCampaign, { id });
  return (
    <Suspense key={id} fallback={<CampaignBones />}>
      <Campaign {...props} />
    </Suspense>
  );
}

async function Campaign({ params }: IdProps) {
  const { id } = await params;
  const client = makeQueryClient();
  await client.query({ ...campaignQuery(id), queryFn: () => readForPage(getCampaign, { id }) });
  return (
    <PageAnswers client={client}>
      <CampaignScreen id={id} />
    </PageAnswers>
  );
}
