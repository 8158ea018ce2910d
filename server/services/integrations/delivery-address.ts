import type { ConnectorManifest } from '@/domain/connectors/connector-manifest';
import type { Runtime } from '@/server/services/runtime';

/**
 * Where records are sent to, of an integration to which they are sent; null of every other. It holds no secret: what
 * proves a sender is the signature of each delivery.
 */
export function deliveryAddress(
  { environment }: Pick<Runtime, 'environment'>,
  { delivery }: Pick<ConnectorManifest, 'delivery'>,
  accountId: string,
  integrationId: string,
): string | null {
  return delivery === 'inbound' ? `${environment.origin}/api/inbound/${accountId}/${integrationId}` : null;
}
