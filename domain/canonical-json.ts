/** JSON that is the same for the same content: no white space, members of objects in the order of their names. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(inOrder(value));
}

/** The same content with the members of each object in order. Ahead of writing: a replacer would be slow at it. */
function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return value;
  if (Array.isArray(value)) return value.map(inOrder);
  const members = Object.entries(value).sort(byName);
  return Object.fromEntries(members.map(([name, inner]) => [name, inOrder(inner)]));
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
