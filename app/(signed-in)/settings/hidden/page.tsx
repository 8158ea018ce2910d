import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import type { SearchProps } from '@/app/page-props';
import { HiddenScreen } from '@/components/hidden/hidden-screen';
import { parseRegisterPart } from '@/lib/dispositions';
import { makeQueryClient } from '@/lib/queries/client';
import { registerQuery } from '@/lib/queries/dispositions';
import { readForPage } from '@/server/http/page';
import { listHidden } from '@/server/services/list-hidden';

export const metadata: Metadata = { title: 'Hidden events' };

export default async function HiddenPage({ searchParams }: SearchProps) {
  const part = parseRegisterPart((await searchParams).part);
  const client = makeQueryClient();
  await client.infiniteQuery({
    ...registerQuery(part),
    queryFn: () => readForPage(listHidden, { part }),
  });
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <HiddenScreen />
    </HydrationBoundary>
  );
}
