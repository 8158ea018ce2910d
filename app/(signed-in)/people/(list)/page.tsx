import type { Metadata } from 'next';
import { PageAnswers } from '@/app/(signed-in)/page-answers';
import type { SearchProps } from '@/app/page-props';
import { PeopleScreen } from '@/components/people/people-screen';
import { Refusal } from '@/domain/refusal';
import { makeQueryClient } from '@/lib/queries/client';
import { parsePeopleFilter, peopleInput, peopleQuery } from '@/lib/queries/people';
import { parseMoment } from '@/lib/queries/past';
import { watchlistNamesQuery } from '@/lib/queries/watchlists';
import { readForPage } from '@/server/http/page';
import { listPeople } from '@/server/services/people/list-people';
import { listWatchlists } from '@/server/services/people/watchlists';

export const metadata: Metadata = { title: 'People' };

export default async function PeoplePage({ searchParams }: SearchProps) {
  const parameters = await searchParams;
  const filter = parsePeopleFilter((name) => parameters[name]);
  const moment = parseMoment((name) => parameters[name]);
  const client = makeQueryClient();
  try {
    await client.infiniteQuery({
      ...peopleQuery(filter, moment),
      queryFn: () => readForPage(listPeople, peopleInput(filter, null, moment)),
    });
  } catch (error) {
    // A link may name a watchlist that was removed: the screen asks again, says so and offers everybody.
    if (!(error instanceof Refusal)) throw error;
  }
  if (filter.watchlist !== null)
    await client.query({
      ...watchlistNamesQuery,
      queryFn: () => readForPage(listWatchlists, { count: 'no' }),
    });
  return (
    <PageAnswers client={client}>
      <PeopleScreen />
    </PageAnswers>
  );
}
