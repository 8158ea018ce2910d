import type { Metadata } from 'next';
import { PageAnswers } from '@/app/(signed-in)/page-answers';
import type { SearchProps } from '@/app/page-props';
import { CampaignsScreen } from '@/components/campaigns/campaigns-screen';
import { campaignsInput, campaignsQuery, parseCampaignPart } from '@/lib/queries/campaigns';
import { makeQueryClient } from '@/lib/queries/client';
import { parseOutcome } from '@/lib/queries/events';
import { readForPage } from '@/server/http/page';
import { listCampaigns } from '@/server/services/campaigns/list-campaigns';

export const metadata: Metadata = { title: 'Campaigns' };

export default async function CampaignsPage({ searchParams }: SearchProps) {
  const { part, outcome } = await searchParams;
  const filter = { part: parseCampaignPart(part), outcome: parseOutcome(outcome) };
  const client = makeQueryClient();
  await client.infiniteQuery({
    ...campaignsQuery(filter),
    queryFn: () => readForPage(listCampaigns, campaignsInput(filter, null)),
  });
  return (
    <PageAnswers client={client}>
      <CampaignsScreen />
    </PageAnswers>
  );
}
