import { isIPv6 } from 'node:net';

/** What one customer of a provider has at the least: whoever has one IPv6 address has the other 2⁶⁴ beside it. */
const NETWORK_BITS = 64;
const GROUP_BITS = 16;

/**
 * What a network address counts as where attempts, requests and waiting are counted: an IPv4 address as itself, however
 * it is written within an IPv6 one, and an IPv6 address as its network of so many bits, a multiple of 16. `unknown`
 * without one. Logs and the audit log keep the whole address.
 */
export function countedAddress(address: string | null, bits = NETWORK_BITS): string {
  if (address === null || address === '') return 'unknown';
  const bare = address.replace(/%.*$/, '');
  if (!isIPv6(bare)) return bare;
  const groups = groupsOf(bare);
  const within = ipv4Within(groups);
  if (within !== null) return within;
  const network = groups.slice(0, bits / GROUP_BITS).map((group) => group.toString(16));
  return `${network.join(':')}::/${bits}`;
}

/** The eight groups of an IPv6 address, which the platform writes in hexadecimal throughout. */
function groupsOf(address: string): number[] {
  const [head = '', tail = ''] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const [left, right] = [numbersOf(head), numbersOf(tail)];
  return [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right];
}

function numbersOf(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

/** The IPv4 address that a mapped one stands for, or one that a translator (64:ff9b::/96) writes so; null for others. */
function ipv4Within(groups: readonly number[]): string | null {
  const prefix = groups
    .slice(0, 6)
    .map((group) => group.toString(16))
    .join(':');
  if (prefix !== '0:0:0:0:0:ffff' && prefix !== '64:ff9b:0:0:0:0') return null;
  return groups
    .slice(6)
    .flatMap((group) => [group >> 8, group & 0xff])
    .join('.');
}
