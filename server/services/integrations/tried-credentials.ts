import type { ConnectorError } from '@/domain/connectors/connector-error';
import type { ConnectorManifest } from '@/domain/connectors/connector-manifest';
import { Refusal } from '@/domain/refusal';
import type { ConnectorCredentials, ProbeResult, TakeTurn } from '@/server/connectors/connector';
import type { Runtime } from '@/server/services/runtime';
import { blamedField, connectorOf } from './connector-fields';
import { runProbe } from './run-probe';

/** Tries credentials against the vendor; what comes back works. Throws a Refusal that names the field where not. */
export async function tryCredentials(
  runtime: Pick<Runtime, 'adapterOf'>,
  connector: string,
  credentials: ConnectorCredentials,
  turn: TakeTurn,
): Promise<ProbeResult> {
  const { manifest, adapter } = connectorOf(runtime, connector);
  const { result } = await runProbe(adapter, credentials, turn);
  if (result.ok) return result;
  throw refusalOver(manifest, result.error);
}

/** The refusal for credentials that a vendor did not take, or could not be asked about. */
export function refusalOver(
  manifest: Pick<ConnectorManifest, 'fields'>,
  error: ConnectorError | null,
): Refusal {
  if (error === null) return new Refusal('invalid_input', 'The connection test failed.');
  const message = `${error.message} ${error.remedy}`;
  const field = blamedField(manifest, error);
  return field === null ? new Refusal('invalid_input', message) : Refusal.invalid(field, message);
}
