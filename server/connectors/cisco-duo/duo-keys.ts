import { duoCredentialsSchema } from '@/domain/connectors/duo-credentials';
import { parseDuoHost } from '@/domain/connectors/duo-host';
import type { ConnectorCredentials, PreparedCredentials } from '@/server/connectors/connector';
import type { DuoKeys } from '@/server/connectors/cisco-duo/client';
import { SIGNATURE_SCHEMES } from '@/server/connectors/cisco-duo/sign';

export type ReadKeys =
  | { readonly ok: true; readonly keys: DuoKeys }
  | { readonly ok: false; readonly fault: 'host_pattern' | 'credentials_incomplete' };

/**
 * Duo's keys from stored or typed credentials. The host is checked again here, right before it is used, whatever was
 * checked when it was stored. Without a signature the first scheme is taken.
 */
export function readDuoKeys(credentials: ConnectorCredentials, simulatorHosts: readonly string[]): ReadKeys {
  const { host: typedHost = '', ikey = '', skey = '' } = credentials;
  const host = parseDuoHost(typedHost, simulatorHosts);
  if (host === null) return { ok: false, fault: 'host_pattern' };
  if (ikey === '' || skey === '') return { ok: false, fault: 'credentials_incomplete' };
  const signature =
    SIGNATURE_SCHEMES.find((scheme) => scheme === credentials['signature']) ?? SIGNATURE_SCHEMES[0];
  return { ok: true, keys: { host, ikey, skey, signature } };
}

/** What was typed, cleaned and checked field by field. The host is the address: an account reads it once. */
export function prepareDuoCredentials(
  typed: Readonly<Record<string, string>>,
  simulatorHosts: readonly string[],
): PreparedCredentials {
  const read = duoCredentialsSchema(simulatorHosts).safeParse(typed);
  if (!read.success) {
    const faults = read.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
    return { ok: false, faults };
  }
  const { host, ikey, skey } = read.data;
  return {
    ok: true,
    credentials: { host, ikey, skey },
    address: host,
    keyEnding: ikey.slice(-4),
    reveal: [],
  };
}
