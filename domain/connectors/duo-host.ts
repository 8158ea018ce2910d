/** The only host names that Duo gives to an API application. */
export const DUO_HOST_PATTERN = '^api-[a-z0-9]+\\.(duosecurity|duofederal)\\.com$';

const DUO_HOST = new RegExp(DUO_HOST_PATTERN);

/** Longest host name in DNS. Also keeps hostile input away from the pattern. */
const LONGEST_HOST = 253;

/**
 * What a person pasted, as a host name: without surrounding spaces, a leading `https://` and one trailing slash, in
 * lower case. Anything else that does not belong stays, so that the pattern refuses it.
 */
export function cleanDuoHost(typed: string): string {
  return typed
    .trim()
    .replace(/^https:\/\//i, '')
    .replace(/\/$/, '')
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/**
 * The host name to connect to, or null when it is not one of Duo's. `simulatorHosts` (each `host:port`) come from an
 * explicit setting of demo and tests and are accepted as they are.
 */
export function parseDuoHost(typed: string, simulatorHosts: readonly string[] = []): string | null {
  if (typed.length > LONGEST_HOST + 20) return null;
  const simulator = cleanDuoHost(typed.replace(/^\s*http:\/\//i, ''));
  if (simulatorHosts.includes(simulator)) return simulator;
  const host = cleanDuoHost(typed);
  return host.length <= LONGEST_HOST && DUO_HOST.test(host) ? host : null;
}
