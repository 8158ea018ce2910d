import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import type { IdProps } from '@/app/page-props';
import { ProfileScreen } from '@/components/people/profile-screen';
import { makeQueryClient } from '@/lib/queries/client';
import { profileQuery } from '@/lib/queries/people';
import { readForPage } from '@/server/http/page';
import { getProfile } from '@/server/services/get-profile';

export const metadata: Metadata = { title: 'Risk profile' };

export default async function ProfilePage({ params }: IdProps) {
  const { id } = await params;
  const client = makeQueryClient();
  await client.query({ ...profileQuery(id), queryFn: () => readForPage(getProfile, { id }) });
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <ProfileScreen id={id} />
    </HydrationBoundary>
  );
}
