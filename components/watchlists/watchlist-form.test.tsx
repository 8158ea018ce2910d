import { renderToString } from 'react-dom/server';
import { expect, it } from 'vitest';
import { PageHouse } from '@/components/page-house';
import { makeQueryClient } from '@/lib/queries/client';
import { parsePeopleFilter, peopleCountQuery } from '@/lib/queries/people';
import { HeldNow } from './watchlist-form';

/** What is said of the rule that an address would be, where so many people fit it; null while they are counted. */
function said(search: string, total: number | null): string {
  const parameters = new URLSearchParams(search);
  const filter = parsePeopleFilter((name) => parameters.get(name));
  const client = makeQueryClient();
  if (total !== null) client.setQueryData(peopleCountQuery(filter).queryKey, total);
  return renderToString(
    <PageHouse client={client}>
      <HeldNow filter={filter} />
    </PageHouse>,
  ).replaceAll('<!-- -->', '');
}

it('a rule says whom it names now while it is being made', () => {
  expect(said('group=Finance', 31)).toContain('It names 31 people now.');
  expect(said('group=Finance', 1)).toContain('It names 1 person now.');
  expect(said('group=Finance', 0)).toContain('It names nobody now.');
  expect(said('group=Finance', null)).toContain('Counting whom it names now');
  expect(said('', 8214)).toContain('a rule that leaves nobody out is none');
});
