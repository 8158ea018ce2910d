import type { Metadata } from 'next';
import { PageAnswers } from '@/app/(signed-in)/page-answers';
import { HubScreen } from '@/components/integrations/hub-screen';
import { CONNECTORS } from '@/domain/connectors/catalogue';
import { makeQueryClient } from '@/lib/queries/client';
import { hubQuery } from '@/lib/queries/integrations';
import { readForPage } from '@/server/http/page';
import { listIntegrations } from '@/server/services/integrations/list-integrations';

export const metadata: Metadata = { title: 'Integrations' };

export default async function IntegrationsPage() {
  const client = makeQueryClient();
  await client.query({ ...hubQuery(), queryFn: () => readForPage(listIntegrations, {}) });
  return (
    <PageAnswers client={client}>
      <HubScreen connectors={CONNECTORS} />
    </PageAnswers>
  );
}
