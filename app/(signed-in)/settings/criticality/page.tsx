import type { Metadata } from 'next';
import { PageAnswers } from '@/app/(signed-in)/page-answers';
import { CriticalityScreen } from '@/components/criticality/criticality-screen';
import { makeQueryClient } from '@/lib/queries/client';
import { groupsQuery } from '@/lib/queries/criticality';
import { readForPage } from '@/server/http/page';
import { listGroupCriticality } from '@/server/services/scoring/group-criticality';

export const metadata: Metadata = { title: 'Criticality' };

export default async function CriticalityPage() {
  const client = makeQueryClient();
  await client.query({ ...groupsQuery(), queryFn: () => readForPage(listGroupCriticality, {}) });
  return (
    <PageAnswers client={client}>
      <CriticalityScreen />
    </PageAnswers>
  );
}
