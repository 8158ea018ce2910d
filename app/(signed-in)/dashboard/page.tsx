import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import type { SearchProps } from '@/app/page-props';
import { DashboardScreen } from '@/components/dashboard/dashboard-screen';
import { accountEventsQuery } from '@/lib/queries/account-events';
import { makeQueryClient } from '@/lib/queries/client';
import { dashboardQuery } from '@/lib/queries/dashboard';
import { parseRange } from '@/lib/ranges';
import { readForPage } from '@/server/http/page';
import { getDashboard } from '@/server/services/get-dashboard';
import { listAccountEvents } from '@/server/services/list-account-events';

export const metadata: Metadata = { title: 'Dashboard' };

export default async function DashboardPage({ searchParams }: SearchProps) {
  const range = parseRange((await searchParams).range);
  const client = makeQueryClient();
  await Promise.all([
    client.query({ ...dashboardQuery(range), queryFn: () => readForPage(getDashboard, { range }) }),
    client.infiniteQuery({
      ...accountEventsQuery(),
      queryFn: () => readForPage(listAccountEvents, {}),
    }),
  ]);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <DashboardScreen />
    </HydrationBoundary>
  );
}
