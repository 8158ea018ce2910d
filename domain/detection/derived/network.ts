/**
 * The network of an address, as detectors compare sources: the /24 of an IPv4 address, the /48 of an IPv6 one, as text
 * such as `203.0.113.0/24`. An IPv4 address in IPv6 clothes is the IPv4 one.
 *
 * @returns null for no address, and for one that is private, shared, link-local or loopback: inside an organisation such
 *   addresses repeat, so they prove nothing
 */
export function networkOf(ip: string | null): string | null {
  if (ip === null) return null;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip);
  const address = mapped?.[1] ?? ip;
  return address.includes(':') ? networkOfIpv6(address) : networkOfIpv4(address);
}

function networkOfIpv4(address: string): string | null {
  const parts = address.split('.').map(Number);
  const [a, b, c] = parts;
  if (parts.length !== 4 || a === undefined || b === undefined || c === undefined) return null;
  if (parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255)) return null;
  return isPrivateIpv4(a, b) ? null : `${a}.${b}.${c}.0/24`;
}

/** RFC 1918, RFC 6598 (carrier NAT), RFC 3927, loopback and "this network". */
function isPrivateIpv4(a: number, b: number): boolean {
  return (
    a === 0 ||
    a === 10 ||
    a === 127 ||
    (a === 100 && b >= 64 && b <= 127) ||
    (a === 169 && b === 254) ||
    (a === 172 && b >= 16 && b <= 31) ||
    (a === 192 && b === 168)
  );
}

function networkOfIpv6(address: string): string | null {
  const [head = '', tail] = address.toLowerCase().split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const middle =
    tail === undefined ? [] : new Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0');
  const groups = [...first, ...middle, ...last].slice(0, 3).map((group) => Number.parseInt(group, 16));
  const [a, b, c] = groups;
  if (a === undefined || b === undefined || c === undefined || groups.some(Number.isNaN)) return null;
  // fc00::/7 is private (RFC 4193), fe80::/10 link-local; nothing below 2000::/3 is public.
  if (a < 0x2000 || (a & 0xfe00) === 0xfc00 || (a & 0xffc0) === 0xfe80) return null;
  return `${a.toString(16)}:${b.toString(16)}:${c.toString(16)}::/48`;
}
