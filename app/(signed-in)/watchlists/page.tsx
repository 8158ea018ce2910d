import type { Metadata } from 'next';
import { PageAnswers } from '@/app/(signed-in)/page-answers';
import { WatchlistsScreen } from '@/components/watchlists/watchlists-screen';
import { makeQueryClient } from '@/lib/queries/client';
import { watchlistsQuery } from '@/lib/queries/watchlists';
import { readForPage } from '@/server/http/page';
import { listWatchlists } from '@/server/services/people/watchlists';

export const metadata: Metadata = { title: 'Watchlists' };

export default async function WatchlistsPage() {
  const client = makeQueryClient();
  await client.query({ ...watchlistsQuery, queryFn: () => readForPage(listWatchlists, {}) });
  return (
    <PageAnswers client={client}>
      <WatchlistsScreen />
    </PageAnswers>
  );
}
