import type { Metadata } from 'next';
import { PageAnswers } from '@/app/(signed-in)/page-answers';
import { readMoment } from '@/app/(signed-in)/read-moment';
import type { SearchProps } from '@/app/page-props';
import { BehaviorsScreen } from '@/components/behaviors/behaviors-screen';
import { makeQueryClient } from '@/lib/queries/client';
import { behaviorsQuery, identityQuery } from '@/lib/queries/identity';
import { momentInput, parseMoment } from '@/lib/queries/past';
import { parseRange } from '@/lib/ranges';
import { readForPage } from '@/server/http/page';
import { getBehaviors } from '@/server/services/dashboard/get-behaviors';
import { getIdentityDetails } from '@/server/services/dashboard/get-identity-details';

export const metadata: Metadata = { title: 'Behaviors' };

export default async function BehaviorsPage({ searchParams }: SearchProps) {
  const parameters = await searchParams;
  const range = parseRange(parameters.range);
  const moment = parseMoment((name) => parameters[name]);
  const input = { range, ...momentInput(moment.at, moment.reading) };
  const client = makeQueryClient();
  await readMoment(
    moment,
    Promise.all([
      client.query({
        ...identityQuery(range, null, moment),
        queryFn: () => readForPage(getIdentityDetails, input),
      }),
      client.query({
        ...behaviorsQuery(range, moment),
        queryFn: () => readForPage(getBehaviors, input),
      }),
    ]),
  );
  return (
    <PageAnswers client={client}>
      <BehaviorsScreen />
    </PageAnswers>
  );
}
