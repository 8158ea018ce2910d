import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import type { ConnectorProps } from '@/app/page-props';
import { ConnectScreen } from '@/components/integrations/connect-screen';
import { findConnector } from '@/domain/connectors/catalogue';
import { readForPage } from '@/server/http/page';
import { getStandIn } from '@/server/services/integrations/get-stand-in';
import { listIntegrations } from '@/server/services/integrations/list-integrations';
import { getSession } from '@/server/services/sign-in/get-session';

export async function generateMetadata({ params }: ConnectorProps): Promise<Metadata> {
  const connector = findConnector((await params).connector);
  return { title: connector === undefined ? 'Not found' : `Connect ${connector.name}` };
}

export default async function ConnectPage({ params }: ConnectorProps) {
  const connector = findConnector((await params).connector);
  if (connector === undefined) notFound();
  // Asks for the permission to see integrations; saving asks for its own.
  await readForPage(listIntegrations, {});
  const { permissions } = await readForPage(getSession, {});
  const standIn = permissions.includes('integrations:write')
    ? await readForPage(getStandIn, { connector: connector.id })
    : null;
  return <ConnectScreen connector={connector} standIn={standIn?.fields ?? null} />;
}
