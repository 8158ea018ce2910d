import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import type { ConnectorProps } from '@/app/page-props';
import { ConnectScreen } from '@/components/integrations/connect-screen';
import { findConnector } from '@/domain/connectors/catalogue';
import { readForPage } from '@/server/http/page';
import { listIntegrations } from '@/server/services/integrations/list-integrations';

export async function generateMetadata({ params }: ConnectorProps): Promise<Metadata> {
  const connector = findConnector((await params).connector);
  return { title: connector === undefined ? 'Not found' : `Connect ${connector.name}` };
}

export default async function ConnectPage({ params }: ConnectorProps) {
  const connector = findConnector((await params).connector);
  if (connector === undefined) notFound();
  // Asks for the permission to see integrations; saving asks for its own.
  await readForPage(listIntegrations, {});
  return <ConnectScreen connector={connector} />;
}
