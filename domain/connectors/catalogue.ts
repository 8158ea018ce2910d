import { CISCO_DUO } from '@/domain/connectors/cisco-duo';
import { GENERIC_WEBHOOK } from '@/domain/connectors/generic-webhook';
import type { ConnectorManifest, ConnectorStream } from '@/domain/connectors/connector-manifest';

/** Every connector that can be configured. */
export const CONNECTORS: readonly ConnectorManifest[] = [CISCO_DUO, GENERIC_WEBHOOK];

/** The manifest of a connector; undefined when there is none of that id. */
export function findConnector(id: string): ConnectorManifest | undefined {
  return CONNECTORS.find((connector) => connector.id === id);
}

/** One stream of a connector; undefined when there is none of that id. */
export function findStream(connectorId: string, streamId: string): ConnectorStream | undefined {
  return findConnector(connectorId)?.streams.find((stream) => stream.id === streamId);
}
