import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import type { IdProps } from '@/app/page-props';
import { IntegrationScreen } from '@/components/integrations/integration-screen';
import { findConnector } from '@/domain/connectors/catalogue';
import { makeQueryClient } from '@/lib/queries/client';
import { integrationQuery, runsQuery } from '@/lib/queries/integrations';
import { readForPage } from '@/server/http/page';
import { getIntegration } from '@/server/services/get-integration';
import { listRuns } from '@/server/services/list-runs';

export const metadata: Metadata = { title: 'Integration' };

export default async function IntegrationPage({ params }: IdProps) {
  const { id } = await params;
  const client = makeQueryClient();
  const [integration] = await Promise.all([
    client.query({ ...integrationQuery(id), queryFn: () => readForPage(getIntegration, { id }) }),
    client.infiniteQuery({ ...runsQuery(id), queryFn: () => readForPage(listRuns, { id }) }),
  ]);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <IntegrationScreen
        id={id}
        connectorName={findConnector(integration.connector)?.name ?? integration.connector}
      />
    </HydrationBoundary>
  );
}
