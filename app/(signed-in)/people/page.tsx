import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import type { SearchProps } from '@/app/page-props';
import { PeopleScreen } from '@/components/people/people-screen';
import { makeQueryClient } from '@/lib/queries/client';
import { parsePeopleFilter, peopleInput, peopleQuery } from '@/lib/queries/people';
import { readForPage } from '@/server/http/page';
import { listPeople } from '@/server/services/list-people';

export const metadata: Metadata = { title: 'People' };

export default async function PeoplePage({ searchParams }: SearchProps) {
  const parameters = await searchParams;
  const filter = parsePeopleFilter((name) => parameters[name]);
  const client = makeQueryClient();
  await client.infiniteQuery({
    ...peopleQuery(filter),
    queryFn: () => readForPage(listPeople, peopleInput(filter, null)),
  });
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <PeopleScreen />
    </HydrationBoundary>
  );
}
