import type { z } from 'zod';
import type { ConnectorError } from '@/domain/connectors/connector-error';
import { duoCredentialsSchema } from '@/domain/connectors/duo-credentials';
import { Refusal } from '@/domain/refusal';
import type { ProbeResult } from '@/server/connectors/connector';
import type { Runtime } from './runtime';
import { probe } from './test-connection';

type DuoCredentials = z.output<ReturnType<typeof duoCredentialsSchema>>;

/** The credentials as a form sends them, cleaned. Throws a Refusal that names each field that cannot be right. */
export function parseCredentials(
  input: { host: string; ikey: string; skey: string },
  simulatorHosts: readonly string[],
): DuoCredentials {
  const parsed = duoCredentialsSchema(simulatorHosts).safeParse(input);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => ({
    field: issue.path.join('.'),
    message: issue.message,
  }));
  throw new Refusal('invalid_input', fields[0]?.message ?? 'The credentials cannot be read.', fields);
}

/** Tries credentials against the vendor; what comes back works. Throws a Refusal that names the field where not. */
export async function tryCredentials(
  runtime: Runtime,
  connector: string,
  credentials: DuoCredentials,
): Promise<ProbeResult> {
  const { result } = await probe(runtime, connector, credentials);
  if (result.ok) return result;
  throw refusalOver(result.error);
}

/** The refusal for credentials that a vendor did not take, or could not be asked about. */
export function refusalOver(error: ConnectorError | null): Refusal {
  if (error === null) return new Refusal('invalid_input', 'The connection test failed.');
  return Refusal.invalid(fieldOf(error), `${error.message} ${error.remedy}`);
}

/** The form field that an error of the vendor is about. */
function fieldOf(error: ConnectorError): 'host' | 'ikey' | 'skey' {
  if (error.code === 'duo_40102') return 'ikey';
  return error.class === 'credentials' ? 'skey' : 'host';
}
