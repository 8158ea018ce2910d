import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
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
    <HydrationBoundary state={dehydrate(client)}>
      <CriticalityScreen />
    </HydrationBoundary>
  );
}
