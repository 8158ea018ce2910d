import type { Metadata } from 'next';
import { PageAnswers } from '@/app/(signed-in)/page-answers';
import { readMoment } from '@/app/(signed-in)/read-moment';
import type { SearchProps } from '@/app/page-props';
import { IdentityScreen } from '@/components/behaviors/identity-screen';
import { parseEventKind } from '@/domain/event-catalogue';
import { makeQueryClient } from '@/lib/queries/client';
import { eventsInput, eventsQuery, parseEventFilter } from '@/lib/queries/events';
import {
  breakdownQuery,
  identityQuery,
  individualsInput,
  individualsQuery,
  overTimeQuery,
  parseBreakdown,
  parseIndividualFilter,
} from '@/lib/queries/identity';
import { momentInput, parseMoment } from '@/lib/queries/past';
import { parseRange, parseStep } from '@/lib/ranges';
import { readForPage } from '@/server/http/page';
import { getIdentityDetails } from '@/server/services/dashboard/get-identity-details';
import { getOverTime } from '@/server/services/dashboard/get-over-time';
import { getScoreBreakdown } from '@/server/services/dashboard/get-score-breakdown';
import { listIndividuals } from '@/server/services/dashboard/list-individuals';
import { listEvents } from '@/server/services/events/list-events';

export const metadata: Metadata = { title: 'Identity events' };

export default async function IdentityPage({ searchParams }: SearchProps) {
  const parameters = await searchParams;
  const get = (name: string) => parameters[name];
  const range = parseRange(parameters.range);
  const kind = parseEventKind(parameters.kind);
  const moment = parseMoment(get);
  const asked = { range, ...(kind !== null && { kind }), ...momentInput(moment.at, moment.reading) };
  const client = makeQueryClient();

  async function readTab(): Promise<void> {
    switch (parameters.tab) {
      case 'individuals': {
        const filter = parseIndividualFilter(get);
        await client.infiniteQuery({
          ...individualsQuery(filter),
          queryFn: () => readForPage(listIndividuals, individualsInput(filter, null)),
        });
        return;
      }
      case 'breakdown': {
        const by = parseBreakdown(parameters.by);
        await client.query({
          ...breakdownQuery(range, kind, by, moment),
          queryFn: () => readForPage(getScoreBreakdown, { ...asked, by }),
        });
        return;
      }
      case 'latest': {
        const filter = parseEventFilter(get);
        await client.infiniteQuery({
          ...eventsQuery(filter),
          queryFn: () => readForPage(listEvents, eventsInput(filter, null)),
        });
        return;
      }
      default: {
        const step = parseStep(range, parameters.step);
        await client.query({
          ...overTimeQuery(range, step, kind, moment),
          queryFn: () => readForPage(getOverTime, { ...asked, step }),
        });
      }
    }
  }

  await readMoment(
    moment,
    Promise.all([
      client.query({
        ...identityQuery(range, kind, moment),
        queryFn: () => readForPage(getIdentityDetails, asked),
      }),
      readTab(),
    ]),
  );
  return (
    <PageAnswers client={client}>
      <IdentityScreen />
    </PageAnswers>
  );
}
