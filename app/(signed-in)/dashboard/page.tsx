import type { Metadata } from 'next';
import { PageAnswers } from '@/app/(signed-in)/page-answers';
import { readMoment } from '@/app/(signed-in)/read-moment';
import type { SearchProps } from '@/app/page-props';
import { DashboardScreen } from '@/components/dashboard/dashboard-screen';
import { accountEventsQuery } from '@/lib/queries/account-events';
import { makeQueryClient } from '@/lib/queries/client';
import { dashboardQuery } from '@/lib/queries/dashboard';
import { overTimeQuery } from '@/lib/queries/identity';
import { momentInput, parseMoment } from '@/lib/queries/past';
import { sinceQuery } from '@/lib/queries/since';
import { parseRange, parseStep } from '@/lib/ranges';
import { readForPage } from '@/server/http/page';
import { getDashboard } from '@/server/services/dashboard/get-dashboard';
import { getOverTime } from '@/server/services/dashboard/get-over-time';
import { getSince } from '@/server/services/dashboard/get-since';
import { listAccountEvents } from '@/server/services/events/list-account-events';

export const metadata: Metadata = { title: 'Dashboard' };

export default async function DashboardPage({ searchParams }: SearchProps) {
  const parameters = await searchParams;
  const range = parseRange(parameters.range);
  const step = parseStep(range, parameters.step);
  const moment = parseMoment((name) => parameters[name]);
  const past = momentInput(moment.at, moment.reading);
  const client = makeQueryClient();
  const read = Promise.all([
    client.query({
      ...dashboardQuery(range, moment),
      queryFn: () => readForPage(getDashboard, { range, ...past }),
    }),
    client.query({
      ...overTimeQuery(range, step, null, moment),
      queryFn: () => readForPage(getOverTime, { range, step, ...past }),
    }),
    ...(moment.at === null
      ? [
          client.query({ ...sinceQuery(), queryFn: () => readForPage(getSince, {}) }),
          client.infiniteQuery({
            ...accountEventsQuery(),
            queryFn: () => readForPage(listAccountEvents, {}),
          }),
        ]
      : []),
  ]);
  await readMoment(moment, read);
  return (
    <PageAnswers client={client}>
      <DashboardScreen />
    </PageAnswers>
  );
}
