import { isIPv4 } from 'node:net';

/** A network, and the record that its addresses have. */
export interface Announced {
  /** As in `8.8.8.0/24` or `2001:4860::/32`. */
  readonly network: string;
  readonly record: Readonly<Record<string, string | number>>;
}

/** Where a branch of the tree leads: to another node, to a record by its place in the data, or nowhere. */
type Branch = TreeNode | number | null;
type TreeNode = [Branch, Branch];

const MARK = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');
const SEPARATOR = Buffer.alloc(16);
const RECORD_BITS = 24;

/**
 * The bytes of an MMDB file, in the least of the format (version 2.0, 24-bit records) that a reader accepts. Networks of
 * IPv4 lie at `::/96` in a tree of IPv6, as they do in files that one can buy. No network may lie inside another.
 */
export function asnDatabase(
  announced: readonly Announced[],
  { type = 'GeoLite2-ASN', ipVersion = 6 }: { type?: string; ipVersion?: 4 | 6 } = {},
): Buffer {
  const root: TreeNode = [null, null];
  const records: Buffer[] = [];
  let dataBytes = 0;
  for (const { network, record } of announced) {
    plant(root, bitsOf(network, ipVersion), dataBytes);
    const bytes = map(Object.entries(record));
    records.push(bytes);
    dataBytes += bytes.length;
  }
  const nodes = [...nodesOf(root)];
  const numbers = new Map(nodes.map((node, index) => [node, index]));
  const valueOf = (branch: Branch): number => {
    if (branch === null) return nodes.length;
    // A pointer to data counts on from the nodes, and the separator between tree and data counts too.
    if (typeof branch === 'number') return nodes.length + SEPARATOR.length + branch;
    return numbers.get(branch) ?? nodes.length;
  };
  const tree = Buffer.alloc((nodes.length * RECORD_BITS) / 4);
  nodes.forEach(([left, right], index) => {
    tree.writeUIntBE(valueOf(left), index * 6, 3);
    tree.writeUIntBE(valueOf(right), index * 6 + 3, 3);
  });
  const about = map([
    ['binary_format_major_version', 2],
    ['binary_format_minor_version', 0],
    ['build_epoch', 1_700_000_000],
    ['database_type', type],
    ['ip_version', ipVersion],
    ['node_count', nodes.length],
    ['record_size', RECORD_BITS],
  ]);
  return Buffer.concat([tree, SEPARATOR, ...records, MARK, about]);
}

function plant(root: TreeNode, bits: readonly number[], record: number): void {
  let node = root;
  for (const [depth, bit] of bits.entries()) {
    const side = bit === 0 ? 0 : 1;
    if (depth === bits.length - 1) node[side] = record;
    else {
      const next = node[side];
      const deeper: TreeNode = Array.isArray(next) ? next : [null, null];
      node[side] = deeper;
      node = deeper;
    }
  }
}

function* nodesOf(node: TreeNode): Generator<TreeNode> {
  yield node;
  for (const branch of node) if (Array.isArray(branch)) yield* nodesOf(branch);
}

function bitsOf(network: string, ipVersion: 4 | 6): readonly number[] {
  const [address = '', prefix = '0'] = network.split('/');
  const bytes = isIPv4(address) ? address.split('.').map(Number) : bytesOfV6(address);
  const bits = bytes.flatMap((byte) => Array.from(byte.toString(2).padStart(8, '0'), Number));
  const above = isIPv4(address) && ipVersion === 6 ? zeros(96) : [];
  return [...above, ...bits.slice(0, Number(prefix))];
}

function bytesOfV6(address: string): readonly number[] {
  const groupsOf = (half: string) =>
    half.split(':').flatMap((group) => (group === '' ? [] : [parseInt(group, 16)]));
  const [head = '', tail = ''] = address.split('::');
  const [before, after] = [groupsOf(head), groupsOf(tail)];
  const groups = [...before, ...zeros(8 - before.length - after.length), ...after];
  return groups.flatMap((group) => [group >> 8, group & 255]);
}

function zeros(count: number): readonly number[] {
  return Array.from({ length: count }, () => 0);
}

function map(entries: readonly (readonly [string, string | number])[]): Buffer {
  return Buffer.concat([
    Buffer.from([(7 << 5) | entries.length]),
    ...entries.flatMap(([key, value]) => [
      text(key),
      typeof value === 'string' ? text(value) : uint32(value),
    ]),
  ]);
}

/** Up to 28 bytes the length stands in the first byte, up to 284 in the second. */
function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  const head = bytes.length < 29 ? [(2 << 5) | bytes.length] : [(2 << 5) | 29, bytes.length - 29];
  return Buffer.concat([Buffer.from(head), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes.writeUInt8((6 << 5) | 4);
  bytes.writeUInt32BE(value, 1);
  return bytes;
}
