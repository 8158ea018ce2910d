import type { Metadata } from 'next';
import { ConnectScreen } from '@/components/integrations/connect-screen';
import { CISCO_DUO } from '@/domain/connectors/cisco-duo';
import { readForPage } from '@/server/http/page';
import { listIntegrations } from '@/server/services/list-integrations';

export const metadata: Metadata = { title: 'Connect Cisco Duo' };

export default async function ConnectCiscoDuoPage() {
  // Asks for the permission to see integrations; saving asks for its own.
  await readForPage(listIntegrations, {});
  return <ConnectScreen connector={CISCO_DUO} />;
}
