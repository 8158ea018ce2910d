/** An IP network, or one address, which is the smallest. */
export interface Network {
  /** As it is stored and shown: `198.51.100.0/24`, `2001:db8::/32`, and an address without its length. */
  readonly text: string;
  readonly family: 4 | 6;
  /** Bits of its own, of 32 or 128. */
  readonly prefix: number;
}

/** Bits of an address of each family. */
export const ADDRESS_BITS = { 4: 32, 6: 128 } as const;

/**
 * The network that is written as an address with or without a length, its other bits set to zero; null where the text is
 * none. With `prefix` the network of that many bits around the address.
 */
export function parseNetwork(text: string, prefix?: number): Network | null {
  const [address = '', length, ...more] = text.trim().split('/');
  if (more.length > 0) return null;
  const family = address.includes(':') ? 6 : 4;
  const bits = family === 4 ? bitsOfV4(address) : bitsOfV6(address);
  const own = prefix ?? lengthOf(length, ADDRESS_BITS[family]);
  if (bits === null || own === null || own > ADDRESS_BITS[family]) return null;
  const free = BigInt(ADDRESS_BITS[family] - own);
  const start = (bits >> free) << free;
  const shown = family === 4 ? textOfV4(start) : textOfV6(start);
  return { text: own === ADDRESS_BITS[family] ? shown : `${shown}/${own}`, family, prefix: own };
}

function lengthOf(text: string | undefined, whole: number): number | null {
  if (text === undefined) return whole;
  return /^\d{1,3}$/.test(text) && Number(text) <= whole ? Number(text) : null;
}

function bitsOfV4(text: string): bigint | null {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255))
    return null;
  return parts.reduce((bits, part) => (bits << 8n) | BigInt(part), 0n);
}

function bitsOfV6(text: string): bigint | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head, tail] = halves.map(groupsOfV6);
  if (head === undefined || head === null || tail === null) return null;
  const left = 8 - head.length - (tail?.length ?? 0);
  // Two colons stand for one group of zeros at least; without them all eight are written.
  if (tail === undefined ? left !== 0 : left < 1) return null;
  const groups = [...head, ...new Array<number>(left).fill(0), ...(tail ?? [])];
  return groups.reduce((bits, group) => (bits << 16n) | BigInt(group), 0n);
}

/** The groups of a part of an address; null where it is none. Its end may be written as an IPv4 address. */
function groupsOfV6(text: string): number[] | null {
  if (text === '') return [];
  const parts = text.split(':');
  const last = parts.at(-1) ?? '';
  const v4 = last.includes('.') ? bitsOfV4(last) : null;
  if (last.includes('.') && v4 === null) return null;
  const plain = v4 === null ? parts : parts.slice(0, -1);
  if (!plain.every((part) => /^[0-9a-f]{1,4}$/i.test(part))) return null;
  const end = v4 === null ? [] : [Number(v4 >> 16n), Number(v4 & 0xffffn)];
  return [...plain.map((part) => parseInt(part, 16)), ...end];
}

function textOfV4(bits: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((bits >> shift) & 255n)).join('.');
}

/** As RFC 5952 writes it: the longest run of zeros, the first of equals, is two colons. */
function textOfV6(bits: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    Number((bits >> BigInt(112 - 16 * index)) & 0xffffn),
  );
  let best = { start: 0, length: 1 };
  for (let start = 0; start < 8; start += 1) {
    let length = 0;
    while (groups[start + length] === 0) length += 1;
    if (length > best.length) best = { start, length };
  }
  const hex = groups.map((group) => group.toString(16));
  if (best.length < 2) return hex.join(':');
  return `${hex.slice(0, best.start).join(':')}::${hex.slice(best.start + best.length).join(':')}`;
}
