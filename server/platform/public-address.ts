import { BlockList, isIP } from 'node:net';

/**
 * Ranges that are not the public internet, from the IANA special-purpose address registries (RFC 6890 and its
 * updates). A connector never connects to one of them: a host name that leads there is a mistake or an attack.
 */
const SPECIAL_V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8], // this network
  ['10.0.0.0', 8], // private
  ['100.64.0.0', 10], // carrier-grade NAT
  ['127.0.0.0', 8], // loopback
  ['169.254.0.0', 16], // link-local, cloud metadata
  ['172.16.0.0', 12], // private
  ['192.0.0.0', 24], // protocol assignments
  ['192.0.2.0', 24], // documentation
  ['192.31.196.0', 24], // AS112
  ['192.52.193.0', 24], // AMT
  ['192.88.99.0', 24], // 6to4 relays
  ['192.168.0.0', 16], // private
  ['192.175.48.0', 24], // AS112
  ['198.18.0.0', 15], // benchmarks
  ['198.51.100.0', 24], // documentation
  ['203.0.113.0', 24], // documentation
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, broadcast
];

/** Only 2000::/3 is global unicast; mapped, unique-local, link-local and multicast addresses all lie outside it. */
const GLOBAL_V6: readonly [string, number] = ['2000::', 3];

/** Parts of 2000::/3 that carry IPv4 addresses inside them or are not for use. */
const SPECIAL_V6: readonly (readonly [string, number])[] = [
  ['2001::', 23], // protocol assignments, Teredo, ORCHID
  ['2001:db8::', 32], // documentation
  ['2002::', 16], // 6to4
  ['2620:4f:8000::', 48], // AS112
  ['3fff::', 20], // documentation
];

/**
 * NAT64 (RFC 6052): how a network without IPv4 reaches it. The address is that of the IPv4 host in its last 32 bits,
 * and is judged as that. 64:ff9b:1::/48 is for a network's own use, with the bits elsewhere: it stays refused.
 */
const NAT64: readonly [string, number] = ['64:ff9b::', 96];

const specialV4 = new BlockList();
for (const [address, prefix] of SPECIAL_V4) specialV4.addSubnet(address, prefix, 'ipv4');

const globalV6 = new BlockList();
globalV6.addSubnet(...GLOBAL_V6, 'ipv6');

const specialV6 = new BlockList();
for (const [address, prefix] of SPECIAL_V6) specialV6.addSubnet(address, prefix, 'ipv6');

const nat64 = new BlockList();
nat64.addSubnet(...NAT64, 'ipv6');

/** Whether a numeric address is on the public internet. Anything that is not a plain address is not. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !specialV4.check(address, 'ipv4');
    case 6:
      // A zone (`%eth0`) only makes sense on a local link.
      if (address.includes('%')) return false;
      if (nat64.check(address, 'ipv6')) return isPublicAddress(lastFourBytes(address));
      return globalV6.check(address, 'ipv6') && !specialV6.check(address, 'ipv6');
    default:
      return false;
  }
}

/** The last 32 bits of an IPv6 address, in dotted form. The URL parser brings every spelling into one. */
function lastFourBytes(address: string): string {
  const groups = new URL(`http://[${address}]/`).hostname.slice(1, -1).split(':');
  const [high = 0, low = 0] = groups
    .slice(-2)
    .map((group) => (group === '' ? 0 : Number.parseInt(group, 16)));
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}
