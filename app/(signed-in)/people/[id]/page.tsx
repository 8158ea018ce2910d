import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import type { IdProps, SearchProps } from '@/app/page-props';
import { ProfileScreen } from '@/components/people/profile-screen';
import { makeQueryClient } from '@/lib/queries/client';
import { parseAt, profileQuery } from '@/lib/queries/people';
import { readForPage } from '@/server/http/page';
import { getProfile } from '@/server/services/get-profile';

export const metadata: Metadata = { title: 'Risk profile' };

export default async function ProfilePage({ params, searchParams }: IdProps & SearchProps) {
  const { id } = await params;
  const at = parseAt((await searchParams)['at']);
  const client = makeQueryClient();
  const input = { id, ...(at === null ? {} : { at }) };
  await client.query({ ...profileQuery(id, at), queryFn: () => readForPage(getProfile, input) });
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <ProfileScreen id={id} />
    </HydrationBoundary>
  );
}
