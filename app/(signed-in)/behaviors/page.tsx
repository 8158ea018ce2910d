import type { Metadata } from 'next';
import { PageAnswers } from '@/app/(signed-in)/page-answers';
import type { SearchProps } from '@/app/page-props';
import { BehaviorsScreen } from '@/components/behaviors/behaviors-screen';
import { makeQueryClient } from '@/lib/queries/client';
import { behaviorsQuery, identityQuery } from '@/lib/queries/identity';
import { parseRange } from '@/lib/ranges';
import { readForPage } from '@/server/http/page';
import { getBehaviors } from '@/server/services/dashboard/get-behaviors';
import { getIdentityDetails } from '@/server/services/dashboard/get-identity-details';

export const metadata: Metadata = { title: 'Behaviors' };

export default async function BehaviorsPage({ searchParams }: SearchProps) {
  const range = parseRange((await searchParams).range);
  const client = makeQueryClient();
  await client.query({
    ...identityQuery(range, null),
    queryFn: () => readForPage(getIdentityDetails, { range }),
  });
  await client.query({ ...behaviorsQuery(range), queryFn: () => readForPage(getBehaviors, { range }) });
  return (
    <PageAnswers client={client}>
      <BehaviorsScreen />
    </PageAnswers>
  );
}
