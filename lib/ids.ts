// As zod knows them, which pages do without: it weighs a sixth of what they load.
const UUID =
  /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|0{8}(?:-0{4}){3}-0{12}|f{8}(?:-f{4}){3}-f{12})$/i;
const LOOP = /^[0-9a-f]{32}$/;

/** The id that an address names, or null where it is none that anything could have. */
export function parseId(value: unknown): string | null {
  return typeof value === 'string' && UUID.test(value) ? value : null;
}

/** The id of a retry loop that an address names, or null. */
export function parseLoopId(value: unknown): string | null {
  return typeof value === 'string' && LOOP.test(value) ? value : null;
}
