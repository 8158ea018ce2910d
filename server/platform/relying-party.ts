import { isIP } from 'node:net';

/** For whom passkeys are made: the name in Parapet's address, to which browsers tie them. */
export interface RelyingParty {
  readonly id: string;
  readonly origin: string;
}

/** Who Parapet is to passkeys, by its own address; null where that is a number, for which browsers make none. */
export function relyingParty(origin: string): RelyingParty | null {
  const { hostname } = new URL(origin);
  return isIP(hostname.replace(/^\[|\]$/g, '')) === 0 ? { id: hostname, origin } : null;
}
