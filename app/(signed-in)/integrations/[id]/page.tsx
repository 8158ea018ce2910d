import type { Metadata } from 'next';
import { Suspense } from 'react';
import { PageAnswers } from '@/app/(signed-in)/page-answers';
import type { IdProps, SearchProps } from '@/app/page-props';
import { IntegrationScreen } from '@/components/integrations/integration-screen';
import { findConnector } from '@/domain/connectors/catalogue';
import { IntegrationBones } from '@/components/integrations/integration-bones';
import { makeQueryClient } from '@/lib/queries/client';
import { feedChartsQuery } from '@/lib/queries/feed';
import { integrationQuery } from '@/lib/queries/integrations';
import { narrowedRunsQuery } from '@/lib/queries/runs';
import { parseRunFilter, runFilterInput } from '@/lib/run-filter';
import { readForPage } from '@/server/http/page';
import { getFeedCharts } from '@/server/services/integrations/get-feed-charts';
import { getIntegration } from '@/server/services/integrations/get-integration';
import { listRuns } from '@/server/services/integrations/list-runs';
import { hasIntegration } from '@/server/services/integrations/has-integration';

export const metadata: Metadata = { title: 'Integration' };

/** What is not there is answered by its status, and so before anything is sent; the rest may take its time. */
export default async function IntegrationPage(props: IdProps & SearchProps) {
  const { id } = await props.params;
  await readForPage(hasIntegration, { id });
  return (
    <Suspense key={id} fallback={<IntegrationBones />}>
      <Integration {...props} />
    </Suspense>
  );
}

async function Integration({ params, searchParams }: IdProps & SearchProps) {
  const { id } = await params;
  const search = await searchParams;
  const client = makeQueryClient();
  const integration = await client.query({
    ...integrationQuery(id),
    queryFn: () => readForPage(getIntegration, { id }),
  });
  // The two that are looked at most; the other tabs fetch what they show when they are opened.
  if (search.tab === 'runs') {
    const filter = parseRunFilter((name) => text(search[name]));
    await client.infiniteQuery({
      ...narrowedRunsQuery(id, filter),
      queryFn: () => readForPage(listRuns, { id, ...runFilterInput(filter) }),
    });
  } else if (search.tab === undefined && search.range === undefined && search.stream === undefined) {
    await client.query({
      ...feedChartsQuery(id, '24h', null),
      queryFn: () => readForPage(getFeedCharts, { id, range: '24h' }),
    });
  }
  return (
    <PageAnswers client={client}>
      <IntegrationScreen
        id={id}
        connectorName={findConnector(integration.connector)?.name ?? integration.connector}
      />
    </PageAnswers>
  );
}

function text(value: string | string[] | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
