import type { ResolvedAddress } from './connect-first';
import { isPublicAddress } from './public-address';

/** How long this machine may take to look a name up that the proxy looks up as well. */
const LOOK_MS = 1_500;

/**
 * Endings that lead to nothing on the public internet (RFC 6761, 6762, 7686, 8375, 9476, ICANN's `internal`), or that networks
 * use for themselves.
 */
const PRIVATE_ENDINGS: readonly string[] = [
  ...['localhost', 'local', 'internal', 'home.arpa', 'test', 'invalid', 'alt', 'onion'],
  ...['lan', 'home', 'corp', 'intranet', 'private', 'localdomain'],
];

/** Whether a host name ends in what leads to nothing on the public internet. */
export function isPrivateName(host: string): boolean {
  return PRIVATE_ENDINGS.some((ending) => host === ending || host.endsWith(`.${ending}`));
}

/**
 * What of a host behind a proxy, which looks its name up itself, shows here that it is not on the public internet: its name, or
 * an address that this machine finds for it. Null where nothing does, also where this machine finds no address at all, as
 * behind many proxies: then the proxy alone decides.
 */
export async function privateBehindProxy(
  host: string,
  lookup: (name: string) => Promise<readonly ResolvedAddress[]>,
): Promise<string | null> {
  if (isPrivateName(host)) return host;
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<readonly ResolvedAddress[]>((done) => {
    timer = setTimeout(() => done([]), LOOK_MS);
  });
  const found = await Promise.race([lookup(host).catch(() => []), tooLong]).finally(() =>
    clearTimeout(timer),
  );
  return found.find(({ address }) => !isPublicAddress(address))?.address ?? null;
}
